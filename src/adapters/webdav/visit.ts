/** One authorised request to a drop folder: who, where, and the checks that every verb shares. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BaseLogger } from 'pino';
import type { AccessAccount } from '../../domain/deposit/account.ts';
import type { DepositEntry, FolderRef } from '../../domain/deposit/deposit.ts';
import type { GuessLimits } from '../../domain/model/guesses.ts';
import type { Clock, DropFolders, Spool } from '../../domain/ports.ts';
import { hrefOf, parseAddress } from './address.ts';
import { type Answer, refuse } from './answer.ts';
import { holds, type IfHeader, judgeHttp, tokensOf } from './conditions.ts';
import type { Lock, Locks } from './locks.ts';
import { node } from './xml-answer.ts';

export interface DoorLimits {
  /** How wrong logins are slowed down. */
  readonly guesses: GuessLimits;
  /** Largest deposit. */
  readonly maxBytes: number;
  /** A body must bring at least `minBytesPerSecond` in every window of this length, else 408. */
  readonly bodyWindowMs: number;
  readonly minBytesPerSecond: number;
}

/** What the door works with. */
export interface DoorParts {
  readonly folders: DropFolders;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly limits: DoorLimits;
  readonly locks: Locks;
  readonly log: Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
}

export interface Visit {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly parts: DoorParts;
  readonly account: AccessAccount;
  readonly folder: FolderRef;
  /** Null: the folder itself. */
  readonly name: string | null;
  readonly ifHeader: IfHeader | null;
  /** Bytes of the body that were read, and the run that they started, for the log. */
  readonly meter: { bytes: number; run?: string };
  /** What is listed under the name, read once. */
  entry(): Promise<DepositEntry | null>;
}

export type Verb = (visit: Visit) => Promise<Answer>;

/** The first half of the SHA-256: litmus, and who knows which client, has no room for more in its If header. */
export function etagOf(entry: Pick<DepositEntry, 'sha256'>): string {
  return `"${entry.sha256.slice(0, 32)}"`;
}

/** A header that a client may send once. */
export function header(visit: Visit, name: string): string | undefined {
  const value = visit.req.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** Path of this request's folder or of a name in it. */
export function hrefIn(visit: Visit, name: string | null): string {
  return hrefOf(visit.folder.siteId, visit.folder.establishment, name);
}

/** A name of the same folder that a client wrote as a URL; undefined when it lies elsewhere. */
export function nameInFolder(visit: Visit, target: string): string | null | undefined {
  const address = parseAddress(target);
  if (address.kind !== 'file' && address.kind !== 'folder') return undefined;
  const isHere = address.site === String(visit.folder.siteId) && address.establishment === visit.folder.establishment;
  return isHere ? address.name : undefined;
}

/** The refusal that the request's own preconditions ask for; null when they hold. `fresh`: the listing may have changed meanwhile. */
export async function unmetCondition(visit: Visit, fresh = false): Promise<Answer | null> {
  const { req, parts, folder, name } = visit;
  const find = async (): Promise<DepositEntry | null> => {
    if (name === null) return null;
    return fresh ? parts.folders.find(folder, name) : visit.entry();
  };
  if (visit.ifHeader !== null) {
    const isMet = await holds(visit.ifHeader, async (resource) => {
      const about = resource === null ? name : nameInFolder(visit, resource);
      if (about === undefined) return null;
      const entry = about === null ? null : about === name ? await find() : await parts.folders.find(folder, about);
      const tokens = new Set(parts.locks.covering(folder, about).map((lock) => lock.token));
      return {
        etag: entry === null ? null : etagOf(entry),
        hasToken: (token) => tokens.has(token) || parts.locks.isForeign(token),
      };
    });
    if (!isMet) return refuse('precondition');
  }
  const conditional = ['if-match', 'if-none-match', 'if-unmodified-since', 'if-modified-since'];
  if (!conditional.some((key) => key in req.headers)) return null;
  const entry = await find();
  const isReading = req.method === 'GET' || req.method === 'HEAD';
  const current = entry === null ? null : { etag: etagOf(entry), receivedAt: entry.receivedAt };
  const verdict = judgeHttp(req.headers, current, isReading);
  if (verdict === 'precondition') return refuse('precondition');
  if (verdict === 'not-modified') return { status: 304, headers: current === null ? {} : { ETag: current.etag } };
  return null;
}

/** The refusal of a write that a lock forbids; null when the client has shown a token for each lock in the way. */
export function lockInTheWay(visit: Visit, name: string | null, change: 'content' | 'listing'): Answer | null {
  const { locks } = visit.parts;
  const inTheWay = change === 'content' ? locks.covering(visit.folder, name) : locks.guarding(visit.folder, name);
  const shown = visit.ifHeader === null ? new Set<string>() : tokensOf(visit.ifHeader);
  const mayPass = (root: readonly Lock[]): boolean => root.length === 0 || root.some((lock) => shown.has(lock.token));
  const onFolder = inTheWay.filter((lock) => lock.name === null);
  const onName = inTheWay.filter((lock) => lock.name !== null);
  if (mayPass(onFolder) && mayPass(onName)) return null;
  const href = hrefIn(visit, mayPass(onName) ? null : name);
  return refuse('locked', {}, node('D:lock-token-submitted', [node('D:href', href)]));
}
