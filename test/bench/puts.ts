/** Deposits at the built daemon: many small ones beside Apache's mod_dav, and one of 500 MB with the memory it costs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { inventSchool } from '../../src/demo/school/school.ts';
import { startDaemon } from '../support/daemon.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';
import { startApache } from './apache.ts';
import { type BenchResult, median, percentile, residentOf } from './measure.ts';
import { processorMs } from './processor.ts';

const CONNECTIONS = 16;
const FILE_BYTES = 100 * 1024;
const FILES = 800;
const ROUNDS = 3;
/** Before a few thousand deposits much of the program is not compiled yet; a daemon that runs for weeks has them behind it. */
const WARM_ROUNDS = 3;
const LARGE_BYTES = 500 * 2 ** 20;

/** A folder that takes deposits. */
export interface Target {
  readonly port: number;
  readonly folder: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One deposit; rejects unless it is acknowledged. */
export function put(
  target: Target,
  agent: Agent,
  name: string,
  chunks: Iterable<Buffer>,
  length: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: target.port,
        method: 'PUT',
        path: `${target.folder}/${name}`,
        agent,
        headers: { ...target.headers, 'content-length': length },
      },
      (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 201 || response.statusCode === 204) resolve();
          else reject(new Error(`${name}: ${response.statusCode}`));
        });
      },
    );
    sent.once('error', reject);
    void (async () => {
      for (const chunk of chunks)
        if (!sent.write(chunk)) await new Promise<void>((drained) => sent.once('drain', drained));
      sent.end();
    })();
  });
}

/** Each file differs from all others: equal ones would be kept once. */
function fileOf(round: number, number: number): Buffer {
  return Buffer.alloc(FILE_BYTES, `<!-- ${round} ${number} -->`);
}

/** Acknowledged deposits a second over some connections, and each one's milliseconds. */
async function deposits(target: Target, round: number): Promise<{ perSecond: number; milliseconds: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const milliseconds: number[] = [];
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (next < FILES) {
        const number = next++;
        const begun = performance.now();
        await put(target, agent, `r${round}-${number}.xml`, [fileOf(round, number)], FILE_BYTES);
        milliseconds.push(performance.now() - begun);
      }
    }),
  );
  const perSecond = (FILES * 1_000) / (performance.now() - start);
  agent.destroy();
  return { perSecond, milliseconds };
}

/** Rounds of both, one after the other, on the same disk. */
export async function benchPuts(): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-bench-'));
  // Apache's workers are another user.
  chmodSync(folder, 0o755);
  const configuration = path.join(folder, 'carillon.json');
  writeFileSync(configuration, JSON.stringify({ deposit: { maxPerHour: 100_000, maxPerHourAndSite: 100_000 } }));
  const installation = newInstallation({ CARILLON_CONFIG: configuration });
  const school = inventSchool({ seed: 'bench', size: 'small' });
  try {
    const account = await makeSite(installation, school, 4817);
    const daemon = await startDaemon(installation.environment, 'web');
    const apache = await startApache(path.join(folder, 'apache'));
    try {
      const own: Target = {
        port: Number(new URL(daemon.url).port),
        folder: '/webdav/4817',
        headers: { authorization: basic(account), 'content-type': 'application/xml' },
      };
      const theirs: Target = { port: apache.port, folder: '', headers: { 'content-type': 'application/xml' } };
      const ratesOf = { own: [] as number[], theirs: [] as number[] };
      const waits: number[] = [];
      let processor = 0;
      for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
        const before = processorMs(daemon.pid);
        const ours = await deposits(own, round);
        const taken = processorMs(daemon.pid) - before;
        const apaches = await deposits(theirs, round);
        if (round < WARM_ROUNDS) continue;
        processor += taken;
        ratesOf.own.push(ours.perSecond);
        ratesOf.theirs.push(apaches.perSecond);
        waits.push(...ours.milliseconds);
      }
      const large = await largeDeposit(own, daemon.pid);
      const ratio = Math.round((median(ratesOf.own) / median(ratesOf.theirs)) * 100) / 100;
      const bare = await benchBare(path.join(folder, 'bare'), theirs);
      return [
        {
          name: 'put',
          value: Math.round(median(ratesOf.own)),
          unit: '/s',
          floor: Math.round(median(ratesOf.theirs)),
          ratio,
          atLeast: 0.5,
          met: ratio >= 0.5,
        },
        ...bare,
        {
          name: 'put, processor of the web process',
          value: Math.round((processor / FILES / ROUNDS) * 100) / 100,
          unit: 'ms',
        },
        { name: 'put-p99', value: Math.round(percentile(waits, 0.99)), unit: 'ms' },
        large,
      ];
    } finally {
      await apache.stop();
      await daemon.stop();
    }
  } finally {
    installation.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is left when all that makes a deposit one of Carillon's is taken away, against Apache in the same rounds: its own floor. */
async function benchBare(folder: string, apache: Target): Promise<BenchResult[]> {
  const db = await startTestDatabase({ own: true });
  const servers = [await startBare(path.join(folder, 'synced')), await startBare(path.join(folder, 'journal'), db.url)];
  try {
    const rates: number[][] = [[], [], []];
    for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
      for (const [index, target] of [apache, ...servers].entries()) {
        const { perSecond } = await deposits(target, ROUNDS + WARM_ROUNDS + round);
        if (round >= WARM_ROUNDS) rates[index]?.push(perSecond);
      }
    }
    const [floor = 0, ...values] = rates.map(median);
    return values.map((value, index) => ({
      name: index === 0 ? 'put-bare, synced only' : 'put-bare, synced and journalled',
      value: Math.round(value),
      unit: '/s',
      floor: Math.round(floor),
      ratio: Math.round((value / floor) * 100) / 100,
    }));
  } finally {
    for (const one of servers) await one.stop();
    await db.close();
  }
}

/** `url`: of a database that each deposit gets a row in. */
export async function startBare(folder: string, url?: string): Promise<Target & { stop(): Promise<void> }> {
  const typescript = path.join(import.meta.dirname, '../support/typescript.mjs');
  const words = [
    '--import',
    typescript,
    path.join(import.meta.dirname, 'bare-server.ts'),
    folder,
    ...(url ? [url] : []),
  ];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, 'line')) as [string];
  return {
    port: Number(port),
    folder: '',
    headers: { 'content-type': 'application/xml' },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What the daemon's resident memory grows by while one large file streams in. */
async function largeDeposit(target: Target, pid: number): Promise<BenchResult> {
  const chunk = Buffer.alloc(2 ** 20, 'x');
  function* chunks(): Generator<Buffer> {
    for (let sent = 0; sent < LARGE_BYTES; sent += chunk.length) yield chunk;
  }
  const before = residentOf(pid);
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, residentOf(pid));
  }, 20);
  const agent = new Agent({ keepAlive: false });
  try {
    await put(target, agent, 'large.xml', chunks(), LARGE_BYTES);
  } finally {
    clearInterval(look);
    agent.destroy();
  }
  const grown = Math.round(most - before);
  return { name: 'put-500mb', value: grown, unit: 'MB', target: 50, met: grown <= 50 };
}
