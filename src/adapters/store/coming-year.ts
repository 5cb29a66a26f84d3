/** Opens a school year for the directory: what was kept apart for it takes the place of what is there. */

import type { PoolClient } from 'pg';
import { turnPlan } from '../../domain/directory/coming.ts';
import { readStoredDirectory } from './stored-directory.ts';
import { writeDirectory } from './write-directory.ts';

/** In the transaction of the import that opens the year. True: entries of the year were kept. Undone with that import. */
export async function turnDirectory(
  client: PoolClient,
  siteId: number,
  { year, runId }: { readonly year: number; readonly runId: string },
  now: number,
): Promise<boolean> {
  const { rows } = await client.query<{ number: number }>(
    'select number from establishments where site_id = $1 order by number',
    [siteId],
  );
  const establishments = rows.map((row) => row.number);
  const plan = turnPlan(await readStoredDirectory(client, siteId), year, { siteId, runId, establishments });
  if (!plan) return false;
  await writeDirectory(client, plan, now);
  await client.query(
    `update directory_undo set replaced = replaced || jsonb_build_object('coming',
       (select jsonb_agg(to_jsonb(t)) from directory_coming t where t.site_id = $1 and t.year = $2))
     where run_id = $3`,
    [siteId, year, runId],
  );
  await client.query('delete from directory_coming where site_id = $1 and year = $2', [siteId, year]);
  return true;
}
