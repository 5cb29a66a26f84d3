/**
 * What whoever helps with an installation needs to see of it, in one zip, and nobody's data: what goes in is named here field by
 * field, so that nothing new slips in. No names, logins, addresses, file names, passwords or timetables.
 */

import { cpus, homedir, release, totalmem, uptime } from 'node:os';
import { Readable } from 'node:stream';
import yazl from 'yazl';
import { loadRules } from '../adapters/rules/rule-files.ts';
import { type ConfigValue, configInForce } from '../config/config.ts';
import { createProbes } from '../daemon/probes.ts';
import type { Check } from '../doctor/check.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { daemonFigures } from '../doctor/services.ts';
import type { Carillon } from '../main.ts';
import { redact } from '../redact.ts';
import { VERSION } from '../version.ts';
import { bareLog } from './log-tail.ts';
import { describeDatabase, describeRuns, describeSites } from './tables.ts';

const README = `This archive was made by « carillon support » for whoever helps with this installation.

about.json          versions, machine
doctor.json         what « carillon doctor » found
configuration.json  keys in force and where they come from; secrets and addresses of people are not in it
rules.json          controls and their limits
database.json       migrations, sizes and settings of PostgreSQL
sites.json          numbers and settings of sites
runs.jsonl          the last imports: steps, reasons, controls, counts, codes of findings
metrics.txt         figures of the daemon, as Prometheus reads them; without one, those of the installation alone
log.jsonl           the end of the log file, without what people or files are called

Nobody's name, login, address, file name, password or timetable is in it. Look before you send it: it is made to be read.
`;

export interface BundleEntry {
  readonly name: string;
  readonly text: string;
}

/** Everything of the archive. `carillon` null: the installation cannot be opened, and what needs it is left out. */
export async function bundleEntries(
  carillon: Carillon | null,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<BundleEntry[]> {
  const config = configInForce(environment);
  const logFile = config.find(({ key }) => key === 'logFile')?.value;
  const entries: BundleEntry[] = [
    { name: 'README.txt', text: README },
    json('about.json', about()),
    json('doctor.json', (await diagnose(environment)).map(withoutAddresses)),
    json('configuration.json', config.map(toldValue)),
  ];
  if (carillon) {
    const { database, folders } = carillon;
    entries.push(
      await attempt('rules.json', async (name) => json(name, loadRules(folders.rules))),
      await attempt('database.json', async (name) => json(name, await describeDatabase(database.pool))),
      await attempt('sites.json', async (name) => json(name, await describeSites(database.pool))),
      await attempt('runs.jsonl', async (name) => lines(name, await describeRuns(database.pool))),
      await attempt('metrics.txt', async (name) => ({ name, text: await figuresOf(carillon) })),
    );
  }
  if (typeof logFile === 'string') entries.push(lines('log.jsonl', await bareLog(logFile)));
  return entries.map(({ name, text }) => ({ name, text: text.replaceAll(homedir(), '~') }));
}

const NO_DAEMON = `# No daemon answers on this machine: what its processes have counted is not here, only how the installation stands.
`;

/** The daemon's own figures: a command has counted nothing. */
async function figuresOf(carillon: Carillon): Promise<string> {
  const told = await daemonFigures(carillon.config);
  return told ?? `${NO_DAEMON}${await createProbes(carillon, async () => []).metrics()}`;
}

/** One trouble must not hide the rest: an entry that cannot be made says why in its place. */
async function attempt(name: string, make: (name: string) => Promise<BundleEntry>): Promise<BundleEntry> {
  try {
    return await make(name);
  } catch (error) {
    return {
      name,
      text: `This could not be read: ${redact(error instanceof Error ? error.message : String(error))}\n`,
    };
  }
}

/** The archive as bytes. */
export function zipEntries(entries: readonly BundleEntry[]): Readable {
  const zip = new yazl.ZipFile();
  for (const { name, text } of entries) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return Readable.from(zip.outputStream);
}

function about(): object {
  const { platform, arch, versions } = process;
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    carillon: VERSION,
    node: versions.node,
    system: `${platform} ${release()} ${arch}`,
    processors: cpus().length,
    memoryGb,
    upHours: Math.round(uptime() / 3_600),
    timeZone,
    madeAt: new Date().toISOString(),
  };
}

/** A secret, and who sends the mail, is only told to be there. */
function toldValue({ key, value, from, isSecret }: ConfigValue): object {
  const isHidden = (isSecret || key === 'mail.from') && value !== null;
  return { key, value: isHidden ? '(set)' : value, from };
}

/** What a mail server says of our sender has its address in it. */
function withoutAddresses(check: Check): Check {
  return { ...check, told: check.told.replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '[address]') };
}

function json(name: string, value: unknown): BundleEntry {
  return { name, text: `${JSON.stringify(value, null, 2)}\n` };
}

function lines(name: string, values: readonly unknown[]): BundleEntry {
  return { name, text: values.map((one) => `${JSON.stringify(one)}\n`).join('') };
}
