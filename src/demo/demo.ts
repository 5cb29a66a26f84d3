/** `npm run demo`: an invented school on a private installation of its own, from the first import to a refused file, by real deposits. */

import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { isAlive } from '../adapters/store/embedded-postgres-lock.ts';
import { settle } from '../commands/open.ts';
import { table } from '../commands/output.ts';
import { loadConfig } from '../config/config.ts';
import { makeFolder, PRIVATE_MODE } from '../config/folders.ts';
import type { Administration, Credentials } from '../domain/administration.ts';
import { AppError } from '../domain/model/errors.ts';
import type { InvitationItem } from '../domain/model/person.ts';
import { isEnded } from '../domain/model/run.ts';
import type { ImportReport } from '../domain/report/report.ts';
import { reportText } from '../domain/report/text.ts';
import { createLog } from '../log.ts';
import { type Carillon, CLI, openCarillon } from '../main.ts';
import { brokenExport } from './school/broken.ts';
import { schoolLifeManagerOf, writeDirectoryCsv } from './school/directory-csv.ts';
import { withSlips } from './school/directory-slips.ts';
import { writeEdt } from './school/edt-writer.ts';
import type { School } from './school/model.ts';
import { servicesOf } from './school/model.ts';
import { cancelWeeks, changeRooms, deleteServices, moveCourse, replaceTeacher } from './school/mutate.ts';
import { inventSchool } from './school/school.ts';

const SITE = 4817;
const ESTABLISHMENT = 1754;
/** A folder with this file may be emptied; any other is somebody's. */
const MARKER = 'DEMONSTRATION';

function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Runs the demonstration; with `once` it ends after the last import, else it stays up until Ctrl-C. */
export async function demo(once: boolean): Promise<void> {
  const folder = path.resolve(process.env.CARILLON_DATA ?? 'data/demo');
  await clear(folder);
  const config = loadConfig();
  const port = await freePort(config.host, config.port);
  // The daemon is a process of its own and must see the same installation, mail kept as files.
  Object.assign(process.env, {
    CARILLON_DATA: folder,
    CARILLON_PORT: String(port),
    CARILLON_LOG_LEVEL: 'warn',
    CARILLON_SMTP_URL: '',
  });
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'CARILLON_PUBLIC_URL', 'CARILLON_SPOOL', 'CARILLON_DROP'])
    delete process.env[name];
  say(`Carillon, demonstration in ${folder}`);
  if (port !== config.port) say(`Port ${config.port} is taken, so this demonstration uses ${port}.`);
  say('Starting a private PostgreSQL …');
  const carillon = await openCarillon(loadConfig(), createLog('warn', 2));
  let daemon: ChildProcess | null = null;
  const story = async (): Promise<void> => {
    const school = inventSchool({ seed: 'carillon', size: 'college', schoolYearStart: schoolYearOf(new Date()) });
    const people = await prepare(carillon, school);
    await firstImport(carillon, school, folder);
    say(`\nStarting the daemon on ${carillon.publicUrl} …`);
    daemon = fork(CLI, ['serve'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await ready(carillon.publicUrl, daemon);
    for (const deposit of depositsOf(school)) await put(carillon, deposit, people[deposit.account]);
    await summary(carillon.administration);
    if (!once) await stay(carillon, people, folder, daemon);
  };
  try {
    // Whenever it is interrupted, daemon and database are stopped too.
    await Promise.race([story(), interruption()]);
  } finally {
    if (daemon) await stopDaemon(daemon);
    await carillon.close();
  }
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

async function clear(folder: string): Promise<void> {
  const pidFile = path.join(folder, 'postgres/data/postmaster.pid');
  const pid = existsSync(pidFile) ? Number((await readFile(pidFile, 'utf8')).split('\n')[0]) : 0;
  if (pid > 0 && (await isAlive(pid))) {
    throw new AppError(
      'demo-running',
      `another demonstration is running in ${folder}: stop it with Ctrl-C, or set CARILLON_DATA to another folder`,
      { retryable: false },
    );
  }
  const marker = path.join(folder, MARKER);
  const isOurs = !existsSync(folder) || existsSync(marker) || (await readdir(folder)).length === 0;
  if (!isOurs) {
    throw new AppError('demo-folder', `${folder} is not a demonstration's: set CARILLON_DATA to an empty folder`, {
      retryable: false,
    });
  }
  await rm(folder, { recursive: true, force: true });
  makeFolder(folder, PRIVATE_MODE);
  await writeFile(marker, 'Made by `carillon demo`, which empties this folder at each start.\n');
}

/** The wished port, or any free one. */
function freePort(host: string, wished: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () =>
      wished === 0 ? reject(new Error(`no free port on ${host}`)) : resolve(freePort(host, 0)),
    );
    server.listen(wished, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : wished));
    });
  });
}

function schoolYearOf(now: Date): number {
  return now.getMonth() >= 7 ? now.getFullYear() : now.getFullYear() - 1;
}

type SignIn = Pick<InvitationItem, 'email' | 'password'>;

interface People {
  readonly planner: Credentials;
  readonly deputy: Credentials;
  readonly manager: SignIn;
  readonly operator: SignIn;
}

