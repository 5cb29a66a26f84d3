/** The figures of the real daemon are what happened, and dashboard, alerts and handbook name only figures that it exports. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { spoolMeasure } from '../../src/daemon/housekeeping.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { deleteServices, moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { OpenSpool } from '../../src/domain/ports.ts';
import { counter, exposition, histogram } from '../../src/metrics/families.ts';
import { until } from '../support/chaos.ts';
import { type Daemon, json, ROOT, startDaemon } from '../support/daemon.ts';
import { parseMetrics, type Scraped, scrape } from '../support/figures.ts';
import { describeWith } from '../support/machine.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';

const SITE = 4817;
const school = inventSchool({ seed: 'figures', size: 'small' });
const installation = newInstallation();
const environment = {
  ...installation.environment,
  CARILLON_CONFIG: path.join(installation.folder, 'carillon.json'),
};
let daemon: Daemon;
let authorization: string;
let figures: Scraped;

const put = async (name: string, body: string, as = authorization): Promise<number> =>
  (await fetch(`${daemon.url}/webdav/${SITE}/${name}`, { method: 'PUT', headers: { authorization: as }, body })).status;
const ended =
  (status: string): ((now: Scraped) => boolean) =>
  (now) =>
    now.value('carillon_runs_ended_total', { status, trigger: 'automatic' }) === 1;

/** Waits until the figures say so. */
async function seen(what: string, isSo: (now: Scraped) => boolean): Promise<void> {
  await until(what, async () => {
    figures = await scrape(daemon.url);
    return isSo(figures);
  });
}

beforeAll(async () => {
  writeFileSync(environment.CARILLON_CONFIG, JSON.stringify({ deposit: { stableSeconds: 0.3 } }));
  const account = await makeSite(installation, school, SITE);
  authorization = basic(account);
  daemon = await startDaemon(environment);
  await seen('the worker answers', (now) => now.value('carillon_worker_up') === 1);

  expect(await put('good.xml', writeEdt(moveCourse(school)))).toBe(201);
  await seen('a run is integrated', ended('integrated'));
  expect(await put('letter.pdf', `%PDF-1.7 ${'-'.repeat(100)}`)).toBe(415);
  expect(await put('good.xml', 'x', basic({ ...account, password: 'wrong' }))).toBe(401);
  const folder = path.join(installation.environment.CARILLON_DATA ?? '', 'drop', String(SITE), account.login);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'dropped.xml'), writeEdt(moveCourse(school)));
  await seen('a file of the drop tree is known', ended('unchanged'));
  expect(await put('held.xml', writeEdt(deleteServices(school, 60)))).toBe(201);
  await seen('a run is held', ended('held'));
  await json(['backup', path.join(installation.folder, 'backup')], environment);
  await seen('the backup is known', (now) => (now.value('carillon_backup_timestamp_seconds') ?? 0) > 0);
});
afterAll(async () => {
  await daemon.stop();
  installation.remove();
});

