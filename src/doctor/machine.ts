/** The machine: program, time zones, clock, disks. */

import { statfs } from 'node:fs/promises';
import { clockSkewMs } from '../adapters/store/figures.ts';
import type { Config } from '../config/config.ts';
import { isTimeZone } from '../domain/model/calendar.ts';
import { notationOf } from '../domain/model/notation.ts';
import type { Carillon } from '../main.ts';
import { VERSION } from '../version.ts';
import { type Check, Finding, look } from './check.ts';

const LOW_BYTES = 1_073_741_824;
/** Sessions begin on the minute: from here on people would notice. */
const MAX_SKEW_MS = 5_000;

export function program(): Check {
  return { name: 'program', ok: true, told: `Carillon ${VERSION} on Node ${process.versions.node}` };
}

export function timeZones(): Promise<Check> {
  return look('time zones', 'install a full build of Node', () => {
    if (!isTimeZone('Europe/Paris') || !isTimeZone('Pacific/Noumea'))
      throw new Error('this Node has no time zone data');
    return 'known';
  });
}

/** Our clock against the database's: several hosts must agree on when a session has begun. */
export function clock({ now }: Config, { pool }: Carillon['database']): Promise<Check> {
  return look('clock', 'look at the database first', async () => {
    if (now !== null)
      throw new Finding(`stands still at ${now}`, 'unset CARILLON_NOW: it is for tests and demonstrations only');
    const skewMs = await clockSkewMs(pool);
    if (Math.abs(skewMs) > MAX_SKEW_MS)
      throw new Finding(
        `this machine and the database are ${Math.abs(skewMs / 1_000).toFixed(1)} s apart`,
        'let NTP set the clocks of both (timedatectl set-ntp true)',
      );
    return `${new Date().toISOString()}, as the database has it`;
  });
}

/** Every disk that something is written to. */
export function disks(folders: Carillon['folders']): Promise<Check> {
  return look('disks', 'see that the folders of the configuration exist', async () => {
    const told: string[] = [];
    for (const name of ['data', 'spool'] as const) {
      const { bavail, bsize, ffree, files } = await statfs(folders[name]);
      const free = bavail * bsize;
      if (free < LOW_BYTES)
        throw new Finding(
          `only ${notationOf('en').size(free)} are left for ${folders[name]}`,
          'make room, or keep deposited files for fewer days (retention.sourceDays); full, it refuses deposits and loses none',
        );
      if (files > 0 && ffree < 1_000)
        throw new Finding(`${folders[name]} can take only ${ffree} more files`, 'give its file system more inodes');
      told.push(`${name} ${notationOf('en').size(free)} free`);
    }
    return told.join(', ');
  });
}
