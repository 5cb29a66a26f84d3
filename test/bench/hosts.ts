/**
 * How an installation grows with hosts: worker and web hosts as processes with a data folder and a network address of their own,
 * which share nothing but PostgreSQL, Redis and the spool. Each host may take a small share of a processor (`HOSTS_SHARE`, percent,
 * default 20), so that several have room on one machine; `HOSTS_SITES` (default 120) sites deposit a change each time, in `HOSTS_ROUNDS`
 * (default 2) rounds of which the best counts.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { loadConfig } from '../../src/config/config.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { changeRooms, changeRoomsOf, moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool, type SchoolSize } from '../../src/demo/school/school.ts';
import type { Credentials } from '../../src/domain/administration.ts';
import { createLog } from '../../src/log.ts';
import { openCarillon } from '../../src/main.ts';
import { type Daemon, freePort, startDaemon } from '../support/daemon.ts';
import { program } from '../support/machine.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { startTestRedis } from '../support/redis.ts';
import { type Installation, makeSite, newInstallation } from '../support/school-site.ts';
import { accountOf, allDone, depositAt, importInto, makeFleet, NAME, TEMPLATE, told } from './fleet-sites.ts';
import { type BenchResult, percentile } from './measure.ts';
import { type Bound, boundOf, parentOf, processorMs } from './processor.ts';

const SITES = Number(process.env.HOSTS_SITES ?? 120);
const SHARE = Number(process.env.HOSTS_SHARE ?? 20) / 100;
const ROUNDS = Number(process.env.HOSTS_ROUNDS ?? 2);
const WORKER_HOSTS = [1, 2, 4];
const WEB_HOSTS = [1, 2, 4];
/** Uploads at a time: to fill the queue, and at each web host that is measured. */
const CONNECTIONS = 16;
const CONNECTIONS_EACH = 8;
/** Of each web host: deposits of accounts that it does not know yet, and of those that it has let in within the minute. */
const NEW_ACCOUNTS = 40;
const PUTS = 400;
const PUT_BYTES = 100 * 1024;

/** Larger schools that deposit beside the small ones: numbers above the fleet's. */
const LARGE: readonly (readonly [site: number, name: string, size: SchoolSize])[] = [
  [90_001, 'collège', 'college'],
  [90_002, 'lycée', 'lycee'],
  [
    90_003,
    'cité scolaire',
    {
      kind: 'lycee',
      divisions: 120,
      students: 2_000,
      teachers: 260,
      rooms: 220,
      oneWeekShare: 0.3,
      subjectOnlyShare: 0.1,
    },
  ],
];

interface LargeSite {
  readonly site: number;
  readonly name: string;
  readonly account: Credentials;
  readonly school: School;
  /** The same with one course in a hundred changed. */
  readonly changed: School;
}

/** What all hosts share. */
interface Shared {
  readonly installation: Installation;
  readonly pool: Pool;
  readonly password: string;
  readonly large: readonly LargeSite[];
  /** Milliseconds of processor time so far. */
  spent(): Promise<{ readonly postgres: number; readonly redis: number }>;
}

interface Host {
  readonly daemon: Daemon;
  /** From now on it takes no more than its share of a processor. */
  bind(): void;
  stop(): Promise<void>;
}

let hostsSoFar = 0;

/** A host of its own address and data folder. */
async function startHost({ installation }: Shared, role: 'web' | 'worker'): Promise<Host> {
  hostsSoFar += 1;
  const number = hostsSoFar;
  const daemon = await startDaemon(
    {
      ...installation.environment,
      CARILLON_DATA: path.join(installation.folder, `host-${number}`),
      CARILLON_SPOOL: path.join(installation.environment.CARILLON_DATA ?? '', 'spool'),
      CARILLON_HOST: `127.0.0.${1 + number}`,
      CARILLON_PORT: String(await freePort()),
    },
    role,
  );
  let bound: Bound | null = null;
  return {
    daemon,
    bind() {
      bound = boundOf(String(number), SHARE);
      if (!bound) throw new Error('processes cannot be bounded here: run this as root, with control groups');
      bound.hold(daemon.pid);
    },
    async stop() {
      await daemon.stop();
      bound?.remove();
    },
  };
}