describe('figures', () => {
  it('count deposits by road and result', () => {
    const deposits = (via: string, result: string) => figures.value('carillon_deposits_total', { via, result });
    expect(deposits('webdav', 'kept')).toBe(2);
    expect(deposits('webdav', 'refused')).toBe(2);
    expect(deposits('webdav', 'failed')).toBe(0);
    expect(deposits('drop-folder', 'kept')).toBe(1);
    expect(figures.value('carillon_deposit_seconds_count')).toBe(2);
    expect(figures.value('carillon_deposit_bytes_total')).toBeGreaterThan(100_000);
    expect(figures.value('carillon_auth_failures_total', { door: 'webdav' })).toBe(1);
  });

  it('count runs, their steps and how long these took', () => {
    const steps = (step: string) => figures.value('carillon_step_seconds_count', { step });
    expect(steps('deposit')).toBe(3);
    expect(steps('validate')).toBe(3);
    expect(steps('thresholds')).toBe(3);
    expect(steps('groups')).toBe(1);
    expect(steps('sessions')).toBe(1);
    expect(figures.value('carillon_steps_interrupted_total', { step: 'thresholds' })).toBe(1);
    expect(figures.value('carillon_run_seconds_count')).toBe(3);
    expect(figures.value('carillon_run_seconds_sum')).toBeGreaterThan(0);
    expect(figures.value('carillon_run_wait_seconds_count')).toBe(3);
    expect(figures.value('carillon_run_troubles_total')).toBe(0);
  });

  it('tell what is open, how recent sites are and how much there is', () => {
    expect(figures.value('carillon_runs', { status: 'held' })).toBe(1);
    expect(figures.value('carillon_runs_oldest_seconds', { status: 'held' })).toBeGreaterThan(0);
    expect(figures.value('carillon_runs', { status: 'received' })).toBe(0);
    expect(figures.value('carillon_sites')).toBe(1);
    expect(figures.value('carillon_spool_objects')).toBeGreaterThan(0);
    expect(figures.value('carillon_spool_bytes')).toBeGreaterThan(10_000);
    for (const name of ['carillon_database_bytes', 'carillon_disk_free_bytes', 'process_resident_memory_bytes'])
      expect(figures.value(name), name).toBeGreaterThan(1_000_000);
    for (const part of ['database', 'spool', 'queue']) expect(figures.value('carillon_part_up', { part })).toBe(1);
    expect(figures.value('carillon_event_loop_lag_seconds_count', { process: 'web' })).toBeGreaterThan(0);
    expect(figures.value('carillon_event_loop_lag_seconds_count', { process: 'worker' })).toBeGreaterThan(0);
    expect(figures.value('carillon_audit_whole')).toBe(1);
    expect(figures.value('carillon_workers')).toBe(1);
    expect(figures.value('carillon_worker_setups')).toBe(1);
  });

  it('hold no name, login, file or address', () => {
    const values = new Set(figures.samples.flatMap(({ labels }) => Object.entries(labels).map(([key]) => key)));
    expect([...values].sort()).toEqual(
      `door folder freshness le part process result state status step surface trigger version via`.split(' '),
    );
  });

  it('say that the worker does not answer, and leave out what it counts', async () => {
    const [, worker = 0] = daemon.processes();
    process.kill(worker, 'SIGSTOP');
    await seen('the worker is silent', (now) => now.value('carillon_worker_up') === 0);
    expect(figures.value('carillon_runs_ended_total')).toBeNull();
    process.kill(worker, 'SIGCONT');
    await seen('the worker answers again', (now) => now.value('carillon_worker_up') === 1);
  });
});

describe('the size of the spool', () => {
  it('is measured at first, and again when something was deposited since', async () => {
    const db = await startTestDatabase();
    const seen: number[] = [];
    let objects = 0;
    const spool = { measure: async () => ({ objects: ++objects, bytes: 0 }) } as unknown as OpenSpool;
    const round = spoolMeasure({ database: db.database, spool }, (size) => seen.push(size.objects));
    await round();
    await round();
    expect(seen).toEqual([1]);
    await db.pool.query("insert into sites (id, name) values (1, 'x')");
    await db.pool.query(
      `insert into deposits (site_id, via, name, size, sha256, received_at) values (1, 'command', 'x', 1, repeat('0', 64), now())`,
    );
    await until('it has rested', async () => {
      await round();
      return seen.length === 2;
    });
    await round();
    expect(seen).toEqual([1, 2]);
    await db.close();
  });
});

