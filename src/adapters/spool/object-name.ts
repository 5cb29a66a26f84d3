/** Names of kept objects: the SHA-256 of their bytes, in hex. */

import { AppError } from '../../domain/model/errors.ts';

export function isObjectName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** Throws AppError `source-missing` for what is no name of an object. */
export function needObjectName(sha256: string): void {
  if (!isObjectName(sha256)) throw new AppError('source-missing', 'not a SHA-256');
}