/** Runs `work` beside so many hosts of a role. */
async function beside<T>(
  shared: Shared,
  [role, count]: readonly ['web' | 'worker', number],
  work: (hosts: readonly Host[]) => Promise<T>,
): Promise<T> {
  const hosts: Host[] = [];
  try {
    for (let number = 0; number < count; number++) hosts.push(await startHost(shared, role));
    return await work(hosts);
  } finally {
    await Promise.all(hosts.map((host) => host.stop()));
  }
}

/** Milliseconds of processor time that `work` took of each part. */
async function spending<T>(
  shared: Shared,
  hosts: readonly Host[],
  work: () => Promise<T>,
): Promise<Spent & { readonly result: T }> {
  const now = async () => ({
    ...(await shared.spent()),
    hosts: hosts.reduce((sum, { daemon }) => sum + processorMs(daemon.pid), 0),
  });
  const before = await now();
  const result = await work();
  const after = await now();
  return {
    result,
    hosts: after.hosts - before.hosts,
    postgres: after.postgres - before.postgres,
    redis: after.redis - before.redis,
  };
}

/** Files of the fleet for one phase: each site's own, and each differs from what the site has stored. */
interface Phases {
  next(sites: readonly number[]): { readonly site: number; readonly name: string; readonly body: string }[];
}

function createPhases(school: School): Phases {
  const versions = [changeRooms(school, 3), moveCourse(changeRooms(school, 3))].map((one) => writeEdt(one));
  let phase = 0;
  return {
    next(sites) {
      phase += 1;
      const version = versions[phase % versions.length] ?? '';
      return sites.map((site) => ({ site, name: NAME, body: `${version}<!-- ${site} ${phase} -->` }));
    },
  };
}

const fleet = Array.from({ length: SITES }, (_, index) => TEMPLATE + 1 + index);

/** Does the work for each item, so many at a time. */
async function inParallel<T>(items: readonly T[], most: number, work: (item: T, index: number) => Promise<unknown>) {
  let next = 0;
  const line = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: most }, line));
}

interface Ended {
  readonly site: number;
  readonly status: string;
  readonly waited: number;
  /** From when a worker began to the end. */
  readonly took: number;
  readonly endedAt: number;
}

/** The runs after one, with the milliseconds from `since` until a worker began. */
async function endedAfter(pool: Pool, run: string, since: number): Promise<Ended[]> {
  const { rows } = await pool.query<{ site: number; status: string; began: number; endedAt: number }>(
    `select site_id as site, status, taken_in_at as began, ended_at as "endedAt" from runs where id > $1 order by ended_at`,
    [run],
  );
  const wrong = rows.filter(({ status }) => !/^(integrated|unchanged)/.test(status));
  if (wrong.length > 0) throw new Error(`not as expected: ${JSON.stringify(wrong.slice(0, 5))}`);
  return rows.map(({ began, ...row }) => ({ ...row, waited: began - since, took: row.endedAt - began }));
}

async function lastRun(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select coalesce(max(id), 0)::text id from runs');
  return rows[0]?.id ?? '0';
}

/** Ends a second while all hosts were busy: neither the first tenth nor the last counts. */
function rateOf(ended: readonly Ended[]): number {
  const [from, to] = [Math.floor(ended.length * 0.1), Math.ceil(ended.length * 0.9) - 1];
  const ms = (ended[to]?.endedAt ?? 0) - (ended[from]?.endedAt ?? 0);
  return ((to - from) * 1_000) / ms;
}

type File = Parameters<typeof depositAt>[2] & { readonly account?: Credentials };

