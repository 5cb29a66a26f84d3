/**
 * A fleet of sites that deposit within some minutes at one daemon with its worker, on a PostgreSQL and a Redis of its own: most
 * files are what is applied already, some are changed, some broken, and one site floods. `FLEET_SITES` (default 500) and
 * `FLEET_MINUTES` (default 1) give its size; the whole of ARCHITECTURE.md is 5,000 in 10.
 */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { readSite } from '../../src/adapters/store/site-reader.ts';
import { loadConfig } from '../../src/config/config.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { cancelWeeks, changeRooms, moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { createLog } from '../../src/log.ts';
import { type Carillon, openCarillon } from '../../src/main.ts';
import { readingKey } from '../../src/pipeline/same-file.ts';
import { startDaemon } from '../support/daemon.ts';
import { program } from '../support/machine.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { startTestRedis } from '../support/redis.ts';
import { makeSite, newInstallation } from '../support/school-site.ts';
import {
  type Answered,
  accountOf,
  allDone,
  depositAt,
  type FleetFile,
  importInto,
  makeFleet,
  NAME,
  TEMPLATE,
  told,
} from './fleet-sites.ts';
import type { BenchResult } from './measure.ts';
import { percentile, residentOf } from './measure.ts';

const SITES = Number(process.env.FLEET_SITES ?? 500);
const MINUTES = Number(process.env.FLEET_MINUTES ?? 1);
/** Of a hundred sites: so many bring a change, so many a file that is cut. */
const CHANGED = 8;
const BROKEN = 2;
/** Deposits of the site that floods, all at once, in the middle. */
const FLOOD = 60;

type Kind = 'unchanged' | 'changed' | 'broken' | 'flood';

const school = inventSchool({ seed: 'fleet', size: 'small' });
const stored = writeEdt(school);
const changes = [changeRooms(school, 3), moveCourse(school), cancelWeeks(school, 2)].map((one) => writeEdt(one));

/** Every site's file is its own: equal bytes would be kept once for all. */
function fileOf(site: number, kind: Kind, number = 0): string {
  const own = `<!-- ${site} ${number} -->`;
  if (kind === 'broken') return stored.slice(0, stored.length - 2_000) + own;
  if (kind === 'unchanged') return stored + own;
  return (changes[(site + number) % changes.length] ?? stored) + own;
}

function kindOf(index: number): Kind {
  if (index === 0) return 'flood';
  const share = index % 100;
  return share < CHANGED ? 'changed' : share < CHANGED + BROKEN ? 'broken' : 'unchanged';
}

/** What each of these sites has read already: the file that it will bring again. */
async function knowFiles({ database: { pool }, tools }: Carillon, sites: readonly number[]): Promise<void> {
  const { rows } = await pool.query<{ gist: object }>('select gist from known_bytes where site_id = $1 limit 1', [
    TEMPLATE,
  ]);
  for (const site of sites) {
    const view = await readSite(pool, site);
    const sha256 = createHash('sha256').update(fileOf(site, 'unchanged')).digest('hex');
    const key = readingKey({ sha256, filename: NAME, folder: null, trigger: 'automatic', joined: null }, view, tools);
    await pool.query(
      'insert into known_bytes (site_id, key, run_id, gist) select $1, $2, run_id, $3 from applied where site_id = $1 limit 1',
      [site, key, JSON.stringify(rows[0]?.gist)],
    );
  }
}

interface Deposit {
  readonly site: number;
  readonly kind: Kind;
  readonly number: number;
  /** Milliseconds after the start. */
  readonly at: number;
}

function sentOf({ site, kind, number }: Deposit): FleetFile {
  return { site, name: kind === 'flood' ? `${number}.xml` : NAME, body: fileOf(site, kind, number) };
}

function plan(): Deposit[] {
  const spanMs = MINUTES * 60_000;
  const deposits: Deposit[] = [];
  for (let index = 0; index < SITES; index++) {
    const site = TEMPLATE + 1 + index;
    const kind = kindOf(index);
    const count = kind === 'flood' ? FLOOD : 1;
    for (let number = 0; number < count; number++) {
      // Spread evenly, in an order that has nothing to do with numbers.
      const at = kind === 'flood' ? spanMs / 2 : (((index * 7919) % SITES) / SITES) * spanMs;
      deposits.push({ site, kind, number, at });
    }
  }
  return deposits.sort((one, other) => one.at - other.at);
}

interface Lag {
  readonly site: number;
  readonly status: string;
  /** From the acknowledgement to the moment a worker began. */
  readonly seconds: number;
  readonly receivedAt: number;
}

async function lagsOf(pool: Pool): Promise<Lag[]> {
  const { rows } = await pool.query<Lag>(
    `select site_id as site, status, received_at as "receivedAt",
       extract(epoch from coalesce(taken_in_at, ended_at) - received_at)::float8 as seconds
     from runs where trigger = 'automatic' and site_id > $1`,
    [TEMPLATE],
  );
  return rows;
}

