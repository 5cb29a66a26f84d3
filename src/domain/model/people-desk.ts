/** What may be asked of Carillon about people who sign in: their roles, passwords and logins. */

import type { Language } from './language.ts';
import type { Listing } from './listing.ts';
import type {
  InvitationItem,
  ManagerItem,
  NewLogin,
  NewPerson,
  OperatorItem,
  PeopleEvent,
  Role,
  SignedIn,
} from './person.ts';

/** Methods throw as those of Administration do. */
export interface PeopleDesk {
  /** Gives a person a role on a site, or another one, and a link for the first password to who has none. Throws Refusal `manager-exists`. */
  createManager(siteId: number, manager: NewPerson): Promise<InvitationItem>;
  /** Who has a role on a site, managers first. */
  managers(siteId: number): Promise<Listing<ManagerItem>>;
  /** Takes the role on this site away, and ends the person's logins. Throws Refusal `manager-unknown`. */
  revokeManager(siteId: number, managerId: string): Promise<void>;
  createOperator(operator: Omit<NewPerson, 'role'>): Promise<InvitationItem>;
  operators(): Promise<Listing<OperatorItem>>;
  revokeOperator(operatorId: string): Promise<void>;

  /**
   * As a manager of the site does it: gives a role to somebody who has none here, and mails the way in. Throws Refusal
   * `bad-input`, `manager-exists`, `too-many-people`.
   */
  invite(siteId: number, person: Pick<NewPerson, 'email' | 'name' | 'role'>): Promise<ManagerItem>;
  /** A new link for who has not chosen a password yet. Throws Refusal `manager-unknown`, `password-chosen`, `letter-just-sent`. */
  inviteAgain(siteId: number, managerId: string): Promise<ManagerItem>;
  /** Throws Refusal `manager-unknown`, `last-manager`: one who can sign in has to be left. */
  changeRole(siteId: number, managerId: string, role: Role): Promise<ManagerItem>;
  /** As `revokeManager`, but one manager who can sign in has to be left. Throws Refusal `manager-unknown`, `last-manager`. */
  dismiss(siteId: number, managerId: string): Promise<void>;
  /** What was done to the people of a site, newest first. */
  peopleHistory(siteId: number): Promise<Listing<PeopleEvent>>;

  /** A new link to choose a password, made by an operator. Throws Refusal `manager-unknown`. */
  renewPassword(email: string): Promise<InvitationItem>;
  /**
   * Somebody says to have forgotten the password of this address. A link is mailed where there is such a person and none was
   * lately; the caller does not learn of it. `language`: of who asks, for a person who never chose one.
   */
  forgotPassword(email: string, language: Language): Promise<void>;
  /** Whose password a link is for; null when it was used, has expired or never was. */
  passwordLink(token: string): Promise<{ readonly email: string; readonly name: string } | null>;
  /**
   * Uses a link up: sets the password, ends all logins of the person, forgets all other browsers and signs in; null as above.
   * Throws Refusal `password-short` and the like.
   */
  choosePassword(token: string, password: string, browser?: string): Promise<NewLogin | null>;
  /**
   * Ends all logins of the person, this one too, forgets all other browsers, and starts a new login. Throws Refusal
   * `password-wrong`, `password-short` and the like.
   */
  changePassword(login: string, old: string, password: string, browser?: string): Promise<NewLogin>;
  setLanguage(login: string, language: Language | null): Promise<void>;

  /** Has the person of this address signed in from this browser in the last months? */
  knowsBrowser(email: string, browser: string): Promise<boolean>;
  /** Signs a person in, and knows the browser from now on; null when wrong. The returned token goes into a cookie. */
  signIn(email: string, password: string, browser?: string): Promise<NewLogin | null>;
  /** Who is behind a login; null when it has ended. `isIdle`: a page that looks again by itself does not keep it alive. */
  signedIn(token: string, options?: { readonly isIdle?: boolean }): Promise<SignedIn | null>;
  /**
   * An operator opens a page of a site: the audit log tells of the first since the site was left. From here on the request is
   * one in supervision: what would end or revive an access account throws Refusal `account-in-supervision`. `isIdle`: a page
   * that looks again by itself does not enter a site that was left; throws Refusal `not-allowed`.
   */
  enterSupervision(token: string, siteId: number, options?: { readonly isIdle?: boolean }): Promise<void>;
  /** The operator leaves the site, which the audit log tells; nothing when it is not open. */
  leaveSupervision(token: string, siteId: number): Promise<void>;
  /** Supervisions whose login has ended are over: the audit log tells of each. */
  endSupervisions(): Promise<void>;
  /** Ends the login, and with it the supervisions that it has open. */
  signOut(token: string): Promise<void>;
}
