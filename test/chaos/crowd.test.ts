/** Two daemons and three workers on one site: one effect for each deposit, also when a worker stalls beyond its lock and comes back. */
import path from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allEnded,
  briskConfig,
  expectAllWell,
  expectNothingLost,
  expectStoredIsLastApplied,
  journalOf,
  makeVictim,
  patientPool,
  until,
  type Victim,
} from '../support/chaos.ts';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { createFaults, type Fault, type Faults } from '../support/fault.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { stateOf } from '../support/processes.ts';

const DEPOSITS = 30;
const CLIENTS = 6;
const ENDED = '^sql update runs set status = \\$2, reason';

/** Where a worker stalls while it carries a run; whether the others can take the run over before it comes back. */
const STALLS: Readonly<Record<string, readonly [Fault, boolean]>> = {
  'with the job, before the lock': [{ at: '^sql with lock as materialized' }, true],
  'with the lock, before the run begins': [{ at: "^sql update runs set status = 'running'" }, false],
  'with sessions written': [{ at: '^sql insert into applied' }, false],
  'before the commit': [{ at: '^sql commit', since: ENDED }, false],
  'after the commit': [{ at: '^sql commit', since: ENDED, when: 'after' }, true],
};

describe('two daemons and three workers', () => {
  let db: TestDatabase;
  let pool: Pool;
  let victim: Victim;
  let faults: Faults;
  const webs: Daemon[] = [];
  const workers: Daemon[] = [];
  let number = 0;

  /** Hosts have folders of their own and share database and spool. */
  const host = (name: string): Record<string, string> => ({
    ...victim.environment,
    CARILLON_DATA: path.join(victim.installation.folder, name),
    // Where the site was made.
    CARILLON_SPOOL: path.join(victim.installation.folder, 'data', 'spool'),
  });

  beforeAll(async () => {
    db = await startTestDatabase({ own: true });
    pool = patientPool(db.url);
    victim = await makeVictim('crowd', {
      DATABASE_URL: db.url,
      CARILLON_CONFIG: briskConfig({ lockSeconds: 1, concurrency: 1 }),
    });
    faults = createFaults(victim.installation.folder);
    const [one, other] = [host('one'), host('other')];
    webs.push(await startDaemon(one, 'web'), await startDaemon(other, 'web'));
    workers.push(await startDaemon({ ...one, ...faults.environment }, 'worker'));
    workers.push(await startDaemon(one, 'worker'), await startDaemon(other, 'worker'));
  });
  afterAll(async () => {
    faults.mend();
    await Promise.all([...webs, ...workers].map((one) => one.stop()));
    await pool.end();
    await db.close();
    victim.installation.remove();
  });

  const drop = async (): Promise<string> => {
    number += 1;
    const name = `export-${number}.xml`;
    const url = webs[number % webs.length]?.url ?? '';
    expect(await victim.deposit(url, name, victim.versions[number % victim.versions.length] ?? '')).toBe(201);
    return name;
  };

  it(`carry ${DEPOSITS} deposits of ${CLIENTS} clients, one at a time, each once`, async () => {
    const client = async () => {
      while (number < DEPOSITS) await drop();
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    await expectAllWell(pool, victim);
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int from runs a join runs b on b.id > a.id and b.site_id = a.site_id
       where a.site_id = $1 and a.taken_in_at < b.taken_in_at and b.taken_in_at < a.ended_at and a.status like 'integrated%'`,
      [victim.site],
    );
    expect(rows[0]?.count, 'runs that began while another was carried').toBe(0);
  });

  it.each(Object.entries(STALLS))('a worker that stalls %s', async (point, [fault, isTakenOver]) => {
    const [stalling, ...others] = workers;
    const pid = stalling?.pid ?? 0;
    // The others look away until the one that is to stall has the run.
    for (const one of others) process.kill(one.pid, 'SIGSTOP');
    faults.order({ ...fault, act: 'stop' });
    const name = await drop();
    await until(`stall ${point}`, () => faults.isMet() && stateOf(pid) === 'T');
    for (const one of others) process.kill(one.pid, 'SIGCONT');
    const seen = others.map((one) => one.lines.length);
    const status = async () => (await journalOf(pool)).find((run) => run.name === name)?.status;
    if (isTakenOver) await until('another has carried the run', async () => (await status()) === 'integrated');
    else {
      // The job goes to another worker when the lock on it runs out; the site's lock does not.
      await until('another has the job', () => others.some((one, at) => tellsOfLoss(one, seen[at] ?? 0)));
      expect(await status()).not.toBe('integrated');
    }
    process.kill(pid, 'SIGCONT');
    await allEnded(pool);
    expect((await journalOf(pool)).filter((run) => run.name === name).map((run) => run.status)).toEqual(['integrated']);
    await expectNothingLost(pool, victim);
    await expectStoredIsLastApplied(pool, victim);
  });

  it('a worker whose connection the server gave up while it stalled', async () => {
    const [stalling, ...others] = workers;
    const pid = stalling?.pid ?? 0;
    for (const one of others) process.kill(one.pid, 'SIGSTOP');
    faults.order({ at: '^sql commit', since: ENDED, act: 'stop' });
    const name = await drop();
    await until('stall', () => faults.isMet() && stateOf(pid) === 'T');
    await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'
      and datname = current_database() and query not like '%pg_terminate_backend%'`);
    for (const one of others) process.kill(one.pid, 'SIGCONT');
    const status = async () => (await journalOf(pool)).find((run) => run.name === name)?.status;
    await until('another has carried the run', async () => (await status()) === 'integrated');
    process.kill(pid, 'SIGCONT');
    const after = await drop();
    await allEnded(pool);
    const ends = (await journalOf(pool)).filter((run) => run.name === name || run.name === after);
    expect(ends.map((run) => run.status)).toEqual(['integrated', 'integrated']);
    await expectNothingLost(pool, victim);
    await expectStoredIsLastApplied(pool, victim);
  });
});

function tellsOfLoss(worker: Daemon, since: number): boolean {
  return worker.lines.slice(since).some((line) => line.msg === 'a worker went away; its job goes to another');
}
