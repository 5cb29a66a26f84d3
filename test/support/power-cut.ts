/** A disk of a test's own whose power can be cut: what the file system had not given to the disk by then is gone. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWhere } from './machine.ts';

export interface CuttableDisk {
  readonly folder: string;
  /** Cuts the power under processes that are stopped, ends them by `end`, and mounts what the disk held at the cut. */
  cut(end: () => Promise<void>): Promise<void>;
  remove(): void;
}

const quietly = (program: string, ...words: string[]) => execFileSync(program, words, { stdio: 'ignore' });

/**
 * ext4 on a loop device. Its own commits are put off for an hour, so that nothing reaches the image but what somebody
 * synced, and what the kernel writes back by itself.
 */
export function makeCuttableDisk(megabytes: number): CuttableDisk {
  const home = mkdtempSync(path.join(os.tmpdir(), 'carillon-cut-'));
  const image = path.join(home, 'disk.img');
  const folder = path.join(home, 'disk');
  mkdirSync(folder);
  quietly('truncate', '-s', `${megabytes}M`, image);
  quietly('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image);
  const mount = () => quietly('mount', '-o', 'loop,commit=3600', image, folder);
  mount();
  return {
    folder,
    async cut(end) {
      copyAtRest(image, `${image}.cut`);
      await end();
      quietly('umount', folder);
      renameSync(`${image}.cut`, image);
      mount();
    },
    remove() {
      quietly('umount', '--lazy', folder);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Two copies that are alike: nobody wrote while the first was made. */
function copyAtRest(from: string, to: string): void {
  for (let before = ''; ; ) {
    copyFileSync(from, to);
    const digest = createHash('sha256').update(readFileSync(to)).digest('hex');
    if (digest === before) return;
    before = digest;
  }
}

/** A suite that cuts the power of a disk. */
export function describeWithLoop(title: string, suite: () => void): void {
  describeWhere(() => makeCuttableDisk(8).remove(), 'a loop device', title, suite);
}
