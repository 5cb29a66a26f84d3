/** The audit log of a site as people read it: narrowed to a person, a topic or days, with the names that are known now. */

import type { ActionFilter, ActionItem, ActorItem } from '../../domain/model/audit.ts';
import { AUDIT_TOPICS } from '../../domain/model/audit.ts';
import { isoWithOffset } from '../../domain/model/calendar.ts';
import type { Listing } from '../../domain/model/listing.ts';
import { nameOfPerson, PERSON_NAME, personOf } from './actor-names.ts';
import { checkPage } from './audit.ts';
import type { Queryable } from './runs.ts';

/** A person acts as manager and as operator under one key. */
const PERSON_KEY = /^person:(\d{1,18})$/;

function actorsBehind(key: string): readonly string[] {
  const id = PERSON_KEY.exec(key)?.[1];
  return id === undefined ? [key] : [`manager:${id}`, `operator:${id}`];
}

/** $1 to $6; null does not narrow. */
const FITS = `e.site_id = $1 and ($2::text[] is null or e.actor = any($2)) and ($3::text[] is null or e.action = any($3))
  and ($4::date is null or e.at >= $4::date::timestamp at time zone $6)
  and ($5::date is null or e.at < ($5::date + 1)::timestamp at time zone $6)`;

/** SQL: the login of the account that acts, or that `details` names. */
const loginOf = (id: string): string =>
  `(select a.login from access_accounts a where a.site_id = e.site_id and a.id::text = ${id})`;

/** The page is cut before names are looked up. */
const ENTRIES = `with e as materialized (select * from audit e
    where ${FITS} and ($7::bigint is null or e.id < $7) order by e.id desc limit $8)
  select e.id, e.at, e.actor, e.action, e.details, e.address,
    coalesce(${PERSON_NAME}, ${loginOf("substring(e.actor from '^account:([0-9]+)$')")}) as "by",
    ${nameOfPerson('m')} as manager, ${loginOf("e.details->>'account'")} as account,
    nullif(trim(d.first_name || ' ' || d.last_name), '') as entry
  from e
    left join people p on p.id = ${personOf('e.actor')}
    left join people m on m.id::text = e.details->>'manager'
    left join directory_entries d on d.site_id = e.site_id and d.id = coalesce(e.details->>'person', e.details->>'directoryId')
  order by e.id desc`;

/** Entries that fit, newest first. Throws Refusal `bad-input`. */
export async function listActions(
  db: Queryable,
  siteId: number,
  timeZone: string,
  page: ActionFilter & { readonly limit?: number; readonly cursor?: string },
): Promise<Listing<ActionItem>> {
  const { actor, topic, from = null, to = null } = page;
  const { limit, cursor } = checkPage(page);
  const actions = topic === undefined ? null : AUDIT_TOPICS[topic];
  const actors = actor === undefined ? null : actorsBehind(actor);
  const narrowed = [siteId, actors, actions, from, to, timeZone];
  const { rows } = await db.query<Omit<ActionItem, 'at'> & { at: number }>(ENTRIES, [...narrowed, cursor, limit + 1]);
  const { rows: counted } = await db.query<{ total: number }>(
    `select count(*)::int total from audit e where ${FITS}`,
    narrowed,
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: isoWithOffset(row.at, timeZone) }));
  const last = items.at(-1);
  return { items, total: counted[0]?.total ?? 0, ...(rows.length > limit && last ? { nextCursor: last.id } : {}) };
}

/** Who acted on a site: people by name, then accounts, then what has no name. */
export async function listActors(db: Queryable, siteId: number): Promise<Listing<ActorItem>> {
  const { rows: items } = await db.query<ActorItem>(
    `select k.key, coalesce(${PERSON_NAME}, a.login) as name
     from (select distinct regexp_replace(actor, '^(manager|operator):', 'person:') as key
       from (select distinct actor from audit where site_id = $1) own) k
       left join people p on 'person:' || p.id = k.key
       left join access_accounts a on 'account:' || a.id = k.key and a.site_id = $1
     order by p.id is null, a.id is null, lower(coalesce(${PERSON_NAME}, a.login)), k.key`,
    [siteId],
  );
  return { items, total: items.length };
}