/** Names of figures in an expression, with the labels that are asked for. */
function namesIn(expression: string): { name: string; labels: Record<string, string> }[] {
  return [...expression.matchAll(/\b((?:carillon|process|nodejs)_[a-z_]+)\b(?:\{([^}]*)\})?/g)].map(
    ([, name = '', inner = '']) => ({
      name,
      labels: Object.fromEntries([...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
    }),
  );
}

/** A figure of this name and these labels is exported; only sites that are late have a line. */
function expectExported(expression: string): void {
  const names = namesIn(expression);
  if (!expression.startsWith('up{')) expect(names, expression).not.toEqual([]);
  for (const { name, labels } of names) {
    const family = name.replace(/_(?:bucket|sum|count)$/, '');
    const type = figures.types.get(figures.types.has(name) ? name : family);
    expect(type, `${name} in ${expression}`).toBeDefined();
    if (name !== 'carillon_site_missed_days')
      expect(figures.value(name, labels), `${name} ${JSON.stringify(labels)} in ${expression}`).not.toBeNull();
    if (/\b(?:rate|increase)\(/.test(expression)) expect(type, expression).toMatch(/counter|histogram/);
  }
  for (const [, inner = ''] of expression.matchAll(/\bby \(([^)]*)\)/g))
    for (const label of inner.split(', ').filter((one) => one !== 'site'))
      expect(
        figures.samples.some((one) => names.some(({ name }) => name === one.name) && label in one.labels),
        `${label} in ${expression}`,
      ).toBe(true);
}

/** Series of figures with their values, minute by minute, as promtool writes them. */
type Series = Readonly<Record<string, string>>;

/** Three hours in which all is well. */
const WELL: Series = {
  'up{job="carillon"}': '1x180',
  carillon_ready: '1x180',
  'carillon_part_up{part="queue"}': '1x180',
  carillon_worker_up: '1x180',
  carillon_workers: '2x180',
  carillon_worker_setups: '1x180',
  'carillon_runs_oldest_seconds{status="received"}': '5x180',
  'carillon_runs_oldest_seconds{status="running"}': '20x180',
  'carillon_runs_oldest_seconds{status="held"}': '3600x180',
  'carillon_runs_ended_total{status="integrated"}': '0+1x180',
  'carillon_runs_ended_total{status="rejected"}': '0x180',
  'carillon_runs_ended_total{status="failed"}': '0x180',
  carillon_run_troubles_total: '0x180',
  'carillon_deposits_total{result="failed"}': '0x180',
  'carillon_deposit_seconds_bucket{le="1"}': '0+10x180',
  'carillon_deposit_seconds_bucket{le="60"}': '0+10x180',
  'carillon_deposit_seconds_bucket{le="+Inf"}': '0+10x180',
  'carillon_sites{freshness="stale"}': '0x180',
  carillon_mail_oldest_seconds: '10x180',
  'carillon_mail_total{result="given-up"}': '0x180',
  carillon_auth_bans_total: '0x180',
  'carillon_disk_free_bytes{folder="data"}': '50000000000x180',
  'carillon_disk_bytes{folder="data"}': '100000000000x180',
  'carillon_event_loop_lag_seconds_bucket{process="web",le="0.1"}': '0+10x180',
  'carillon_event_loop_lag_seconds_bucket{process="web",le="5"}': '0+10x180',
  'carillon_event_loop_lag_seconds_bucket{process="web",le="+Inf"}': '0+10x180',
  'carillon_database_connections{state="waiting"}': '0x180',
  carillon_clock_skew_seconds: '0.1x180',
  carillon_audit_whole: '1x180',
  carillon_house_timestamp_seconds: '0+60x180',
  carillon_backup_timestamp_seconds: '0+60x180',
};

/** What each alert is about: how the figures differ from those of good hours. */
const TROUBLE: Readonly<Record<string, Series>> = {
  CarillonDown: { 'up{job="carillon"}': '0x180' },
  CarillonNotReady: { carillon_ready: '0x180' },
  CarillonQueueDown: { 'carillon_part_up{part="queue"}': '0x180' },
  CarillonWorkerDown: { carillon_worker_up: '0x180' },
  CarillonNoWorker: { carillon_workers: '0x180' },
  CarillonHostsDiffer: { carillon_worker_setups: '2x180' },
  CarillonRunsWait: { 'carillon_runs_oldest_seconds{status="received"}': '0+60x180' },
  CarillonRunStuck: { 'carillon_runs_oldest_seconds{status="running"}': '0+60x180' },
  CarillonRunsFail: { 'carillon_runs_ended_total{status="failed"}': '0x175 1x5' },
  CarillonTroubles: { carillon_run_troubles_total: '0+1x180' },
  CarillonManyRejected: {
    'carillon_runs_ended_total{status="integrated"}': '0x180',
    'carillon_runs_ended_total{status="rejected"}': '0+1x180',
  },
  CarillonDepositsFail: { 'carillon_deposits_total{result="failed"}': '0+1x180' },
  CarillonDepositsSlow: { 'carillon_deposit_seconds_bucket{le="1"}': '0x180' },
  CarillonSitesStale: { 'carillon_sites{freshness="stale"}': '3x180' },
  CarillonHeldLong: { 'carillon_runs_oldest_seconds{status="held"}': '300000x180' },
  CarillonMailWaits: { carillon_mail_oldest_seconds: '0+60x180' },
  CarillonMailGivenUp: { 'carillon_mail_total{result="given-up"}': '0x175 1x5' },
  CarillonGuesses: { carillon_auth_bans_total: '0+1x180' },
  CarillonDiskFull: { 'carillon_disk_free_bytes{folder="data"}': '5000000000x180' },
  CarillonDiskFills: { 'carillon_disk_free_bytes{folder="data"}': '50000000000-30000000x180' },
  CarillonEventLoopLate: { 'carillon_event_loop_lag_seconds_bucket{process="web",le="0.1"}': '0x180' },
  CarillonDatabaseConnections: { 'carillon_database_connections{state="waiting"}': '9x180' },
  CarillonClock: { carillon_clock_skew_seconds: '9x180' },
  CarillonAuditBroken: { carillon_audit_whole: '0x180' },
  CarillonHouseNotKept: { carillon_house_timestamp_seconds: '-259200x180' },
  CarillonNoBackup: { carillon_backup_timestamp_seconds: '-259200x180' },
};

describe('what is made of figures', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly labels: { readonly severity: string };
    readonly annotations: { readonly summary: string; readonly action: string };
  }
  const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

  it('as alerts: each says what to do, and asks for what is exported', () => {
    const { groups } = parse(read('docker/alerts.yml')) as { groups: { rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(20);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, expr, labels, annotations } of rules) {
      expect(alert).toMatch(/^Carillon[A-Z]\w+$/);
      expect(['page', 'ticket', 'info']).toContain(labels.severity);
      expect(annotations.summary, alert).not.toBe('');
      expect(annotations.action, alert).toMatch(/\.$/);
      expectExported(expr);
    }
  });

  describeWith('promtool', 'as Prometheus reads it', (promtool) => {
    /** Not synchronously: meanwhile the daemon closes connections that are kept for the next request, and nobody would hear it. */
    async function ask(words: readonly string[], input = '') {
      const child = spawn(promtool, words);
      let told = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          told += chunk.toString();
        });
      child.stdin.end(input);
      const [status] = (await once(child, 'close')) as [number | null];
      return { status, told };
    }

    it('takes the alerts, and finds nothing wrong with the figures', async () => {
      expect(await ask(['check', 'rules', path.join(ROOT, 'docker/alerts.yml')])).toMatchObject({ status: 0 });
      const text = await (await fetch(`${daemon.url}/metrics`)).text();
      expect(await ask(['check', 'metrics'], text)).toEqual({ status: 0, told: '' });
    });

    it('raises each alert for what it is about, and none where all is well', async () => {
      const { groups } = parse(read('docker/alerts.yml')) as { groups: { rules: Rule[] }[] };
      const names = groups.flatMap((group) => group.rules.map(({ alert }) => alert));
      expect(Object.keys(TROUBLE).sort()).toEqual([...names].sort());
      /** How many alerts of a name, or of any, are there after three hours with these series. */
      const firing = (series: Series, alert: string, count: number) => ({
        interval: '1m',
        input_series: Object.entries({ ...WELL, ...series }).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [
          {
            expr: `count(ALERTS{alertname=~"${alert}", alertstate="firing"})`,
            eval_time: '3h',
            exp_samples: count === 0 ? [] : [{ labels: '{}', value: count }],
          },
        ],
      });
      const tests = [
        firing({}, '.*', 0),
        ...Object.entries(TROUBLE).map(([alert, series]) => firing(series, alert, 1)),
        // As after a restart of all workers whose rounds fail ever since.
        firing({ carillon_house_timestamp_seconds: '_x180' }, 'CarillonHouseNotKept', 1),
      ];
      const file = path.join(installation.folder, 'alerts.test.json');
      const rules = [path.join(ROOT, 'docker/alerts.yml')];
      writeFileSync(file, JSON.stringify({ rule_files: rules, evaluation_interval: '5m', tests }));
      const tested = await ask(['test', 'rules', file]);
      expect(tested.status, tested.told).toBe(0);
    });
  });

  it('as a dashboard: each panel asks for what is exported', () => {
    const { panels } = JSON.parse(read('docker/grafana-dashboard.json')) as {
      panels: { id: number; type: string; title: string; targets?: { expr: string }[]; gridPos: object }[];
    };
    const drawn = panels.filter(({ type }) => type !== 'row');
    expect(drawn.length).toBeGreaterThan(20);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { targets = [] } of drawn) {
      expect(targets).not.toEqual([]);
      for (const { expr } of targets) expectExported(expr);
    }
  });

  it('as a table of the handbook: each figure once, with its type and its own words', async () => {
    const rows = [
      ...read('docs/operations.md').matchAll(/^\| `((?:carillon|process|nodejs)_\w+)` \| (\w+) \| (.*) \|$/gm),
    ];
    const told = rows.map(([, name, type, help]) => `${name} ${type} ${help}`);
    const text = await (await fetch(`${daemon.url}/metrics`)).text();
    const exported = [...figures.types].map(
      ([name, type]) => `${name} ${type} ${new RegExp(`^# HELP ${name} (.*)$`, 'm').exec(text)?.[1]}`,
    );
    expect(told.sort()).toEqual(exported.sort());
  });
});

