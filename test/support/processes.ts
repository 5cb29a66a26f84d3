/** What Linux says of processes. */
import { readdirSync, readFileSync } from 'node:fs';

/** The letter of proc(5), such as `R`, `S`, `T` or `Z`; null when there is no such process. */
export function stateOf(pid: number): string | null {
  return stateIn(`/proc/${pid}/stat`);
}

/** It has ended, though its parent may not have heard yet. */
export function isGone(pid: number): boolean {
  const state = stateOf(pid);
  return state === null || state === 'Z';
}

/** All its threads are stopped, or it is gone. */
export function isAtRest(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      /^[TZX]?$/.test(stateIn(`/proc/${pid}/task/${thread}/stat`) ?? ''),
    );
  } catch {
    return true;
  }
}

function stateIn(file: string): string | null {
  try {
    const stat = readFileSync(file, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  } catch {
    return null;
  }
}
