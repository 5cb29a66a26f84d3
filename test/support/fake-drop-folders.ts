/** Drop folders in memory: what the port promises, for tests that need no database, with hands to set up their world. */
import { EventEmitter } from 'node:events';
import type { AccessAccount, ClientOrigin } from '../../src/domain/deposit/account.ts';
import {
  type DepositEntry,
  type FolderRef,
  isTemporaryName,
  type KeptDeposit,
  startsRun,
} from '../../src/domain/deposit/deposit.ts';
import type { AppError } from '../../src/domain/model/errors.ts';
import { byCodeUnit } from '../../src/domain/model/identity.ts';
import type { RunStatus } from '../../src/domain/model/run.ts';
import type { Clock, DropFolders, Waker } from '../../src/domain/ports.ts';

interface Account extends AccessAccount {
  password: string;
  previous: { password: string; until: number } | null;
  isAlive: boolean;
  lastUse: (ClientOrigin & { at: number }) | null;
}

interface Deposit {
  readonly id: string;
  readonly folder: string;
  readonly sha256: string;
  readonly size: number;
  readonly receivedAt: number;
  readonly via: 'webdav' | 'drop-folder';
  readonly client: string | undefined;
  /** The deposit whose bytes these are, when a copy made this one. */
  readonly copiedFrom: string | null;
  name: string;
  isHidden: boolean;
  run: { readonly id: string; status: RunStatus } | null;
}

export interface FakeDropFolders {
  readonly folders: DropFolders;
  addSite(siteId: number, establishments: readonly number[]): void;
  addAccount(account: { siteId: number; login: string; password: string; uploadOnly?: boolean }): AccessAccount;
  revoke(accountId: string): void;
  /** A new password; the old one holds until that moment. */
  changePassword(accountId: string, password: string, oldUntil?: number): void;
  lastUse(accountId: string): (ClientOrigin & { readonly at: number }) | null;
  setStatus(runId: string, status: RunStatus): void;
  /** All deposits, hidden ones too, in order. */
  journal(): readonly Readonly<Deposit>[];
  /** From now on every call fails with this; null: works again. */
  failWith(error: AppError | null): void;
  /** Resolves with the next deposit that is kept. */
  nextKept(): Promise<KeptDeposit>;
  /** Holds back `keep` until `release` is called; `reached` resolves when one is waiting. */
  holdKeep(): { readonly reached: Promise<void>; release(): void };
}

const silentWaker: Waker = { wake: () => undefined };

