/** The door under attack: the real one on a real server, whose dealings with folders and spool are counted and watched. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { openFolderSpool } from '../../src/adapters/spool/folder.ts';
import { createDropFolders } from '../../src/adapters/store/drop-folders.ts';
import { verifyPassword } from '../../src/adapters/store/passwords.ts';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { createDoor, type Door } from '../../src/adapters/webdav/server.ts';
import type { AccessAccount } from '../../src/domain/deposit/account.ts';
import type { FolderRef } from '../../src/domain/deposit/deposit.ts';
import type { DropFolders, Spool } from '../../src/domain/ports.ts';
import { createFakeDropFolders } from '../support/fake-drop-folders.ts';
import { basic } from '../support/webdav-door.ts';
import { NEIGHBOURS_FILE } from './webdav-cases.ts';
import { type Exchange, type Tap, tap } from './wire.ts';

/** Stands in the neighbours' files and in no request. */
export const SECRET = 'SECRET-DU-VOISIN-7f3a';

/** A deposit that was journalled. */
export interface Kept {
  readonly name: string;
  readonly sha256: string;
}

/** Guesses are part of the attack, and are not slowed down. */
const ENDLESS = { free: 1e9, firstSeconds: 1, maxSeconds: 1 };
const NO_PAUSES = { known: ENDLESS, pair: ENDLESS, account: ENDLESS, address: ENDLESS };

export interface DoorUnderFuzz {
  readonly port: number;
  readonly authorization: string;
  readonly watch: Tap;
  /** Deposits and copies since the start. */
  readonly kept: readonly Kept[];
  copies(): number;
  /** Deposits and copies of the account, as the journal has them. */
  journalled(): Promise<number>;
  /** What went wrong where no answer shows it: other folders, log lines above info. */
  readonly wrongs: readonly string[];
  /** Begins a new door, as after a restart: no locks, no memory of logins. */
  renew(): void;
  /** Resolves when all requests to the door have ended. */
  quiet(): Promise<void>;
  /** Takes all files of the account out of its folders. */
  clear(): Promise<void>;
  /** Uploads that were begun and neither kept nor thrown away. */
  unfinished(): Promise<readonly string[]>;
  /** Unfinished uploads, and what else lies in the spool's folder that is no object. */
  litter(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What stands behind the door: accounts, folders, spool and clock. */
interface Behind {
  readonly folders: DropFolders;
  readonly spool: Spool;
  readonly spoolRoot: string;
  readonly account: AccessAccount;
  readonly password: string;
  /** Logins of other accounts, of the site and of another. */
  readonly neighbours: readonly string[];
  now(): number;
  journalled(): Promise<number>;
  close(): Promise<void>;
}

async function inMemory(): Promise<Behind> {
  const spoolRoot = await mkdtemp(path.join(os.tmpdir(), 'carillon-fuzz-spool-'));
  const now = (): number => Date.UTC(2026, 10, 22, 8, 30);
  const fake = createFakeDropFolders({ now });
  fake.addSite(4817, [1754, 4817]);
  fake.addSite(9999, [9999]);
  const password = 'fuzz:é€';
  const account = fake.addAccount({ siteId: 4817, login: 'emp.fuzz', password });
  fake.addAccount({ siteId: 4817, login: 'emp.voisin', password: SECRET });
  fake.addAccount({ siteId: 9999, login: 'emp.lointain', password: SECRET });
  return {
    folders: fake.folders,
    spool: await openFolderSpool(spoolRoot),
    spoolRoot,
    account,
    password,
    neighbours: ['emp.voisin', 'emp.lointain'],
    now,
    journalled: async () => fake.journal().filter((one) => one.folder.endsWith(`/${account.id}`)).length,
    close: () => rm(spoolRoot, { recursive: true, force: true }),
  };
}

async function onPostgres(): Promise<Behind> {
  // Only here: the rest of the program is not needed to knock at the door.
  const { startWorld } = await import('../support/world.ts');
  const world = await startWorld();
  for (const [id, numbers] of [
    [4817, [1754, 4817]],
    [9999, [9999]],
  ] as const) {
    const establishments = numbers.map((number) => ({ number, uai: `013${number}A`, name: 'Lycée' }));
    await world.administration.createSite({ id, name: 'Lycée', establishments });
    await world.directory(id, 'kind;id;lastName;firstName\nstaff;A;FUZZ;Ada\nstaff;B;VOISIN;Bea\n');
  }
  const { login, password } = await world.administration.createAccount(4817, 'A', { notify: false });
  const near = await world.administration.createAccount(4817, 'B', { notify: false });
  const far = await world.administration.createAccount(9999, 'A', { notify: false });
  const { pool } = world.db;
  // Each wrong password costs a tenth of a second: it is worked out once.
  const known = new Map<string, Promise<boolean>>();
  const verify = (given: string, hash: string): Promise<boolean> => {
    const key = `${given} ${hash}`;
    const found = known.get(key) ?? verifyPassword(given, hash);
    known.set(key, found);
    return found;
  };
  const silent = pino({ level: 'silent' });
  const folders = createDropFolders({
    pool,
    waker: { wake: () => undefined },
    clock: { now: world.now },
    log: silent,
    verify,
  });
  const account = await folders.accountOf(login);
  if (!account) throw new Error('no account');
  return {
    folders,
    spool: world.spool,
    spoolRoot: path.join(world.db.dataFolder, 'spool'),
    account,
    password,
    neighbours: [near.login, far.login],
    now: world.now,
    async journalled() {
      const { rows } = await pool.query('select count(*)::int as n from deposits where account_id = $1', [account.id]);
      return Number(rows[0].n);
    },
    close: () => world.close(),
  };
}

/** Opens the door, with neighbours that hold a secret. */
export async function openFuzzDoor(kind: 'memory' | 'postgres'): Promise<DoorUnderFuzz> {
  const behind = await (kind === 'memory' ? inMemory() : onPostgres());
  const { account, spool, spoolRoot } = behind;
  await leaveSecrets(behind);
  const kept: Kept[] = [];
  const wrongs: string[] = [];
  let copies = 0;
  const before = await behind.journalled();
  const folders = watched(behind.folders, account, wrongs, kept, () => {
    copies += 1;
  });
  const clock = { now: behind.now };
  const log = pino({ level: 'warn' }, { write: (line: string) => void wrongs.push(`logged: ${line}`) });
  const peerOf = createPeerReader([], 'x-forwarded');
  const limits = { guesses: NO_PAUSES };
  const newDoor = (): Door => createDoor({ folders, spool, clock, log, limits, peerOf });
  let door = newDoor();

  const server = createServer({ requestTimeout: 0 });
  const watch = tap(server);
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    watch.note(req, res);
    door(req, res).catch((error: unknown) => wrongs.push(`the door rejected: ${error}`));
  };
  server.on('request', answer);
  server.on('checkContinue', answer);
  // What Node does of its own accord, but counted.
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => {
    watch.note(req, res);
    res.writeHead(417).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    authorization: basic(account.login, behind.password),
    watch,
    kept,
    wrongs,
    copies: () => copies,
    journalled: async () => (await behind.journalled()) - before,
    renew() {
      door = newDoor();
    },
    quiet: () => door.close(),
    async clear() {
      for (const establishment of [null, 1754, 4817]) {
        const folder: FolderRef = { siteId: 4817, establishment, accountId: account.id };
        for (const { name } of await behind.folders.list(folder)) await behind.folders.hide(folder, name);
      }
    },
    unfinished: () => litterIn(path.join(spoolRoot, 'tmp')),
    litter: () => litterIn(spoolRoot),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await behind.close();
    },
  };
}

