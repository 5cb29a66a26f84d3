/** Takes away from a spool's folder what no deposit names any more, without ever losing bytes that are being deposited meanwhile. */

import { link, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { SpoolSize, SpoolSweep, SpoolSwept } from '../../domain/deposit/spool.ts';
import { codeOf } from '../../domain/model/errors.ts';
import { makeInside } from './disk.ts';
import { isObjectName } from './object-name.ts';

const BATCH = 1_000;

/** Returns how many objects and bytes went. Safe beside uploads and other sweeps; what a killed sweep left is put right first. */
export async function sweepObjects(root: string, { before, named }: SpoolSweep): Promise<SpoolSwept> {
  const objects = path.join(root, 'objects');
  const aside = path.join(root, 'aside');
  await makeInside(aside);
  let [count, bytes] = [0, 0];
  const all = { objects: 0, bytes: 0 };
  const placeOf = (hash: string): string => path.join(objects, hash.slice(0, 2), hash);

  /** Puts an object that was set aside back, or takes it away for good. */
  async function decide(hashes: readonly string[]): Promise<void> {
    const needed = await named(hashes);
    for (const hash of hashes) {
      const file = path.join(aside, hash);
      const found = await stat(file).catch(() => null);
      if (!found) continue;
      if (needed.has(hash) || found.mtimeMs >= before) {
        // When the same bytes were deposited again meanwhile, they are in place already.
        await link(file, placeOf(hash)).catch(unlessThere);
      } else {
        count += 1;
        bytes += found.size;
      }
      await unlink(file).catch(() => undefined);
    }
  }

  await decide((await readdir(aside)).filter(isObjectName));
  const [oldCount, oldBytes] = [count, bytes];
  for (const prefix of await readdir(objects)) {
    const folder = path.join(objects, prefix);
    const hashes = (await readdir(folder).catch((): string[] => [])).filter(isObjectName);
    for (let start = 0; start < hashes.length; start += BATCH) {
      const old: string[] = [];
      for (const hash of hashes.slice(start, start + BATCH)) {
        const found = await stat(path.join(folder, hash)).catch(() => null);
        if (!found) continue;
        all.objects += 1;
        all.bytes += found.size;
        if (found.mtimeMs < before) old.push(hash);
      }
      if (old.length === 0) continue;
      const needed = await named(old);
      const unnamed = old.filter((hash) => !needed.has(hash));
      // Set aside first and asked once more: what is deposited from here on gets a new file in its place.
      for (const hash of unnamed) await rename(placeOf(hash), path.join(aside, hash)).catch(() => undefined);
      await decide(unnamed);
    }
  }
  await rm(aside, { recursive: true, force: true });
  // What an earlier sweep had set aside was not among those counted.
  const kept = { objects: all.objects - (count - oldCount), bytes: all.bytes - (bytes - oldBytes) };
  return { objects: count, bytes, kept };
}

/** Counts what is in place; what comes or goes meanwhile may be counted or not. */
export async function measureObjects(root: string): Promise<SpoolSize> {
  const size = { objects: 0, bytes: 0 };
  const objects = path.join(root, 'objects');
  for (const prefix of await readdir(objects)) {
    const folder = path.join(objects, prefix);
    for (const hash of (await readdir(folder).catch((): string[] => [])).filter(isObjectName)) {
      const found = await stat(path.join(folder, hash)).catch(() => null);
      if (!found) continue;
      size.objects += 1;
      size.bytes += found.size;
    }
  }
  return size;
}

function unlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
