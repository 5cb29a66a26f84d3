/** Is what was deposited still in the spool, and can this account read it? A disk that is not mounted leaves an empty folder that looks well. */

import { AppError, codeOf } from '../domain/model/errors.ts';
import type { Carillon } from '../main.ts';
import { type Check, counted, Finding, look } from './check.ts';

/** Of the oldest and of the newest deposits: a spool is lost as a whole, or from a moment on. */
const LOOKED_AT = 20;

export function keptFiles({ database: { pool }, spool }: Pick<Carillon, 'database' | 'spool'>): Promise<Check> {
  return look('files', 'see the check “spool”', async () => {
    const one = (order: string): string =>
      `(select id, sha256 from deposits where forgotten_at is null order by id ${order} limit ${LOOKED_AT})`;
    const { rows } = await pool.query<{ sha256: string }>(
      `select distinct sha256 from (${one('asc')} union ${one('desc')}) d`,
    );
    const lost = (await Promise.all(rows.map(({ sha256 }) => isLost(spool, sha256)))).filter(Boolean).length;
    if (lost > 0)
      throw new Finding(
        `${lost} of ${counted(rows.length, 'deposited file')} that ${rows.length === 1 ? 'was' : 'were'} looked for ${lost === 1 ? 'is' : 'are'} not in the spool`,
        'see that the spool is the right one (CARILLON_SPOOL), and that its disk is mounted; what is lost for good comes back from a backup (files/ of it)',
      );
    return rows.length === 0 ? 'none deposited' : `${rows.length} looked for, and there`;
  });
}

/** Throws Finding for a file that this account may not read. */
async function isLost(spool: Carillon['spool'], sha256: string): Promise<boolean> {
  try {
    for await (const _ of spool.open(sha256, { start: 0, end: 0 })) break;
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === 'source-missing') return true;
    if (error instanceof AppError && codeOf(error.cause) === 'EACCES')
      throw new Finding(
        `a deposited file may not be read by this account: ${error.message}`,
        'give what is in the spool to the account that runs Carillon: chown -R, as root',
      );
    throw error;
  }
}
