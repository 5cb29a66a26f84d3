/** Opens an installation for one command, whether the daemon runs or not, and closes it whatever happens. */

import { loadConfig } from '../config/config.ts';
import { isEnded } from '../domain/model/run.ts';
import { withSmallHeap } from '../heap.ts';
import { createLog } from '../log.ts';
import { type Carillon, openCarillon } from '../main.ts';
import { processNext } from '../pipeline/pipeline.ts';

/** Logs of a command go to standard error, and only warnings unless CARILLON_LOG_LEVEL says otherwise. */
export function commandLog(): ReturnType<typeof createLog> {
  return createLog(process.env.CARILLON_LOG_LEVEL ?? 'warn', 2);
}

/** Opens it with the log of a command. */
export async function withCarillon<T>(work: (carillon: Carillon) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const carillon = await openCarillon(config, commandLog(), { leavesOlder: true });
  try {
    return await work(carillon);
  } finally {
    await carillon.close();
  }
}

const LOOK_AGAIN_MS = 100;

/**
 * Sees a run to its end or to `held`: carries the site's runs in this process, or waits while the daemon's worker has
 * the site.
 */
export async function settle(carillon: Carillon, siteId: number, runId: string): Promise<void> {
  for (;;) {
    const { status } = await carillon.administration.run(runId);
    if (isEnded(status) || status === 'held') return;
    const done = await carillon.desks.withSite(siteId, async (desk) => {
      if ((await desk.nextRun()) === null) return 'waiting';
      await withSmallHeap(() => processNext(desk, carillon.tools));
      return 'carried';
    });
    // Somebody else is at it, or a pause after trouble is not over.
    if (done !== 'carried') await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Carries what is due on a site now: a decision of this command may have reopened held runs. */
export async function carryDue(carillon: Carillon, siteId: number): Promise<void> {
  for (;;) {
    const { waiting } = await carillon.administration.site(siteId);
    if (waiting === 0) return;
    const isDue = await carillon.desks.withSite(siteId, async (desk) => {
      const due = await desk.nextRun();
      if (due) await withSmallHeap(() => processNext(desk, carillon.tools));
      return due !== null;
    });
    if (isDue !== true) return;
  }
}
