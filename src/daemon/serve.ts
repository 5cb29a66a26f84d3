/** The daemon: the web process with door, API and pages, and the worker process beside it. */

import { createProbeApp } from '../adapters/web/probes.ts';
import type { Config } from '../config/config.ts';
import { unknownVariables } from '../config/variables.ts';
import type { ServiceLog } from '../log.ts';
import { type Carillon, clockOf, openCarillon, type StartStage } from '../main.ts';
import type { Family } from '../metrics/families.ts';
import { watchProcess } from '../metrics/process-figures.ts';
import { createWorkerFigures, type WorkerFigures } from '../metrics/worker-figures.ts';
import { VERSION } from '../version.ts';
import { listenTrouble, openDoorway } from './doorway.ts';
import { createProbes } from './probes.ts';
import { listenToSignals, type Orders } from './signals.ts';
import { startWeb } from './web-role.ts';
import { startWorker } from './worker.ts';
import { obeyParent, superviseWorker, type WorkerChild } from './worker-child.ts';

export type Role = 'all' | 'web' | 'worker';

/** How long closing may take when `work.drainSeconds` are over; who has a worker beside it waits for that one. */
const GIVE_UP_MS: Readonly<Record<Role, number>> = { worker: 3_000, web: 8_000, all: 8_000 };

/** Runs until asked to stop by SIGTERM, SIGINT or the end of the parent process. Resolves when everything is given back. */
export async function serve(config: Config, role: Role, service: ServiceLog): Promise<void> {
  const { log } = service;
  const signals = listenToSignals();
  for (const { name, meant } of role === 'worker' && process.send ? [] : unknownVariables(process.env))
    log.warn({ variable: name, ...(meant ? { meant } : {}) }, 'this variable is not one of ours: nothing reads it');
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
      readsApart: role !== 'worker',
      notesDatabase: true,
      onStage: (reached) => {
        stage = reached;
      },
      onTaken: ({ logLevel }) => service.setLevel(logLevel),
    });
    carillon = opened;
    const worker = role === 'all' ? superviseWorker(opened) : null;
    if (worker) closers.push(worker.close);
    const orders = ordersFor(opened, service, worker);
    if (figures) closers.push(await startWorkerRole(opened, figures, orders));
    if (doorway) closeDoorway = await startWeb(opened, doorway, worker);
    signals.obey(orders);
    const { folders, database } = opened;
    log.info({ role, version: VERSION, data: folders.data, embedded: database.embedded }, 'Carillon is running');
    log.info({ signal: await signals.stop }, 'stopping');
  } finally {
    // What outlasts its time holds a connection; the journal gives an import to another worker.
    const late = setTimeout(
      () => {
        log.warn('not everything ended in time: it is given up, and begun anew after the next start');
        process.exit();
      },
      config.work.drainSeconds * 1_000 + GIVE_UP_MS[role],
    );
    await Promise.all([closeDoorway(), ...closers.map((close) => close())]);
    await carillon?.close();
    clearTimeout(late);
  }
  log.info('stopped');
}

/** What operators may ask for meanwhile; the worker beside this process is told, too. */
function ordersFor({ live, log }: Carillon, service: ServiceLog, worker: WorkerChild | null): Orders {
  return {
    reopen() {
      service.reopen();
      worker?.order('reopen');
    },
    reload() {
      if (live.reload()) worker?.order('reload');
    },
    debug() {
      const isEverything = service.toggleDebug();
      log.info(
        { logLevel: log.level },
        isEverything ? 'everything is shown from here on' : 'shown is what is configured',
      );
      worker?.order('debug');
    },
  };
}

/** The worker, with probes of its own where the configuration gives it a port: a port that is taken is known before anything is begun. */
async function startWorkerRole(
  carillon: Carillon,
  figures: WorkerFigures,
  orders: Orders,
): Promise<() => Promise<void>> {
  const own = watchProcess('worker');
  const families = () => [...own.families(), ...figures.families()];
  obeyParent(families, orders);
  const app = await listenToProbes(carillon, families);
  // Listening, a process does not end.
  const worker = await startWorker(carillon, figures).catch(async (error: unknown) => {
    await app?.close();
    throw error;
  });
  return async () => {
    await worker.close();
    await app?.close();
    own.close();
  };
}

/** Null: it is asked through the process that started it, or by nobody. Throws AppError where the port is taken. */
async function listenToProbes(carillon: Carillon, families: () => Family[]) {
  const { config, log } = carillon;
  const { host } = config;
  const port = process.send === undefined ? config.work.port : null;
  if (port === null) return null;
  const app = createProbeApp({ version: VERSION, ...createProbes(carillon, async () => families()) });
  await app.listen({ host, port }).catch((error: unknown) => {
    throw listenTrouble(error, { host, port });
  });
  log.info({ host, port }, 'probes are listening');
  return app;
}
