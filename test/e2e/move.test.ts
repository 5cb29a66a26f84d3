/** Moving an installation to another PostgreSQL: every table as it was, and nobody works on the old one any more. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAudit } from '../../src/adapters/store/audit.ts';
import { openDatabase } from '../../src/adapters/store/database.ts';
import { moveTo } from '../../src/backup/move.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
const targets: TestDatabase[] = [];
beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world);
  await site.deposit(changeRoom(school));
});
afterAll(async () => {
  for (const target of targets) await target.close();
  await world.close();
});

async function newTarget(): Promise<TestDatabase> {
  const target = await startTestDatabase();
  targets.push(target);
  return target;
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const move = (to: TestDatabase): Promise<string> =>
  moveTo({ database: world.db.database, clock: { now: world.now }, log }, to.url, to.dataFolder).then(
    (done) => done.to,
    (error: { code?: string }) => error.code ?? String(error),
  );

async function sums(of: TestDatabase): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const table of [
    'sites',
    'runs',
    'deposits',
    'sessions',
    'session_contents',
    'audit',
    'messages',
    'outbox',
    'undo_records',
  ]) {
    const { rows } = await of.pool.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') sum from ${table} t`,
    );
    state[table] = rows[0]?.sum ?? '';
  }
  return state;
}

it('is refused while another process is connected, or to a database in use', async () => {
  const target = await newTarget();
  const other = await openDatabase({ url: world.db.url, dataFolder: world.db.dataFolder, log });
  await other.pool.query('select 1');
  expect(await move(target)).toBe('move-daemon-runs');
  await other.close();
  await target.pool.query("insert into sites (id, name) values (1, 'taken')");
  expect(await move(target)).toBe('move-not-empty');
  await site.deposit(school);
});

it('copies everything, closes the old database, and the new one goes on', async () => {
  const target = await newTarget();
  const before = await sums(world.db);
  const to = await move(target);
  expect(to).toMatch(/\/test_/);
  expect(to).not.toContain('@');
  expect(await sums(target)).toEqual(before);
  expect((await verifyAudit(target.pool)).broken).toBeNull();
  // Numbers go on after the highest.
  const { rows } = await target.pool.query<{ id: string }>(
    `insert into deposits (site_id, via, name, size, sha256, received_at) values ($1, 'api', 'x', 1, 'x', now()) returning id`,
    [site.id],
  );
  const { rows: highest } = await world.db.pool.query<{ id: string }>('select max(id) id from deposits');
  expect(Number(rows[0]?.id)).toBeGreaterThan(Number(highest[0]?.id));
  const again = openDatabase({ url: world.db.url, dataFolder: world.db.dataFolder, log });
  await expect(again).rejects.toMatchObject({ code: 'installation-moved' });
});
