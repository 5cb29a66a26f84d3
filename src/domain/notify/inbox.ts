/** What a person finds in a site's inbox, and which of the mails went out. */

import type { Language } from '../model/language.ts';
import type { Listing } from '../model/listing.ts';
import type { LetterState } from '../model/person.ts';
import type { Settlement } from './settlement.ts';

/** A mail of a message, for managers. */
export interface Delivery {
  readonly recipient: string;
  readonly state: LetterState;
  /** When it was sent or given up, or will be tried next; ISO with offset. */
  readonly at: string;
  readonly tries: number;
}

/** A message as it was told. */
export interface ToldMessage {
  readonly id: string;
  readonly kind: string;
  readonly runId: string | null;
  readonly subject: string;
  readonly body: string;
  readonly createdAt: string;
}

export interface InboxItem extends ToldMessage {
  /** What its text is in: the reader's, but for messages from before there was English. */
  readonly language: Language;
  /** By this person; messages from before the person had the role count as read, and so do settled ones. */
  readonly isRead: boolean;
  /** What became of what it asked for; null: it stands as it was told. */
  readonly settled: Settlement | null;
  /** The later import that has taken the place of its own and waits for the same decision; null: its own does, or none. */
  readonly continuedBy: string | null;
  /** Empty for those who may not act. */
  readonly deliveries: readonly Delivery[];
}

export interface InboxPage {
  readonly unread?: boolean;
  readonly cursor?: string;
  readonly limit?: number;
}

/** Who reads: managers see what they have to decide, and how the mails fared. */
export interface InboxReader {
  readonly personId: string;
  readonly mayAct: boolean;
  readonly language: Language;
}

export interface InboxDesk {
  /** Newest first. */
  inbox(
    siteId: number,
    reader: InboxReader,
    page: InboxPage,
  ): Promise<Listing<InboxItem> & { readonly unread: number }>;
  /** Throws Refusal `message-unknown`. */
  message(siteId: number, reader: InboxReader, messageId: string): Promise<InboxItem>;
  /** One, or all; how many were unread. */
  markRead(siteId: number, personId: string, messageId: string | 'all'): Promise<number>;
  markUnread(siteId: number, personId: string, messageId: string): Promise<void>;
}
