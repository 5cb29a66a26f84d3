/** What went wrong between us and an S3-compatible store, in words that hold no secret, and whether a new try helps at once. */

import { AppError, codeOf } from '../../domain/model/errors.ts';
import { leavesOf } from './s3-xml.ts';

interface What {
  /** S3's code, or the system's of a connection. */
  readonly code: string;
  readonly told: string;
  /** Null: there was no answer. */
  readonly status?: number | null;
  /** How far our clock is ahead of the store's, where it complains. */
  readonly skewMs?: number | undefined;
}

/** Codes of stores that are full, or of an account that may keep no more. */
const FULL = /Quota|StorageFull|InsufficientStorage|InsufficientCapacity|EntityTooLarge/i;

/** Thrown by every request. */
export class S3Error extends Error {
  readonly code: string;
  readonly status: number | null;
  readonly skewMs: number | undefined;

  constructor({ code, told, status = null, skewMs }: What) {
    super(told === '' ? code : `${code}: ${told}`);
    this.name = 'S3Error';
    this.code = code;
    this.status = status;
    this.skewMs = skewMs;
  }

  /** An error of the connection. */
  static of(error: Error): S3Error {
    return error instanceof S3Error ? error : new S3Error({ code: codeOf(error) || 'Connection', told: error.message });
  }

  /** A moment later it may go well. A store that says nothing has had its time: the asker is waiting. */
  get isMomentary(): boolean {
    if (this.status === null) return this.code !== 'Timeout';
    return this.status === 429 || this.status >= 500;
  }

  /** There is no such object; a bucket that is not there is trouble. */
  get isMissing(): boolean {
    return this.status === 404 && this.code !== 'NoSuchBucket';
  }
}

/** The code and the words of an answer that tells an error; null where it tells none. */
export function isSaid(text: string): { readonly code: string; readonly told: string } | null {
  const found = leavesOf(text);
  const code = found.find(({ path }) => path === 'Error/Code')?.text;
  const told = found.find(({ path }) => path === 'Error/Message')?.text ?? '';
  return code === undefined ? null : { code, told: told.slice(0, 300) };
}

/** The store's trouble in the port's words. */
export function s3Trouble(error: unknown): unknown {
  if (!(error instanceof S3Error)) return error;
  const { status, code, skewMs } = error;
  if (status === 507 || FULL.test(code))
    return new AppError('no-room', 'the S3 store has no room left', { cause: error });
  const about = skewMs === undefined ? code : `${code}, clocks ${Math.round(Math.abs(skewMs) / 1_000)} s apart`;
  return new AppError('spool-unavailable', `the S3 store cannot be used (${about})`, { cause: error });
}
