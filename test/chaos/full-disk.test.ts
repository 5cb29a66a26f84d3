/** Full disks and I/O errors under spool, database, log and mail: 507 or 503, nothing acknowledged that is not kept, recovery without a restart. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allEnded,
  briskConfig,
  expectAllWell,
  expectNothingLost,
  journalOf,
  makeVictim,
  patientPool,
  unfinishedIn,
  until,
  type Victim,
} from '../support/chaos.ts';
import { type Daemon, freePort, ROOT, startDaemon } from '../support/daemon.ts';
import { createFaults, type Fault, type Faults } from '../support/fault.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { besiege, type Siege } from '../support/siege.ts';
import { describeWithMount, mountSmallDisk, type SmallDisk } from '../support/tmpfs.ts';

/** As many tries as it takes: the disk is full for longer than a run would be tried. */
const patient = () => briskConfig({ retrySeconds: Array.from({ length: 20 }, () => 2) });

describeWithMount('a full disk under the spool', () => {
  let disk: SmallDisk;
  let db: TestDatabase;
  let pool: Pool;
  let victim: Victim;
  let daemon: Daemon;

  beforeAll(async () => {
    disk = mountSmallDisk(8);
    db = await startTestDatabase({ own: true });
    pool = patientPool(db.url);
    victim = await makeVictim('full', {
      DATABASE_URL: db.url,
      CARILLON_SPOOL: disk.folder,
      CARILLON_CONFIG: patient(),
    });
    daemon = await startDaemon(victim.environment);
  });
  afterAll(async () => {
    await daemon.stop();
    await pool.end();
    await db.close();
    disk.unmount();
    victim.installation.remove();
  });

  it('refuses with 507, keeps nothing of it and what it had, and goes on when room returns', async () => {
    const [first = '', second = '', third = ''] = victim.versions;
    expect(await victim.deposit(daemon.url, 'before.xml', second)).toBe(201);
    disk.fill();
    expect(await victim.deposit(daemon.url, 'full.xml', third)).toBe(507);
    expect(await victim.deposit(daemon.url, 'before.xml', third)).toBe(507);
    const kept = await fetch(`${daemon.url}/webdav/${victim.site}/before.xml`, {
      headers: { authorization: victim.authorization },
    });
    expect(await kept.text()).toBe(second);
    expect(unfinishedIn(disk.folder)).toEqual([]);
    expect((await fetch(`${daemon.url}/readyz`)).status).toBe(503);
    disk.drain();
    expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
    expect(await victim.deposit(daemon.url, 'after.xml', first)).toBe(201);
  });

  it('refuses an upload that the disk fills up under', async () => {
    const { hostname, port } = new URL(daemon.url);
    const upload = request({
      hostname,
      port,
      method: 'PUT',
      path: `/webdav/${victim.site}/half.xml`,
      headers: { authorization: victim.authorization, 'content-length': 4_000_000 },
    });
    const answered = once(upload, 'response');
    upload.write(Buffer.alloc(2_000_000, '<x/>'));
    await until('half of it is on the disk', () => unfinishedIn(disk.folder).length === 1);
    disk.fill();
    upload.end(Buffer.alloc(2_000_000, '<x/>'));
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(507);
    await until('nothing of it is left', () => unfinishedIn(disk.folder).length === 0);
    disk.drain();
  });

  it('has lost nothing', async () => {
    expect(await victim.deposit(daemon.url, 'last.xml', victim.versions[3] ?? '')).toBe(201);
    await expectAllWell(pool, victim);
  });
});

describeWithMount('a full disk under the private database', () => {
  let disk: SmallDisk;
  let siege: Siege;

  beforeAll(async () => {
    disk = mountSmallDisk(256);
    siege = await besiege('full', {
      CARILLON_CONFIG: patient(),
      CARILLON_DATA: path.join(disk.folder, 'data'),
      // The spool has its own disk: it is the database that is to be in need.
      CARILLON_SPOOL: mkdtempSync(path.join(tmpdir(), 'carillon-spool-')),
    });
  });
  afterAll(async () => {
    await siege.close();
    disk.unmount();
    rmSync(siege.victim.environment.CARILLON_SPOOL ?? '', { recursive: true, force: true });
  });

  it('refuses with 503 when the journal cannot be written, and comes back by itself', async () => {
    expect(await siege.victim.deposit(siege.daemon.url, 'before.xml', siege.victim.versions[1] ?? '')).toBe(201);
    disk.fill();
    await writeWalUntilItHurts(siege.server);
    const answers: (number | null)[] = [];
    for (let number = 0; number < 10; number += 1) {
      answers.push(
        await siege.victim.deposit(siege.daemon.url, `full-${number}.xml`, siege.victim.versions[number % 5] ?? ''),
      );
    }
    expect(answers).toContain(503);
    expect(answers.filter((status) => status !== 503 && status !== 201)).toEqual([]);
    disk.drain();
    await until('it takes deposits again', async () => {
      return (await siege.victim.deposit(siege.daemon.url, 'after.xml', siege.victim.versions[2] ?? '')) !== 503;
    });
    expect(siege.daemon.lines.filter((line) => line.msg === 'stopped')).toEqual([]);
  });

  it('has lost nothing', async () => {
    await expectAllWell(siege.pool, siege.victim);
  });
});

