/** Client certificates that access accounts are paired with: kept by fingerprint, never the certificate itself. */

import { X509Certificate } from 'node:crypto';
import type { PoolClient } from 'pg';
import { Refusal } from '../../domain/model/errors.ts';
import { moment } from './runs.ts';

/** SHA-256 of a certificate, lower-case hex without colons; the form in which Node gives it has them. */
function plainFingerprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}

async function needAccount(client: PoolClient, siteId: number, accountId: string): Promise<void> {
  const { rowCount } = await client.query(
    'select from access_accounts where site_id = $1 and id::text = $2 and revoked_at is null for update',
    [siteId, accountId],
  );
  if (rowCount === 0) throw new Refusal('account-unknown', { account: accountId });
}

function read(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Refusal('certificate-unreadable');
  }
}

/** Throws Refusal `account-unknown`, `certificate-unreadable`, `certificate-expired`. */
export async function pairCertificate(
  client: PoolClient,
  siteId: number,
  accountId: string,
  pem: string,
  now: number,
): Promise<{ readonly fingerprint: string; readonly pairedAt: number; readonly expiresAt: number }> {
  await needAccount(client, siteId, accountId);
  const certificate = read(pem);
  const expiresAt = Date.parse(certificate.validTo);
  if (expiresAt <= now)
    throw new Refusal('certificate-expired', { day: new Date(expiresAt).toISOString().slice(0, 10) });
  const fingerprint = plainFingerprint(certificate.fingerprint256);
  await client.query(
    `insert into account_certificates (account_id, fingerprint, paired_at, expires_at) values ($1, $2, $3, $4)
     on conflict (account_id, fingerprint) do update set paired_at = excluded.paired_at`,
    [accountId, fingerprint, moment(now), moment(expiresAt)],
  );
  return { fingerprint, pairedAt: now, expiresAt };
}

/** How many were let go of; `fingerprint` null: all. Throws Refusal `account-unknown`. */
export async function unpairCertificate(
  client: PoolClient,
  siteId: number,
  accountId: string,
  fingerprint: string | null,
): Promise<number> {
  await needAccount(client, siteId, accountId);
  const { rowCount } = await client.query(
    'delete from account_certificates where account_id = $1 and ($2::text is null or fingerprint = $2)',
    [accountId, fingerprint === null ? null : plainFingerprint(fingerprint)],
  );
  return rowCount ?? 0;
}
