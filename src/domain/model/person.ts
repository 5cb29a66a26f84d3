/** People who sign in: managers and readers of sites, and operators of all sites. */

import type { Language } from './language.ts';

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

export interface ManagerItem extends OperatorItem {
  readonly role: Role;
}
