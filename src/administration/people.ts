/** The part of Administration about people who sign in: their roles, passwords and logins. */

import type { Database } from '../adapters/store/database.ts';
import * as invitations from '../adapters/store/invitations.ts';
import { knowsBrowser } from '../adapters/store/known-browsers.ts';
import * as logins from '../adapters/store/logins.ts';
import * as links from '../adapters/store/password-links.ts';
import * as people from '../adapters/store/people.ts';
import { listPeopleEvents } from '../adapters/store/people-history.ts';
import * as sites from '../adapters/store/sites.ts';
import * as supervisions from '../adapters/store/supervisions.ts';
import { asActor, asSupervisor, currentAsker } from '../asker.ts';
import { isoWithOffset } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { PeopleDesk } from '../domain/model/people-desk.ts';
import type { InvitationItem, ManagerItem, OperatorItem, Role, SignedIn } from '../domain/model/person.ts';
import type { Clock } from '../domain/ports.ts';
import type { Noted } from './noted.ts';

export interface PeopleParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly noted: Noted;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

/** Times of people who belong to several sites, or to none. */
const TIME_ZONE = 'Europe/Paris';

export function createPeopleAdministration({ database, clock, noted, publicUrl }: PeopleParts): PeopleDesk {
  const { pool } = database;
  const inviting = () => ({ publicUrl, now: clock.now(), actor: currentAsker().actor });

  const invitation = (
    made: invitations.Invited,
    role: InvitationItem['role'],
    timeZone = TIME_ZONE,
  ): InvitationItem => ({
    id: made.id,
    email: made.email,
    role,
    link: made.token === null ? null : links.passwordLinkUrl(publicUrl, made.token),
    linkExpiresAt: made.expiresAt === null ? null : isoWithOffset(made.expiresAt, timeZone),
    ...(made.password === undefined ? {} : { password: made.password }),
  });
  const managersOf = async (siteId: number, personId: string | null = null): Promise<readonly ManagerItem[]> => {
    const { timezone } = await sites.findSite(pool, siteId);
    const iso = (ms: number | null): string | null => (ms === null ? null : isoWithOffset(ms, timezone));
    const found = await people.listManagers(pool, siteId, { now: clock.now(), personId });
    return found.map(({ createdAt, lastSignedInAt, linkUntil, ...one }) => ({
      ...one,
      createdAt: isoWithOffset(createdAt, timezone),
      lastSignedInAt: iso(lastSignedInAt),
      linkUntil: iso(linkUntil),
    }));
  };
  const managerOf = async (siteId: number, personId: string): Promise<ManagerItem> => {
    const [found] = await managersOf(siteId, personId);
    if (found === undefined) throw new Refusal('manager-unknown', { manager: personId });
    return found;
  };
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
      const told = (made: invitations.Invited) => ({ manager: made.id, role });
      const made = await noted({ siteId, action: 'manager-created', details: told }, (client) =>
        invitations.createManager(client, siteId, manager, inviting()),
      );
      return invitation(made, role, site.timezone);
    },
    async managers(siteId) {
      const items = await managersOf(siteId);
      return { items, total: items.length };
    },
    async revokeManager(siteId, managerId) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'manager-revoked', details: { manager: managerId } }, (client) =>
        people.revokeManager(client, siteId, managerId),
      );
    },
    async createOperator(operator) {
      const told = (made: invitations.Invited) => ({ operator: made.id });
      const made = await noted({ siteId: null, action: 'operator-created', details: told }, (client) =>
        invitations.createOperator(client, operator, inviting()),
      );
      return invitation(made, 'operator');
    },
    async operators() {
      const found = await people.listOperators(pool);
      const items = found.map(
        ({ createdAt, ...one }): OperatorItem => ({ ...one, createdAt: isoWithOffset(createdAt, TIME_ZONE) }),
      );
      return { items, total: items.length };
    },
    async revokeOperator(operatorId) {
      await noted({ siteId: null, action: 'operator-revoked', details: { operator: operatorId } }, (client) =>
        people.revokeOperator(client, operatorId),
      );
    },

    async invite(siteId, person) {
      await sites.findSite(pool, siteId);
      const told = ({ id, role }: { readonly id: string; readonly role: Role }) => ({ manager: id, role });
      const { id } = await noted({ siteId, action: 'manager-created', details: told }, (client) =>
        invitations.invite(client, siteId, person, inviting()),
      );
      return await managerOf(siteId, id);
    },
    async inviteAgain(siteId, managerId) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'password-link-made', details: { manager: managerId } }, (client) =>
        invitations.inviteAgain(client, siteId, managerId, inviting()),
      );
      return await managerOf(siteId, managerId);
    },
    async changeRole(siteId, managerId, role) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'manager-changed', details: { manager: managerId, role } }, (client) =>
        people.changeRole(client, siteId, managerId, role),
      );
      return await managerOf(siteId, managerId);
    },
    async dismiss(siteId, managerId) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'manager-revoked', details: { manager: managerId } }, async (client) => {
        await people.needAnother(client, siteId, managerId);
        await people.revokeManager(client, siteId, managerId);
      });
    },
    async peopleHistory(siteId) {
      const { timezone } = await sites.findSite(pool, siteId);
      return await listPeopleEvents(pool, siteId, timezone);
    },

    async renewPassword(email) {
      const told = (made: invitations.Invited) => ({ manager: made.id });
      const made = await noted({ siteId: null, action: 'password-link-made', details: told }, (client) =>
        invitations.renewPassword(client, email, inviting()),
      );
      return invitation(made, null);
    },
    async forgotPassword(email, language) {
      const owner = await links.findOwner(pool, email);
      const told = (isSent: boolean) => (owner === null ? {} : { manager: owner.id, isSent });
      const telling = { siteId: owner?.siteId ?? null, by: 'nobody', details: told } as const;
      await noted({ ...telling, action: 'password-link-asked' }, async (client) =>
        owner === null ? false : await links.askForPassword(client, owner, language, inviting()),
      );
    },
    async passwordLink(token) {
      const found = await links.findPasswordLink(pool, token, clock.now());
      return found && { email: found.email, name: found.name };
    },
    async choosePassword(token, password, browser) {
      const owner = await links.findPasswordLink(pool, token, clock.now());
      if (owner === null) return null;
      const told = (done: unknown) => done && { manager: owner.id };
      const by = `manager:${owner.id}`;
      return await noted({ siteId: owner.siteId, by, action: 'password-chosen', details: told }, async (client) => {
        const chosen = await links.choosePassword(client, token, password, inviting());
        return chosen && (await logins.startLogin(client, chosen.id, { browser, now: clock.now() }));
      });
    },
    async changePassword(token, old, password, browser) {
      const login = await needLogin(token);
      const telling = { siteId: siteOf(login), by: login.actor };
      if (!(await logins.isPasswordOf(pool, login.personId, old))) {
        await noted({ ...telling, action: 'password-change-failed' }, nothing);
        throw new Refusal('password-wrong');
      }
      people.checkPassword(password, login);
      const { personId: id, email, language } = login;
      return await noted({ ...telling, action: 'password-changed' }, async (client) => {
        await links.replacePassword(client, { id, email, language, hasPassword: true }, password, inviting());
        return await logins.startLogin(client, id, { browser, now: clock.now() });
      });
    },
    async setLanguage(token, language) {
      const { personId } = await needLogin(token);
      await people.setLanguage(pool, personId, language);
    },

    knowsBrowser: (email, browser) => knowsBrowser(pool, email, browser, clock.now()),
    async signIn(email, password, browser) {
      const { right, known } = await logins.checkPerson(pool, email, password);
      const siteId = known?.siteId ?? null;
      if (right === null) {
        const details = { door: 'web', ...(known === null ? {} : { manager: known.id }) };
        await noted({ siteId, by: 'nobody', action: 'sign-in-failed', details }, nothing);
        return null;
      }
      const by = `${right.isOperator ? 'operator' : 'manager'}:${right.id}`;
      return await noted({ siteId, by, action: 'signed-in', details: { door: 'web' } }, (client) =>
        logins.startLogin(client, right.id, { browser, now: clock.now() }),
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
      await noted({ siteId: siteOf(found), by: found.actor, action: 'signed-out' }, async (client) => {
        await logins.signOut(client, token);
        await supervisions.closeSupervisionsOf(client, token, { now: clock.now(), address: currentAsker().address });
      });
    },
    async enterSupervision(token, siteId, options) {
      asSupervisor();
      if (await supervisions.isSupervisionOpen(pool, token, siteId)) return;
      if (options?.isIdle) throw new Refusal('not-allowed');
      const { actor } = await needLogin(token);
      const details = (isFirst: boolean) => (isFirst ? {} : null);
      await noted({ siteId, by: actor, action: 'supervision-opened', details }, (client) =>
        supervisions.openSupervision(client, { token, siteId, actor, now: clock.now() }),
      );
    },
    async leaveSupervision(token, siteId) {
      const { actor } = await needLogin(token);
      const details = (wasOpen: boolean) => (wasOpen ? { how: 'left' } : null);
      await noted({ siteId, by: actor, action: 'supervision-closed', details }, (client) =>
        supervisions.closeSupervision(client, token, siteId),
      );
    },
    async endSupervisions() {
      await database.transaction((client) =>
        supervisions.closeEndedSupervisions(client, { now: clock.now(), address: null }),
      );
    },
  };
}
