/** The words of the audit log: what is told of what people and programs did. */

import type { Day } from './calendar.ts';
import type { Listing } from './listing.ts';

/** What can happen to an access account. `account-left`, `account-returned`: its person left or came back to the directory. */
export const ACCOUNT_ACTIONS = [
  'account-created',
  'account-regenerated',
  'account-revoked',
  'account-notification',
  'account-paired',
  'account-unpaired',
  'account-left',
  'account-returned',
  'credentials-shown',
] as const;

export type AccountAction = (typeof ACCOUNT_ACTIONS)[number];

/** What the audit log tells. */
export type AuditAction =
  | AccountAction
  | 'site-created'
  | 'site-changed'
  | 'establishment-added'
  | 'establishment-changed'
  | 'establishment-removed'
  | 'establishment-confirmed'
  | 'year-announced'
  | 'year-withdrawn'
  | 'year-opened'
  | 'directory-imported'
  | 'match-set'
  | 'match-cleared'
  | 'matches-accepted'
  | 'entry-added'
  | 'entry-removed'
  | 'thresholds-changed'
  | 'manager-created'
  | 'manager-changed'
  | 'manager-revoked'
  | 'operator-created'
  | 'operator-revoked'
  | 'password-link-made'
  | 'password-link-asked'
  | 'password-chosen'
  | 'password-changed'
  | 'password-change-failed'
  | 'supervision-opened'
  | 'supervision-closed'
  | 'token-created'
  | 'signed-in'
  | 'signed-out'
  | 'sign-in-failed'
  | 'sign-in-banned'
  | 'draft-made'
  | 'draft-discarded'
  | 'run-entered'
  | 'run-approved'
  | 'run-rejected'
  | 'run-cancelled'
  | 'run-replayed'
  | 'run-undone'
  | 'person-exported'
  | 'person-erased'
  | 'backed-up'
  | 'restored'
  | 'retention'
  | 'audit-shortened';

/** What people look for in the audit log of a site. */
export const AUDIT_TOPICS = {
  decisions: ['run-approved', 'run-rejected', 'run-undone', 'run-replayed', 'run-cancelled'],
  imports: ['draft-made', 'draft-discarded', 'run-entered', 'directory-imported'],
  matches: ['match-set', 'match-cleared', 'matches-accepted', 'entry-added', 'entry-removed'],
  settings: [
    'site-created',
    'site-changed',
    'establishment-added',
    'establishment-changed',
    'establishment-removed',
    'establishment-confirmed',
    'thresholds-changed',
    'token-created',
  ],
  year: ['year-announced', 'year-withdrawn', 'year-opened'],
  accounts: ACCOUNT_ACTIONS,
  people: [
    'manager-created',
    'manager-changed',
    'manager-revoked',
    'password-link-made',
    'password-link-asked',
    'password-chosen',
    'password-changed',
  ],
  'sign-ins': ['signed-in', 'signed-out'],
  refused: ['sign-in-failed', 'sign-in-banned', 'password-change-failed'],
  supervision: ['supervision-opened', 'supervision-closed'],
  privacy: ['person-exported', 'person-erased'],
} as const satisfies Readonly<Record<string, readonly AuditAction[]>>;

export type AuditTopic = keyof typeof AUDIT_TOPICS;

/** What concerns the installation and stands in the log of no site. */
export const INSTALLATION_ACTIONS = [
  'operator-created',
  'operator-revoked',
  'backed-up',
  'restored',
  'retention',
  'audit-shortened',
] as const satisfies readonly AuditAction[];

/** Which entries of a site's log are asked for; absent parts do not narrow. */
export interface ActionFilter {
  /** As `ActorItem` names it. */
  readonly actor?: string;
  readonly topic?: AuditTopic;
  /** Days, inclusive, in the site's zone. */
  readonly from?: Day;
  readonly to?: Day;
}

/** An entry with the names that are known now of who did it and whom or what it is about: the log itself has none. */
export interface ActionItem extends AuditItem {
  /** Of the person who signed in, or the login of the access account. */
  readonly by: string | null;
  /** Of the person who may sign in, whom it is about. */
  readonly manager: string | null;
  /** The login of the access account. */
  readonly account: string | null;
  /** Of the entry of the directory. */
  readonly entry: string | null;
}

/** Somebody or something that the log of a site names as acting. `key`: `person:12`, `account:5`, `token:3`, `command`, `daemon`, `nobody`. */
export interface ActorItem {
  readonly key: string;
  readonly name: string | null;
}

/** The audit log of a site as its managers read it. */
export interface AuditDesk {
  /** Entries that fit, newest first; `total` counts them. Throws Refusal `bad-input`. */
  actions(
    siteId: number,
    page: ActionFilter & { readonly limit?: number; readonly cursor?: string },
  ): Promise<Listing<ActionItem>>;
  /** Who acted on a site, people first, by name. */
  actors(siteId: number): Promise<Listing<ActorItem>>;
}

/** One entry of the audit log. */
export interface AuditItem {
  readonly id: string;
  readonly at: string;
  /** `command`, `manager:12`, `operator:4`, `token:3`, `account:5`, `daemon`, `nobody`. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly details: Readonly<Record<string, unknown>>;
  /** Where the request came from; null for commands. */
  readonly address: string | null;
}
