/** How much waits for a person on a site: the counts beside the navigation. */

import type { Badges } from '../../domain/administration.ts';
import { SEEN, UNREAD } from './inbox.ts';
import { STILL_OPEN } from './listed.ts';
import type { Queryable } from './runs.ts';

/** Messages older than the person's role are nobody's to read; without a role (supervision) none is unread. */
export async function siteBadges(db: Queryable, siteId: number, personId: string): Promise<Badges> {
  const { rows } = await db.query<Badges>(
    `select
       (select count(*)::int from unmatched u where u.site_id = $1 and u.year = shown_year($1) and ${STILL_OPEN}) matches,
       (select count(*)::int from messages m where m.site_id = $1 and ${SEEN} and ${UNREAD}) messages`,
    [siteId, personId],
  );
  return rows[0] ?? { matches: 0, messages: 0 };
}
