/** The daemon: the web process with door, API and pages, and the worker process beside it. */

import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { pino } from 'pino';
import { askOf } from './adapters/store/ask.ts';
import { createDropFileMemory } from './adapters/store/drop-file-memory.ts';
import { createDropFolders } from './adapters/store/drop-folders.ts';
import { limitDeposits } from './adapters/store/quotas.ts';
import { createPeerReader } from './adapters/tls/peer.ts';
import { createTlsServer } from './adapters/tls/reload.ts';
import { watchDropTree } from './adapters/watch/drop-folder.ts';
import { createWebApp } from './adapters/web/server.ts';
import { isDoorUrl } from './adapters/webdav/address.ts';
import { refuseUnclear } from './adapters/webdav/framing.ts';
import { createDoor } from './adapters/webdav/server.ts';
import { askingByRequest } from './asker.ts';
import type { Config } from './config.ts';
import { AppError } from './domain/model/errors.ts';
import { mayCarrySecrets } from './domain/model/peer.ts';
import { createLoginWatch } from './login-watch.ts';
import { type Carillon, CLI, openCarillon } from './main.ts';
import { metrics, readiness } from './probes.ts';
import { VERSION } from './version.ts';
import { startWorker } from './worker.ts';

export type Role = 'all' | 'web' | 'worker';

/** Runs until asked to stop by SIGTERM, SIGINT or the end of the parent process. Resolves when everything is given back. */
export async function serve(config: Config, role: Role, log: pino.Logger): Promise<void> {
  const stop = stopSignal();
  const carillon = await openCarillon(config, log);
  try {
    const closers: (() => Promise<void>)[] = [];
    if (role !== 'worker') closers.push(await startWeb(carillon));
    if (role === 'worker') {
      const worker = await startWorker(carillon);
      closers.push(() => worker.close());
    }
    if (role === 'all') closers.push(superviseWorker(carillon));
    log.info(
      { role, version: VERSION, data: carillon.folders.data, embedded: carillon.database.embedded },
      'Carillon is running',
    );
    log.info({ signal: await stop }, 'stopping');
    await Promise.all(closers.map((close) => close()));
  } finally {
    await carillon.close();
  }
  log.info('stopped');
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    process.on('disconnect', () => resolve('disconnect'));
    // The parent may have died before this listened; who was not forked has no `connected`.
    if (process.connected === false) resolve('disconnect');
    // Listening for the parent's end must not keep a stopped worker alive.
    process.channel?.unref();
  });
}

/** HTTP server with the WebDAV door under /webdav/ and everything else by fastify; the drop tree beside it. */
async function startWeb(carillon: Carillon): Promise<() => Promise<void>> {
  const { config, database, queue, clock, log, spool, folders, administration, publicUrl } = carillon;
  const dropFolders = createDropFolders({ pool: database.pool, queue, clock, log });
  const maxBytes = config.deposit.maxMegabytes * 1_048_576;
  const peerOf = createPeerReader(config.trustedProxies, config.proxyHeaders);
  const logins = createLoginWatch({ pool: database.pool, clock, log });
  const door = createDoor({
    folders: limitDeposits(dropFolders, { ask: askOf(database.pool), clock, quotas: config.deposit }),
    spool,
    clock,
    log,
    peerOf,
    logins,
    limits: { maxBytes, bodyWindowMs: config.http.bodySeconds * 1_000 },
    allowPlainHttp: config.allowPlainHttp,
  });
  // The system's temporary folder may be small, or memory.
  const uploadFolder = path.join(folders.data, 'uploads');
  await mkdir(uploadFolder, { recursive: true, mode: 0o700 });
  const app = await createWebApp({
    administration,
    log,
    publicUrl,
    version: VERSION,
    maxUploadBytes: maxBytes,
    quotas: config.deposit,
    uploadFolder,
    bodyWindowMs: config.http.bodySeconds * 1_000,
    clock,
    readiness: () => readiness(carillon),
    metrics: () => metrics(carillon, logins.counters),
    addressOf: (req) => peerOf(req).address,
    mayCarrySecrets: (req) => mayCarrySecrets(peerOf(req), config.allowPlainHttp),
    asking: askingByRequest((req) => peerOf(req).address),
    logins,
  });
  const { server, stopWatching } = await createListener(carillon);
  server.on('request', (req, res) => {
    if (isDoorUrl(req.url ?? '')) void door(req, res);
    else if (!refuseUnclear(req, res)) app.routing(req, res);
  });
  server.on('checkContinue', (req, res) => {
    if (isDoorUrl(req.url ?? '')) void door(req, res);
    else if (!refuseUnclear(req, res)) {
      res.writeContinue();
      app.routing(req, res);
    }
  });
  // Uploads may be slow: the door has its own floor for how slow.
  server.requestTimeout = 0;
  server.headersTimeout = config.http.headersSeconds * 1_000;
  await listen(server, config);
  const tree = await watchDropTree({
    root: folders.drop,
    folders: dropFolders,
    spool,
    memory: createDropFileMemory(database.pool, clock),
    log,
    stableMs: config.deposit.stableSeconds * 1_000,
    sweepMs: config.deposit.sweepSeconds * 1_000,
    maxBytes,
  });
  const address = server.address() as AddressInfo;
  log.info({ host: address.address, port: address.port, publicUrl }, 'listening');
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await stopWatching();
    await tree.close();
    await door.close();
    await app.close();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
    await closed;
  };
}

/** HTTPS where the configuration names a certificate, else HTTP. */
async function createListener({ config, log, clock }: Carillon): Promise<{
  readonly server: Server | TlsServer;
  stopWatching(): Promise<void>;
}> {
  const { certFile, keyFile, clientCaFile } = config.tls;
  // Node looks for late headers this often: its own 30 s would double what the configuration says.
  const http = { connectionsCheckingInterval: Math.max(100, config.http.headersSeconds * 100) };
  if (certFile === null || keyFile === null) return { server: createServer(http), stopWatching: async () => undefined };
  return await createTlsServer({ files: { certFile, keyFile, clientCaFile }, http, log, clock });
}

function listen(server: Server | TlsServer, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      const told = `${config.host}:${config.port} is taken: stop what uses it, or choose another port with CARILLON_PORT`;
      reject(isTaken ? new AppError('port-taken', told, { retryable: false, cause: error }) : error);
    });
    server.listen(config.port, config.host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** Keeps a worker process alive beside the web process: parsing and comparing never hold up a deposit. */
function superviseWorker({ log, config }: Carillon): () => Promise<void> {
  let stopping = false;
  let child: ChildProcess | null = null;
  let pauseMs = 500;
  const start = (): void => {
    const startedAt = Date.now();
    child = fork(CLI, ['serve', '--role', 'worker'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('exit', (code, signal) => {
      child = null;
      if (stopping) return;
      pauseMs = Date.now() - startedAt > 60_000 ? 500 : Math.min(pauseMs * 2, 30_000);
      log.error({ code, signal, againInMs: pauseMs }, 'the worker process ended, it is started again');
      setTimeout(() => {
        if (!stopping) start();
      }, pauseMs);
    });
  };
  start();
  return () => {
    stopping = true;
    const ending = child;
    if (!ending) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(() => ending.kill('SIGKILL'), (config.work.drainSeconds + 5) * 1_000);
      ending.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      ending.kill('SIGTERM');
    });
  };
}
