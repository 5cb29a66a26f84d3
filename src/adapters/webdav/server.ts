/** The door: every request to /webdav/ passes here, is told who it is, where it is, and what the answer is. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BaseLogger } from 'pino';
import type { AccessAccount } from '../../domain/deposit/account.ts';
import type { FolderRef } from '../../domain/deposit/deposit.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Peer } from '../../domain/model/peer.ts';
import type { Clock, DropFolders, LoginWatch, Spool } from '../../domain/ports.ts';
import { type Address, parseAddress } from './address.ts';
import { type Answer, answerTo, refuse, send } from './answer.ts';
import { GONE } from './body.ts';
import { parseIf } from './conditions.ts';
import { dispatch } from './dispatch.ts';
import { createEntrance, DOOR_GUESSES, type Entrance } from './entrance.ts';
import { refuseUnclear } from './framing.ts';
import { createLocks } from './locks.ts';
import type { DoorLimits, DoorParts, Visit } from './visit.ts';

export type { DoorLimits } from './visit.ts';

const DEFAULT_LIMITS: DoorLimits = {
  maxBytes: 1024 * 1024 * 1024,
  bodyWindowMs: 60_000,
  minBytesPerSecond: 100,
  guesses: DOOR_GUESSES,
};

export interface DoorOptions {
  readonly folders: DropFolders;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
  readonly limits?: Partial<DoorLimits>;
  /** Who is at the other end; behind a trusted proxy the caller reads it from the proxy's headers. */
  readonly peerOf: (req: IncomingMessage) => Peer;
  /** Passwords may come unencrypted from other machines: the operator says so, and is asked each time. */
  readonly allowPlainHttp?: boolean;
  /** Told of every login that is shown and not just remembered. */
  readonly logins?: LoginWatch;
  /** By which id a request is known; absent: a new one. */
  readonly requestIdOf?: (req: IncomingMessage) => string;
  /** Told how every PUT ended, for the figures. */
  readonly seen?: (about: PutSeen) => void;
}

/** A PUT that ended; 499 when the client went away. Times in milliseconds. */
export interface PutSeen {
  readonly status: number;
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Answers one request. Give it to the server's `request` AND `checkContinue`, so that a refused upload is told before its
 * bytes are asked for. Never rejects.
 */
export interface Door {
  (req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Refuses what comes from now on and resolves when what is under way has its answer. */
  close(): Promise<void>;
}

type Sure<A> = A | { readonly refused: Answer };

export function createDoor(options: DoorOptions): Door {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { folders, spool, clock, log } = options;
  const parts: DoorParts = { folders, spool, clock, log, limits, locks: createLocks(clock) };
  const entrance = createEntrance({
    folders,
    clock,
    guesses: limits.guesses,
    peerOf: options.peerOf,
    mayBePlain: () => options.allowPlainHttp ?? false,
    logins: options.logins,
  });
  const underWay = new Set<Promise<void>>();
  let isClosing = false;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const requestId = options.requestIdOf?.(req) ?? randomUUID();
    const startedAt = performance.now();
    const meter: Visit['meter'] = { bytes: 0 };
    const seen: { account?: AccessAccount } = {};
    // Errors of a connection that breaks come to the reader of the body; without one they must not end the process.
    req.on('error', () => undefined);
    res.on('error', () => undefined);
    let answer: Answer;
    try {
      const visit = isClosing ? { refused: refuse('unavailable') } : await admit(parts, entrance, req, res, meter);
      if ('account' in visit) seen.account = visit.account;
      answer = 'refused' in visit ? visit.refused : await dispatch(visit);
      if (answer !== GONE) await send(req, res, answer);
    } catch (error) {
      answer = answerTo(error);
      // A quota is an answer like others.
      if (answer.status === 500 || !(error instanceof Refusal))
        log.error({ requestId, err: error }, 'a WebDAV request failed');
      await send(req, res, answer).catch(() => undefined);
      // An answer that broke off in its middle must not look whole.
      if (!res.writableEnded) res.destroy();
    }
    const ms = Math.round(performance.now() - startedAt);
    // A stalled body has been answered by its reader.
    const status = res.headersSent ? res.statusCode : answer.status;
    const about = { requestId, site: seen.account?.siteId, account: seen.account?.id, status, ...meter, ms };
    if (req.method === 'PUT') {
      log.info(about, 'PUT');
      options.seen?.({ status, bytes: meter.bytes, ms });
    } else log.debug({ ...about, client: req.headers['user-agent']?.slice(0, 200) }, req.method ?? '');
  }

  const door = (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (refuseUnclear(req, res)) return Promise.resolve();
    const work = handle(req, res).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };
  const close = async (): Promise<void> => {
    isClosing = true;
    await Promise.all(underWay);
  };
  return Object.assign(door, { close });
}

/** From a request to a visit: the URL first, then the login, then the place. */
async function admit(
  parts: DoorParts,
  entrance: Entrance,
  req: IncomingMessage,
  res: ServerResponse,
  meter: Visit['meter'],
): Promise<Sure<Visit>> {
  const address = parseAddress(req.url ?? '');
  if (address.kind === 'malformed') return { refused: refuse('malformed') };
  const login = await entrance(req);
  if ('refused' in login) return login;
  const place = await locate(parts, address, login, req.method ?? '');
  if ('refused' in place) return place;
  const ifText = req.headers.if;
  const ifHeader = typeof ifText === 'string' ? parseIf(ifText) : null;
  if (ifText !== undefined && ifHeader === null) return { refused: refuse('malformed') };

  const { folder, name } = place;
  let entry: ReturnType<Visit['entry']> | null = null;
  const find = (): ReturnType<Visit['entry']> => {
    entry ??= name === null ? Promise.resolve(null) : parts.folders.find(folder, name);
    return entry;
  };
  return { req, res, parts, account: login, folder, name, ifHeader, meter, entry: find };
}

async function locate(
  parts: DoorParts,
  address: Exclude<Address, { kind: 'malformed' }>,
  account: AccessAccount,
  method: string,
): Promise<Sure<{ readonly folder: FolderRef; readonly name: string | null }>> {
  if (address.kind === 'outside') return { refused: refuse('not-there') };
  if (address.site !== String(account.siteId)) return { refused: refuse('other-site') };
  const { establishment } = address;
  if (establishment !== null) {
    const known = await parts.folders.establishmentsOf(account.siteId);
    if (!known?.includes(establishment)) return { refused: refuse('unknown-establishment') };
  }
  if (address.kind === 'too-deep') {
    const isMaking = method === 'PUT' || method === 'MKCOL' || method === 'LOCK';
    return { refused: refuse(isMaking ? 'no-such-folder' : 'not-there') };
  }
  return { folder: { siteId: account.siteId, establishment, accountId: account.id }, name: address.name };
}