export function createFakeDropFolders(clock: Clock, waker: Waker = silentWaker): FakeDropFolders {
  const sites = new Map<number, readonly number[]>();
  const accounts: Account[] = [];
  const deposits: Deposit[] = [];
  const events = new EventEmitter();
  let failure: AppError | null = null;
  let held: Promise<void> = Promise.resolve();
  let runs = 0;

  const keyOf = (folder: FolderRef): string => `${folder.siteId}/${folder.establishment ?? ''}/${folder.accountId}`;
  const listed = (folder: FolderRef, name: string): Deposit | undefined =>
    deposits.find((deposit) => deposit.folder === keyOf(folder) && deposit.name === name && !deposit.isHidden);
  const view = ({ id, siteId, login, uploadOnly }: Account): AccessAccount => ({ id, siteId, login, uploadOnly });
  const entry = (deposit: Deposit): DepositEntry => ({
    depositId: deposit.id,
    name: deposit.name,
    size: deposit.size,
    sha256: deposit.sha256,
    receivedAt: deposit.receivedAt,
    runId: deposit.run?.id ?? null,
    status: deposit.run?.status ?? null,
  });
  const account = (id: string): Account => {
    const found = accounts.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`no account ${id}`);
    return found;
  };
  const originalOf = (deposit: Deposit): string => deposit.copiedFrom ?? deposit.id;
  const hadRun = (deposit: Deposit): boolean =>
    deposits.some((other) => originalOf(other) === originalOf(deposit) && other.run !== null);
  const works = (): void => {
    if (failure) throw failure;
  };

  function insert(
    folder: FolderRef,
    name: string,
    from: Omit<Deposit, 'id' | 'folder' | 'name' | 'isHidden' | 'run'>,
  ): Deposit {
    const id = String(deposits.length + 1);
    const deposit: Deposit = { ...from, id, folder: keyOf(folder), name, isHidden: false, run: null };
    deposits.push(deposit);
    return deposit;
  }

  function startRun(deposit: Deposit, siteId: number): void {
    runs += 1;
    deposit.run = { id: String(runs), status: 'received' };
    waker.wake({ runId: deposit.run.id, attempt: 1, siteId });
  }

  const folders: DropFolders = {
    async authenticate(login, password) {
      works();
      const found = accounts.find((candidate) => candidate.login === login && candidate.isAlive);
      if (!found) return null;
      const isPrevious =
        found.previous !== null && found.previous.until > clock.now() && found.previous.password === password;
      return found.password === password || isPrevious ? view(found) : null;
    },
    async accountOf(login) {
      works();
      const found = accounts.find((candidate) => candidate.login === login && candidate.isAlive);
      return found ? view(found) : null;
    },
    async isKnownFrom(login, address) {
      works();
      return accounts.some((one) => one.login === login && one.isAlive && one.lastUse?.address === address);
    },
    noteUse({ id }, from) {
      const used = account(id);
      if (used.lastUse === null || clock.now() - used.lastUse.at >= 60_000) used.lastUse = { ...from, at: clock.now() };
    },
    async establishmentsOf(siteId) {
      works();
      return sites.get(siteId) ?? null;
    },
    async list(folder) {
      works();
      return deposits
        .filter((deposit) => deposit.folder === keyOf(folder) && !deposit.isHidden)
        .map(entry)
        .sort((a, b) => byCodeUnit(a.name, b.name));
    },
    async find(folder, name) {
      works();
      const deposit = listed(folder, name);
      return deposit ? entry(deposit) : null;
    },
    async keep(folder, { name, sealed, via, client }) {
      events.emit('keeping');
      await held;
      works();
      const old = listed(folder, name);
      if (old) old.isHidden = true;
      const deposit = insert(folder, name, { ...sealed, via, client, copiedFrom: null, receivedAt: clock.now() });
      if (startsRun(name, sealed.size)) startRun(deposit, folder.siteId);
      const kept = { depositId: deposit.id, runId: deposit.run?.id ?? null, replaced: old !== undefined };
      events.emit('kept', kept);
      return kept;
    },
    async rename(folder, from, to) {
      works();
      const deposit = listed(folder, from);
      if (!deposit) return false;
      if (from === to) return true;
      const old = listed(folder, to);
      if (old) old.isHidden = true;
      deposit.name = to;
      const isHeldBack = !hadRun(deposit) && isTemporaryName(from);
      if (isHeldBack && startsRun(to, deposit.size)) startRun(deposit, folder.siteId);
      return true;
    },
    async copy(folder, from, to) {
      works();
      const deposit = listed(folder, from);
      if (!deposit) return false;
      if (from === to) return true;
      const old = listed(folder, to);
      if (old) old.isHidden = true;
      insert(folder, to, { ...deposit, copiedFrom: originalOf(deposit), receivedAt: clock.now() });
      return true;
    },
    async hide(folder, name) {
      works();
      const deposit = listed(folder, name);
      if (deposit) deposit.isHidden = true;
      return deposit !== undefined;
    },
  };

  return {
    folders,
    addSite(siteId, establishments) {
      sites.set(siteId, establishments);
    },
    addAccount({ siteId, login, password, uploadOnly = false }) {
      const id = String(accounts.length + 1);
      accounts.push({ id, siteId, login, uploadOnly, password, previous: null, isAlive: true, lastUse: null });
      return { id, siteId, login, uploadOnly };
    },
    revoke(accountId) {
      account(accountId).isAlive = false;
    },
    changePassword(accountId, password, oldUntil = 0) {
      const changed = account(accountId);
      changed.previous = { password: changed.password, until: oldUntil };
      changed.password = password;
    },
    lastUse: (accountId) => account(accountId).lastUse,
    setStatus(runId, status) {
      const run = deposits.find((deposit) => deposit.run?.id === runId)?.run;
      if (run) run.status = status;
    },
    journal: () => deposits,
    failWith(error) {
      failure = error;
    },
    nextKept: () => new Promise((resolve) => events.once('kept', resolve)),
    holdKeep() {
      const { promise, release } = gate();
      held = promise;
      return { release, reached: new Promise((resolve) => events.once('keeping', () => resolve())) };
    },
  };
}

function gate(): { promise: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
