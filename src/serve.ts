/** The daemon: the web process with door, API and pages, and the worker process beside it. */

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { pino } from 'pino';
import { askOf } from './adapters/store/ask.ts';
import { createDropFileMemory } from './adapters/store/drop-file-memory.ts';
import { createDropFolders } from './adapters/store/drop-folders.ts';
import { limitDeposits } from './adapters/store/quotas.ts';
import { createPeerReader } from './adapters/tls/peer.ts';
import { watchDropTree } from './adapters/watch/drop-folder.ts';
import { createProbeApp } from './adapters/web/probes.ts';
import { createWebApp } from './adapters/web/server.ts';
import { isDoorUrl } from './adapters/webdav/address.ts';
import { refuseUnclear } from './adapters/webdav/framing.ts';
import { createDoor } from './adapters/webdav/server.ts';
import { askingByRequest } from './asker.ts';
import type { Config } from './config.ts';
import { MEGABYTE } from './domain/model/notation.ts';
import { mayCarrySecrets } from './domain/model/peer.ts';
import { type Doorway, openDoorway } from './doorway.ts';
import { createLoginWatch } from './login-watch.ts';
import { type Carillon, clockOf, openCarillon, type StartStage } from './main.ts';
import { watchProcess } from './metrics/process-figures.ts';
import { createWebFigures } from './metrics/web-figures.ts';
import { createWorkerFigures, type WorkerFigures } from './metrics/worker-figures.ts';
import { createProbes } from './probes.ts';
import { VERSION } from './version.ts';
import { startWorker } from './worker.ts';
import { answerParent, superviseWorker, type WorkerChild } from './worker-child.ts';

export type Role = 'all' | 'web' | 'worker';

/** Runs until asked to stop by SIGTERM, SIGINT or the end of the parent process. Resolves when everything is given back. */
export async function serve(config: Config, role: Role, log: pino.Logger): Promise<void> {
  const stop = stopSignal();
  let stage: StartStage = 'opening';
  const doorway =
    role === 'worker' ? null : await openDoorway(config, { log, clock: clockOf(config), stage: () => stage });
  const figures = role === 'worker' ? createWorkerFigures() : null;
  const closers: (() => Promise<void>)[] = [];
  let closeDoorway = async (): Promise<void> => doorway?.close(async () => undefined, 0);
  let carillon: Carillon | null = null;
  try {
    const opened = await openCarillon(config, log, {
      ...(figures ? { watch: figures.runs } : {}),
      onStage: (reached) => {
        stage = reached;
      },
    });
    carillon = opened;
    if (figures) closers.push(await startWorkerRole(opened, figures));
    if (doorway) {
      const worker = role === 'all' ? superviseWorker(opened) : null;
      if (worker) closers.push(worker.close);
      closeDoorway = await startWeb(opened, doorway, worker);
    }
    const { folders, database } = opened;
    log.info({ role, version: VERSION, data: folders.data, embedded: database.embedded }, 'Carillon is running');
    log.info({ signal: await stop }, 'stopping');
  } finally {
    await Promise.all([closeDoorway(), ...closers.map((close) => close())]);
    await carillon?.close();
  }
  log.info('stopped');
}

/** The worker, with probes of its own where the configuration gives it a port. */
async function startWorkerRole(carillon: Carillon, figures: WorkerFigures): Promise<() => Promise<void>> {
  const own = watchProcess('worker');
  const families = () => [...own.families(), ...figures.families()];
  answerParent(families);
  const worker = await startWorker(carillon, figures);
  const { config, log } = carillon;
  const isAlone = process.send === undefined;
  const app =
    config.work.port !== null && isAlone
      ? createProbeApp({ version: VERSION, ...createProbes(carillon, async () => families()) })
      : null;
  if (app && config.work.port !== null) {
    await app.listen({ host: config.host, port: config.work.port });
    log.info({ host: config.host, port: config.work.port }, 'probes are listening');
  }
  return async () => {
    await worker.close();
    await app?.close();
    own.close();
  };
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

/** HTTP with the WebDAV door under /webdav/ and everything else by fastify; the drop tree beside it. */
async function startWeb(
  carillon: Carillon,
  doorway: Doorway,
  worker: WorkerChild | null,
): Promise<() => Promise<void>> {
  const { config, database, queue, clock, log, spool, folders, administration, publicUrl } = carillon;
  const dropFolders = createDropFolders({ pool: database.pool, queue, clock, log });
  const maxBytes = config.deposit.maxMegabytes * MEGABYTE;
  const peerOf = createPeerReader(config.trustedProxies, config.proxyHeaders);
  const logins = createLoginWatch({ pool: database.pool, clock, log });
  const figures = createWebFigures();
  const own = watchProcess('web');
  const probes = createProbes(carillon, async () => [
    ...own.families(),
    ...figures.families(logins.counters),
    ...((await worker?.families()) ?? []),
  ]);
  const door = createDoor({
    folders: limitDeposits(dropFolders, { ask: askOf(database.pool), clock, quotas: config.deposit }),
    spool,
    clock,
    log,
    peerOf,
    logins,
    limits: { maxBytes, bodyWindowMs: config.http.bodySeconds * 1_000 },
    allowPlainHttp: config.allowPlainHttp,
    seen: figures.put,
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
    ...probes,
    addressOf: (req) => peerOf(req).address,
    mayCarrySecrets: (req) => mayCarrySecrets(peerOf(req), config.allowPlainHttp),
    asking: askingByRequest((req) => peerOf(req).address),
    logins,
    seen: figures.request,
  });
  const tree = await watchDropTree({
    root: folders.drop,
    folders: dropFolders,
    spool,
    memory: createDropFileMemory(database.pool, clock),
    log,
    stableMs: config.deposit.stableSeconds * 1_000,
    sweepMs: config.deposit.sweepSeconds * 1_000,
    maxBytes,
    taken: figures.taken,
  });
  doorway.open({
    request(req, res) {
      if (isDoorUrl(req.url ?? '')) void door(req, res);
      else if (!refuseUnclear(req, res)) app.routing(req, res);
    },
    waiting(req, res) {
      if (isDoorUrl(req.url ?? '')) void door(req, res);
      else if (!refuseUnclear(req, res)) {
        res.writeContinue();
        app.routing(req, res);
      }
    },
  });
  const { address, port } = doorway.address;
  log.info({ host: address, port, publicUrl }, 'listening');
  return async () => {
    own.close();
    await doorway.close(async () => {
      await Promise.all([tree.close(), door.close()]);
      await app.close();
    }, config.work.drainSeconds * 1_000);
  };
}
