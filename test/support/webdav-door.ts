/** The real door on a real HTTP server, with a real spool and drop folders in memory. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { openFolderSpool } from '../../src/adapters/spool/folder.ts';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { createDoor, type Door, type DoorLimits } from '../../src/adapters/webdav/server.ts';
import type { AccessAccount } from '../../src/domain/deposit/account.ts';
import type { FolderRef } from '../../src/domain/deposit/deposit.ts';
import type { Spool } from '../../src/domain/ports.ts';
import { createFakeDropFolders, type FakeDropFolders } from './fake-drop-folders.ts';

export const LOGIN = 'emp.ada.lovelace';
/** With everything that breaks naive parsers of Basic. */
export const PASSWORD = 'pa:ss+wo/rd é€';

export interface TestDoor {
  readonly port: number;
  /** `http://127.0.0.1:port/webdav/4817/`. */
  readonly url: string;
  readonly authorization: string;
  readonly fake: FakeDropFolders;
  readonly account: AccessAccount;
  readonly folder: FolderRef;
  readonly spoolRoot: string;
  readonly spool: Spool;
  readonly door: Door;
  readonly server: Server;
  readonly time: { now: number };
  /** Lines that the door logged. */
  readonly lines: Record<string, unknown>[];
  /** Unfinished uploads in the spool. */
  unfinished(): readonly string[];
  /** Descriptors of this process that point into the spool. */
  openInSpool(): readonly string[];
  close(): Promise<void>;
}

export function basic(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

/** Site 4817 with the establishments 1754 and 4817, one account, and its neighbour 9999. */
export async function startDoor(
  options: {
    readonly limits?: Partial<DoorLimits>;
    readonly spool?: (real: Spool) => Spool;
    readonly uploadOnly?: boolean;
  } = {},
): Promise<TestDoor> {
  const spoolRoot = await mkdtemp(path.join(os.tmpdir(), 'carillon-spool-'));
  const real = await openFolderSpool(spoolRoot);
  const spool = options.spool?.(real) ?? real;
  const time = { now: Date.UTC(2026, 10, 22, 8, 30, 0) };
  const clock = { now: () => time.now };
  const fake = createFakeDropFolders(clock);
  fake.addSite(4817, [1754, 4817]);
  fake.addSite(9999, []);
  const account = fake.addAccount({
    siteId: 4817,
    login: LOGIN,
    password: PASSWORD,
    uploadOnly: options.uploadOnly ?? false,
  });
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const peerOf = createPeerReader([], 'x-forwarded');
  const door = createDoor({ folders: fake.folders, spool, clock, log, limits: options.limits ?? {}, peerOf });
  const answer = (...args: Parameters<Door>): void => void door(...args);
  const server = createServer({ requestTimeout: 0 }, answer);
  server.on('checkContinue', answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${port}/webdav/4817/`,
    authorization: basic(LOGIN, PASSWORD),
    fake,
    account,
    folder: { siteId: 4817, establishment: null, accountId: account.id },
    spoolRoot,
    spool,
    door,
    server,
    time,
    lines,
    unfinished: () => {
      const tmp = path.join(spoolRoot, 'tmp');
      return readdirSync(tmp).flatMap((owner) => readdirSync(path.join(tmp, owner)));
    },
    openInSpool: () => openFilesUnder(spoolRoot),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await door.close();
      await rm(spoolRoot, { recursive: true, force: true });
    },
  };
}

function openFilesUnder(folder: string): readonly string[] {
  if (!existsSync('/proc/self/fd')) return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(folder) ? [target] : [];
    } catch {
      return [];
    }
  });
}
