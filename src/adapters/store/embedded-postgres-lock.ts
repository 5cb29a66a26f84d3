/** The lock that lets one process at a time start, join or stop the private PostgreSQL; it does not survive its holder. */
import { readFile, readlink, rm, symlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from '../../domain/model/errors.ts';

/** Runs `work` alone among the processes that use the same lock file. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await take(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * A symbolic link is created whole or not at all, so nobody reads a half-written holder. Should two processes take over
 * the same dead lock at once, PostgreSQL's own lock file and the rename of a fresh cluster still let only one through.
 */
async function take(file: string): Promise<void> {
  const me = `${process.pid}-${await birth(process.pid)}`;
  while (!(await linked(me, file))) {
    const holder = await readlink(file).catch(() => null);
    if (holder !== null && !(await lives(holder))) await rm(file, { force: true });
    else await pause(25);
  }
}

async function linked(target: string, file: string): Promise<boolean> {
  try {
    await symlink(target, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function lives(holder: string): Promise<boolean> {
  const [pid, born] = holder.split('-');
  return (await isAlive(Number(pid))) && born === (await birth(Number(pid)));
}

/** True for a process that runs; false for a dead one that nobody has waited for yet. */
export async function isAlive(pid: number): Promise<boolean> {
  if (!(Number.isInteger(pid) && pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return !(await procFields(pid)).startsWith('Z');
}

/** When a process began, in the kernel's ticks: a reused number is another process. Empty where there is no /proc. */
async function birth(pid: number): Promise<string> {
  return (await procFields(pid)).split(' ')[19] ?? '';
}

/** What follows the program's name in /proc/PID/stat: the state first. */
async function procFields(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2);
}
