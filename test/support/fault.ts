/** Faults that a test orders of a running process: death, a stop or an error at a named crossing of its border. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Fault {
  /** A regular expression on `sql …`, `fs write|sync|rename … path` or `http STATUS VERB url`. */
  readonly at: string;
  /** Counts only after this crossing. */
  readonly since?: string;
  /** `sent`: the statement is on its way and its answer not here. */
  readonly when?: 'before' | 'sent' | 'after';
  /** The how manieth crossing it is; errors of the disk (`E…`) go on from there until they are mended. */
  readonly nth?: number;
  readonly act?: 'kill' | 'stop' | 'fail' | 'EIO' | 'ENOSPC';
  /** Absent: any process that obeys. */
  readonly role?: 'web' | 'worker' | 'dry-run';
  /** Ordered when this one is met. */
  readonly next?: Fault;
}

export interface Faults {
  /** For the environment of the processes that are to obey. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on. */
  order(fault: Fault): void;
  /** The fault has been met. */
  isMet(): boolean;
  /** No fault any more. */
  mend(): void;
}

const preload = pathToFileURL(path.join(import.meta.dirname, 'fault-points.mjs')).href;

/** Orders lie in a file of this folder. */
export function createFaults(folder: string): Faults {
  const file = path.join(folder, 'fault.json');
  return {
    environment: { NODE_OPTIONS: `--import=${preload}`, CARILLON_TEST_FAULT: file },
    order(fault) {
      rmSync(`${file}.met`, { force: true });
      writeFileSync(`${file}.new`, JSON.stringify(fault));
      renameSync(`${file}.new`, file);
    },
    isMet: () => existsSync(`${file}.met`),
    mend: () => rmSync(file, { force: true }),
  };
}
