/** A victim with a daemon in front of it, on its private PostgreSQL: killed, cut off or starved, and started again. */
import type { Pool } from 'pg';
import { briskConfig, makeVictim, patientPool, privateServerOf, type Victim } from './chaos.ts';
import { type Daemon, startDaemon } from './daemon.ts';

export interface Siege {
  readonly victim: Victim;
  /** Where it keeps everything. */
  readonly data: string;
  /** Of its database. */
  readonly server: string;
  readonly pool: Pool;
  /** Whoever kills it puts another in its place by `restart`. */
  readonly daemon: Daemon;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** `extra` goes to the victim's environment; its configuration is brisk unless that names another. */
export async function besiege(seed: string, extra: Readonly<Record<string, string>> = {}): Promise<Siege> {
  const victim = await makeVictim(seed, { CARILLON_CONFIG: briskConfig(), ...extra });
  const data = victim.environment.CARILLON_DATA ?? '';
  let daemon = await startDaemon(victim.environment);
  const server = await privateServerOf(data);
  const pool = patientPool(server);
  return {
    victim,
    data,
    server,
    pool,
    get daemon() {
      return daemon;
    },
    async restart() {
      daemon = await startDaemon(victim.environment);
    },
    async close() {
      await pool.end();
      await daemon.stop();
      victim.installation.remove();
    },
  };
}
