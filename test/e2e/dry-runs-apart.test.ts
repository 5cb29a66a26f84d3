/** Dry runs in processes of their own: the same reports, so many at once, and a plain refusal whatever becomes of the process. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf } from '../../src/adapters/readers/bundle.ts';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { keepFile } from '../../src/administration/given-file.ts';
import { asking } from '../../src/asker.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { addStudentsUnknownToDirectory, deleteServices, moveCourse } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { describeRefusal } from '../../src/domain/model/refusals.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { type DryRunLimits, dryRunsApart } from '../../src/dry-run/child.ts';
import { type DryRunOrder, dryRunsHere } from '../../src/dry-run/dry-runs.ts';
import { type Daemon, environmentOf, json, startDaemon } from '../support/daemon.ts';
import { createFaults, type Faults } from '../support/fault.ts';
import { everything, openSite, type Site, school } from '../support/flow.ts';
import { isGone, stateOf } from '../support/processes.ts';
import { makeSite, newInstallation } from '../support/school-site.ts';
import { bytesOf, RULES, startWorld, type World } from '../support/world.ts';

const PROGRAM = path.join(import.meta.dirname, '../../dist/dry-run/process.js');
/** In the place of that program: it listens, and answers never. */
const mute = path.join(import.meta.dirname, '../support/mute-process.mjs');
/** Where a dry run has begun to look at the site. */
const BEGUN = '^sql set transaction isolation level repeatable read, read only';

async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The processes that a process has started and that carry this program. */
function childrenOf(pid: number, program = 'dry-run/process'): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return children.map(Number).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(program) && !isGone(child);
    } catch {
      return false;
    }
  });
}

