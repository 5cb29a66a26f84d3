/** What was done to the people of a site and by whom, as the audit log tells it. */

import type { Listing } from '../../domain/administration.ts';
import { AUDIT_TOPICS } from '../../domain/model/audit.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import type { PeopleAction, PeopleEvent } from '../../domain/model/person.ts';
import { nameOfPerson, PERSON_NAME } from './actor-names.ts';
import type { Queryable } from './runs.ts';

/** Newest entries shown; the audit log has all. */
const MAX_EVENTS = 100;

const ACTIONS: readonly PeopleAction[] = AUDIT_TOPICS.people;

/** SQL: the number of a person who signed in as the actor of an entry `e`. */
const ACTING = "substring(e.actor from '^(?:manager|operator):([0-9]+)$')";

/** Newest first. What concerns a person of several sites and none in particular stands on the first of them. */
export async function listPeopleEvents(db: Queryable, siteId: number, timeZone: string): Promise<Listing<PeopleEvent>> {
  const { rows } = await db.query<Omit<PeopleEvent, 'at'> & { at: number }>(
    `select e.at, e.action, ${PERSON_NAME} person, e.details->>'role' as role, e.actor,
       ${nameOfPerson('b')} as "by"
     from audit e
       join people p on p.id::text = coalesce(e.details->>'manager', ${ACTING})
       left join people b on b.id::text = ${ACTING}
     where e.site_id = $1 and e.action = any($2) order by e.id desc limit ${MAX_EVENTS}`,
    [siteId, ACTIONS],
  );
  const items = rows.map((row) => ({ ...row, at: isoWithOffset(row.at, timeZone) }));
  return { items, total: items.length };
}
