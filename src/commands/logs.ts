/** `carillon logs`: the daemon's lines for people, of one site, run or request, from a file or from standard input. */

import { existsSync, statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { prettyFactory } from 'pino-pretty';
import { loadConfig } from '../config/config.ts';
import { Refusal } from '../domain/model/errors.ts';
import { PRETTY, readLogLine } from '../log.ts';
import { linesIn, linesOf, packedLinesIn } from './log-lines.ts';
import { number, print as printDocument } from './output.ts';

/** Which lines are wanted; what is absent does not narrow. */
export interface LogFilter {
  readonly site?: number;
  readonly run?: string;
  readonly request?: string;
  readonly level?: (typeof LEVELS)[number];
  /** ISO moment. */
  readonly since?: string;
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

type Line = Readonly<Record<string, unknown>>;

/** Picks lines. A run brings with it what its request wrote where no run is named; other runs of a request id that was used again are not it. */
export function createPicker(filter: LogFilter): (text: string) => Line | null {
  const least = LEVELS.indexOf(filter.level ?? 'debug');
  const since = filter.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.since);
  const requests = new Set<unknown>(filter.request === undefined ? [] : [filter.request]);
  let site: unknown;
  const isRun = (line: Line): boolean => filter.run !== undefined && String(line.run) === filter.run;
  const isOfOther = (line: Line): boolean =>
    filter.run !== undefined &&
    !isRun(line) &&
    (line.run !== undefined || (line.site !== undefined && site !== undefined && line.site !== site));
  const wantsPlace = filter.run !== undefined || filter.request !== undefined;
  return (text) => {
    const line = readLogLine(text);
    if (!line) return null;
    if (isRun(line)) {
      site = line.site ?? site;
      if (line.requestId !== undefined) requests.add(line.requestId);
    }
    const isPlace = !wantsPlace || isRun(line) || (requests.has(line.requestId) && !isOfOther(line));
    const isSite = filter.site === undefined || line.site === filter.site;
    const isLoud = LEVELS.some((one, at) => one === line.level && at >= least);
    return isPlace && isSite && isLoud && Date.parse(String(line.time)) >= since ? line : null;
  };
}

/** The line as people read it: time, level, where it happened, what, and the rest. */
export function createPrinter(colorize: boolean): (line: Line) => string {
  const pretty = prettyFactory({
    ...PRETTY,
    colorize,
    singleLine: true,
    ignore: `${PRETTY.ignore},site,run,step,ms`,
    messageFormat: (line, key) => {
      const { site, run, step, ms } = line;
      const place = [
        site === undefined ? [] : [`site ${site}`],
        run === undefined ? [] : [`run ${run}`],
        step === undefined ? [] : [String(step)],
      ].flat();
      const where = place.length === 0 ? '' : `[${place.join(', ')}] `;
      return `${where}${line[key]}${ms === undefined ? '' : ` (${ms} ms)`}`;
    },
  });
  return (line) => pretty(line) ?? '';
}

type LogOptions = LogFilter & { readonly follow?: boolean; readonly json?: boolean };

export function addLogCommand(program: Command): void {
  program
    .command('logs')
    .description('Read a log of the daemon: pretty, of one site, run or request. Reads logFile, or standard input.')
    .argument('[file]', 'another file; - for standard input')
    .addOption(new Option('-f, --follow', 'go on as lines are written').conflicts('json'))
    .option('--site <number>', 'of this site', number)
    .option('--run <id>', 'of this run, and of the request that started it')
    .option('--request <id>', 'of this X-Request-Id')
    .addOption(new Option('--level <level>', 'at least as important').choices(LEVELS))
    .option('--since <moment>', 'ISO moment')
    .action(async (file: string | undefined, { follow = false, json = false, ...filter }: LogOptions) => {
      if (filter.since !== undefined && Number.isNaN(Date.parse(filter.since)))
        throw new Refusal('bad-input', {
          problem: `« ${filter.since} » n'est pas un moment (2026-11-23T08:00:00+01:00)`,
        });
      const lines = source(file ?? loadConfig().logFile, follow);
      const pick = createPicker(filter);
      const print = createPrinter(process.stdout.isTTY === true);
      const isFiltered = Object.values(filter).some((value) => value !== undefined);
      const items: Line[] = [];
      for await (const text of lines) {
        const line = pick(text);
        if (line && json) items.push(line);
        else if (line) process.stdout.write(print(line));
        // What is not ours may be what matters: a stack, a message of the system.
        else if (!isFiltered && !json && readLogLine(text) === null) process.stdout.write(`${text}\n`);
      }
      if (json) printDocument({ items, total: items.length }, { json }, String);
    });
}

/** Throws Refusal where there is nothing to read. */
function source(file: string | null, follow: boolean): AsyncIterable<string> {
  // Whoever reads our output may have seen enough.
  process.stdout.on('error', () => process.exit(0));
  if (file !== null && file !== '-') {
    if (!existsSync(file)) throw new Refusal('bad-input', { problem: `« ${file} » n'est pas là` });
    if (statSync(file).isDirectory()) throw new Refusal('bad-input', { problem: `« ${file} » est un dossier` });
    // As logrotate leaves them.
    if (file.endsWith('.gz')) return packedLinesIn(file);
    return linesIn(file, { follow });
  }
  if (file === '-' || !process.stdin.isTTY) return linesOf(process.stdin);
  throw new Refusal('bad-input', {
    problem:
      'le journal va à la sortie standard, pas dans un fichier (logFile). Par exemple : journalctl -u carillon -o cat | carillon logs',
  });
}
