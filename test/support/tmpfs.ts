/** A small disk of a test's own, to be filled to the last byte; needs root. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWhere } from './machine.ts';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all room that is left. */
  fill(): void;
  /** Gives it back. */
  drain(): void;
  unmount(): void;
}

const CHUNK = Buffer.alloc(1 << 20);

export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'carillon-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder]);
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a');
      try {
        for (let bytes = CHUNK.length; bytes >= 1; ) {
          try {
            writeSync(file, CHUNK, 0, bytes);
          } catch {
            bytes = Math.floor(bytes / 16);
          }
        }
      } finally {
        closeSync(file);
      }
    },
    drain: () => rmSync(ballast, { force: true }),
    unmount() {
      // A process that ends may hold the disk a moment longer: it is given up when the last one lets go.
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A suite that fills a disk. */
export function describeWithMount(title: string, suite: () => void): void {
  describeWhere(() => mountSmallDisk(1).unmount(), 'leave to mount', title, suite);
}
