/** Takes away from an S3-compatible store what no deposit names any more, without ever losing bytes that are being deposited meanwhile. */

import type { SpoolSize, SpoolSweep, SpoolSwept } from '../../domain/deposit/spool.ts';
import { isObjectName } from './object-name.ts';
import type { S3Client, S3Listed } from './s3-client.ts';

const BATCH = 1_000;

/** As in the folder `objects/` of a spool on a disk: the one can be copied into the other. */
export function objectKey(prefix: string, sha256: string): string {
  return `${prefix}objects/${sha256.slice(0, 2)}/${sha256}`;
}

/** Where a sweep puts what nobody needs, until the next one. */
export function asideKey(prefix: string, sha256: string): string {
  return `${prefix}aside/${sha256}`;
}

/**
 * A store moves nothing in one step: the same bytes may be deposited again between the question and the removal. So what is
 * unnamed is first copied aside, where readers still find it, and goes for good when a later sweep finds it there, old and
 * unnamed still. Trouble is thrown as `told` tells it.
 */
export async function sweepStore(
  client: S3Client,
  prefix: string,
  { before, named }: SpoolSweep,
  told: (error: unknown) => unknown,
): Promise<SpoolSwept> {
  const swept = { objects: 0, bytes: 0 };
  const kept = { objects: 0, bytes: 0 };

  async function setAside(old: readonly S3Listed[]): Promise<void> {
    const needed = await named(old.map(hashOf));
    for (const one of old) {
      const sha256 = hashOf(one);
      if (needed.has(sha256)) count(kept, one);
      else {
        await client.copy(one.key, asideKey(prefix, sha256));
        await client.remove(one.key);
        count(swept, one);
      }
    }
  }

  async function decide(old: readonly S3Listed[]): Promise<void> {
    const needed = await named(old.map(hashOf));
    for (const one of old) {
      const sha256 = hashOf(one);
      if (needed.has(sha256)) await client.copy(one.key, objectKey(prefix, sha256));
      await client.remove(one.key);
    }
  }

  try {
    await eachBatch(ofHashes(client.list(`${prefix}aside/`)), async (all) => {
      await decide(all.filter(({ writtenAt }) => writtenAt < before));
    });
    await eachBatch(ofHashes(client.list(`${prefix}objects/`)), async (all) => {
      for (const one of all) if (one.writtenAt >= before) count(kept, one);
      await setAside(all.filter(({ writtenAt }) => writtenAt < before));
    });
    for await (const { key, writtenAt } of client.list(`${prefix}check/`))
      if (writtenAt < before) await client.remove(key);
  } catch (error) {
    throw told(error);
  }
  return { ...swept, kept };
}

/** Counts what is in place. Trouble is thrown as `told` tells it. */
export async function measureStore(
  client: S3Client,
  prefix: string,
  told: (error: unknown) => unknown,
): Promise<SpoolSize> {
  const size = { objects: 0, bytes: 0 };
  try {
    for await (const one of ofHashes(client.list(`${prefix}objects/`))) count(size, one);
  } catch (error) {
    throw told(error);
  }
  return size;
}

function count(into: { objects: number; bytes: number }, { size }: S3Listed): void {
  into.objects += 1;
  into.bytes += size;
}

function hashOf({ key }: Pick<S3Listed, 'key'>): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** What is not ours in the bucket is left alone. */
async function* ofHashes(all: AsyncIterable<S3Listed>): AsyncGenerator<S3Listed> {
  for await (const one of all) if (isObjectName(hashOf(one))) yield one;
}

async function eachBatch<T>(all: AsyncIterable<T>, work: (batch: readonly T[]) => Promise<void>): Promise<void> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    await work(batch);
    batch = [];
  }
  if (batch.length > 0) await work(batch);
}
