/** The part of Administration about programs that come in: access accounts that deposit, tokens for the API. */

import { findCandidates, listAccountEvents } from '../adapters/store/account-history.ts';
import { previewLetter } from '../adapters/store/account-letters.ts';
import * as accounts from '../adapters/store/accounts.ts';
import { pairCertificate, unpairCertificate } from '../adapters/store/certificates.ts';
import * as credentials from '../adapters/store/credentials.ts';
import type { Database } from '../adapters/store/database.ts';
import { findOneTimeLink, openOneTimeLink, stateOfLink } from '../adapters/store/one-time-links.ts';
import * as sites from '../adapters/store/sites.ts';
import { asActor } from '../asker.ts';
import type { AccountItem, Administration } from '../domain/administration.ts';
import type { AccountDesk } from '../domain/deposit/account-desk.ts';
import { isoWithOffset } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Clock } from '../domain/ports.ts';
import type { Noted } from './noted.ts';

export interface AccountParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly noted: Noted;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export type AccountAdministration = AccountDesk & Pick<Administration, 'createToken' | 'tokenScope'>;

export function createAccountAdministration({
  database,
  clock,
  noted,
  publicUrl,
}: AccountParts): AccountAdministration {
  const { pool } = database;
  const telling = () => ({ publicUrl, now: clock.now() });
  const idOf = (made: { readonly id: string }) => ({ account: made.id });

  async function oneAccount(siteId: number, accountId: string): Promise<AccountItem> {
    const site = await sites.findSite(pool, siteId);
    const { items } = await accounts.listAccounts(pool, siteId, site.timezone, clock.now());
    const found = items.find((one) => one.id === accountId);
    if (!found) throw new Refusal('account-unknown', { account: accountId });
    return found;
  }

  return {
    createAccount(siteId, personId, options) {
      const { notify, uploadOnly = false } = options;
      const told = (made: { readonly id: string }) => ({ ...idOf(made), person: personId, notify, uploadOnly });
      return noted({ siteId, action: 'account-created', details: told }, (client) =>
        accounts.createAccount(client, siteId, personId, { notify, uploadOnly }, telling()),
      );
    },
    async accounts(siteId) {
      const site = await sites.findSite(pool, siteId);
      return await accounts.listAccounts(pool, siteId, site.timezone, clock.now());
    },
    async accountHistory(siteId) {
      const site = await sites.findSite(pool, siteId);
      return await listAccountEvents(pool, siteId, site.timezone);
    },
    async candidates(siteId, search) {
      await sites.findSite(pool, siteId);
      return await findCandidates(pool, siteId, search);
    },
    accessLetter: (siteId, personId) => previewLetter(pool, siteId, personId, publicUrl),
    passwordMark: (siteId, accountId) => accounts.passwordMark(pool, siteId, accountId),
    regenerateAccount(siteId, accountId, mark) {
      return noted({ siteId, action: 'account-regenerated', details: idOf }, (client) =>
        accounts.regenerateAccount(client, siteId, accountId, telling(), mark),
      );
    },
    async revokeAccount(siteId, accountId) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'account-revoked', details: { account: accountId } }, (client) =>
        accounts.revokeAccount(client, siteId, accountId, clock.now()),
      );
      return await oneAccount(siteId, accountId);
    },
    async notifyAccount(siteId, accountId, notify) {
      await sites.findSite(pool, siteId);
      await noted({ siteId, action: 'account-notification', details: { account: accountId, notify } }, (client) =>
        accounts.notifyAccount(client, siteId, accountId, notify),
      );
      return await oneAccount(siteId, accountId);
    },
    async pairAccount(siteId, accountId, pem) {
      const site = await sites.findSite(pool, siteId);
      const told = (paired: { readonly fingerprint: string }) => ({
        account: accountId,
        fingerprint: paired.fingerprint,
      });
      const paired = await noted({ siteId, action: 'account-paired', details: told }, (client) =>
        pairCertificate(client, siteId, accountId, pem, clock.now()),
      );
      const iso = (ms: number): string => isoWithOffset(ms, site.timezone);
      return {
        fingerprint: paired.fingerprint,
        pairedAt: iso(paired.pairedAt),
        expiresAt: iso(paired.expiresAt),
      };
    },
    async unpairAccount(siteId, accountId, fingerprint) {
      await sites.findSite(pool, siteId);
      const told = (removed: number) => ({ account: accountId, removed });
      await noted({ siteId, action: 'account-unpaired', details: told }, (client) =>
        unpairCertificate(client, siteId, accountId, fingerprint ?? null),
      );
      return await oneAccount(siteId, accountId);
    },
    oneTimeLink: (token) => stateOfLink(pool, token, clock.now()),
    async openOneTimeLink(token) {
      const opened = await findOneTimeLink(pool, token, clock.now());
      if (opened === null) return null;
      const { siteId, accountId } = opened;
      const told = (shown: object | null) => shown && { account: accountId };
      return await noted({ siteId, action: 'credentials-shown', details: told }, (client) =>
        openOneTimeLink(client, token, clock.now()),
      );
    },

    async createToken(siteId, { readOnly }) {
      if (siteId !== null) await sites.findSite(pool, siteId);
      const told = (made: { readonly id: string }) => ({ token: made.id, readOnly });
      return await noted({ siteId, action: 'token-created', details: told }, (client) =>
        credentials.createToken(client, siteId, readOnly, clock.now()),
      );
    },

    async tokenScope(token) {
      const scope = await credentials.tokenScope(pool, token);
      if (scope !== null) asActor(scope.actor);
      return scope;
    },
  };
}
