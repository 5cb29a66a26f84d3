/** The locks of drop folders, in memory: a lock guards an account's programs against one another, never its data. */

import { randomUUID } from 'node:crypto';
import type { FolderRef } from '../../domain/deposit/deposit.ts';
import type { Clock } from '../../domain/ports.ts';
import type { XmlNode } from './xml-answer.ts';

export interface Lock {
  readonly token: string;
  readonly scope: 'exclusive' | 'shared';
  readonly depth: '0' | 'infinity';
  /** Owner as the client wrote it. */
  readonly owner: readonly XmlNode[];
  /** Null: the folder itself. */
  readonly name: string | null;
  readonly expiresAt: number;
}

export type LockWish = Pick<Lock, 'scope' | 'depth' | 'owner' | 'name'> & { readonly seconds: number };

export interface Locks {
  /** Locks that cover a name: its own, and the folder's unless that one is for the folder alone. */
  covering(folder: FolderRef, name: string | null): readonly Lock[];
  /** Locks that stand in the way of making or removing a name: a folder's lock of any depth guards its listing. */
  guarding(folder: FolderRef, name: string | null): readonly Lock[];
  add(folder: FolderRef, wish: LockWish): Lock | 'conflict' | 'too-many';
  /** Gives a lock that covers the name a new time; null when there is none of that token. */
  refresh(folder: FolderRef, name: string | null, token: string, seconds: number): Lock | null;
  remove(folder: FolderRef, name: string | null, token: string): boolean;
  /** The name is gone, and its locks with it. */
  forget(folder: FolderRef, name: string): void;
  /** A token of ours that another process gave, or this one before its restart. */
  isForeign(token: string): boolean;
}

const MAX_PER_ACCOUNT = 50;
const MAX_SECONDS = 3600;
const DEFAULT_SECONDS = 600;

/** Seconds of a Timeout header: the first readable wish, capped; `Infinite` is the cap. */
export function secondsOf(header: string | undefined): number {
  for (const wish of (header ?? '').split(',')) {
    if (/^\s*infinite\s*$/i.test(wish)) return MAX_SECONDS;
    const seconds = /^\s*second-(\d{1,10})\s*$/i.exec(wish)?.[1];
    if (seconds !== undefined) return Math.max(1, Math.min(MAX_SECONDS, Number(seconds)));
  }
  return DEFAULT_SECONDS;
}

export function createLocks(clock: Clock): Locks {
  const boot = randomUUID().slice(0, 8);
  const byAccount = new Map<string, { readonly folderKey: string; readonly lock: Lock }[]>();

  const keyOf = (folder: FolderRef): string => `${folder.siteId}/${folder.establishment ?? ''}`;

  function alive(accountId: string): { readonly folderKey: string; readonly lock: Lock }[] {
    const all = byAccount.get(accountId);
    if (!all) return [];
    const left = all.filter(({ lock }) => lock.expiresAt > clock.now());
    if (left.length === 0) byAccount.delete(accountId);
    else if (left.length < all.length) byAccount.set(accountId, left);
    return left;
  }

  function inFolder(folder: FolderRef): readonly Lock[] {
    const key = keyOf(folder);
    return alive(folder.accountId)
      .filter((entry) => entry.folderKey === key)
      .map(({ lock }) => lock);
  }

  function drop(folder: FolderRef, goes: (lock: Lock) => boolean): boolean {
    const before = alive(folder.accountId);
    const key = keyOf(folder);
    const left = before.filter((entry) => entry.folderKey !== key || !goes(entry.lock));
    if (left.length === 0) byAccount.delete(folder.accountId);
    else byAccount.set(folder.accountId, left);
    return left.length < before.length;
  }

  const covers = (lock: Lock, name: string | null): boolean =>
    lock.name === name || (lock.name === null && lock.depth === 'infinity');

  function add(folder: FolderRef, wish: LockWish): Lock | 'conflict' | 'too-many' {
    const others = inFolder(folder).filter(
      (lock) => covers(lock, wish.name) || (wish.name === null && wish.depth === 'infinity'),
    );
    if (others.some((lock) => lock.scope === 'exclusive' || wish.scope === 'exclusive')) return 'conflict';
    const all = alive(folder.accountId);
    if (all.length >= MAX_PER_ACCOUNT) return 'too-many';
    const { seconds, ...rest } = wish;
    const lock: Lock = {
      ...rest,
      token: `opaquelocktoken:${randomUUID()}/carillon-${boot}`,
      expiresAt: clock.now() + seconds * 1000,
    };
    byAccount.set(folder.accountId, [...all, { folderKey: keyOf(folder), lock }]);
    return lock;
  }

  function refresh(folder: FolderRef, name: string | null, token: string, seconds: number): Lock | null {
    const old = inFolder(folder).find((lock) => lock.token === token && covers(lock, name));
    if (!old) return null;
    const lock: Lock = { ...old, expiresAt: clock.now() + seconds * 1000 };
    const key = keyOf(folder);
    const all = alive(folder.accountId).filter((entry) => entry.lock !== old);
    byAccount.set(folder.accountId, [...all, { folderKey: key, lock }]);
    return lock;
  }

  return {
    covering: (folder, name) => inFolder(folder).filter((lock) => covers(lock, name)),
    guarding: (folder, name) => inFolder(folder).filter((lock) => lock.name === name || lock.name === null),
    add,
    refresh,
    remove: (folder, name, token) => drop(folder, (lock) => lock.token === token && covers(lock, name)),
    forget: (folder, name) => {
      drop(folder, (lock) => lock.name === name);
    },
    isForeign: (token) =>
      /^opaquelocktoken:[0-9a-f-]{36}\/carillon-[0-9a-f]{8}$/.test(token) && !token.endsWith(`/carillon-${boot}`),
  };
}
