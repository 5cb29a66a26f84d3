/** Looks at everything that a daemon needs, in the order in which trouble should be mended. */

import { loadRules } from '../adapters/rules/rule-files.ts';
import { type Config, foldersOf, loadConfig } from '../config/config.ts';
import { unknownVariables } from '../config/variables.ts';
import { createLog } from '../log.ts';
import { type Carillon, openCarillon } from '../main.ts';
import { address } from './address.ts';
import { type Check, counted, Finding, look } from './check.ts';
import { encryption } from './encryption.ts';
import { auditLog, backup, retention, sites, work } from './journal.ts';
import { keptFiles } from './kept.ts';
import { clock, disks, program, timeZones } from './machine.ts';
import { remedyToOpen } from './opening.ts';
import { folders, keys, secrets } from './places.ts';
import { selfDeposit } from './self-deposit.ts';
import { daemon, database, mailServer, queue } from './services.ts';
import { spool } from './spool.ts';
import { worker } from './worker.ts';

/** All checks of the installation that the environment describes. What cannot be looked at because something before it fails is left out. */
export async function diagnose(environment: NodeJS.ProcessEnv = process.env): Promise<Check[]> {
  const loaded: { config?: Config } = {};
  const configured = await look('configuration', toConfiguration, () => {
    const { CARILLON_CONFIG: own } = environment;
    loaded.config = loadConfig(environment);
    return `data in ${loaded.config.dataFolder}${own ? `, ${own}` : ''}${unreadVariables(environment)}`;
  });
  const first = [program(), configured, await timeZones()];
  const { config } = loaded;
  if (!config) return first;
  const places = foldersOf(config);
  const outside = [
    await look('rules', toRules, () => counted(loadRules(places.rules).length, 'control')),
    await folders(places, config),
    await disks(places),
    await secrets(environment),
    await keys(places),
    await encryption(config),
    await address(config),
    await mailServer(config, places),
    await daemon(config),
  ];
  return [...first, ...outside, ...(await inside(config, environment))];
}

/** A file that may not be read has no key to mend. */
export function toConfiguration(error: unknown): string {
  return error instanceof Error && error.message.includes('EACCES')
    ? 'let the account that runs Carillon read the file (chgrp, and chmod 640), and run commands as that account'
    : 'mend the key that is named: docs/configuration.md explains each';
}

/** Variables that nothing reads; a slip of the pen is trouble, what a container engine sets beside ours is not. */
function unreadVariables(environment: NodeJS.ProcessEnv): string {
  const unknown = unknownVariables(environment);
  const slips = unknown.filter(({ meant }) => meant !== null);
  if (slips.length > 0)
    throw new Finding(
      `nothing reads ${slips.map(({ name }) => name).join(', ')}`,
      slips.map(({ name, meant }) => `rename ${name}: ${meant} is meant?`).join('; '),
    );
  return unknown.length === 0 ? '' : `; nothing reads ${unknown.map(({ name }) => name).join(', ')}`;
}

/** A folder that is none, or a file that is no rule. */
function toRules(error: unknown): string {
  return error instanceof Error && error.message.startsWith('the rules folder')
    ? 'name a folder of rules in rulesFolder (CARILLON_RULES), or unset it: then those of the package are in force'
    : 'mend the file that is named, or take it away';
}

/** A private PostgreSQL may have to recover first. */
const START_MS = 200_000;

/** What needs the installation to be opened. */
async function inside(config: Config, { CARILLON_LOG_LEVEL: level }: NodeJS.ProcessEnv): Promise<Check[]> {
  let carillon: Carillon | null = null;
  const opened = await look(
    'start',
    remedyToOpen,
    async () => {
      carillon = await openCarillon(config, createLog(level || 'silent', 2), { leavesOlder: true });
      return 'everything can be opened';
    },
    START_MS,
  );
  if (carillon === null) return [opened];
  const of: Carillon = carillon;
  try {
    const checks = [
      await database(of.database, config),
      await queue(of.queue, config),
      await spool(config, of),
      await keptFiles(of),
      await clock(config, of.database),
    ];
    for (const check of [sites, worker, work, auditLog, retention, backup]) checks.push(await check(of));
    return [opened, ...checks, await selfDeposit(of)];
  } finally {
    await of.close();
  }
}
