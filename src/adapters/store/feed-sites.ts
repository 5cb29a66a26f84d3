/** What a feed of many schools is split by: all establishments, and the identifiers that it gives to people who are known. */

import type { FeedPeople, FeedSite } from '../../domain/report/directory-desk.ts';
import { WAITS } from './establishments.ts';
import type { Queryable } from './runs.ts';

/** Every site with its confirmed establishments. `aaf`: the number in the feed, where an earlier one said it. */
export async function readFeedSites(db: Queryable): Promise<readonly FeedSite[]> {
  const { rows } = await db.query<FeedSite>(
    `select e.site_id as "siteId", json_agg(json_build_object('uai', e.uai, 'aaf',
       (select s.aaf from directory_sources s where s.site_id = e.site_id and s.establishment = e.number
          and s.aaf is not null order by s.year desc limit 1)) order by e.number) as establishments
     from establishments e where not (${WAITS}) group by e.site_id order by e.site_id`,
  );
  return rows;
}

/** Sites by the identifier of each person who is there. */
export async function readFeedPeople(db: Queryable): Promise<FeedPeople> {
  const { rows } = await db.query<{ aaf: string; sites: number[] }>(
    `select ids ->> 'aaf' as aaf, array_agg(site_id) as sites from directory_entries
     where left_at is null and ids ? 'aaf' group by 1`,
  );
  return new Map(rows.map(({ aaf, sites }) => [aaf, sites]));
}