/** A file of the same name in the folder of each neighbour: what the account must never see. */
async function leaveSecrets({ folders, spool, neighbours }: Behind): Promise<void> {
  for (const login of neighbours) {
    const owner = await folders.accountOf(login);
    if (!owner) throw new Error(`no neighbour ${login}`);
    const incoming = await spool.receive();
    await incoming.write(Buffer.from(`<secret>${SECRET}</secret>`));
    const folder = { siteId: owner.siteId, establishment: null, accountId: owner.id };
    await folders.keep(folder, { name: NEIGHBOURS_FILE, sealed: await incoming.seal(), via: 'webdav' });
  }
}

/** The folders, with a word in `wrongs` for each use that is not the account's own. */
function watched(
  folders: DropFolders,
  account: AccessAccount,
  wrongs: string[],
  kept: Kept[],
  copied: () => void,
): DropFolders {
  const own = (verb: string, { siteId, establishment, accountId }: FolderRef): void => {
    const isOwn = siteId === account.siteId && accountId === account.id && [null, 1754, 4817].includes(establishment);
    if (!isOwn) wrongs.push(`${verb} in ${siteId}/${establishment}/${accountId}`);
  };
  return {
    authenticate: (...args) => folders.authenticate(...args),
    accountOf: (login) => folders.accountOf(login),
    isKnownFrom: (...args) => folders.isKnownFrom(...args),
    noteUse: (...args) => folders.noteUse(...args),
    establishmentsOf: (siteId) => folders.establishmentsOf(siteId),
    list(folder) {
      own('list', folder);
      return folders.list(folder);
    },
    find(folder, name) {
      own('find', folder);
      return folders.find(folder, name);
    },
    async keep(folder, request) {
      own('keep', folder);
      const done = await folders.keep(folder, request);
      kept.push({ name: request.name, sha256: request.sealed.sha256 });
      return done;
    },
    rename(folder, from, to) {
      own('rename', folder);
      return folders.rename(folder, from, to);
    },
    async copy(folder, from, to) {
      own('copy', folder);
      const isDone = await folders.copy(folder, from, to);
      if (isDone && from !== to) copied();
      return isDone;
    },
    hide(folder, name) {
      own('hide', folder);
      return folders.hide(folder, name);
    },
  };
}

/** Every file below a folder but the spool's objects under their hash. */
async function litterIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !/^objects\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/.test(name));
}

/** Exchanges whose answer was begun. */
export function answered(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(({ res }) => res.headersSent);
}