describe('a dry run in another process', () => {
  let world: World;
  let site: Site;
  beforeAll(async () => {
    environmentOf({});
    world = await startWorld();
    site = await openSite(world);
  });
  afterAll(() => world.close());

  const apart = (limits: Partial<DryRunLimits> = {}, program = PROGRAM) =>
    dryRunsApart({
      connection: world.db.database.poolConfig,
      keysFolder: path.join(world.db.dataFolder, 'keys'),
      spool: { folder: path.join(world.db.dataFolder, 'spool'), s3: null },
      rules: () => loadRules(RULES),
      log: { warn: () => undefined },
      limits,
      program,
    });
  const here = () => dryRunsHere(world.db.database, world.spool, world.tools);
  const timetable = (name = 'EDT.xml'): DryRunOrder => ({
    about: 'timetable',
    request: { siteId: site.id, establishment: null, name, takenInAt: world.now(), receivedAt: world.now() },
  });
  const directory = (more: { readonly fromExport?: true } = {}, language?: 'en'): DryRunOrder => ({
    about: 'directory',
    request: { siteId: site.id, establishment: null, receivedAt: world.now(), ...more },
    language,
  });
  const file = (bytes: string | Uint8Array, name = 'EDT.xml') => ({ name, bytes: bytesOf(bytes) });
  /** Without the moments at which steps were carried: the clock of the machine says them. */
  const said = (report: ImportReport): unknown => ({
    ...report,
    steps: report.steps.map(({ startedAt: _startedAt, endedAt: _endedAt, ...step }) => step),
  });

  it.each([
    ['a change', writeEdt(moveCourse(school)), 'integrated'],
    ['a breach', writeEdt(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1)), 'held'],
    ['an alert', writeEdt(addStudentsUnknownToDirectory(school, 9)), 'integrated-with-alerts'],
    ['nothing new', writeEdt(school, { identSeed: 3 }), 'unchanged'],
    ['another school', writeEdt(school, { uai: '0990009Z' }), 'rejected'],
    ['a cut file', writeEdt(school).slice(0, 9_999), 'rejected'],
  ])('says of %s what it says in this one, and writes nothing', async (_title, bytes, status) => {
    const before = await everything(world);
    const [there, ours] = await Promise.all([
      apart().carry(timetable(), file(bytes)),
      here().carry(timetable(), file(bytes)),
    ]);
    expect(there.run.status).toBe(status);
    expect(said(there)).toEqual(said(ours));
    expect(await everything(world)).toEqual(before);
  });

  it('says the same of directories too, handed over or in the spool, in both languages', async () => {
    const csv = writeDirectoryCsv(inventSchool({ seed: 'other people', size: 'small' }));
    const bundle = () => bundleOf([file(csv, 'annuaire.csv')]);
    const sealed = { name: 'annuaire.csv', ...(await keepFile(world.spool, { name: '', bytes: bundle() })) };
    const reports = await Promise.all([
      apart().carry(directory({}, 'en'), sealed),
      here().carry(directory({}, 'en'), sealed),
    ]);
    expect(reports[0].run.status).toBe('held');
    expect(reports[0]).toEqual(reports[1]);
    // Two bundles of the same files are never the same bytes.
    const bytes = await buffer(bundleOf([file(writeEdt(school))]));
    const exported = () => file(bytes);
    const order = directory({ fromExport: true });
    const [there, ours] = [await apart().carry(order, exported()), await here().carry(order, exported())];
    expect(there).toEqual(ours);
  });

  it('passes on what was refused and what went wrong, in the words of this process', async () => {
    const unknown = { about: 'timetable', request: { ...timetable().request, siteId: 1 } } as DryRunOrder;
    const refusals = [apart(), here()].map((one) => one.carry(unknown, file('')).catch((error: unknown) => error));
    const [there, ours] = await Promise.all(refusals);
    expect(there).toBeInstanceOf(Error);
    expect(there).toEqual(ours);
    const lost = { name: 'a', size: 3, sha256: 'ab'.repeat(32) };
    const troubles = [apart(), here()].map((one) => one.carry(timetable(), lost).catch((error: unknown) => error));
    expect(await Promise.all(troubles)).toMatchObject([{ code: 'source-missing' }, { code: 'source-missing' }]);
  });

  it('is refused in plain words when it needs more memory than it gets, or more time', async () => {
    const large = writeEdt(inventSchool({ seed: 'large', size: 'lycee' }));
    const interrupted = { code: 'check-interrupted', name: 'AppError' };
    await expect(apart({ heapMegabytes: 24 }).carry(timetable(), file(large))).rejects.toMatchObject(interrupted);
    await expect(apart({ runMs: 1 }).carry(timetable(), file(large))).rejects.toMatchObject(interrupted);
    const { http, title, remedy } = describeRefusal('check-interrupted');
    expect({ http, title }).toEqual({ http: 503, title: 'Examen du fichier interrompu' });
    expect(remedy).toContain('Réessayez');
  });

  it('waits for its turn no longer than it may, and ends with the daemon', async () => {
    const busy = apart({ places: 1, waiting: 0 }, mute);
    const before = childrenOf(process.pid, mute);
    const first = busy.carry(timetable(), file('x')).catch((error: unknown) => error);
    await until(() => childrenOf(process.pid, mute).length > before.length);
    await expect(busy.carry(timetable(), file('x'))).rejects.toMatchObject({ code: 'too-many-checks' });
    busy.close();
    expect(await first).toMatchObject({ code: 'check-interrupted' });
    expect(childrenOf(process.pid, mute)).toEqual(before);
  });

  it('ends when who asked has hung up, and leaves its place to the next', async () => {
    const busy = apart({ places: 1 }, mute);
    let hangUp = (): void => undefined;
    const asker = {
      actor: 'test',
      address: null,
      whenGone: (tell: () => void) => {
        hangUp = tell;
        return () => undefined;
      },
    } as const;
    const first = asking(asker, () => busy.carry(timetable(), file('x')).catch((error: unknown) => error));
    await until(() => childrenOf(process.pid, mute).length === 1);
    const [gone] = childrenOf(process.pid, mute);
    const next = busy.carry(timetable(), file('x')).catch((error: unknown) => error);
    hangUp();
    expect(await first).toMatchObject({ code: 'bad-input' });
    await until(() => childrenOf(process.pid, mute).length === 1 && !childrenOf(process.pid, mute).includes(gone ?? 0));
    busy.close();
    await next;
  });

  it('ends with the process that it works for', async () => {
    const child = fork(PROGRAM, ['dry-run'], { execArgv: [], stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    expect(await ended).toBe(0);
  });
});

describe('a daemon', () => {
  const SITE = 4817;
  const small = inventSchool({ seed: 'apart', size: 'small' });
  const installation = newInstallation();
  let faults: Faults;
  let daemon: Daemon;
  let authorization: string;
  beforeAll(async () => {
    await makeSite(installation, small, SITE);
    const { environment } = installation;
    const made = await json<{ token: string }>(['token', 'create', '--site', String(SITE)], environment);
    authorization = `Bearer ${made.token}`;
    faults = createFaults(installation.folder);
    daemon = await startDaemon({ ...environment, ...faults.environment }, 'web');
  });
  afterAll(async () => {
    faults?.mend();
    await daemon?.kill();
    installation.remove();
  });

  const post = async (route: string, name: string, text: string, signal?: AbortSignal) => {
    const body = new FormData();
    body.append('file', new File([text], name));
    const init = { method: 'POST', body, headers: { authorization }, ...(signal ? { signal } : {}) };
    const answer = await fetch(`${daemon.url}/api/v1/sites/${SITE}${route}`, init);
    return { status: answer.status, body: (await answer.json()) as { code?: string; run?: { status: string } } };
  };
  const check = (signal?: AbortSignal) => post('/check', 'EDT.xml', writeEdt(moveCourse(small)), signal);
  const checkPeople = () => post('/directory/check', 'annuaire.csv', writeDirectoryCsv(small));
  const statusOf = async (route: string) =>
    (await fetch(`${daemon.url}${route}`, { headers: { authorization } })).status;

  /** Begins what is stopped in the middle of its dry run; the process that stands still. */
  async function stopIn<T>(begin: () => Promise<T>): Promise<{ readonly answer: Promise<T>; readonly pid: number }> {
    const known = childrenOf(daemon.pid);
    faults.order({ at: BEGUN, role: 'dry-run', act: 'stop' });
    const answer = begin();
    let pid = 0;
    await until(() => {
      pid = childrenOf(daemon.pid).find((one) => !known.includes(one)) ?? 0;
      return faults.isMet() && pid > 0 && stateOf(pid) === 'T';
    });
    return { answer, pid };
  }

  it.each([
    ['a timetable', () => check()],
    ['a directory', checkPeople],
  ])('answers everybody while %s is read, and says so plainly when the reading dies', async (_title, begin) => {
    const { answer, pid } = await stopIn(begin);
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/sign-in')).toBe(200);
    expect(await statusOf(`/api/v1/sites/${SITE}/runs`)).toBe(200);
    process.kill(pid, 'SIGKILL');
    expect(await answer).toMatchObject({ status: 503, body: { code: 'check-interrupted' } });
    const again = await begin();
    expect(again).toMatchObject({
      status: 200,
      body: { run: { status: expect.stringMatching(/integrated|unchanged/) } },
    });
  });

  it('reads two files at once and lets sixteen wait: who comes then is asked to come again', async () => {
    const [one, two] = [await stopIn(() => check()), await stopIn(() => check())];
    const client = new AbortController();
    const others = Array.from({ length: 17 }, () => check(client.signal));
    const refused = await Promise.race(others);
    expect(refused).toMatchObject({ status: 503, body: { code: 'too-many-checks' } });
    client.abort();
    await Promise.allSettled(others);
    for (const { pid } of [one, two]) process.kill(pid, 'SIGCONT');
    expect([(await one.answer).status, (await two.answer).status]).toEqual([200, 200]);
  });

  it('stops reading for a client that has hung up', async () => {
    const client = new AbortController();
    const { answer, pid } = await stopIn(() => check(client.signal).catch(() => null));
    client.abort();
    expect(await answer).toBeNull();
    await until(() => isGone(pid));
    expect((await check()).status).toBe(200);
  });

  it('that is killed leaves no reading behind', async () => {
    const { answer, pid } = await stopIn(() => check().catch(() => null));
    await daemon.kill();
    await answer;
    // A process that stands still hears of it when it goes on.
    process.kill(pid, 'SIGCONT');
    await until(() => isGone(pid));
  });
});
