/** What every implementation of the port DropFolders must do. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessAccount } from '../../src/domain/deposit/account.ts';
import type { DepositRequest, FolderRef } from '../../src/domain/deposit/deposit.ts';
import type { DropFolders, Job } from '../../src/domain/ports.ts';

export interface DropFolderWorld {
  readonly folders: DropFolders;
  /** The clock shows this; tests move it. */
  readonly time: { now: number };
  /** Site 4817 with the establishments 1754 and 4817, and site 9999 with none. */
  addAccount(
    login: string,
    password: string,
    options?: { readonly siteId?: number; readonly uploadOnly?: boolean },
  ): Promise<AccessAccount>;
  revoke(account: AccessAccount): Promise<void>;
  changePassword(account: AccessAccount, password: string, oldUntil: number): Promise<void>;
  lastUse(account: AccessAccount): Promise<{ readonly address: string; readonly client: string } | null>;
  endRun(runId: string, status: 'integrated' | 'rejected'): Promise<void>;
  countDeposits(account: AccessAccount): Promise<number>;
  countRuns(account: AccessAccount): Promise<number>;
  /** Jobs that workers were to be woken up for. */
  readonly jobs: Job[];
  close(): Promise<void>;
}

const SHA = { a: 'a'.repeat(64), b: 'b'.repeat(64), empty: 'e'.repeat(64) };

function request(name: string, sha256 = SHA.a, size = 10): DepositRequest {
  return { name, sealed: { sha256, size }, via: 'webdav', client: 'EDT/2026' };
}

