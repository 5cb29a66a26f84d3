/** The power is cut: what was not synced is gone, what was acknowledged is there, and the order of syncs is why. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHome } from '../../src/adapters/store/embedded-postgres-home.ts';
import { runningServer } from '../../src/adapters/store/embedded-postgres-process.ts';
import { randomFrom } from '../../src/demo/school/random.ts';
import {
  allEnded,
  briskConfig,
  expectNothingLost,
  expectStoredIsLastApplied,
  makeVictim,
  patientPool,
  unfinishedIn,
} from '../support/chaos.ts';
import { startDaemon } from '../support/daemon.ts';
import { createFaults } from '../support/fault.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { type CuttableDisk, describeWithLoop, makeCuttableDisk } from '../support/power-cut.ts';
import { isAtRest, isGone } from '../support/processes.ts';
import { besiege, type Siege } from '../support/siege.ts';

/** `CARILLON_CUTS=50` makes it a long evening. */
const CUTS = Number(process.env.CARILLON_CUTS ?? 3);
const SEED = process.env.CARILLON_SEED ?? 'cuts';

describeWithLoop('a power cut under data, spool and private PostgreSQL', () => {
  let disk: CuttableDisk;
  let siege: Siege;

  beforeAll(async () => {
    disk = makeCuttableDisk(400);
    siege = await besiege('cut', { CARILLON_DATA: path.join(disk.folder, 'data') });
  });
  afterAll(async () => {
    await siege.close();
    disk.remove();
  });

  /** Daemon, worker, server and the server's processes. */
  async function everybody(): Promise<number[]> {
    const server = await runningServer(await openHome(siege.data));
    const children = server ? readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8') : '';
    return [
      ...siege.daemon.processes(),
      ...(server ? [server.pid] : []),
      ...children.split(' ').filter(Boolean).map(Number),
    ];
  }

  /** Nobody goes on between the last acknowledgement and the copy: they stop, and die stopped. */
  async function cutPower(): Promise<void> {
    const all = await everybody();
    for (const pid of all) signal(pid, 'SIGSTOP');
    // Who is in the middle of a sync stops when it is through.
    while (!all.every(isAtRest)) await pause(5);
    writeFileSync(path.join(disk.folder, 'unsynced'), 'said to be written');
    await disk.cut(async () => {
      for (const pid of all) signal(pid, 'SIGKILL');
      await siege.daemon.kill();
      while (!all.every(isGone)) await pause(10);
    });
  }

  it(
    `keeps every acknowledged deposit through ${CUTS} cuts`,
    async () => {
      const random = randomFrom(SEED);
      let number = 0;
      let acknowledged = 0;
      let forgotten = 0;
      for (let cut = 1; cut <= CUTS; cut += 1) {
        let isDark = false;
        const depositing = [1, 2].map(async () => {
          while (!isDark) {
            number += 1;
            const content = (siege.victim.versions[number % siege.victim.versions.length] ?? '').replace(
              '?>',
              `?><!-- ${number} -->`,
            );
            const status = await siege.victim.deposit(siege.daemon.url, `export-${number}.xml`, content);
            if (status === 201) acknowledged += 1;
            else if (status !== null) expect(status).toBe(503);
          }
        });
        await pause(random.integer(200, 1_200));
        isDark = true;
        await cutPower();
        await Promise.all(depositing);
        if (!existsSync(path.join(disk.folder, 'unsynced'))) forgotten += 1;
        await siege.restart();
        await allEnded(siege.pool, siege.victim.site, 120_000);
        await expectNothingLost(siege.pool, siege.victim);
        expect(unfinishedIn(path.join(siege.data, 'spool'))).toEqual([]);
      }
      console.log(
        `power cuts: ${CUTS}; deposits acknowledged: ${acknowledged}; lost: 0; unsynced and lost: ${forgotten}`,
      );
      // The measure itself: now and then the system syncs what nobody asked it to, but a cut that takes nothing is none.
      expect(forgotten, 'cuts that took what nobody had synced').toBeGreaterThan(0);
    },
    60_000 + CUTS * 20_000,
  );

  it('has every source whole, and stores what the last applied file says', async () => {
    const { rows } = await siege.pool.query<{ name: string }>('select name from deposits where account_id is not null');
    for (const { name } of rows) {
      const kept = await fetch(`${siege.daemon.url}/webdav/${siege.victim.site}/${name}`, {
        headers: { authorization: siege.victim.authorization },
      });
      expect(await kept.text()).toBe(siege.victim.contentOf(name));
    }
    await expectStoredIsLastApplied(siege.pool, siege.victim);
  });
});

describe('the order of syncs', () => {
  it('of a deposit: bytes, name, folders, journal, answer; of a letter: bytes, name, folder, mark', async () => {
    const db = await startTestDatabase({ own: true });
    const victim = await makeVictim('order', { DATABASE_URL: db.url, CARILLON_CONFIG: briskConfig() });
    const { installation, environment } = victim;
    const trace = path.join(installation.folder, 'trace.txt');
    const daemon = await startDaemon({
      ...environment,
      ...createFaults(installation.folder).environment,
      CARILLON_TEST_TRACE: trace,
    });
    const pool = patientPool(db.url);
    try {
      expect(await victim.deposit(daemon.url, 'a.xml', victim.versions[1] ?? '')).toBe(201);
      await allEnded(pool);
      while ((await pool.query('select from outbox where sent_at is null')).rowCount) await pause(20);
      const lines = readFileSync(trace, 'utf8').split('\n');
      expectOrder(lines, [
        /^after fs write .*\/spool\/tmp\//,
        /^after fs sync .*\/spool\/tmp\/.*\//,
        /^before fs rename .*\/spool\/tmp\/.* > .*\/objects\//,
        /^after fs rename .*\/spool\/tmp\//,
        /^after fs sync .*\/spool\/objects\/..$/,
        /^before sql with asked as .* insert into deposits/,
        /^after sql with asked as .* insert into deposits/,
        /^before http 201 PUT/,
      ]);
      expectOrder(lines, [/^after fs sync .*\/spool\/objects$/, /^before fs rename .*\/spool\/tmp\//]);
      expectOrder(lines, [
        /^after fs sync .*\.eml\..*tmp$/,
        /^after fs rename .*\.eml\./,
        /^after fs sync .*\/mail$/,
        /^before sql update outbox set sent_at/,
      ]);
      const letters = readdirSync(path.join(environment.CARILLON_DATA ?? '', 'mail'));
      expect(letters.filter((name) => !name.endsWith('.eml'))).toEqual([]);
    } finally {
      await daemon.stop();
      await pool.end();
      await db.close();
      installation.remove();
    }
  });
});

/** The first line of each kind stands after the first of the kind before it. */
function expectOrder(lines: readonly string[], kinds: readonly RegExp[]): void {
  const places = kinds.map((kind) => lines.findIndex((line) => kind.test(line)));
  expect(places, kinds.join('\n')).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