describe('the text', () => {
  it('adds up histograms, escapes labels, and joins families of two processes', () => {
    const steps = histogram('carillon_x_seconds', 'X.', [0.1, 1], []);
    for (const value of [0.05, 0.1, 0.5, 7]) steps.observe(value, { step: 'a"\\\n' });
    const [one, other] = [counter('carillon_y_total', 'Y.'), counter('carillon_y_total', 'Y.', [])];
    one.add();
    other.add({ process: 'worker' }, 3);
    const text = exposition([steps.family(), one.family(), other.family()]);
    expect(text).toBe(
      [
        '# HELP carillon_x_seconds X.',
        '# TYPE carillon_x_seconds histogram',
        'carillon_x_seconds_bucket{step="a\\"\\\\\\n",le="0.1"} 2',
        'carillon_x_seconds_bucket{step="a\\"\\\\\\n",le="1"} 3',
        'carillon_x_seconds_bucket{step="a\\"\\\\\\n",le="+Inf"} 4',
        'carillon_x_seconds_sum{step="a\\"\\\\\\n"} 7.65',
        'carillon_x_seconds_count{step="a\\"\\\\\\n"} 4',
        '# HELP carillon_y_total Y.',
        '# TYPE carillon_y_total counter',
        'carillon_y_total 1',
        'carillon_y_total{process="worker"} 3',
        '',
      ].join('\n'),
    );
    expect(parseMetrics(text).value('carillon_y_total')).toBe(4);
  });
});
