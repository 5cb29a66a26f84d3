/** The web role: HTTP server with the WebDAV door, API and pages, and the watched drop tree beside it. */

import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { createWaker } from '../adapters/queue/waker.ts';
import { askOf } from '../adapters/store/ask.ts';
import { createDropFileMemory } from '../adapters/store/drop-file-memory.ts';
import { createDropFolders } from '../adapters/store/drop-folders.ts';
import { limitDeposits } from '../adapters/store/quotas.ts';
import { createPeerReader } from '../adapters/tls/peer.ts';
import { watchDropTree } from '../adapters/watch/drop-folder.ts';
import { createWebApp } from '../adapters/web/server.ts';
import { isDoorUrl } from '../adapters/webdav/address.ts';
import { refuseUnclear } from '../adapters/webdav/framing.ts';
import { createDoor } from '../adapters/webdav/server.ts';
import { askingByRequest, currentRequestId, requestIdOf, tellRequestId } from '../asker.ts';
import { makeFolder } from '../config/folders.ts';
import { livePart } from '../config/live.ts';
import { MEGABYTE } from '../domain/model/notation.ts';
import { mayCarrySecrets, type Peer } from '../domain/model/peer.ts';
import type { Carillon } from '../main.ts';
import { watchProcess } from '../metrics/process-figures.ts';
import { createWebFigures } from '../metrics/web-figures.ts';
import { VERSION } from '../version.ts';
import type { Doorway } from './doorway.ts';
import { createLoginWatch } from './login-watch.ts';
import { createProbes } from './probes.ts';
import type { WorkerChild } from './worker-child.ts';

/** Puts the daemon behind the doorway: the WebDAV door under /webdav/, everything else by fastify. What it returns drains and stops it. */
export async function startWeb(
  carillon: Carillon,
  doorway: Doorway,
  worker: WorkerChild | null,
): Promise<() => Promise<void>> {
  const { config, live, database, queue, clock, log, spool, folders, administration, publicUrl } = carillon;
  const waker = createWaker(queue, log);
  const dropFolders = createDropFolders({ pool: database.pool, waker, clock, log, requestId: currentRequestId });
  const maxBytes = config.deposit.maxMegabytes * MEGABYTE;
  const reader = live.derive((now) => createPeerReader(now.trustedProxies, now.proxyHeaders));
  const peerOf = (req: IncomingMessage): Peer => reader()(req);
  const quotas = livePart(live, 'deposit');
  const onBehalf = askingByRequest((req) => peerOf(req).address);
  const logins = createLoginWatch({ pool: database.pool, clock, log });
  const figures = createWebFigures();
  const own = watchProcess('web');
  const probes = createProbes(carillon, async () => [
    ...own.families(),
    ...figures.families(logins.counters),
    ...((await worker?.families()) ?? []),
  ]);
  const door = createDoor({
    folders: limitDeposits(dropFolders, { ask: askOf(database.pool), clock, quotas }),
    spool,
    clock,
    log,
    peerOf,
    logins,
    limits: { maxBytes, bodyWindowMs: config.http.bodySeconds * 1_000 },
    get allowPlainHttp() {
      return live.current.allowPlainHttp;
    },
    seen: figures.put,
    requestIdOf,
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
    retention: livePart(live, 'retention'),
    quotas,
    uploadFolder,
    bodyWindowMs: config.http.bodySeconds * 1_000,
    clock,
    ...probes,
    addressOf: (req) => peerOf(req).address,
    mayCarrySecrets: (req) => mayCarrySecrets(peerOf(req), live.current.allowPlainHttp),
    asking: onBehalf,
    requestIdOf,
    logins,
    seen: figures.request,
  });
  makeFolder(folders.drop);
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
  const route = (req: IncomingMessage, res: ServerResponse, isWaiting: boolean): void => {
    tellRequestId(req, res);
    if (isDoorUrl(req.url ?? '')) onBehalf(req, () => void door(req, res));
    else if (!refuseUnclear(req, res)) {
      if (isWaiting) res.writeContinue();
      app.routing(req, res);
    }
  };
  doorway.open({
    request: (req, res) => route(req, res, false),
    waiting: (req, res) => route(req, res, true),
  });
  const { address, port } = doorway.address;
  log.info({ host: address, port, publicUrl }, 'listening');
  return async () => {
    own.close();
    await doorway.close(async () => {
      await Promise.all([tree.close(), door.close()]);
      await app.close();
    }, config.work.drainSeconds * 1_000);
    await waker.settled();
  };
}
