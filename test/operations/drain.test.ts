/** SIGTERM: what is under way is finished within `work.drainSeconds`, what is not is handed back, and nothing is lost or done twice. */
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { Client, type Client as PgClient, type Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allEnded,
  briskConfig,
  expectNothingLost,
  expectStoredIsLastApplied,
  journalOf,
  makeVictim,
  patientPool,
  SITE,
  unfinishedIn,
  until,
  type Victim,
} from '../support/chaos.ts';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const PATIENT = 60;
const HURRIED = 1;

let db: TestDatabase;
let pool: Pool;
let victim: Victim;
let daemon: Daemon;

beforeAll(async () => {
  db = await startTestDatabase({ own: true });
  pool = patientPool(db.url);
  victim = await makeVictim('drain', { DATABASE_URL: db.url });
});
afterAll(async () => {
  await pool.end();
  await db.close();
  victim.installation.remove();
});
async function start(drainSeconds: number, role = 'all'): Promise<void> {
  daemon = await startDaemon({ ...victim.environment, CARILLON_CONFIG: briskConfig({ drainSeconds }) }, role);
}

const isTold = (message: string): boolean => daemon.lines.some((line) => line.msg === message);

/** Longer than what is held in memory until it is whole, and the same timetable. */
function long(content = ''): string {
  return content + `<!--${'.'.repeat(1_000)}-->\n`.repeat(600);
}

/** An upload that stands in the middle of its body. */
async function beginUpload(name: string, content: string): Promise<{ finish(): Promise<string>; socket: Socket }> {
  const { hostname, port } = new URL(daemon.url);
  const socket = connect(Number(port), hostname);
  const half = Math.floor(content.length / 2);
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(
    `PUT /webdav/${SITE}/${name} HTTP/1.1\r\nHost: x\r\nAuthorization: ${victim.authorization}\r\n` +
      `Content-Length: ${Buffer.byteLength(content)}\r\nConnection: close\r\n\r\n${content.slice(0, half)}`,
  );
  const spool = path.join(victim.environment.CARILLON_DATA ?? '', 'spool');
  await until('the upload has reached the spool', () => unfinishedIn(spool).length > 0);
  return {
    socket,
    async finish() {
      socket.write(content.slice(half));
      await closed;
      return answer.split('\r\n')[0] ?? '';
    },
  };
}

/** Holds the next import in the middle of its writing until the lock is given back. */
async function holdImports(): Promise<PgClient> {
  await allEnded(pool);
  const client = new Client({ connectionString: db.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  // Deposits may refer to the site, only an import that is applied changes it.
  await client.query('select from sites where id = $1 for no key update', [SITE]);
  return client;
}

async function aRunIsHeld(): Promise<void> {
  await until('an import waits for the lock', async () => {
    const { rows } = await pool.query(
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    return rows.length > 0 && (await journalOf(pool)).some((run) => run.status === 'running');
  });
}

describe('an upload in progress', () => {
  it('is finished and acknowledged; nobody new comes in', async () => {
    await start(PATIENT);
    const content = long(victim.versions[1]);
    victim.expectPerhaps('half.xml', content);
    const upload = await beginUpload('half.xml', content);
    const stopped = daemon.stop();
    await until('it is stopping', () => isTold('stopping'));
    await until('nobody new comes in', async () =>
      fetch(`${daemon.url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    expect(await upload.finish()).toBe('HTTP/1.1 201 Created');
    expect(await stopped).toBe(0);
    expect((await journalOf(pool)).some((run) => run.name === 'half.xml')).toBe(true);
  });

  it('that does not end in time is cut off and leaves nothing', async () => {
    await start(HURRIED);
    const upload = await beginUpload('never.xml', long(victim.versions[2]));
    expect(await daemon.stop()).toBe(0);
    expect(isTold('what is still being uploaded is cut off')).toBe(true);
    upload.socket.destroy();
    expect((await journalOf(pool)).some((run) => run.name === 'never.xml')).toBe(false);
  });
});

describe('an import in progress', () => {
  it('is finished before the daemon ends', async () => {
    await start(PATIENT);
    const lock = await holdImports();
    expect(await victim.deposit(daemon.url, 'run.xml', victim.versions[2] ?? '')).toBe(201);
    await aRunIsHeld();
    const stopped = daemon.stop();
    await until('it is stopping', () => isTold('stopping'));
    await lock.query('rollback');
    await lock.end();
    expect(await stopped).toBe(0);
    expect((await journalOf(pool)).find((run) => run.name === 'run.xml')?.status).toBe('integrated');
  });

  it('that does not end in time is given up, and done once after the next start', async () => {
    await start(HURRIED);
    const lock = await holdImports();
    expect(await victim.deposit(daemon.url, 'later.xml', victim.versions[3] ?? '')).toBe(201);
    await aRunIsHeld();
    expect(await daemon.stop()).toBe(0);
    expect((await journalOf(pool)).find((run) => run.name === 'later.xml')?.status).toBe('running');
    await lock.query('rollback');
    await lock.end();
  });

  it('by a process that is only a worker is given up as well', async () => {
    const web = await startDaemon(victim.environment, 'web');
    await start(HURRIED, 'worker');
    const lock = await holdImports();
    expect(await victim.deposit(web.url, 'alone.xml', victim.versions[4] ?? '')).toBe(201);
    await aRunIsHeld();
    expect(await daemon.stop()).toBe(0);
    expect(daemon.output()).toContain('not everything ended in time');
    await lock.query('rollback');
    await lock.end();
    expect(await web.stop()).toBe(0);
  });
});

describe('after all that', () => {
  it('nothing is lost or done twice, and what is stored is what was applied last', async () => {
    const last = await startDaemon(victim.environment);
    await allEnded(pool);
    expect(await last.stop()).toBe(0);
    await expectNothingLost(pool, victim);
    await expectStoredIsLastApplied(pool, victim);
    expect(unfinishedIn(path.join(victim.environment.CARILLON_DATA ?? '', 'spool'))).toEqual([]);
  });
});
