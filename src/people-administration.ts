/** The part of Administration about people who sign in: their roles, passwords and logins. */

import { siteBadges } from './adapters/store/badges.ts';
import type { Database } from './adapters/store/database.ts';
import * as logins from './adapters/store/logins.ts';
import * as people from './adapters/store/people.ts';
import * as sites from './adapters/store/sites.ts';
import { asActor, asSupervisor } from './asker.ts';
import type { Administration } from './domain/administration.ts';
import { isoWithOffset } from './domain/model/calendar.ts';
import { Refusal } from './domain/model/errors.ts';
import type { InvitationItem, OperatorItem, SignedIn } from './domain/model/person.ts';
import type { Clock } from './domain/ports.ts';
import type { Noted } from './noted.ts';

export interface PeopleParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly noted: Noted;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export type PeopleAdministration = Pick<
  Administration,
  | 'createManager'
  | 'managers'
  | 'revokeManager'
  | 'createOperator'
  | 'operators'
  | 'revokeOperator'
  | 'renewPassword'
  | 'passwordLink'
  | 'choosePassword'
  | 'changePassword'
  | 'setLanguage'
  | 'badges'
  | 'signIn'
  | 'signedIn'
  | 'signOut'
  | 'noteSupervision'
>;

/** Times of people who belong to several sites, or to none. */
const TIME_ZONE = 'Europe/Paris';
/** Supervisions told are remembered up to here; forgetting them tells one twice. */
const MAX_TOLD = 10_000;

export function createPeopleAdministration({ database, clock, noted, publicUrl }: PeopleParts): PeopleAdministration {
  const { pool } = database;
  const inviting = () => ({ publicUrl, now: clock.now() });
  const supervised = new Set<string>();

  const invitation = (made: people.Invited, role: InvitationItem['role'], timeZone = TIME_ZONE): InvitationItem => ({
    id: made.id,
    email: made.email,
    role,
    link: made.token === null ? null : people.passwordLinkUrl(publicUrl, made.token),
    linkExpiresAt: made.expiresAt === null ? null : isoWithOffset(made.expiresAt, timeZone),
    ...(made.password === undefined ? {} : { password: made.password }),
  });
  const listed = ({ createdAt, ...one }: people.ListedPerson, timeZone = TIME_ZONE): OperatorItem => ({
    ...one,
    createdAt: isoWithOffset(createdAt, timeZone),
  });
  const needLogin = async (token: string): Promise<SignedIn> => {
    const found = await logins.signedIn(pool, token, clock.now());
    if (found === null) throw new Refusal('not-signed-in');
    return found;
  };
  const siteOf = (login: SignedIn): number | null => login.sites[0]?.id ?? null;
  const nothing = (): Promise<void> => Promise.resolve();

  return {
    async createManager(siteId, manager) {
      const site = await sites.findSite(pool, siteId);
      const role = manager.role ?? 'manager';
      const told = (made: people.Invited) => ({ manager: made.id, role });
      const made = await noted({ siteId, action: 'manager-created', details: told }, (client) =>
        people.createManager(client, siteId, manager, inviting()),
      );
      return invitation(made, role, site.timezone);
    },
    async managers(siteId) {
      const site = await sites.findSite(pool, siteId);
      const found = await people.listManagers(pool, siteId);
      const items = found.map((one) => ({ ...listed(one, site.timezone), role: one.role }));
      return { items, total: items.length };
    },
    async revokeManager(siteId, managerId) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'manager-revoked', details: { manager: managerId } }, (client) =>
        people.revokeManager(client, siteId, managerId),
      );
    },
    async createOperator(operator) {
      const told = (made: people.Invited) => ({ operator: made.id });
      const made = await noted({ siteId: null, action: 'operator-created', details: told }, (client) =>
        people.createOperator(client, operator, inviting()),
      );
      return invitation(made, 'operator');
    },
    async operators() {
      const items = (await people.listOperators(pool)).map((one) => listed(one));
      return { items, total: items.length };
    },
    async revokeOperator(operatorId) {
      await noted({ siteId: null, action: 'operator-revoked', details: { operator: operatorId } }, (client) =>
        people.revokeOperator(client, operatorId),
      );
    },
    async renewPassword(email) {
      const told = (made: people.Invited) => ({ manager: made.id });
      const made = await noted({ siteId: null, action: 'password-link-made', details: told }, (client) =>
        people.renewPassword(client, email, inviting()),
      );
      return invitation(made, null);
    },

    async passwordLink(token) {
      const found = await people.findPasswordLink(pool, token, clock.now());
      return found && { email: found.email, name: found.name };
    },
    async choosePassword(token, password) {
      const owner = await people.findPasswordLink(pool, token, clock.now());
      if (owner === null) return null;
      const told = (done: unknown) => done && { manager: owner.id };
      const by = `manager:${owner.id}`;
      return await noted({ siteId: owner.siteId, by, action: 'password-chosen', details: told }, async (client) => {
        const chosen = await people.choosePassword(client, token, password, clock.now());
        return chosen && (await logins.startLogin(client, chosen.id, clock.now()));
      });
    },
    async changePassword(token, old, password) {
      const login = await needLogin(token);
      const telling = { siteId: siteOf(login), by: login.actor };
      if (!(await logins.isPasswordOf(pool, login.personId, old))) {
        await noted({ ...telling, action: 'password-change-failed' }, nothing);
        throw new Refusal('password-wrong');
      }
      people.checkPassword(password, login);
      await noted({ ...telling, action: 'password-changed' }, async (client) => {
        await people.setPassword(client, login.personId, password);
        await logins.endOtherLogins(client, login.personId, token);
      });
    },
    async setLanguage(token, language) {
      const { personId } = await needLogin(token);
      await people.setLanguage(pool, personId, language);
    },
    badges: (siteId, personId) => siteBadges(pool, siteId, personId),

    async signIn(email, password) {
      const { right, known } = await logins.checkPerson(pool, email, password);
      const siteId = known?.siteId ?? null;
      if (right === null) {
        const details = { door: 'web', ...(known === null ? {} : { manager: known.id }) };
        await noted({ siteId, by: 'nobody', action: 'sign-in-failed', details }, nothing);
        return null;
      }
      const by = `${right.isOperator ? 'operator' : 'manager'}:${right.id}`;
      return await noted({ siteId, by, action: 'signed-in', details: { door: 'web' } }, (client) =>
        logins.startLogin(client, right.id, clock.now()),
      );
    },
    async signedIn(token, options) {
      const found = await logins.signedIn(pool, token, clock.now(), options?.isIdle);
      if (found !== null) asActor(found.actor);
      return found;
    },
    async signOut(token) {
      const found = await logins.signedIn(pool, token, clock.now());
      if (found === null) return;
      await noted({ siteId: siteOf(found), by: found.actor, action: 'signed-out' }, (client) =>
        logins.signOut(client, token),
      );
    },
    async noteSupervision(token, siteId) {
      asSupervisor();
      const key = `${token} ${siteId}`;
      if (supervised.has(key)) return;
      const { actor } = await needLogin(token);
      await noted({ siteId, by: actor, action: 'supervision-opened' }, nothing);
      if (supervised.size >= MAX_TOLD) supervised.clear();
      supervised.add(key);
    },
  };
}
