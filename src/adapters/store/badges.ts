/** How much waits for a person on a site: the counts beside the navigation. */

import type { Badges } from '../../domain/administration.ts';
import type { Queryable } from './runs.ts';

/** Messages older than the person's role are nobody's to read; without a role (supervision) none is unread. */
export async function siteBadges(db: Queryable, siteId: number, personId: string): Promise<Badges> {
  const { rows } = await db.query<Badges>(
    `select
       (select count(*)::int from unmatched u where u.site_id = $1 and not exists (
          select from matches m where m.site_id = u.site_id and m.kind = u.kind and m.key = u.key)) matches,
       (select count(*)::int from messages m join site_roles r on r.site_id = m.site_id and r.person_id = $2
        where m.site_id = $1 and m.kind <> 'account' and m.withdrawn_at is null and m.created_at >= r.created_at
          and not exists (select from message_reads d where d.message_id = m.id and d.person_id = $2)) messages`,
    [siteId, personId],
  );
  return rows[0] ?? { matches: 0, messages: 0 };
}
