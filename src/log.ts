/** The log: JSON lines on standard output or in a file, pretty on a terminal, without secrets; level and file can change while it runs. */

import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { Config } from './config/config.ts';
import { makeFolder } from './config/folders.ts';
import { AppError } from './domain/model/errors.ts';
import { MEGABYTE } from './domain/model/notation.ts';
import { redact } from './redact.ts';

/** What waits to be written while the log cannot take it. */
const MAX_LOG_BACKLOG_BYTES = MEGABYTE;

/** What is told of an error beside its message and where it came from. Libraries hang on theirs the command with the password, or a whole connection. */
const TOLD_OF_ERRORS = [
  'type',
  'message',
  'stack',
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'path',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'retryable',
  'response',
  'responseCode',
];

function errorTold(error: Error): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...pino.stdSerializers.err(error) };
  const told = TOLD_OF_ERRORS.flatMap((name) => {
    // What an operator has mistyped is said by its message; where in our program it was found helps nobody.
    const value = name === 'stack' && isMistyped(error) ? undefined : whole[name];
    return ['string', 'number', 'boolean'].includes(typeof value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(told);
}

function isMistyped(error: Error): boolean {
  return error instanceof AppError && /^(config|rule)-invalid$/.test(error.code);
}

/** What every log of ours does with a line. */
export const LOG_OPTIONS = {
  base: null,
  serializers: { err: errorTold },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
  hooks: { streamWrite: redact },
};

/** How a command's lines look on a terminal, and those of `carillon logs`: in the zone of this machine, which is said. */
export const PRETTY = { translateTime: 'SYS:yyyy-mm-dd HH:MM:ss p', ignore: 'hostname,pid' } as const;

/** The fields of a line that was written in JSON; null for what another program wrote, and for a line that is cut. */
export function readLogLine(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

type Destination = ReturnType<typeof pino.destination>;

/** Log lines as JSON, pretty on a terminal. `fd` 1 for the daemon; commands keep standard output for their answer. */
export function createLog(level: string, fd: 1 | 2): pino.Logger {
  const stream = fd === 1 ? process.stdout : process.stderr;
  if (!stream.isTTY) return pino({ ...LOG_OPTIONS, level }, destinationOf(fd));
  return pino({
    level,
    base: null,
    serializers: LOG_OPTIONS.serializers,
    hooks: LOG_OPTIONS.hooks,
    transport: { target: 'pino-pretty', options: { destination: fd, ...PRETTY } },
  });
}

function destinationOf(dest: number | string): Destination {
  const destination = pino.destination({ dest, sync: true, maxLength: MAX_LOG_BACKLOG_BYTES });
  // A full disk under the log must not end the daemon: lines wait, then are dropped, until there is room again.
  destination.on('error', () => undefined);
  return destination;
}

/** A daemon's log. */
export interface ServiceLog {
  readonly log: pino.Logger;
  /** Writes on into a file of that name: for who has moved the old one away. Where none can be made the old one goes on, and the log says so. */
  reopen(): void;
  /** The level of the configuration; while everything is shown, it waits. */
  setLevel(level: Config['logLevel']): void;
  /** Everything, or again what the configuration says. True: everything. */
  toggleDebug(): boolean;
}

/** Throws AppError `config-invalid` where the file cannot be written. */
export function openServiceLog({ logLevel, logFile }: Pick<Config, 'logLevel' | 'logFile'>): ServiceLog {
  let level = logLevel;
  let isDebugging = false;
  const destination = logFile === null ? null : openFile(logFile);
  const log = destination ? pino({ ...LOG_OPTIONS, level }, destination) : createLog(level, 1);
  return {
    log,
    reopen() {
      if (destination === null || logFile === null) return;
      try {
        // The destination throws where nobody listens, and would make one that everybody may read.
        makeFile(logFile);
        destination.reopen();
      } catch (error) {
        log.error({ err: error }, 'the log file cannot be made anew: lines go on into the one that was moved away');
      }
    },
    setLevel(wanted) {
      level = wanted;
      if (!isDebugging) log.level = level;
    },
    toggleDebug() {
      isDebugging = !isDebugging;
      log.level = isDebugging ? 'debug' : level;
      return isDebugging;
    },
  };
}

function openFile(file: string): Destination {
  try {
    makeFolder(path.dirname(path.resolve(file)));
    // What goes wrong later only costs lines; at the start somebody is there to mend it.
    makeFile(file);
    return destinationOf(file);
  } catch (cause) {
    throw new AppError('config-invalid', `logFile: ${(cause as Error).message}`, { retryable: false, cause });
  }
}

/** Others may not read what the daemon tells. */
function makeFile(file: string): void {
  closeSync(openSync(file, 'a', 0o640));
}
