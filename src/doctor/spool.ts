/** Where deposited files are kept: can something be kept there and taken away again, and what to do where not. */

import { S3Error } from '../adapters/spool/s3-error.ts';
import { type Config, spoolOf } from '../config/config.ts';
import type { Carillon } from '../main.ts';
import { type Check, Finding, look } from './check.ts';
import { type Remedy, remedyFor } from './remedies.ts';

/** What an operator does about a store that refuses, by its code. */
const REMEDIES: readonly Remedy[] = [
  [/^NoSuchBucket$/, 'make the bucket, or name the right one in s3.bucket (CARILLON_S3_BUCKET)'],
  [/^RequestTimeTooSkewed$/, 'let NTP set the clock of this machine (timedatectl set-ntp true), or of the store'],
  [
    /^(SignatureDoesNotMatch|InvalidAccessKeyId|AccessDenied|AuthorizationHeaderMalformed)$/,
    'see s3.accessKey, s3.secretKey and s3.region; the key must be allowed to list the bucket, and to get, put and delete in it',
  ],
  [/Quota|Full|Capacity|InsufficientStorage/i, 'make room in the store, or let the account keep more'],
];

/** Keeps a few bytes as a deposit would be kept, and takes them away again. */
export function spool(config: Config, { spool: opened }: Pick<Carillon, 'spool'>): Promise<Check> {
  const { folder, s3 } = spoolOf(config);
  const todo = (error: unknown): string => {
    if (s3 === null) return `make room for ${folder}, and give it to the account that runs Carillon`;
    const code = error instanceof Error && error.cause instanceof S3Error ? error.cause.code : '';
    return (
      remedyFor(code, REMEDIES) ??
      'see s3.endpoint (CARILLON_S3_ENDPOINT), and that this machine may reach the store; deposits are answered with 503 meanwhile'
    );
  };
  return look('spool', todo, async () => {
    const startedAt = performance.now();
    await opened.check();
    const ms = Math.round(performance.now() - startedAt);
    if (s3 === null) return `folder ${folder}, ${ms} ms`;
    if (await opened.keepsRemoved())
      throw new Finding(
        `bucket ${s3.bucket} keeps versions: what retention takes away stays in it`,
        'switch versioning off, or let a lifecycle rule of the bucket remove noncurrent versions after a day',
      );
    const where = s3.endpoint === null ? `AWS ${s3.region}` : new URL(s3.endpoint).host;
    const way = s3.endpoint?.startsWith('http:') ? ', unencrypted: only for a network of your own' : '';
    return `bucket ${s3.bucket} at ${where}, ${ms} ms${way}`;
  });
}
