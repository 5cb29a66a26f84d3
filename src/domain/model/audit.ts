/** The words of the audit log: what is told of what people and programs did. */

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
  | 'retention'
  | 'audit-shortened';

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
