/** A worker host is cut off from the network in the middle of a run: another one carries it, and the first comes back into service by itself. */
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  briskConfig,
  expectAllWell,
  journalOf,
  makeVictim,
  patientPool,
  until,
  type Victim,
} from '../support/chaos.ts';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { describeWhere, describeWith } from '../support/machine.ts';
import { type NetworkHost, startTestNetwork, type TestNetwork, tryNetwork } from '../support/network.ts';
import { type NetworkPostgres, startNetworkPostgres } from '../support/network-postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

/** A minute until the server lets go of a session that nobody answers for, and some more for a new try. */
const AFTER_THE_CUT_MS = 150_000;

describeWhere(tryNetwork, 'network namespaces (root)', 'on a network of their own', () =>
  describeWith('redis-server', 'two worker hosts', (redisServer) => {
    let network: TestNetwork;
    let postgres: NetworkPostgres;
    let redis: TestRedis;
    let pool: Pool;
    let victim: Victim;
    let neighbour: Victim;
    let web: Daemon;
    let first: { readonly host: NetworkHost; readonly daemon: Daemon };
    let second: { readonly host: NetworkHost; readonly daemon: Daemon };

    async function startWorker(name: string) {
      const host = await network.addHost();
      const { servers } = network;
      const environment = {
        ...victim.environment,
        CARILLON_DATA: path.join(victim.installation.folder, name),
        DATABASE_URL: postgres.url,
        REDIS_URL: `redis://${servers.address}:6379`,
      };
      return { host, daemon: await startDaemon(environment, 'worker', host.within) };
    }
    const statusOf = async (site: number, name: string): Promise<string | undefined> =>
      (await journalOf(pool, site)).find((run) => run.name === name)?.status;
    const carried = (daemon: Daemon, site: number): number =>
      daemon.lines.filter((line) => line.msg === 'run integrated' && line.site === site).length;

    beforeAll(async () => {
      network = await startTestNetwork();
      [postgres, redis] = await Promise.all([
        startNetworkPostgres(network.servers),
        startTestRedis(redisServer, network.servers),
      ]);
      pool = patientPool(postgres.socketUrl);
      const shared = {
        DATABASE_URL: postgres.socketUrl,
        REDIS_URL: redis.url,
        CARILLON_CONFIG: briskConfig({ lockSeconds: 2, concurrency: 1 }),
      };
      victim = await makeVictim('cut-off', shared);
      const spool = { CARILLON_SPOOL: path.join(victim.installation.folder, 'data/spool') };
      victim = { ...victim, environment: { ...victim.environment, ...spool } };
      neighbour = await makeVictim('neighbour', { ...shared, ...spool }, victim.site + 2);
      web = await startDaemon(victim.environment, 'web');
      first = await startWorker('first');
    });
    afterAll(async () => {
      await Promise.all([web?.stop(), first?.daemon.kill(), second?.daemon.kill()]);
      await pool.end();
      await Promise.all([postgres.close(), redis.close()]);
      await network.close();
      victim.installation.remove();
      neighbour.installation.remove();
    });

    it('carry on without the one whose cable is pulled', { timeout: 240_000 }, async () => {
      const locker = new Client(postgres.socketUrl);
      await locker.connect();
      await locker.query('begin');
      await locker.query('select from sites where id = $1 for no key update', [victim.site]);
      expect(await victim.deposit(web.url, 'cut.xml', victim.versions[1] ?? '')).toBe(201);
      await until('the run has come to where it writes', async () => {
        const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'from sites'`;
        return (await pool.query(waiting)).rows.length > 0;
      });
      first.host.unplug();
      await locker.query('commit');
      await locker.end();
      second = await startWorker('second');

      // Sites that the lost host was not at need not wait for it.
      expect(await neighbour.deposit(web.url, 'beside.xml', neighbour.versions[1] ?? '')).toBe(201);
      await until(
        'the neighbour is served',
        async () => (await statusOf(neighbour.site, 'beside.xml')) === 'integrated',
      );
      // Nor need deposits of the site itself, although its lock is held.
      expect(await victim.deposit(web.url, 'meanwhile.xml', victim.versions[3] ?? '')).toBe(201);
      const row = pool.query('select from sites where id = $1 for no key update nowait', [victim.site]);
      await expect(row).rejects.toThrow('could not obtain lock');
      const isTaken = async () => (await statusOf(victim.site, 'meanwhile.xml')) === 'integrated';
      await until('the second host has carried the runs', isTaken, AFTER_THE_CUT_MS);
      await expectAllWell(pool, victim);
    });

    it('have it back when its cable is in again', { timeout: 240_000 }, async () => {
      first.host.plug();
      await second.daemon.stop();
      expect(await victim.deposit(web.url, 'back.xml', victim.versions[2] ?? '')).toBe(201);
      const isTaken = async () => (await statusOf(victim.site, 'back.xml')) === 'integrated';
      await until('the first host has carried the run', isTaken, AFTER_THE_CUT_MS);
      // Its line comes behind the commit.
      await until('the first host says so', () => carried(first.daemon, victim.site) > 0);
      expect(carried(second.daemon, victim.site)).toBeGreaterThan(0);
      await expectAllWell(pool, victim);
      await expectAllWell(pool, neighbour);
    });
  }),
);
