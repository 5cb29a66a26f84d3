/** DropFolders: the fake and PostgreSQL under the same suite, and what only the database can show. */
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { createDropFolders } from '../../src/adapters/store/drop-folders.ts';
import { hashPassword } from '../../src/adapters/store/passwords.ts';
import type { Job, Waker } from '../../src/domain/ports.ts';
import { createFakeDropFolders } from '../support/fake-drop-folders.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { type DropFolderWorld, dropFoldersSuite } from './drop-folders-suite.ts';

const START = Date.UTC(2026, 10, 22, 8, 0, 0);
const log = pino({ level: 'silent' });

/** A waker that remembers whom it was to wake. */
function recordingWaker(): { waker: Waker; jobs: Job[] } {
  const jobs: Job[] = [];
  return { waker: { wake: (job) => void jobs.push(job) }, jobs };
}

async function fakeWorld(): Promise<DropFolderWorld> {
  const time = { now: START };
  const { waker, jobs } = recordingWaker();
  const fake = createFakeDropFolders({ now: () => time.now }, waker);
  fake.addSite(4817, [1754, 4817]);
  fake.addSite(9999, []);
  const ofAccount = (id: string) => fake.journal().filter((deposit) => deposit.folder.endsWith(`/${id}`));
  return {
    folders: fake.folders,
    time,
    jobs,
    addAccount: async (login, password, { siteId = 4817, uploadOnly = false } = {}) =>
      fake.addAccount({ siteId, login, password, uploadOnly }),
    revoke: async ({ id }) => fake.revoke(id),
    changePassword: async ({ id }, password, oldUntil) => fake.changePassword(id, password, oldUntil),
    lastUse: async ({ id }) => fake.lastUse(id),
    endRun: async (runId, status) => fake.setStatus(runId, status),
    countDeposits: async ({ id }) => ofAccount(id).length,
    countRuns: async ({ id }) => ofAccount(id).filter(({ run }) => run !== null).length,
    close: async () => undefined,
  };
}

async function postgresWorld(): Promise<DropFolderWorld & { leave(accountId: string): Promise<void> }> {
  const { pool, close } = await startTestDatabase();
  const time = { now: START };
  const { waker, jobs } = recordingWaker();
  await pool.query(`insert into sites (id, name) values (4817, 'Cité'), (9999, 'Vide')`);
  await pool.query(
    `insert into establishments (site_id, number, uai, name) values (4817, 4817, '0134568B', 'Lycée'), (4817, 1754, '0134567A', 'Collège')`,
  );
  const count = async (sql: string, id: string): Promise<number> =>
    Number((await pool.query(sql, [id])).rows[0]?.count);
  return {
    folders: createDropFolders({ pool, waker, clock: { now: () => time.now }, log }),
    time,
    jobs,
    close,
    async addAccount(login, password, { siteId = 4817, uploadOnly = false } = {}) {
      await pool.query(`insert into directory_entries (site_id, id, kind, last_name) values ($1, $2, 'staff', 'X')`, [
        siteId,
        login,
      ]);
      const { rows } = await pool.query(
        `insert into access_accounts (site_id, person_id, login, password_hash, upload_only, created_at)
         values ($1, $2::text, $2::text, $3, $4, now()) returning id::text`,
        [siteId, login, await hashPassword(password), uploadOnly],
      );
      return { id: rows[0].id, siteId, login, uploadOnly };
    },
    async revoke({ id }) {
      await pool.query('update access_accounts set revoked_at = now() where id = $1', [id]);
    },
    async changePassword({ id }, password, oldUntil) {
      await pool.query(
        'update access_accounts set previous_hash = password_hash, previous_until = $2, password_hash = $3 where id = $1',
        [id, new Date(oldUntil), await hashPassword(password)],
      );
    },
    async lastUse({ id }) {
      const { rows } = await pool.query(
        'select last_used_from as address, last_used_client as client from access_accounts where id = $1 and last_used_at is not null',
        [id],
      );
      return rows[0] ?? null;
    },
    async endRun(runId, status) {
      await pool.query('update runs set status = $2, ended_at = now() where id = $1', [runId, status]);
    },
    countDeposits: ({ id }) => count('select count(*) from deposits where account_id = $1', id),
    countRuns: ({ id }) =>
      count('select count(*) from runs r join deposits d on d.id = r.deposit_id where d.account_id = $1', id),
    async leave(accountId) {
      await pool.query(
        `update directory_entries set left_at = now() where id = (select person_id from access_accounts where id = $1)`,
        [accountId],
      );
    },
  };
}

dropFoldersSuite('in memory', fakeWorld);
dropFoldersSuite('PostgreSQL', postgresWorld);

describe('DropFolders on PostgreSQL only', () => {
  it('turns away the account of a person who left the directory', async () => {
    const world = await postgresWorld();
    const account = await world.addAccount('emp.leaver', 'secret');
    expect(await world.folders.authenticate('emp.leaver', 'secret')).not.toBeNull();
    await world.leave(account.id);
    expect(await world.folders.authenticate('emp.leaver', 'secret')).toBeNull();
    expect(await world.folders.accountOf('emp.leaver')).toBeNull();
    await world.close();
  });

  it('says that the database is away', async () => {
    const world = await postgresWorld();
    await world.close();
    const folder = { siteId: 4817, establishment: null, accountId: '1' };
    for (const call of [
      () => world.folders.authenticate('a', 'b'),
      () => world.folders.list(folder),
      () => world.folders.keep(folder, { name: 'x.xml', sealed: { sha256: 'a'.repeat(64), size: 1 }, via: 'webdav' }),
      () => world.folders.rename(folder, 'a', 'b'),
      () => world.folders.hide(folder, 'a'),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'AppError', code: 'database-unavailable', retryable: true });
    }
    expect(() =>
      world.folders.noteUse({ id: '1', siteId: 1, login: 'a', uploadOnly: false }, { address: '', client: '' }),
    ).not.toThrow();
  });

  it('journals what comes together in its order, and an erased account is the trouble of its own deposit alone', async () => {
    const world = await postgresWorld();
    const { id: accountId } = await world.addAccount('emp.crowd', 'secret');
    const known = { siteId: 4817, establishment: null, accountId };
    const sealed = { sha256: 'a'.repeat(64), size: 1 };
    const kept = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        world.folders.keep(n === 7 ? { ...known, accountId: '999999' } : known, {
          name: `${n}.xml`,
          sealed,
          via: 'webdav',
        }),
      ),
    );
    expect(kept.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([7]);
    const runs = kept.flatMap((one) => (one.status === 'fulfilled' ? [Number(one.value.runId)] : []));
    expect(runs).toEqual([...runs].sort((a, b) => a - b));
    expect(await world.folders.list(known)).toHaveLength(11);
    expect(world.jobs.map((job) => Number(job.runId)).sort((a, b) => a - b)).toEqual(runs);
    await world.close();
  });
});