/** Uses up the log segments that the server has in reserve, until it cannot make another. */
async function writeWalUntilItHurts(server: string): Promise<void> {
  const client = new Client(server);
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (;;) await client.query(`select pg_logical_emit_message(false, 'chaos', repeat(md5(random()::text), 100000))`);
  } catch {
    // That was the last of it.
  } finally {
    await client.end().catch(() => undefined);
  }
}

describeWithMount('a full disk under the log', () => {
  it('goes on answering, and writes again when room returns', async () => {
    const disk = mountSmallDisk(2);
    const db = await startTestDatabase({ own: true });
    const victim = await makeVictim('full', { DATABASE_URL: db.url, CARILLON_CONFIG: patient() });
    const pool = patientPool(db.url);
    const port = String(await freePort());
    const file = path.join(disk.folder, 'carillon.log');
    const log = openSync(file, 'a');
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli.js'), 'serve'], {
      env: { ...process.env, ...victim.environment, CARILLON_PORT: port },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const exited = once(child, 'exit');
    const url = `http://127.0.0.1:${port}`;
    try {
      await until('the daemon is ready', async () => (await fetch(`${url}/readyz`)).ok);
      disk.fill();
      for (let number = 0; number < 5; number += 1) {
        const status = await victim.deposit(url, `mute-${number}.xml`, victim.versions[number % 5] ?? '');
        expect(status, `deposit ${number}`).toBe(201);
      }
      await allEnded(pool);
      expect(child.exitCode).toBeNull();
      disk.drain();
      const before = readFileSync(file).length;
      expect(await victim.deposit(url, 'loud.xml', victim.versions[0] ?? '')).toBe(201);
      await until('the log goes on', () => readFileSync(file).length > before);
      await allEnded(pool);
      await expectNothingLost(pool, victim);
    } finally {
      child.kill('SIGTERM');
      await exited;
      await pool.end();
      await db.close();
      disk.unmount();
      victim.installation.remove();
    }
    // Its world is made within it: database, site and daemon.
  }, 180_000);
});

/** Errors that a dying disk gives; tmpfs cannot be made to, so the calls of the daemon fail as ordered. */
const TROUBLE: Readonly<Record<string, readonly [Fault, number]>> = {
  'a new file cannot be made': [{ at: '^fs open .*/spool/tmp/.*/', act: 'EIO' }, 503],
  'bytes cannot be written': [{ at: '^fs write .*/spool/tmp/', act: 'EIO' }, 503],
  'bytes do not fit': [{ at: '^fs write .*/spool/tmp/', act: 'ENOSPC' }, 507],
  'bytes cannot be synced': [{ at: '^fs sync .*/spool/tmp/.*/', act: 'EIO' }, 503],
  'bytes do not fit when they are synced': [{ at: '^fs sync .*/spool/tmp/.*/', act: 'ENOSPC' }, 507],
  'the file cannot be given its name': [{ at: '^fs rename .*/spool/tmp/', act: 'EIO' }, 503],
  'no folder for it can be made': [{ at: '^fs mkdir .*/spool/objects/', act: 'ENOSPC' }, 507],
};

describe('I/O errors', () => {
  let db: TestDatabase;
  let pool: Pool;
  let victim: Victim;
  let faults: Faults;
  let daemon: Daemon;
  const data = () => victim.environment.CARILLON_DATA ?? '';

  beforeAll(async () => {
    db = await startTestDatabase({ own: true });
    pool = patientPool(db.url);
    victim = await makeVictim('errors', { DATABASE_URL: db.url, CARILLON_CONFIG: patient() });
    faults = createFaults(victim.installation.folder);
    daemon = await startDaemon({ ...victim.environment, ...faults.environment });
  });
  afterAll(async () => {
    await daemon.stop();
    await pool.end();
    await db.close();
    victim.installation.remove();
  });

  it.each(Object.entries(TROUBLE))(
    '%s: refused, nothing kept, and the next one is taken',
    async (title, [fault, told]) => {
      // No two contents are the same, so that each needs a folder of its own sooner or later.
      const content = (victim.versions[1] ?? '').replace('?>', `?><!-- ${title} -->`);
      const name = `${title.replaceAll(' ', '-')}.xml`;
      faults.order(fault);
      expect(await victim.deposit(daemon.url, name, content)).toBe(told);
      expect(unfinishedIn(path.join(data(), 'spool'))).toEqual([]);
      expect((await journalOf(pool)).filter((run) => run.name === name)).toEqual([]);
      faults.mend();
      expect(await victim.deposit(daemon.url, name, content)).toBe(201);
    },
  );

  it('a source that cannot be written as a letter is tried again', async () => {
    faults.order({ at: '^fs open .*/mail/', act: 'ENOSPC' });
    await pool.query('update outbox set sent_at = null, due_at = now()');
    const tried = async () => (await pool.query(`select from outbox where last_error like 'ENOSPC%'`)).rowCount;
    await until('the letter has failed', async () => ((await tried()) ?? 0) > 0);
    faults.mend();
    await pool.query('update outbox set due_at = now()');
    await until('the letter is written', async () => {
      return (await pool.query('select from outbox where sent_at is null')).rowCount === 0;
    });
    expect(existsSync(path.join(data(), 'mail'))).toBe(true);
  });

  it('has lost nothing', async () => {
    await expectAllWell(pool, victim);
  });
});