export function dropFoldersSuite(title: string, open: () => Promise<DropFolderWorld>): void {
  describe(`DropFolders: ${title}`, () => {
    let world: DropFolderWorld;
    let count = 0;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    async function newFolder(
      establishment: number | null = null,
    ): Promise<{ account: AccessAccount; folder: FolderRef }> {
      count += 1;
      const account = await world.addAccount(`emp.folder.${count}`, 'pass');
      return { account, folder: { siteId: account.siteId, establishment, accountId: account.id } };
    }

    it('knows an account by login and password', async () => {
      const account = await world.addAccount('emp.ada.lovelace', 'pass:with/colon+é', { uploadOnly: true });
      expect(await world.folders.authenticate('emp.ada.lovelace', 'pass:with/colon+é')).toEqual(account);
      expect(await world.folders.authenticate('emp.ada.lovelace', 'pass')).toBeNull();
      expect(await world.folders.authenticate('emp.nobody.here', 'pass')).toBeNull();
      expect(await world.folders.accountOf('emp.ada.lovelace')).toEqual(account);
      expect(await world.folders.accountOf('emp.nobody.here')).toBeNull();
    });

    it('forgets a revoked account at once, though its password was right a moment ago', async () => {
      const account = await world.addAccount('emp.revoked', 'secret');
      expect(await world.folders.authenticate('emp.revoked', 'secret')).not.toBeNull();
      await world.revoke(account);
      expect(await world.folders.authenticate('emp.revoked', 'secret')).toBeNull();
      expect(await world.folders.accountOf('emp.revoked')).toBeNull();
    });

    it('accepts the password before last only while its grace runs', async () => {
      const account = await world.addAccount('emp.grace', 'old');
      expect(await world.folders.authenticate('emp.grace', 'old')).not.toBeNull();
      await world.changePassword(account, 'new', world.time.now + 1000);
      expect(await world.folders.authenticate('emp.grace', 'old')).not.toBeNull();
      expect(await world.folders.authenticate('emp.grace', 'new')).not.toBeNull();
      world.time.now += 1000;
      expect(await world.folders.authenticate('emp.grace', 'old')).toBeNull();
      expect(await world.folders.authenticate('emp.grace', 'new')).not.toBeNull();
    });

    it('notes the use of an account at most once a minute', async () => {
      const { account } = await newFolder();
      world.folders.noteUse(account, { address: '10.0.0.1', client: 'first' });
      await expect.poll(() => world.lastUse(account)).toMatchObject({ address: '10.0.0.1', client: 'first' });
      world.time.now += 59_000;
      world.folders.noteUse(account, { address: '10.0.0.2', client: 'second' });
      world.time.now += 1000;
      world.folders.noteUse(account, { address: '10.0.0.3', client: 'third' });
      await expect.poll(() => world.lastUse(account)).toMatchObject({ address: '10.0.0.3', client: 'third' });
      expect(await world.folders.isKnownFrom(account.login, '10.0.0.3')).toBe(true);
      expect(await world.folders.isKnownFrom(account.login, '10.0.0.1')).toBe(false);
      expect(await world.folders.isKnownFrom('emp.nobody.here', '10.0.0.3')).toBe(false);
      await world.revoke(account);
      expect(await world.folders.isKnownFrom(account.login, '10.0.0.3')).toBe(false);
    });

    it('knows the establishments of a site', async () => {
      expect(await world.folders.establishmentsOf(4817)).toEqual([1754, 4817]);
      expect(await world.folders.establishmentsOf(9999)).toEqual([]);
      expect(await world.folders.establishmentsOf(1)).toBeNull();
      expect(await world.folders.establishmentsOf(99_999_999_999)).toBeNull();
    });

    it('keeps a deposit with one run and wakes a worker up', async () => {
      const { account, folder } = await newFolder();
      const kept = await world.folders.keep(folder, request('EDT.xml'));
      expect(kept).toEqual({ depositId: expect.any(String), runId: expect.any(String), replaced: false });
      expect(world.jobs.at(-1)).toEqual({ runId: kept.runId, attempt: 1, siteId: 4817 });
      expect(await world.folders.list(folder)).toEqual([
        {
          depositId: kept.depositId,
          name: 'EDT.xml',
          size: 10,
          sha256: SHA.a,
          receivedAt: world.time.now,
          runId: kept.runId,
          status: 'received',
        },
      ]);
      expect(await world.countRuns(account)).toBe(1);
    });

    it('shows the status of a run as it ends', async () => {
      const { folder } = await newFolder();
      const kept = await world.folders.keep(folder, request('EDT.xml'));
      await world.endRun(kept.runId ?? '', 'integrated');
      expect(await world.folders.find(folder, 'EDT.xml')).toMatchObject({ status: 'integrated' });
    });

    it('replaces a listed file and starts a run for the same content again', async () => {
      const { account, folder } = await newFolder();
      await world.folders.keep(folder, request('EDT.xml'));
      const second = await world.folders.keep(folder, request('EDT.xml'));
      expect(second.replaced).toBe(true);
      expect(await world.folders.list(folder)).toHaveLength(1);
      expect(await world.countDeposits(account)).toBe(2);
      expect(await world.countRuns(account)).toBe(2);
    });

    it('starts nothing for an empty file or a temporary name, and lists both', async () => {
      const { account, folder } = await newFolder();
      const waking = world.jobs.length;
      for (const name of ['EDT.xml.tmp', 'a.part', 'b.PARTIAL', 'c.filepart', 'd~', '.e.xml']) {
        expect(await world.folders.keep(folder, request(name))).toMatchObject({ runId: null, replaced: false });
      }
      expect(await world.folders.keep(folder, request('empty.xml', SHA.empty, 0))).toMatchObject({ runId: null });
      expect(await world.folders.list(folder)).toHaveLength(7);
      expect(await world.folders.find(folder, 'empty.xml')).toMatchObject({ size: 0, status: null, runId: null });
      expect(await world.countRuns(account)).toBe(0);
      expect(world.jobs).toHaveLength(waking);
    });

    it('starts the run that a temporary name held back, once', async () => {
      const { account, folder } = await newFolder();
      await world.folders.keep(folder, request('EDT.xml', SHA.b));
      await world.folders.keep(folder, request('EDT.xml.tmp'));
      expect(await world.folders.rename(folder, 'EDT.xml.tmp', 'EDT.xml')).toBe(true);
      expect(await world.folders.list(folder)).toMatchObject([{ name: 'EDT.xml', sha256: SHA.a, status: 'received' }]);
      expect(await world.countRuns(account)).toBe(2);
      expect(world.jobs.at(-1)?.runId).toBe((await world.folders.find(folder, 'EDT.xml'))?.runId);
      expect(await world.folders.rename(folder, 'EDT.xml', 'again.xml')).toBe(true);
      expect(await world.folders.rename(folder, 'again.xml', 'again.tmp')).toBe(true);
      expect(await world.folders.rename(folder, 'again.tmp', 'EDT.xml')).toBe(true);
      expect(await world.countRuns(account)).toBe(2);
    });

    it('renames nothing that is not there, and an empty file without a run', async () => {
      const { account, folder } = await newFolder();
      expect(await world.folders.rename(folder, 'no.xml', 'yes.xml')).toBe(false);
      await world.folders.keep(folder, request('e.tmp', SHA.empty, 0));
      expect(await world.folders.rename(folder, 'e.tmp', 'e.xml')).toBe(true);
      expect(await world.countRuns(account)).toBe(0);
      expect(await world.folders.rename(folder, 'no.xml', 'e.xml')).toBe(false);
      expect(await world.folders.find(folder, 'e.xml')).not.toBeNull();
    });

    it('copies without a run, replacing what is there', async () => {
      const { account, folder } = await newFolder();
      await world.folders.keep(folder, request('EDT.xml'));
      await world.folders.keep(folder, request('copy.xml', SHA.b));
      expect(await world.folders.copy(folder, 'EDT.xml', 'copy.xml')).toBe(true);
      expect(await world.folders.copy(folder, 'no.xml', 'copy.xml')).toBe(false);
      expect(await world.folders.find(folder, 'copy.xml')).toMatchObject({ sha256: SHA.a, runId: null, status: null });
      expect(await world.folders.list(folder)).toHaveLength(2);
      expect(await world.folders.rename(folder, 'copy.xml', 'moved.xml')).toBe(true);
      expect(await world.countRuns(account)).toBe(2);
    });

    it('starts no run for a copy under a temporary name that is moved, when its bytes had one', async () => {
      const { account, folder } = await newFolder();
      await world.folders.keep(folder, request('EDT.xml'));
      await world.folders.copy(folder, 'EDT.xml', 'copy.tmp');
      await world.folders.copy(folder, 'copy.tmp', 'second.tmp');
      await world.folders.hide(folder, 'EDT.xml');
      const waking = world.jobs.length;
      expect(await world.folders.rename(folder, 'copy.tmp', 'copy.xml')).toBe(true);
      expect(await world.folders.rename(folder, 'second.tmp', 'second.xml')).toBe(true);
      expect(await world.folders.find(folder, 'second.xml')).toMatchObject({ sha256: SHA.a, runId: null });
      expect(await world.countRuns(account)).toBe(1);
      expect(world.jobs).toHaveLength(waking);
    });

    it('starts one run for bytes that a temporary name holds back, whichever of its copies is moved first', async () => {
      const { account, folder } = await newFolder();
      await world.folders.keep(folder, request('EDT.tmp'));
      await world.folders.copy(folder, 'EDT.tmp', 'copy.tmp');
      expect(await world.folders.rename(folder, 'copy.tmp', 'copy.xml')).toBe(true);
      expect(await world.folders.find(folder, 'copy.xml')).toMatchObject({ status: 'received' });
      await world.folders.copy(folder, 'copy.xml', 'third.tmp');
      for (const name of ['EDT', 'third']) {
        expect(await world.folders.rename(folder, `${name}.tmp`, `${name}.xml`)).toBe(true);
        expect(await world.folders.find(folder, `${name}.xml`)).toMatchObject({ runId: null });
      }
      expect(await world.countRuns(account)).toBe(1);
      await world.folders.keep(folder, request('third.xml'));
      expect(await world.countRuns(account)).toBe(2);
    });

    it('hides without cancelling', async () => {
      const { account, folder } = await newFolder();
      await world.folders.keep(folder, request('EDT.xml'));
      expect(await world.folders.hide(folder, 'EDT.xml')).toBe(true);
      expect(await world.folders.hide(folder, 'EDT.xml')).toBe(false);
      expect(await world.folders.find(folder, 'EDT.xml')).toBeNull();
      expect(await world.countDeposits(account)).toBe(1);
      expect(await world.countRuns(account)).toBe(1);
      expect(await world.folders.keep(folder, request('EDT.xml'))).toMatchObject({ replaced: false });
    });

    it('keeps folders of accounts and of establishments apart', async () => {
      const one = await newFolder();
      const other = await newFolder();
      const establishment: FolderRef = { ...one.folder, establishment: 1754 };
      await world.folders.keep(one.folder, request('EDT.xml'));
      await world.folders.keep(establishment, request('EDT.xml', SHA.b));
      expect(await world.folders.list(other.folder)).toEqual([]);
      expect(await world.folders.find(one.folder, 'EDT.xml')).toMatchObject({ sha256: SHA.a });
      expect(await world.folders.find(establishment, 'EDT.xml')).toMatchObject({ sha256: SHA.b });
    });

    it('lists by name, whatever characters it has', async () => {
      const { folder } = await newFolder();
      const names = ["l'été & co.xml", 'EDT_2026 (1).xml', '%41.xml', 'élève.xml', 'a"b;c.xml'];
      for (const name of names) await world.folders.keep(folder, request(name));
      const listed = (await world.folders.list(folder)).map(({ name }) => name);
      expect([...listed].sort()).toEqual([...names].sort());
    });

    it('lets many writers of one name through, one after the other', async () => {
      const { account, folder } = await newFolder();
      const kept = await Promise.all(
        Array.from({ length: 20 }, (_, n) => world.folders.keep(folder, request('EDT.xml', n % 2 ? SHA.a : SHA.b))),
      );
      expect(kept.filter(({ replaced }) => !replaced)).toHaveLength(1);
      expect(new Set(kept.map(({ runId }) => runId)).size).toBe(20);
      expect(await world.folders.list(folder)).toHaveLength(1);
      expect(await world.countRuns(account)).toBe(20);
    });

    it('survives writers, movers and deleters of the same names', async () => {
      const { folder } = await newFolder();
      await world.folders.keep(folder, request('a.xml'));
      await Promise.all([
        ...Array.from({ length: 5 }, () => world.folders.rename(folder, 'a.xml', 'b.xml')),
        ...Array.from({ length: 5 }, () => world.folders.rename(folder, 'b.xml', 'a.xml')),
        ...Array.from({ length: 5 }, () => world.folders.keep(folder, request('a.xml'))),
        ...Array.from({ length: 5 }, () => world.folders.copy(folder, 'a.xml', 'b.xml')),
        ...Array.from({ length: 5 }, () => world.folders.hide(folder, 'b.xml')),
      ]);
      const names = (await world.folders.list(folder)).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    });
  });
}
