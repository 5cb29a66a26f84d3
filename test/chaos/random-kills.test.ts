/** kill -9 of daemon, worker, private PostgreSQL and one of its backends at random moments: every acknowledged deposit has one effect. */
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHome } from '../../src/adapters/store/embedded-postgres-home.ts';
import { runningServer } from '../../src/adapters/store/embedded-postgres-process.ts';
import { randomFrom } from '../../src/demo/school/random.ts';
import { allEnded, expectNothingLost, expectStoredIsLastApplied, unfinishedIn } from '../support/chaos.ts';
import { freePort } from '../support/daemon.ts';
import { isGone } from '../support/processes.ts';
import { besiege, type Siege } from '../support/siege.ts';

/** `CARILLON_KILLS=200` makes it a long evening. */
const KILLS = Number(process.env.CARILLON_KILLS ?? 12);
const SEED = process.env.CARILLON_SEED ?? 'moments';
const VICTIMS = ['daemon', 'worker', 'postmaster', 'backend'] as const;
const DEPOSITS_BETWEEN = 2;

describe('kill -9 at random', () => {
  let siege: Siege;
  const killed: Record<string, number> = {};

  /** One of the server's processes that work for somebody, not those that keep it going. */
  async function backend(): Promise<number | null> {
    const { rows } = await siege.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = 'carillon' and pid <> pg_backend_pid() order by random() limit 1`,
    );
    return rows[0]?.pid ?? null;
  }

  async function strike(who: (typeof VICTIMS)[number]): Promise<void> {
    if (who === 'daemon') return await siege.daemon.kill();
    const [, worker] = siege.daemon.processes();
    const pids = {
      worker: async () => worker ?? null,
      postmaster: async () => (await runningServer(await openHome(siege.data)))?.pid ?? null,
      backend,
    };
    const pid = await pids[who]().catch(() => null);
    // The worker of a daemon whose last one was killed just now is not there yet.
    if (pid === null) return await siege.daemon.kill();
    process.kill(pid, 'SIGKILL');
  }

  /** A client that is refused or cut off comes again, as an exporter does two hours later. */
  async function depositAtLast(name: string, content: string): Promise<void> {
    for (;;) {
      const status = await siege.victim.deposit(siege.daemon.url, name, content);
      if (status === 201 || status === 204) return;
      expect(status ?? 503, `answer to ${name}`).toBe(503);
      await pause(50);
    }
  }

  beforeAll(async () => {
    siege = await besiege('kill', { CARILLON_PORT: String(await freePort()) });
  });
  afterAll(() => siege.close());

  it(
    `keeps every acknowledged deposit through ${KILLS} kills`,
    async () => {
      const random = randomFrom(SEED);
      let number = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const who = VICTIMS[kill % VICTIMS.length] ?? 'daemon';
        killed[who] = (killed[who] ?? 0) + 1;
        // The moment: somewhere in the next deposits, or in what the worker makes of them.
        const death = pause(random.integer(0, 400)).then(() => strike(who));
        const restart = death.then(async () => {
          if (isGone(siege.daemon.pid)) await siege.restart();
        });
        for (let more = 0; more < DEPOSITS_BETWEEN; more += 1) {
          number += 1;
          await depositAtLast(
            `export-${number}.xml`,
            siege.victim.versions[number % siege.victim.versions.length] ?? '',
          );
        }
        await restart;
      }
      await allEnded(siege.pool, siege.victim.site, 120_000);
      await expectNothingLost(siege.pool, siege.victim);
      const sent = [...siege.victim.deposits.values()].reduce((sum, one) => sum + one.sent, 0);
      console.log(`kills: ${JSON.stringify(killed)}; deposits acknowledged: ${number}, tried: ${sent}; lost: 0`);
    },
    120_000 + KILLS * 10_000,
  );

  it('stores what the last applied file says', async () => {
    await expectStoredIsLastApplied(siege.pool, siege.victim);
  });

  it('leaves no unfinished upload behind', async () => {
    await siege.daemon.kill();
    await siege.restart();
    expect(unfinishedIn(path.join(siege.data, 'spool'))).toEqual([]);
  });
});
