/** Opens the spool where the installation has it: in a folder, or in an S3-compatible store. */

import type { OpenSpool } from '../../domain/deposit/spool.ts';
import { openFolderSpool } from './folder.ts';
import type { S3Place } from './s3.ts';

/** Plain values, for it may go to another process. */
export interface SpoolPlace {
  /** With a store: of this machine alone, for what is on its way. */
  readonly folder: string;
  readonly s3: S3Place | null;
}

/** Throws AppError `no-room`, `spool-unavailable`. */
export async function openSpool({ folder, s3 }: SpoolPlace): Promise<OpenSpool> {
  if (s3 === null) return await openFolderSpool(folder);
  // Who has a folder does not load what signs requests.
  const { openS3Spool } = await import('./s3.ts');
  return await openS3Spool({ ...s3, folder });
}