/** Deposits files while the workers stand still, then lets them go: what carrying all of them took. */
async function carry(shared: Shared, web: Host, workers: readonly Host[], files: readonly File[]) {
  const { pool, password } = shared;
  const before = await lastRun(pool);
  await standingStill(workers, () =>
    inParallel(files, CONNECTIONS, ({ account, ...file }) =>
      depositAt(web.daemon.url, account ?? accountOf(file.site, password), file),
    ),
  );
  const since = Date.now();
  const spent = await spending(shared, workers, () => allDone(pool));
  const ended = await endedAfter(pool, before, since);
  if (ended.length !== files.length) throw new Error(`${files.length} deposits, ${ended.length} runs`);
  return { ...spent, ended, ms: Math.max(...ended.map((one) => one.endedAt)) - since };
}

const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Of several rounds the one with the highest rate, by number of hosts; the rounds of all numbers take turns. */
async function bestOf<T extends { readonly rate: number }>(
  counts: readonly number[],
  measure: (count: number) => Promise<T>,
): Promise<Map<number, T>> {
  const best = new Map<number, T>();
  for (let number = 0; number < ROUNDS; number++) {
    for (const count of counts) {
      const one = await measure(count);
      if (one.rate > (best.get(count)?.rate ?? 0)) best.set(count, one);
    }
  }
  return best;
}

/** Worker hosts: runs a second by their number, and what a run takes. Those that are too many stand still meanwhile. */
async function growthOfWorkers(shared: Shared, web: Host, phases: Phases): Promise<BenchResult[]> {
  return await beside(shared, ['worker', Math.max(...WORKER_HOSTS)], async (hosts) => {
    const carryBy = (workers: readonly Host[]) => {
      const others = hosts.filter((host) => !workers.includes(host));
      return standingStill(others, () => carry(shared, web, workers, phases.next(fleet)));
    };
    told('hosts: workers warm up');
    for (const host of hosts) await carryBy([host]);
    for (const host of hosts) host.bind();
    const best = await bestOf(WORKER_HOSTS, async (count) => {
      const { ended, ...spent } = await carryBy(hosts.slice(0, count));
      const rate = rateOf(ended);
      told(`hosts: ${count} worker hosts, ${round(rate)} runs a second`);
      return { rate, spent, pieces: ended.length };
    });
    return linesOf('worker hosts', 'run', best);
  });
}

/** Stops hosts while `work` goes on. */
async function standingStill<T>(hosts: readonly Host[], work: () => Promise<T>): Promise<T> {
  for (const { daemon } of hosts) process.kill(daemon.pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    for (const { daemon } of hosts) process.kill(daemon.pid, 'SIGCONT');
  }
}

interface Spent {
  readonly hosts: number;
  readonly postgres: number;
  readonly redis: number;
}

interface Measured {
  readonly rate: number;
  readonly pieces: number;
  readonly spent: Spent;
}

/** The rate of each number of hosts beside that of one, and processor time by piece. */
function linesOf(hosts: string, piece: string, best: ReadonlyMap<number, Measured>): BenchResult[] {
  const first = best.get(1)?.rate ?? Number.NaN;
  return [...best].flatMap(([count, { rate, pieces, spent }]) => [
    growth(`${count} ${hosts}`, `${piece}s/s`, rate, first),
    ...sharesOf(`${count} ${hosts}, a ${piece}`, pieces, spent),
  ]);
}

/** The figure of so many hosts beside that of one. */
function growth(name: string, unit: string, value: number, first: number): BenchResult {
  return { name, value: round(value), unit, floor: round(first), ratio: round(value / first, 2) };
}

/** Processor time of each part, by piece. */
function sharesOf(name: string, pieces: number, spent: Spent): BenchResult[] {
  return (['hosts', 'postgres', 'redis'] as const).map((part) => ({
    name: `${name}: processor time of ${part}`,
    value: round(spent[part] / pieces, 2),
    unit: 'ms',
  }));
}

