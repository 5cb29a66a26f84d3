/** Spool: the fake and the folder under the common suite, and what only a disk can show. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderSpool } from '../../src/adapters/spool/folder.ts';
import { ownerState, ownName } from '../../src/adapters/spool/owner.ts';
import { createFakeSpool } from '../support/webdav-fake-spool.ts';
import { keep, openSpoolSuite, read, shaOf, spoolSuite } from './spool-suite.ts';

/** A full disk is a small one of our own; only root may have it. */
function canMount(): boolean {
  const at = mkdtempSync(path.join(os.tmpdir(), 'carillon-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', at], { stdio: 'ignore' });
    execFileSync('umount', [at]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

spoolSuite('in memory', async () => createFakeSpool().spool);
spoolSuite('a folder', () => openFolderSpool(path.join(folder, 'spool')));
openSpoolSuite('a folder', {
  open: () => openFolderSpool(path.join(folder, 'spool')),
  async age(...hashes) {
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    for (const sha256 of hashes)
      await utimes(path.join(folder, 'spool/objects', sha256.slice(0, 2), sha256), longAgo, longAgo);
    return Date.now() - 24 * 3_600_000;
  },
});

describe('the spool on a disk', () => {
  const root = (): string => path.join(folder, 'spool');
  const objects = (): string[] =>
    readdirSync(path.join(root(), 'objects'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  const unfinished = (): string[] =>
    readdirSync(path.join(root(), 'tmp'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  const descriptors = (): string[] =>
    readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        const target = readlinkSync(`/proc/self/fd/${fd}`);
        return target.startsWith(folder) ? [target] : [];
      } catch {
        return [];
      }
    });

  it('holds one object for one content and nothing in tmp', async () => {
    const spool = await openFolderSpool(root());
    await Promise.all(Array.from({ length: 10 }, () => keep(spool, Buffer.from('same'))));
    const sha256 = shaOf(Buffer.from('same'));
    expect(objects()).toEqual([sha256]);
    expect(await readFile(path.join(root(), 'objects', sha256.slice(0, 2), sha256), 'utf8')).toBe('same');
    expect(unfinished()).toEqual([]);
  });

  it.runIf(existsSync('/proc/self/fd'))(
    'closes its descriptor when the reader stops early, and opens none for nobody',
    async () => {
      const spool = await openFolderSpool(root());
      const { sha256 } = await keep(spool, Buffer.alloc(1_000_000));
      const unread = spool.open(sha256);
      for await (const chunk of spool.open(sha256)) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(descriptors()).toHaveLength(1);
        break;
      }
      expect(descriptors()).toEqual([]);
      expect(unread).toBeDefined();
    },
  );

  it('makes its folders again when somebody removed them', async () => {
    const spool = await openFolderSpool(root());
    await keep(spool, Buffer.from('one'));
    await rm(path.join(root(), 'objects'), { recursive: true });
    await rm(path.join(root(), 'tmp'), { recursive: true });
    await mkdir(path.join(root(), 'objects'));
    const { sha256 } = await keep(spool, Buffer.from('one'));
    expect((await read(spool.open(sha256))).toString()).toBe('one');
  });

  it('says spool-unavailable when there can be no folder', async () => {
    await writeFile(root(), 'a file in the way');
    await expect(openFolderSpool(root())).rejects.toMatchObject({ code: 'spool-unavailable', retryable: true });
  });

  it.runIf(canMount())(
    'says no-room when the disk is full, keeps what it has, and goes on with what fits',
    async () => {
      const small = path.join(folder, 'small');
      await mkdir(small);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small]);
      try {
        const full = await openFolderSpool(small);
        await keep(full, Buffer.from('old'));
        const incoming = await full.receive();
        await expect(incoming.write(Buffer.alloc(1_000_000))).rejects.toMatchObject({ code: 'no-room' });
        await incoming.discard();
        expect((await read(full.open(shaOf(Buffer.from('old'))))).toString()).toBe('old');
        await full.check();
        expect((await keep(full, Buffer.from('new'))).size).toBe(3);
      } finally {
        execFileSync('umount', [small]);
      }
    },
  );

  it('has a folder for its process only while something unfinished is in it', async () => {
    const own = path.join(root(), 'tmp', ownName());
    const spool = await openFolderSpool(root());
    expect(existsSync(own)).toBe(false);
    const incoming = await spool.receive();
    await incoming.write(Buffer.alloc(100_000));
    // A small one is in memory until it is whole.
    expect(existsSync(own)).toBe(false);
    await incoming.write(Buffer.alloc(200_000));
    await spool.close();
    expect(existsSync(own)).toBe(true);
    await incoming.discard();
    await spool.close();
    expect(existsSync(own)).toBe(false);
    await keep(spool, Buffer.from('after all'));
  });

  describe('sweeps at its start', () => {
    const tmp = (name: string): string => path.join(root(), 'tmp', name);

    async function leave(name: string): Promise<void> {
      await mkdir(tmp(name), { recursive: true });
      await writeFile(path.join(tmp(name), 'half'), 'half a file');
    }

    /** A process that is alive, and the folder that it would own. */
    async function other(): Promise<{ child: ChildProcess; name: string }> {
      const child = spawn(process.execPath, ['-e', 'console.log("up"); process.stdin.resume()'], { stdio: 'pipe' });
      if (child.stdout) await once(child.stdout, 'data');
      const [machine] = ownName().split('-');
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8);
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return { child, name: `${machine}-${child.pid}-${boot}${ticks}` };
    }

    it.runIf(existsSync('/proc/self/stat'))('what dead processes left, never what a live one is writing', async () => {
      const { child, name } = await other();
      expect(ownerState(name)).toBe('alive');
      await leave(name);
      await openFolderSpool(root());
      expect(existsSync(tmp(name))).toBe(true);
      child.stdin?.end();
      await once(child, 'exit');
      await openFolderSpool(root());
      expect(existsSync(tmp(name))).toBe(false);
    });

    it.runIf(existsSync('/proc/self/stat'))('is not fooled by a pid that is used again', async () => {
      const [machine, pid] = ownName().split('-');
      const earlier = `${machine}-${pid}-0000000012345`;
      await leave(earlier);
      await openFolderSpool(root());
      expect(existsSync(tmp(earlier))).toBe(false);
    });

    it('leaves its own and young folders of other machines alone', async () => {
      const foreign = `${'0'.repeat(12)}-1-${'0'.repeat(9)}`;
      await leave(foreign);
      const first = await openFolderSpool(root());
      const incoming = await first.receive();
      await incoming.write(Buffer.alloc(300_000));
      await openFolderSpool(root());
      expect((await incoming.seal()).size).toBe(300_000);
      expect(await readdir(tmp(foreign))).toEqual(['half']);
      const longAgo = new Date(Date.now() - 25 * 3_600_000);
      await utimes(tmp(foreign), longAgo, longAgo);
      await openFolderSpool(root());
      expect(existsSync(tmp(foreign))).toBe(false);
    });
  });
});