/** Follows the resident memory of processes: the most that each of them had. */
function watchMemory(pids: () => readonly number[]): { stop(): number[] } {
  const most = new Map<number, number>();
  const look = setInterval(() => {
    for (const pid of pids()) most.set(pid, Math.max(most.get(pid) ?? 0, residentOf(pid)));
  }, 500);
  return {
    stop() {
      clearInterval(look);
      return [...most.values()].map(Math.round);
    },
  };
}

export async function benchFleet(): Promise<BenchResult[]> {
  const server = program('redis-server');
  if (!server) throw new Error('redis-server is missing');
  const db = await startTestDatabase({ own: true });
  const redis = await startTestRedis(server);
  const installation = newInstallation({ DATABASE_URL: db.url, REDIS_URL: redis.url });
  try {
    const { password } = await makeSite(installation, school, TEMPLATE);
    const carillon = await openCarillon(
      loadConfig({ ...process.env, ...installation.environment }),
      createLog('warn', 2),
    );
    const deposits = plan();
    const sitesOf = (kind: Kind) => [...new Set(deposits.filter((one) => one.kind === kind).map((one) => one.site))];
    try {
      told('fleet: sites are made');
      await makeFleet(carillon, SITES, password);
      told('fleet: sites that will bring changes import their timetable');
      await importInto(carillon, [...sitesOf('changed'), ...sitesOf('flood')], stored);
      await knowFiles(carillon, sitesOf('unchanged'));
      await carillon.database.pool.query('analyze');
      told('fleet: made');
    } finally {
      await carillon.close();
    }
    return await run(installation.environment, db.pool, password, deposits);
  } finally {
    installation.remove();
    await redis.close();
    await db.close();
  }
}

async function run(
  environment: Readonly<Record<string, string>>,
  pool: Pool,
  password: string,
  deposits: readonly Deposit[],
): Promise<BenchResult[]> {
  told('fleet: a daemon starts');
  const daemon = await startDaemon({
    ...environment,
    CARILLON_LOG_FILE: `${environment.CARILLON_DATA}.log`,
  });
  const memory = watchMemory(() => daemon.processes());
  try {
    return await measure(daemon.url, pool, password, deposits, memory);
  } finally {
    memory.stop();
    await daemon.stop();
  }
}

async function measure(
  url: string,
  pool: Pool,
  password: string,
  deposits: readonly Deposit[],
  memory: { stop(): number[] },
): Promise<BenchResult[]> {
  told(`fleet: ${deposits.length} deposits in ${MINUTES} min`);
  const start = performance.now();
  const answers: Promise<Answered>[] = [];
  for (const one of deposits) {
    const early = one.at - (performance.now() - start);
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    const answer = depositAt(url, accountOf(one.site, password), sentOf(one));
    // Whoever waits for all hears of it; until then nobody listens.
    answer.catch(() => undefined);
    answers.push(answer);
  }
  const answered = await Promise.all(answers);
  told('fleet: all are acknowledged');
  await allDone(pool);
  const seconds = (performance.now() - start) / 1_000;
  const resident = memory.stop();
  const lags = await lagsOf(pool);
  const others = lags.filter(({ site }) => kindOf(site - TEMPLATE - 1) !== 'flood').map((one) => one.seconds);
  const lost = deposits.length - lags.length;
  const wrong = lags.filter(({ site, status }) => !EXPECTED[kindOf(site - TEMPLATE - 1)].test(status));
  if (wrong.length > 0) throw new Error(`not as expected: ${JSON.stringify(wrong.slice(0, 5))} (${wrong.length})`);
  const ms = answered.map((one) => one.ms);
  const round = (value: number): number => Math.round(value * 100) / 100;
  const offered = deposits.length / (MINUTES * 60);
  return [
    { name: `fleet ${SITES} sites, deposits offered`, value: round(offered), unit: '/s' },
    { name: 'fleet throughput to the end of the last run', value: round(deposits.length / seconds), unit: '/s' },
    { name: 'fleet deposit p50', value: Math.round(percentile(ms, 0.5)), unit: 'ms' },
    { name: 'fleet deposit p99', value: Math.round(percentile(ms, 0.99)), unit: 'ms' },
    { name: 'fleet deposits told to wait', value: answered.filter((one) => one.tries > 1).length, unit: '' },
    { name: 'fleet queue lag p50', value: round(percentile(others, 0.5)), unit: 's' },
    { name: 'fleet queue lag p99, beside a flood', value: round(percentile(others, 0.99)), unit: 's' },
    { name: 'fleet memory, web and worker', value: resident.reduce((sum, one) => sum + one, 0), unit: 'MB' },
    { name: 'fleet lost', value: lost, unit: '', target: 0, met: lost === 0 },
  ];
}

/** How each kind of run may end. Of a flood only the last need be applied. */
const EXPECTED: Readonly<Record<Kind, RegExp>> = {
  unchanged: /^unchanged$/,
  changed: /^integrated/,
  broken: /^rejected$/,
  flood: /^(integrated.*|unchanged|superseded)$/,
};