/** Web hosts: deposits a second by their number, of accounts that come for the first time and of those that came within a minute. */
async function growthOfWeb(shared: Shared): Promise<BenchResult[]> {
  return await beside(shared, ['web', Math.max(...WEB_HOSTS)], async (hosts) => {
    told('hosts: web hosts warm up');
    await depositMany(shared, hosts, PUTS, fleet.slice(-1));
    for (const host of hosts) host.bind();
    let from = 0;
    const measured = async (count: number, kind: 'new' | 'known'): Promise<Measured> => {
      if (kind === 'new') from += NEW_ACCOUNTS;
      const sites = Array.from({ length: NEW_ACCOUNTS }, (_, index) => fleet[(from + index) % SITES] ?? 0);
      const one = await depositMany(shared, hosts.slice(0, count), kind === 'new' ? NEW_ACCOUNTS : PUTS, sites);
      told(`hosts: ${count} web hosts, ${round(one.rate)} deposits a second, accounts ${kind}`);
      return one;
    };
    const known = new Map<number, Measured>();
    const unknown = await bestOf(WEB_HOSTS, async (count) => {
      const one = await measured(count, 'new');
      // These accounts are known for a minute now.
      const again = await measured(count, 'known');
      if (again.rate > (known.get(count)?.rate ?? 0)) known.set(count, again);
      return one;
    });
    return [
      ...linesOf('web hosts, accounts new', 'deposit', unknown),
      ...linesOf('web hosts, accounts known', 'deposit', known),
    ];
  });
}

let filesSoFar = 0;

/** So many deposits at each host, of the accounts of these sites in turn. */
async function depositMany(
  shared: Shared,
  hosts: readonly Host[],
  each: number,
  sites: readonly number[],
): Promise<Measured> {
  const order = Array.from({ length: each * hosts.length }, (_, index) => index);
  const start = performance.now();
  const { result: ms, ...spent } = await spending(shared, hosts, async () => {
    await inParallel(order, CONNECTIONS_EACH * hosts.length, async (index) => {
      const site = sites[Math.floor(index / hosts.length) % sites.length] ?? 0;
      filesSoFar += 1;
      const file = { site, name: `put-${filesSoFar}.xml`, body: String(filesSoFar).padEnd(PUT_BYTES, 'x') };
      await depositAt(hosts[index % hosts.length]?.daemon.url ?? '', accountOf(site, shared.password), file);
    });
    return performance.now() - start;
  });
  return { rate: (order.length * 1_000) / ms, pieces: order.length, spent };
}

/** What a run of each size takes, and how long small schools wait beside the large ones. */
async function largeBesideSmall(shared: Shared, web: Host, phases: Phases): Promise<BenchResult[]> {
  const tries = new Map<string, readonly BenchResult[]>();
  const save = ({ site, account }: LargeSite, school: School, seed: string): File => ({
    site,
    account,
    name: NAME,
    body: writeEdt(school, { identSeed: seed }),
  });
  await beside(shared, ['worker', 1], async (workers) => {
    const alone = async (what: string, one: LargeSite, file: File): Promise<void> => {
      const { ended, ...spent } = await carry(shared, web, workers, [file]);
      const name = `${what}, ${one.name}, ${round(file.body.length / 2 ** 20)} MB`;
      const ms = Math.max(...ended.map((run) => run.took));
      keepBest(tries, name, ms, sharesOf(name, 1, spent));
    };
    for (let number = 0; number < ROUNDS; number++) {
      for (const one of shared.large) {
        await alone('the same saved again', one, save(one, one.school, `again ${number}`));
        await alone('1 % changed', one, save(one, one.changed, `changed ${number}`));
      }
      for (const large of [[], shared.large]) {
        const files = large.map((one) => save(one, one.school, `back ${number}`));
        const small = phases.next(fleet);
        const { ended, ms } = await carry(shared, web, workers, [...files, ...small]);
        const waits = ended.filter(({ site }) => site <= TEMPLATE + SITES).map((one) => one.waited);
        const name = `${small.length} small schools at once, ${large.length} large beside them`;
        keepBest(tries, `${name}: all done`, ms, [
          { name: `${name}: wait of a small one, p50`, value: round(percentile(waits, 0.5)), unit: 'ms' },
          { name: `${name}: wait of a small one, p99`, value: round(percentile(waits, 0.99)), unit: 'ms' },
        ]);
      }
    }
  });
  return [...tries.values()].flat();
}

