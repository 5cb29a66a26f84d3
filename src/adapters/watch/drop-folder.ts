/** The watched drop tree: files that reach it by another road than WebDAV are taken once they are complete, and stay where they are. */

import { lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { watch } from 'chokidar';
import type { BaseLogger } from 'pino';
import { isTemporaryName } from '../../domain/deposit/deposit.ts';
import type { DropFileMemory } from '../../domain/deposit/drop-file.ts';
import { codeOf } from '../../domain/model/errors.ts';
import type { DropFolders, Spool } from '../../domain/ports.ts';
import { DEEPEST, type DropPath, parseDropPath } from './drop-path.ts';
import { type Fingerprint, isSame, take } from './take.ts';

export interface DropTreeOptions {
  /** Holds `<site>/[<establishment>/]<login>/`; made when missing. */
  readonly root: string;
  readonly folders: DropFolders;
  readonly spool: Spool;
  readonly memory: DropFileMemory;
  readonly log: Pick<BaseLogger, 'info' | 'warn' | 'error'>;
  /** A file is complete when size and time have not changed for this long; chokidar drops changes within 50 ms, so more than that. */
  readonly stableMs?: number;
  /** The whole tree is looked through this often: network file systems do not tell what others write. */
  readonly sweepMs?: number;
  readonly maxBytes?: number;
  /** Told of each file that was taken, with its bytes, for the figures. */
  readonly taken?: (bytes: number) => void;
}

export interface DropTree {
  /** Looks through the whole tree now; files still settle after it has resolved. */
  sweep(): Promise<void>;
  /** Stops; a file that is being taken is finished first. */
  close(): Promise<void>;
}

/**
 * Starts to watch; what arrived while nobody watched is found by a first sweep. Takes one file at a time. Several processes may watch one
 * tree with one memory: each file is taken by one of them.
 */
export async function watchDropTree(options: DropTreeOptions): Promise<DropTree> {
  const { folders, spool, memory, log, stableMs = 10_000, sweepMs = 300_000, maxBytes = 1024 ** 3 } = options;
  await mkdir(options.root, { recursive: true });
  const root = await realpath(options.root);
  const settling = new Map<string, NodeJS.Timeout>();
  let working: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function fingerprint(file: string): Promise<Fingerprint | null> {
    const stat = await lstat(file, { bigint: true }).catch(() => null);
    return stat?.isFile() ? { size: Number(stat.size), mtimeNs: stat.mtimeNs, inode: stat.ino } : null;
  }

  /** What was found wrong with a file in this state; null when it was taken, undefined when it is new. */
  async function problemOf(relative: string, state: Fingerprint): Promise<string | null | undefined> {
    const known = await memory.recall(relative);
    return known?.size === state.size && known.mtimeNs === state.mtimeNs ? known.problem : undefined;
  }

  /** Begins to wait for a file to be complete, unless it is known as it stands. */
  async function look(file: string): Promise<void> {
    const relative = path.relative(root, file);
    const place = parseDropPath(relative);
    if (isClosed || place === null || isTemporaryName(place.name) || settling.has(file)) return;
    const now = await fingerprint(file);
    if (now === null || isClosed || settling.has(file)) return;
    const isDone = (await problemOf(relative, now)) === null;
    if (isDone || isClosed || settling.has(file)) return;
    const timer = setTimeout(() => {
      settling.delete(file);
      working = working
        .then(() => memory.alone(relative, () => settle(file, now)))
        .catch((error: unknown) => complain(place, now, error));
    }, stableMs);
    settling.set(file, timer);
  }

  async function settle(file: string, before: Fingerprint): Promise<void> {
    const relative = path.relative(root, file);
    const place = parseDropPath(relative);
    if (isClosed || place === null) return;
    if (!isSame(await fingerprint(file), before)) return look(file);
    const told = await problemOf(relative, before);
    // A second look, or another process, may have taken the file meanwhile.
    if (told === null) return;
    const taken = await take({ folders, spool, root, maxBytes }, file, place, before);
    if (taken === 'changed') return look(file);
    const state = { size: before.size, mtimeNs: before.mtimeNs };
    if ('depositId' in taken) {
      await memory.remember(relative, { ...state, depositId: taken.depositId, problem: null });
      log.info({ site: place.siteId, deposit: taken.depositId, bytes: before.size }, 'file taken from the drop tree');
      options.taken?.(before.size);
      return;
    }
    if (told === taken.problem) return;
    await memory.remember(relative, { ...state, depositId: null, problem: taken.problem });
    log.warn({ ...toldOf(place, before), problem: taken.problem }, 'a file in the drop tree is left alone');
  }

  function complain(place: DropPath | null, state: Fingerprint | null, error: unknown): void {
    const about = place === null ? {} : toldOf(place, state);
    log.error({ err: error, ...about }, 'a file of the drop tree could not be taken; the next sweep tries again');
  }

  const notice = (file: string): void => {
    look(file).catch((error: unknown) => complain(parseDropPath(path.relative(root, file)), null, error));
  };

  async function walk(folder: string, depth: number): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (isClosed) return;
      const full = path.join(folder, entry.name);
      // Links are neither files nor folders here, so they lead nowhere.
      if (entry.isDirectory() && depth < DEEPEST) await walk(full, depth + 1);
      else if (entry.isFile()) await look(full);
    }
  }

  const sweep = (): Promise<void> =>
    walk(root, 0).catch((error: unknown) => {
      log.error({ err: error }, 'the drop tree could not be looked through');
    });

  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    depth: DEEPEST,
    ignorePermissionErrors: true,
  });
  watcher.on('add', notice);
  watcher.on('change', notice);
  watcher.on('unlink', (file) => {
    memory.forget(path.relative(root, file)).catch(() => undefined);
  });
  // Its own words name the file.
  watcher.on('error', (error) => log.warn({ code: codeOf(error) }, 'the drop tree is watched by sweeps only'));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  await sweep();
  const sweeping = setInterval(() => void sweep(), sweepMs);

  return {
    sweep,
    async close() {
      isClosed = true;
      clearInterval(sweeping);
      for (const timer of settling.values()) clearTimeout(timer);
      settling.clear();
      await watcher.close();
      await working;
    },
  };
}

/** What the log may say of a file: a login and a file name can be a person's, a number of the file system is nobody's (`find -inum`). */
function toldOf({ siteId, establishment }: DropPath, state: Fingerprint | null): object {
  return {
    site: siteId,
    ...(establishment === null ? {} : { establishment }),
    ...(state === null ? {} : { inode: String(state.inode) }),
  };
}
