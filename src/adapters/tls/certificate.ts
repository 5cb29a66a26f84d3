/** Certificate, key and the authorities of clients: read from files, and refused when they do not go together. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { AppError } from '../../domain/model/errors.ts';

export interface CertificateFiles {
  /** PEM: the certificate, then those that lead to its authority. */
  readonly certFile: string;
  readonly keyFile: string;
  /** PEM: authorities whose client certificates are asked for; absent: none are. */
  readonly clientCaFile?: string | null | undefined;
}

export interface Certificate {
  readonly options: SecureContextOptions;
  readonly expiresAt: number;
  /** SHA-256, to tell one from another in the log. */
  readonly fingerprint: string;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw invalid(`${file} cannot be read`, cause);
  }
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError('certificate-invalid', message, { retryable: false, cause });
}

/** Throws AppError `certificate-invalid` that names the file. */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const { certFile, keyFile, clientCaFile } = files;
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)]);
  const leaf = parsed(certFile, () => new X509Certificate(cert));
  const ownKey = parsed(keyFile, () => createPrivateKey(key));
  if (!leaf.checkPrivateKey(ownKey)) throw invalid(`${keyFile} is not the key of ${certFile}`);
  const options: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2' };
  if (clientCaFile) options.ca = await authorities(clientCaFile);
  parsed(certFile, () => createSecureContext(options));
  return { options, expiresAt: Date.parse(leaf.validTo), fingerprint: leaf.fingerprint256 };
}

async function authorities(file: string): Promise<string[]> {
  const text = await read(file);
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw invalid(`${file} holds no certificate`);
  for (const one of found) parsed(file, () => new X509Certificate(one));
  return found;
}

function parsed<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw invalid(`${file} is not a usable PEM file`, cause);
  }
}
