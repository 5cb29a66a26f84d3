/** The door as the daemon opens it: real drop folders on PostgreSQL, a real spool, peers, login watch, HTTP or HTTPS. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import pino from 'pino';
import { askOf } from '../../src/adapters/store/ask.ts';
import { createDropFolders } from '../../src/adapters/store/drop-folders.ts';
import type { VerifyPassword } from '../../src/adapters/store/passwords.ts';
import { limitDeposits } from '../../src/adapters/store/quotas.ts';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { createDoor, type DoorLimits } from '../../src/adapters/webdav/server.ts';
import { type CountingLoginWatch, createLoginWatch } from '../../src/daemon/login-watch.ts';
import type { Quotas } from '../../src/domain/deposit/quota.ts';
import type { DropFolders } from '../../src/domain/ports.ts';
import { basic } from './webdav-door.ts';
import type { World } from './world.ts';

export interface RealDoor {
  readonly port: number;
  readonly logins: CountingLoginWatch;
  readonly folders: DropFolders;
  /** Everything that was logged, as text. */
  log(): string;
  ask(method: string, url: string, options?: AskOptions): Promise<DoorAnswer>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly as?: { readonly login: string; readonly password: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Client certificate and what it trusts. */
  readonly tls?: SecureContextOptions;
}

export interface DoorAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface RealDoorOptions {
  readonly limits?: Partial<DoorLimits>;
  readonly allowPlainHttp?: boolean;
  readonly trustedProxies?: readonly string[];
  readonly verify?: VerifyPassword;
  readonly quotas?: Quotas;
  /** Absent: plain HTTP. */
  readonly tls?: SecureContextOptions;
}

export async function openRealDoor(world: World, options: RealDoorOptions = {}): Promise<RealDoor> {
  const { limits = {}, allowPlainHttp = false, trustedProxies = [], verify, quotas, tls } = options;
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const clock = { now: world.now };
  const { pool } = world.db;
  const unlimited = createDropFolders({
    pool,
    waker: { wake: () => undefined },
    clock,
    log,
    ...(verify ? { verify } : {}),
  });
  const folders = quotas ? limitDeposits(unlimited, { ask: askOf(pool), clock, quotas }) : unlimited;
  const logins = createLoginWatch({ pool, clock, log });
  const peerOf = createPeerReader(trustedProxies, 'x-forwarded');
  const door = createDoor({ folders, spool: world.spool, clock, log, peerOf, logins, limits, allowPlainHttp });
  const answer = (req: IncomingMessage, res: ServerResponse): void => void door(req, res);
  const server: Server | ReturnType<typeof createHttpsServer> = tls
    ? createHttpsServer({ ...tls, requestCert: tls.ca !== undefined, rejectUnauthorized: false }, answer)
    : createServer(answer);
  server.on('checkContinue', answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    logins,
    folders,
    log: () => lines.join(''),
    ask: (method, url, asked = {}) => ask(port, tls !== undefined, method, url, asked),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await door.close();
    },
  };
}

function ask(port: number, isTls: boolean, method: string, path: string, options: AskOptions): Promise<DoorAnswer> {
  const { as, headers = {}, body, tls = {} } = options;
  const authorization = as ? { authorization: basic(as.login, as.password) } : {};
  const where = {
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...authorization, ...headers },
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const take = (res: IncomingMessage): void => {
      let text = '';
      res.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
    };
    const sent = isTls ? httpsRequest({ ...where, ...tls }, take) : request(where, take);
    sent.on('error', reject);
    sent.end(body);
  });
}
