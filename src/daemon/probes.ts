/** What probes are told: can a deposit be kept now, and the figures of this process and of the installation. */

import type { Carillon } from '../main.ts';
import { exposition, type Family } from '../metrics/families.ts';
import { installationFigures, type Readiness } from '../metrics/installation-figures.ts';

export interface Probes {
  readiness(): Promise<Readiness>;
  /** Prometheus text. */
  metrics(): Promise<string>;
}

const PATIENCE_MS = 3_000;

/** `own`: what this process has counted, and the worker beside it. */
export function createProbes(carillon: Carillon, own: () => Promise<Family[]>): Probes {
  const installation = installationFigures(carillon);
  const ready = (): Promise<Readiness> => readiness(carillon);
  return {
    readiness: ready,
    async metrics() {
      const [mine, checked] = await Promise.all([own(), ready()]);
      return exposition([...mine, ...(await installation(checked))]);
    },
  };
}

/** Can a deposit be accepted and kept right now? */
async function readiness({ database, spool, queue, log }: Carillon): Promise<Readiness> {
  /** Anybody may ask: what went wrong is for the log. */
  const probe = async (what: string, work: () => Promise<unknown>): Promise<string> => {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise((_, reject) => {
      late = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
    });
    try {
      await Promise.race([work(), tooLate]);
      return 'ok';
    } catch (error) {
      log.warn({ err: error, what }, 'not ready');
      return 'unavailable';
    } finally {
      clearTimeout(late);
    }
  };
  const [first, second, third] = await Promise.all([
    probe('database', () => database.pool.query('select 1')),
    probe('spool', () => spool.check()),
    probe('queue', () => queue.counts()),
  ]);
  const checks = { database: first, spool: second, queue: third };
  // Without the queue a deposit is still kept: the sweep finds it later.
  return { ready: checks.database === 'ok' && checks.spool === 'ok', checks };
}
