/** A large directory costs the database rows in proportion to its entries, whatever the server's statistics know of the site. */
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDirectoryUndoing, undoDirectory } from '../../src/adapters/store/undo-directory.ts';
import { writeDirectory } from '../../src/adapters/store/write-directory.ts';
import type { DirectoryPlan } from '../../src/domain/directory/plan.ts';
import type { EntryRow } from '../../src/domain/directory/stored.ts';
import type { Run } from '../../src/domain/model/run.ts';
import { openSite } from '../support/flow.ts';
import { bytesOf, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const ENTRIES = 2_000;

function entry(at: number): EntryRow {
  return {
    id: `E${at}`,
    kind: 'student',
    lastName: `NOM${at}`,
    firstName: 'Ana',
    birthDate: null,
    email: null,
    division: '3A',
    groups: [],
    establishment: 1,
    ids: { eleve: String(at) },
    source: 'aaf',
  };
}

/** How many rows of entries, and of what is noted of them, some work in a transaction looks at. */
async function rowsLookedAt(client: PoolClient, work: () => Promise<unknown>): Promise<number> {
  const before = await lookedAt(client);
  await work();
  return (await lookedAt(client)) - before;
}

async function lookedAt(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int count from pg_stat_xact_user_tables
     where relname in ('directory_entries', 'directory_coming', 'directory_changes', 'undone')`,
  );
  return rows[0]?.count ?? 0;
}

it.each([
  ['of now', null],
  ['of a coming year', 2027],
])('is written and undone by looking each entry up: one %s', async (_what, coming) => {
  const { administration, db } = world;
  // A school that the statistics know, and then one that has come since.
  const known = Array.from({ length: ENTRIES }, (_, at) => `student;K${at};NOM${at}`);
  await openSite(world, { isOpen: false, directory: ['kind;id;lastName', ...known, ''].join('\n') });
  await db.pool.query('analyze');
  const site = await openSite(world, { isOpen: false, directory: 'kind;id;lastName\nstaff;S0;PERSONNE\n' });
  const files = [{ name: 'a.csv', bytes: bytesOf('kind;id;lastName\nstaff;S1;AUTRE\n') }];
  const runId = await administration.importDirectory({ siteId: site.id, establishment: null, files }, 'test');
  const plan: DirectoryPlan = {
    siteId: site.id,
    runId,
    baseVersion: 0,
    source: 'aaf',
    year: coming,
    isComing: coming !== null,
    exportedOn: null,
    peopleOn: null,
    listsOn: {},
    changes: {
      added: Array.from({ length: ENTRIES }, (_, at) => ({ before: null, after: entry(at), fields: [] })),
      changed: [],
      left: [],
      moves: [],
    },
    complete: [],
    schools: [],
    places: [],
  };
  const table = coming === null ? 'directory_entries' : 'directory_coming';
  const count = async (client: PoolClient): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int count from ${table} where site_id = $1 and id like 'E%'`,
      [site.id],
    );
    return rows[0]?.count ?? 0;
  };
  const applied = { id: runId, siteId: site.id, status: 'integrated' } as Run;
  await db.database.transaction(async (client) => {
    const rows = await rowsLookedAt(client, () => writeDirectory(client, plan, world.now()));
    expect(rows).toBeLessThan(20 * ENTRIES);
    expect(await count(client)).toBe(ENTRIES);
  });
  expect(await readDirectoryUndoing(db.pool, applied)).toMatchObject({ restored: ENTRIES, kept: 0 });
  await db.database.transaction(async (client) => {
    const rows = await rowsLookedAt(client, async () =>
      expect(await undoDirectory(client, applied, world.now())).toMatchObject({ restored: ENTRIES, kept: 0 }),
    );
    expect(rows).toBeLessThan(20 * ENTRIES);
    expect(await count(client)).toBe(0);
  });
});
