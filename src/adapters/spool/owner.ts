/** Who owns a folder of unfinished uploads: a process, told apart by machine, pid and start time, so that only dead ones are swept. */

import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../../domain/model/errors.ts';

/** The folder of a process whose machine we cannot ask is swept after this long without a change. */
export const FOREIGN_AGE_MS = 24 * 3_600_000;

function readOr(read: () => string, otherwise: string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** This machine and this container: pids mean something only inside one of them. */
function machineKey(): string {
  const namespace = readOr(() => readlinkSync('/proc/self/ns/pid'), 'no-namespace');
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 12);
}

/** When a process started, as boot and clock ticks after it; null when there is no such process, '' where the system does not say. */
function startOf(pid: number): string | null {
  const boot = readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8), '');
  if (boot === '') return isAlive(pid) ? '' : null;
  const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  // The second field is the program's name in brackets and may hold blanks; the start time is the 22nd.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? null : `${boot}${ticks}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Name of this process's folder. */
export function ownName(): string {
  return `${machineKey()}-${process.pid}-${startOf(process.pid) || '0'}`;
}

/** What is known of the owner of a folder by its name; `unknown` for other machines and for names that are not ours. */
export function ownerState(name: string): 'alive' | 'dead' | 'unknown' {
  const parts = /^([0-9a-f]{12})-(\d+)-([0-9a-f]+)$/.exec(name);
  if (parts?.[1] !== machineKey()) return 'unknown';
  const start = startOf(Number(parts[2]));
  if (start === null) return 'dead';
  return start === '' || start === parts[3] ? 'alive' : 'dead';
}
