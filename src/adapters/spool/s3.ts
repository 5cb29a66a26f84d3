/** The spool on an S3-compatible store: bytes are hashed into a file of this machine, put under objects/ by their SHA-256, and read from copies. */

import { createHash } from 'node:crypto';
import { rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { OpenSpool } from '../../domain/deposit/spool.ts';
import { AppError } from '../../domain/model/errors.ts';
import { MARK } from './claimed.ts';
import { type CopyLimits, createCopies } from './copies.ts';
import { makeFolder, sweepUnfinished, trouble } from './disk.ts';
import { type Finish, receiveIn } from './incoming.ts';
import { needObjectName } from './object-name.ts';
import { ownName } from './owner.ts';
import { readSlices } from './read-slices.ts';
import { createS3Client, type S3Settings } from './s3-client.ts';
import { S3Error, s3Trouble } from './s3-error.ts';
import { asideKey, measureStore, objectKey, sweepStore } from './s3-sweep.ts';
import { readText } from './s3-xml.ts';

/** A store, and the part of it that is ours. */
export interface S3Place extends S3Settings {
  /** Before every key; empty, or with `/` at its end. */
  readonly prefix: string;
}

export interface S3SpoolSettings extends S3Place {
  /** Where this process has its unfinished files. */
  readonly folder: string;
  readonly copies?: CopyLimits;
}

/** What went wrong with the store or with the disk here. */
function troubleOf(error: unknown): AppError {
  return trouble(s3Trouble(error));
}

/**
 * Opens the spool; its folder on this machine is made and swept. The store is first asked by whoever keeps or reads something: a
 * daemon starts without it, and says that it is not ready. Throws AppError `no-room`, `spool-unavailable`.
 */
export async function openS3Spool(settings: S3SpoolSettings): Promise<OpenSpool> {
  const { prefix } = settings;
  const tmp = path.join(settings.folder, 'tmp');
  const own = path.join(tmp, ownName());
  const client = createS3Client(settings);
  const copies = createCopies(own, fetch, settings.copies);
  try {
    await makeFolder(tmp);
    await sweepUnfinished(tmp);
  } catch (error) {
    throw troubleOf(error);
  }

  /** Where it is kept, or where a sweep has set it aside while it was being deposited again. */
  async function fetch(sha256: string): Promise<Readable> {
    for (const key of [objectKey(prefix, sha256), asideKey(prefix, sha256)]) {
      try {
        return await client.get(key);
      } catch (error) {
        if (!(error instanceof S3Error && error.isMissing)) throw error;
      }
    }
    throw new AppError('source-missing', `no object ${sha256}`);
  }

  async function place(file: string, sha256: string, size: number): Promise<void> {
    try {
      // Again when it is there already: its new time keeps sweeps away from it.
      await client.put(objectKey(prefix, sha256), { sha256, size, from: { file } });
    } catch (error) {
      throw troubleOf(error);
    }
    await unlink(file);
  }

  /** A few bytes of our own, which are no object. */
  async function putBytes(key: string, bytes: Uint8Array): Promise<void> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await client.put(key, { sha256, size: bytes.length, from: { bytes } });
  }

  const finish: Finish = { isSynced: false, place };

  async function* read(sha256: string, range?: { readonly start: number; readonly end: number }) {
    needObjectName(sha256);
    try {
      yield* readSlices(await copies.open(sha256), range);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  return {
    receive: async () => receiveIn(own, finish),
    open: read,
    async forget(sha256) {
      try {
        await client.remove(objectKey(prefix, sha256));
        await client.remove(asideKey(prefix, sha256));
        await copies.drop(sha256);
      } catch (error) {
        throw troubleOf(error);
      }
    },
    async check() {
      const bytes = Buffer.from('ready?');
      const probe = receiveIn(own, finish, 0);
      try {
        await probe.write(bytes);
        const key = `${prefix}check/${ownName()}`;
        await putBytes(key, bytes);
        await client.remove(key);
      } catch (error) {
        throw troubleOf(error);
      } finally {
        await probe.discard();
      }
    },
    async sweep(wanted) {
      const swept = await sweepStore(client, prefix, wanted, s3Trouble);
      await sweepUnfinished(tmp);
      return swept;
    },
    measure: () => measureStore(client, prefix, s3Trouble),
    async keepsRemoved() {
      try {
        return (await client.keepsVersions()) ?? false;
      } catch (error) {
        throw troubleOf(error);
      }
    },
    async owner() {
      try {
        return (await readText(await client.get(`${prefix}${MARK}`))).trim();
      } catch (error) {
        if (error instanceof S3Error && error.isMissing) return null;
        throw troubleOf(S3Error.of(error as Error));
      }
    },
    async claim(installation) {
      try {
        await putBytes(`${prefix}${MARK}`, Buffer.from(`${installation}\n`));
      } catch (error) {
        throw troubleOf(error);
      }
    },
    async has(sha256) {
      needObjectName(sha256);
      try {
        for (const key of [objectKey(prefix, sha256), asideKey(prefix, sha256)])
          for await (const found of client.list(key)) if (found.key === key) return true;
        return false;
      } catch (error) {
        throw troubleOf(error);
      }
    },
    async isEmpty() {
      try {
        for await (const _ of client.list(`${prefix}objects/`)) return false;
        return true;
      } catch (error) {
        throw troubleOf(error);
      }
    },
    async close() {
      await copies.close();
      client.close();
      // Not empty, or never made: the sweep has the last word.
      await rmdir(own).catch(() => undefined);
    },
  };
}
