/** Processor time of processes, and bounds for it: how one machine stands in for several hosts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const TICKS_PER_SECOND = 100;
/** Short, so that a bounded process is slow and not asleep for long. */
const PERIOD_MICROSECONDS = 20_000;
const GROUPS = '/sys/fs/cgroup';

/** Milliseconds of processor time that a process and its ended children have taken, with children that live where asked. */
export function processorMs(pid: number, { withChildren = false } = {}): number {
  const stat = statOf(pid);
  if (!stat) return 0;
  const [own, ended] = [Number(stat[11]) + Number(stat[12]), Number(stat[13]) + Number(stat[14])];
  const living = withChildren ? childrenOf(pid).map((child) => processorMs(child, { withChildren })) : [];
  return ((own + ended) * 1_000) / TICKS_PER_SECOND + living.reduce((sum, one) => sum + one, 0);
}

/** The process that started this one. */
export function parentOf(pid: number): number {
  return Number(statOf(pid)?.[1] ?? 0);
}

/** What proc(5) says after the name of the command: state first. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid);
}

export interface Bound {
  /** Holds a process, and those that it starts from now on, in the bound. */
  hold(pid: number): void;
  /** Gives the bound back; what it held must have ended. */
  remove(): void;
}

/** A bound of so many processors for the processes that it holds together; null where this account cannot make one. */
export function boundOf(name: string, processors: number): Bound | null {
  const quota = Math.round(PERIOD_MICROSECONDS * processors);
  const isOld = existsSync(path.join(GROUPS, 'cpu'));
  const folder = path.join(GROUPS, isOld ? 'cpu' : '', `carillon-bench-${process.pid}-${name}`);
  try {
    mkdirSync(folder);
    if (isOld) {
      writeFileSync(path.join(folder, 'cpu.cfs_period_us'), String(PERIOD_MICROSECONDS));
      writeFileSync(path.join(folder, 'cpu.cfs_quota_us'), String(quota));
    } else writeFileSync(path.join(folder, 'cpu.max'), `${quota} ${PERIOD_MICROSECONDS}`);
  } catch {
    if (existsSync(folder)) rmdirSync(folder);
    return null;
  }
  return {
    hold: (pid) => writeFileSync(path.join(folder, 'cgroup.procs'), String(pid)),
    remove: () => rmdirSync(folder),
  };
}
