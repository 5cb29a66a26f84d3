/** People who sign in: managers and readers of sites, and operators of all sites. */

import type { Language } from './language.ts';

/** So long after the last sign-in from it a browser is known. */
export const BROWSER_DAYS = 180;

/** How long the link of an invitation can be used. */
export const INVITATION_HOURS = 72;

/** On one site: a manager acts, a reader looks. */
export type Role = 'manager' | 'reader';

export interface SiteRole {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
}

/** Who is behind a login. */
export interface SignedIn {
  /** For the journal: `manager:12`, of an operator `operator:12`. */
  readonly actor: string;
  readonly personId: string;
  readonly email: string;
  /** The name, or the address of who has none. */
  readonly name: string;
  /** Null: never chosen. */
  readonly language: Language | null;
  /** May open every site, in supervision where there is no role. */
  readonly isOperator: boolean;
  /** Sites with a role, by number. */
  readonly sites: readonly SiteRole[];
}

/** What goes into a cookie, and until when it is good. */
export interface NewLogin {
  readonly token: string;
  readonly expiresAt: number;
}

/** How a letter to somebody fares. */
export type LetterState = 'waiting' | 'retrying' | 'sent' | 'given-up';

/** How somebody is let in. */
export interface NewPerson {
  readonly email: string;
  readonly name?: string;
  /** Default: manager. */
  readonly role?: Role;
  /** A random password at once, for scripts; not for who has one already. */
  readonly withPassword?: boolean;
}

/** Shown once, right after somebody was let in. */
export interface InvitationItem {
  readonly id: string;
  readonly email: string;
  /** Null: only the password was renewed. */
  readonly role: Role | 'operator' | null;
  /** To choose a password; null for who has one already. */
  readonly link: string | null;
  readonly linkExpiresAt: string | null;
  /** Only when asked for. */
  readonly password?: string;
}

export interface OperatorItem {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly createdAt: string;
  /** False until the first password was chosen. */
  readonly hasPassword: boolean;
}

/** Somebody with a role on a site. */
export interface ManagerItem extends OperatorItem {
  readonly role: Role;
  /** Null: never. */
  readonly lastSignedInAt: string | null;
  /** Until when the first password can be chosen; null: it was, or no link is good any more. */
  readonly linkUntil: string | null;
  /** The mail with that link; null: there is none. */
  readonly letter: LetterState | null;
}

/** What happened to the people of a site. */
export type PeopleAction =
  | 'manager-created'
  | 'manager-changed'
  | 'manager-revoked'
  | 'password-link-made'
  | 'password-link-asked'
  | 'password-chosen'
  | 'password-changed';

export interface PeopleEvent {
  readonly at: string;
  readonly action: PeopleAction;
  /** Name or address of whom it happened to. */
  readonly person: string;
  /** The role that was given. */
  readonly role: Role | null;
  /** `manager:12`, `command`, `nobody`. */
  readonly actor: string;
  /** The name or address of a person who signed in; null for others. */
  readonly by: string | null;
}