async function prepare(carillon: Carillon, school: School): Promise<People> {
  const { administration } = carillon;
  await administration.createSite({
    id: SITE,
    name: school.name,
    establishments: [{ number: ESTABLISHMENT, uai: school.uai, name: school.name }],
  });
  const csv = {
    name: 'annuaire.csv',
    bytes: bytesOf(writeDirectoryCsv(withSlips(school), { establishment: ESTABLISHMENT })),
  };
  const imported = await administration.importDirectory({ siteId: SITE, establishment: null, files: [csv] }, 'demo');
  await settle(carillon, SITE, imported);
  const { directory } = await administration.report(imported);
  say(`Site ${SITE} « ${school.name} » with a directory of ${directory?.added ?? 0} entries.`);
  const manager = await administration.createManager(SITE, {
    email: 'vie.scolaire@example.org',
    name: 'Vie scolaire',
    withPassword: true,
  });
  const operator = await administration.createOperator({
    email: 'exploitation@example.org',
    name: 'Exploitation',
    withPassword: true,
  });
  const planner = await administration.createAccount(SITE, schoolLifeManagerOf(school).id, { notify: true });
  const deputy = await administration.createAccount(SITE, school.teachers[0]?.id ?? '', { notify: false });
  say(`Access accounts ${planner.login} and ${deputy.login}.`);
  return { planner, deputy, manager, operator };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function firstImport(carillon: Carillon, school: School, folder: string): Promise<void> {
  const { administration } = carillon;
  say('\n── First manual import: opens the school year ──');
  const xml = writeEdt(school);
  await mkdir(path.join(folder, 'exports'));
  await writeFile(path.join(folder, 'exports/EDT_export.xml'), writeEdt(changeRooms(school, 12)));
  const file = { name: 'EDT_export.xml', bytes: bytesOf(xml) };
  const run = await administration.startImport({ siteId: SITE, establishment: null, file }, 'demo');
  await settle(carillon, SITE, run.id);
  tell(await administration.report(run.id), carillon);
}

interface DemoDeposit {
  readonly title: string;
  readonly name: string;
  readonly bytes: string | Buffer;
  readonly account: 'planner' | 'deputy';
}

function depositsOf(school: School): DemoDeposit[] {
  const services = servicesOf(school).size;
  const moved = moveCourse(changeRooms(replaceTeacher(school), 5));
  return [
    {
      title: 'A good export: one teacher replaced, five rooms changed, one lesson moved',
      name: 'EDT_export.xml',
      bytes: writeEdt(moved),
      account: 'planner',
    },
    {
      title: 'A good export with small changes: three lessons cancelled; all internal numbers are new',
      name: 'EDT_export.xml',
      bytes: writeEdt(cancelWeeks(moved, 3), { identSeed: 'another save' }),
      account: 'planner',
    },
    {
      title: 'An export that would delete most teaching services: held for a manager',
      name: 'EDT_export.xml',
      bytes: writeEdt(deleteServices(moved, Math.ceil(services * 0.6))),
      account: 'planner',
    },
    {
      title: 'A broken export: cut in the middle',
      name: 'EDT_export.xml',
      bytes: brokenExport('truncated', school),
      account: 'deputy',
    },
  ];
}

/** Deposits by a real HTTP PUT and follows the run. */
async function put(carillon: Carillon, deposit: DemoDeposit, account: Credentials): Promise<void> {
  const { administration, publicUrl } = carillon;
  say(`\n── ${deposit.title} ──`);
  const url = `${publicUrl}/webdav/${SITE}/${deposit.name}`;
  const authorization = `Basic ${Buffer.from(`${account.login}:${account.password}`).toString('base64')}`;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization },
    body: typeof deposit.bytes === 'string' ? deposit.bytes : new Uint8Array(deposit.bytes),
  });
  say(`PUT ${url}  →  ${answer.status}`);
  if (!answer.ok) throw new Error(`the deposit was answered ${answer.status}`);
  const { items } = await administration.runs(SITE, { limit: 1 });
  const id = items[0]?.id ?? '';
  for (let round = 0; ; round++) {
    const run = await administration.run(id);
    if (isEnded(run.status) || run.status === 'held') break;
    if (process.stdout.isTTY) process.stdout.write(`\r  ${'|/-\\'[round % 4]} ${run.status} …`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  tell(await administration.report(id), carillon);
}

function tell(report: ImportReport, carillon: Carillon): void {
  say(reportText(report, { controlTitles: carillon.tools.controlTitles }).replace(/^/gm, '  ').trimEnd());
}

async function summary(administration: Administration): Promise<void> {
  const { items } = await administration.runs(SITE, { limit: 50 });
  say('\n── The runs ──');
  say(
    table(
      ['run', 'trigger', 'status', 'reason', 'source'],
      [...items].reverse().map((run) => [run.id, run.trigger, run.status, run.reason, run.archivedAs]),
    ),
  );
}

async function ready(url: string, daemon: ChildProcess): Promise<void> {
  for (;;) {
    if (daemon.exitCode !== null) throw new Error('the daemon ended before it was ready');
    const isReady = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stay(carillon: Carillon, people: People, folder: string, daemon: ChildProcess): Promise<void> {
  const { publicUrl } = carillon;
  const { login, password } = people.planner;
  const withLogin = publicUrl.replace('://', `://${login}:${password}@`);
  say(`
Application : ${publicUrl}/
  gestionnaire : ${people.manager.email}   mot de passe : ${people.manager.password}
  exploitant   : ${people.operator.email}   mot de passe : ${people.operator.password}

À voir : un import qui attend une décision et ce qu'il changerait, un dépôt refusé et quoi faire, des noms à rapprocher,
la semaine avant et après, les seuils et ce que d'autres auraient donné.

Try a deposit of your own:
  curl -T ${path.join(folder, 'exports/EDT_export.xml')} ${withLogin}/webdav/${SITE}/

Mails are kept in ${path.join(folder, 'mail')}. Stop with Ctrl-C.`);
  await new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
}

function stopDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    daemon.once('exit', () => resolve());
    daemon.kill('SIGTERM');
  });
}
