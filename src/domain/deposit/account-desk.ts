/** What people may ask about access accounts, and what they are answered. */

import type { AccountAction } from '../model/audit.ts';
import type { Language } from '../model/language.ts';
import type { Listing } from '../model/listing.ts';
import type { LetterState } from '../model/person.ts';

export interface AccountItem {
  readonly id: string;
  readonly login: string;
  readonly person: { readonly id: string; readonly name: string };
  /** `left`: its person is no longer in the directory. */
  readonly status: 'alive' | 'revoked' | 'left';
  readonly notify: boolean;
  readonly uploadOnly: boolean;
  /** False: nothing can be mailed to its person. */
  readonly hasAddress: boolean;
  readonly createdAt: string;
  readonly notifiedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedFrom: string | null;
  readonly lastUsedClient: string | null;
  /** Revoked, or its person left the directory. */
  readonly invalidatedAt: string | null;
  /** The password before the present one works until then. */
  readonly oldPasswordUntil: string | null;
  /** A one-time link to the password has not been opened yet, and can be until then; null as well once the password is in use. */
  readonly linkUntil: string | null;
}

/** Shown once, right after creation or regeneration. */
export interface Credentials {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  /** Deposit URLs: all establishments first, then each. */
  readonly urls: readonly string[];
  /** What each URL is for: the name of an establishment; null: all of them. */
  readonly places: readonly (string | null)[];
}

/** How an account is opened. */
export interface AccountOptions {
  readonly notify: boolean;
  /** May deposit, but neither list nor read. */
  readonly uploadOnly?: boolean;
}

/** A client certificate that an account is bound to. */
export interface PairedCertificate {
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
  readonly pairedAt: string;
  readonly expiresAt: string;
}

/** Somebody of the directory who may be given an account. */
export interface CandidateItem {
  readonly id: string;
  readonly kind: 'staff' | 'teacher' | 'student';
  readonly lastName: string;
  readonly firstName: string;
  /** A student's division. */
  readonly division: string | null;
  readonly establishment: number | null;
  readonly hasAddress: boolean;
  /** Of the account that this person has already. */
  readonly login: string | null;
}

/** What happened to an account: what people did, the letters about it, and its last use. */
export type AccountHappening = AccountAction | `letter-${LetterState}` | 'account-used';

export interface AccountEvent {
  readonly at: string;
  readonly action: AccountHappening;
  readonly account: string;
  readonly login: string;
  /** `manager:12`, `command`, `nobody` behind a one-time link; null: nobody, as of letters. */
  readonly actor: string | null;
  /** The name or address of a person who signed in; null for others. */
  readonly by: string | null;
  /** Of `account-notification`: ticked or cleared. */
  readonly notify: boolean | null;
  /** Of a letter: its recipient; of a use: the address it came from, and the software. */
  readonly about: string | null;
}

/** People of a search: those who are offered an account, and students, who are not unless somebody insists. */
export interface Candidates {
  readonly offered: Listing<CandidateItem>;
  readonly students: Listing<CandidateItem>;
}

/** What a one-time link still does: `used` since then, for it shows its password once; `ended`: too old, replaced, or none of ours. */
export type LinkState =
  | { readonly state: 'open' }
  | { readonly state: 'used'; readonly at: string }
  | { readonly state: 'ended' };

/** A letter as it is sent, but for the secret in it. */
export interface AccessLetterItem {
  readonly person: { readonly id: string; readonly name: string; readonly kind: CandidateItem['kind'] };
  /** The login that the person would be given. */
  readonly login: string;
  /** Null: the person has no address, nothing is sent. */
  readonly recipient: string | null;
  readonly language: Language;
  readonly subject: string;
  readonly body: string;
}

/** Methods throw as those of Administration do. */
export interface AccountDesk {
  createAccount(siteId: number, personId: string, options: AccountOptions): Promise<Credentials>;
  accounts(siteId: number): Promise<Listing<AccountItem>>;
  /** What happened to the accounts: by whom, which letters went to whom, when each was last used; newest first. */
  accountHistory(siteId: number): Promise<Listing<AccountEvent>>;
  /** People by any part of their names, staff first, students apart; `search` empty: nobody. */
  candidates(siteId: number, search: string): Promise<Candidates>;
  /** The letter that opening an account for this person would send; `{{secret}}` stands for what it hides. */
  accessLetter(siteId: number, personId: string): Promise<AccessLetterItem>;
  /** What tells the present password of an account from all others without giving it away. */
  passwordMark(siteId: number, accountId: string): Promise<string>;
  /**
   * A new password, told as at the creation; the old one works for the site's time of grace. With a mark only in place
   * of the password that it marks: throws Refusal `password-made-already` when there is another by now.
   */
  regenerateAccount(siteId: number, accountId: string, mark?: string): Promise<Credentials>;
  revokeAccount(siteId: number, accountId: string): Promise<AccountItem>;
  notifyAccount(siteId: number, accountId: string, notify: boolean): Promise<AccountItem>;
  /**
   * Binds an account to a client certificate (PEM): from now on its password works only together with one of its
   * certificates. Throws Refusal `certificate-unreadable`.
   */
  pairAccount(siteId: number, accountId: string, pem: string): Promise<PairedCertificate>;
  /** Lets go of one certificate, or of all: without any the password works alone again. */
  unpairAccount(siteId: number, accountId: string, fingerprint?: string): Promise<AccountItem>;
  /** What a one-time link is good for, without using it up. */
  oneTimeLink(token: string): Promise<LinkState>;
  /** The password behind a one-time link; null when it was shown before, has expired or never was. */
  openOneTimeLink(token: string): Promise<Credentials | null>;
}
