/** The part of Administration that concerns matches and the directory entries that people add by hand. */

import type { Pool } from 'pg';
import * as byHand from '../adapters/store/directory-by-hand.ts';
import * as lists from '../adapters/store/match-lists.ts';
import * as matches from '../adapters/store/matches.ts';
import { findSite } from '../adapters/store/sites.ts';
import type { Actor } from '../domain/administration.ts';
import type { Decided, MatchDesk, MatchPage } from '../domain/diff/match-desk.ts';
import { isBirthDate, wallClockOf } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Clock } from '../domain/ports.ts';
import type { Noted, NotedAccounts } from './noted.ts';

export interface MatchParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly noted: Noted;
  readonly notedAccounts: NotedAccounts;
  /** Has held runs of a site evaluated again; their ids. */
  readonly reopen: (siteId: number) => Promise<readonly string[]>;
}

/** Every decision is audited with kind and directory id: the key in the file may be a name, and stays out. */
export function createMatchAdministration({ pool, clock, noted, notedAccounts, reopen }: MatchParts): MatchDesk {
  const page = async <T>(
    siteId: number,
    asked: MatchPage,
    list: (db: Pool, siteId: number, page: MatchPage) => Promise<T>,
  ): Promise<T> => {
    await findSite(pool, siteId);
    return await list(pool, siteId, asked);
  };

  return {
    async matches(siteId) {
      await findSite(pool, siteId);
      return await lists.listMatches(pool, siteId);
    },
    async matchBoard(siteId) {
      await findSite(pool, siteId);
      return await lists.matchBoard(pool, siteId);
    },
    openMatches: (siteId, asked) => page(siteId, asked, lists.listOpen),
    decidedMatches: (siteId, asked) => page(siteId, asked, lists.listDecided),
    searchDirectory: (siteId, asked) => page(siteId, asked, lists.searchEntries),
    async directoryEntry(siteId, kind, id) {
      await findSite(pool, siteId);
      return await lists.findEntry(pool, siteId, kind, id);
    },
    async match(siteId, key) {
      await findSite(pool, siteId);
      return await lists.findItem(pool, siteId, key);
    },
    async sureMatches(siteId, kind) {
      await findSite(pool, siteId);
      const items = await lists.sureItems(pool, siteId, kind);
      return { items, total: items.length };
    },

    async setMatch(siteId, match, by): Promise<Decided> {
      await findSite(pool, siteId);
      const { kind, directoryId } = match;
      const item = await noted({ siteId, by, action: 'match-set', details: { kind, directoryId } }, (client) =>
        matches.setMatch(client, siteId, match, by, clock.now()),
      );
      return { ...item, reopened: await reopen(siteId) };
    },
    async clearMatch(siteId, match, by) {
      await findSite(pool, siteId);
      await noted({ siteId, by, action: 'match-cleared', details: { kind: match.kind } }, (client) =>
        matches.clearMatch(client, siteId, match),
      );
      return await reopen(siteId);
    },
    async acceptSure(siteId, kind, by) {
      await findSite(pool, siteId);
      const told = (done: { readonly accepted: number }) => ({ kind, count: done.accepted });
      const done = await noted({ siteId, by, action: 'matches-accepted', details: told }, (client) =>
        matches.acceptSure(client, siteId, kind, by, clock.now()),
      );
      return { ...done, reopened: await reopen(siteId) };
    },
    async clearBatch(siteId, batch, by) {
      await findSite(pool, siteId);
      const told = (count: number) => ({ count });
      const count = await noted({ siteId, by, action: 'match-cleared', details: told }, (client) =>
        matches.clearBatch(client, siteId, batch),
      );
      await reopen(siteId);
      return count;
    },
    async addEntry(siteId, entry, by) {
      const { timezone } = await findSite(pool, siteId);
      const today = wallClockOf(clock.now(), timezone).day;
      if (entry.birthDate && !isBirthDate(entry.birthDate, today))
        throw new Refusal('bad-input', { problem: `« ${entry.birthDate} » n'est pas une date de naissance` });
      const told = ({ directoryId }: { readonly directoryId: string | null }) => ({ kind: entry.kind, directoryId });
      const item = await noted({ siteId, by, action: 'entry-added', details: told }, (client) =>
        byHand.addEntry(client, siteId, entry, by, clock.now()),
      );
      return { ...item, reopened: await reopen(siteId) };
    },
    async removeEntry(siteId, directoryId, by: Actor) {
      await findSite(pool, siteId);
      await notedAccounts({ siteId, by, action: 'entry-removed', details: { directoryId } }, (client) =>
        byHand.removeEntry(client, siteId, directoryId, clock.now()),
      );
      await reopen(siteId);
    },
  };
}
