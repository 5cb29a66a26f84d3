/** An HTTPS server that takes a renewed certificate over from its files, without dropping a connection. */

import type { ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import path from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Clock, Log } from '../../domain/ports.ts';
import { type Certificate, type CertificateFiles, readCertificate } from './certificate.ts';

export interface TlsServerOptions {
  readonly files: CertificateFiles;
  readonly log: Log;
  readonly clock: Clock;
  readonly http?: ServerOptions;
  /** Several files are renewed one after the other: they are read when nothing has changed for this long. */
  readonly settleMs?: number;
}

export interface TlsServer {
  readonly server: Server;
  /** Stops watching; the server is the caller's to close. */
  stopWatching(): Promise<void>;
}

const SETTLE_MS = 1_000;
/** A connection that does not finish its handshake in this time is closed. */
const HANDSHAKE_MS = 10_000;
const WARN_DAYS = 14;
const DAY_MS = 86_400_000;

/** Throws AppError `certificate-invalid`. */
export async function createTlsServer({
  files,
  log,
  clock,
  http = {},
  settleMs = SETTLE_MS,
}: TlsServerOptions): Promise<TlsServer> {
  const first = await readCertificate(files);
  warnOfEnd(first, log, clock);
  // A client certificate proves more than a password but is not asked of everybody: who has none still gets an answer.
  const asksClients = Boolean(files.clientCaFile);
  const server = createServer({
    ...http,
    ...first.options,
    requestCert: asksClients,
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_MS,
  });
  let current = first.fingerprint;
  const reload = async (): Promise<void> => {
    try {
      const next = await readCertificate(files);
      if (next.expiresAt <= clock.now()) {
        log.error({ certificate: files.certFile }, 'the new certificate has expired; the old one stays in use');
        return;
      }
      server.setSecureContext(next.options);
      if (next.fingerprint === current) return;
      current = next.fingerprint;
      log.info({ certificate: files.certFile, expiresAt: isoDay(next.expiresAt) }, 'a new certificate is in use');
      warnOfEnd(next, log, clock);
    } catch (error) {
      log.error({ err: error }, 'the new certificate cannot be used; the old one stays in use');
    }
  };
  const watcher = await watchFolders(files, () => void reload(), settleMs);
  return { server, stopWatching: () => watcher.close() };
}

/** Watches the folders: renewals replace files, and links in front of them. Resolves when nothing can be missed any more. */
async function watchFolders(files: CertificateFiles, onChange: () => void, settleMs: number): Promise<FSWatcher> {
  const names = [files.certFile, files.keyFile, files.clientCaFile].flatMap((file) => file ?? []);
  const watcher = watch([...new Set(names.map((file) => path.dirname(file)))], { depth: 0, ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
    timer.unref();
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return watcher;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function warnOfEnd({ expiresAt }: Certificate, log: Log, clock: Clock): void {
  if (expiresAt - clock.now() > WARN_DAYS * DAY_MS) return;
  log.warn({ expiresAt: isoDay(expiresAt) }, 'the certificate has expired or soon will: renew it');
}