/** Keeps the lines of the quickest of several tries, by name. */
function keepBest(
  tries: Map<string, readonly BenchResult[]>,
  name: string,
  ms: number,
  more: readonly BenchResult[],
): void {
  const before = tries.get(name)?.[0]?.value ?? Number.POSITIVE_INFINITY;
  if (ms < before) tries.set(name, [{ name, value: round(ms), unit: 'ms' }, ...more]);
}

/** Worker hosts, larger schools, then web hosts: each group on what the one before it left. */
export async function benchHosts(): Promise<BenchResult[]> {
  const server = program('redis-server');
  if (!server) throw new Error('redis-server is missing');
  const db = await startTestDatabase({ own: true });
  const redis = await startTestRedis(server);
  const asking = new Redis({ path: redis.url });
  const configuration = path.join(db.dataFolder, 'carillon.json');
  writeFileSync(configuration, JSON.stringify({ deposit: { maxPerHour: 100_000, maxPerHourAndSite: 100_000 } }));
  const shares = { DATABASE_URL: db.url, REDIS_URL: redis.url, CARILLON_CONFIG: configuration };
  const installation = newInstallation(shares);
  try {
    const school = inventSchool({ seed: 'fleet', size: 'small' });
    const { password } = await makeSite(installation, school, TEMPLATE);
    const large = await makeLarge(installation);
    await makeSmall(installation, school, password);
    const { rows } = await db.pool.query<{ pid: number }>('select pg_backend_pid() pid');
    const postmaster = parentOf(rows[0]?.pid ?? 0);
    const shared: Shared = {
      installation,
      pool: db.pool,
      password,
      large,
      async spent() {
        const cpu = await asking.info('cpu');
        const seconds = (key: string): number => Number(new RegExp(`^${key}:(.*)`, 'm').exec(cpu)?.[1] ?? 0);
        const redisMs = (seconds('used_cpu_sys') + seconds('used_cpu_user')) * 1_000;
        return { postgres: processorMs(postmaster, { withChildren: true }), redis: redisMs };
      },
    };
    const phases = createPhases(school);
    const results = await beside(shared, ['web', 1], async ([web]) => {
      if (!web) return [];
      return [...(await growthOfWorkers(shared, web, phases)), ...(await largeBesideSmall(shared, web, phases))];
    });
    return [...results, ...(await growthOfWeb(shared))];
  } finally {
    asking.disconnect();
    installation.remove();
    await redis.close();
    await db.close();
  }
}

async function makeLarge(installation: Installation): Promise<LargeSite[]> {
  const made: LargeSite[] = [];
  for (const [site, name, size] of LARGE) {
    told(`hosts: a ${name} imports its timetable`);
    const uai = `${site}`.padStart(7, '0');
    const school = inventSchool({ seed: name, size, uai: `${uai}A`, name });
    const account = await makeSite(installation, school, site);
    made.push({ site, name, account, school, changed: changeRoomsOf(school, 1) });
  }
  return made;
}

async function makeSmall(installation: Installation, school: School, password: string): Promise<void> {
  const environment = { ...process.env, ...installation.environment };
  const carillon = await openCarillon(loadConfig(environment), createLog('warn', 2));
  try {
    told(`hosts: ${SITES} small schools import their timetable`);
    await makeFleet(carillon, SITES, password);
    await importInto(carillon, fleet, writeEdt(school));
    await carillon.database.pool.query('analyze');
  } finally {
    await carillon.close();
  }
}
