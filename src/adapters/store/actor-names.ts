/** Names of actors: of the people behind `manager:12` and `operator:12`, as long as they are known. */

import type { Actor } from '../../domain/model/listing.ts';
import type { Queryable } from './runs.ts';

/** SQL: the number of the person behind an actor; null for programs and commands. */
export function personOf(actor: string): string {
  return `substring(${actor} from '^(?:manager|operator):([0-9]{1,18})$')::bigint`;
}

/** SQL: how the people of an alias are called. */
export function nameOfPerson(alias: string): string {
  return `coalesce(nullif(${alias}.name, ''), ${alias}.email)`;
}

/** SQL: how people `p` are called. */
export const PERSON_NAME = nameOfPerson('p');

/** The names that are known of these actors. */
export async function actorNames(db: Queryable, actors: readonly Actor[]): Promise<ReadonlyMap<Actor, string>> {
  if (actors.length === 0) return new Map();
  const { rows } = await db.query<{ actor: Actor; name: string }>(
    `select actor, ${PERSON_NAME} as name from unnest($1::text[]) actor join people p on p.id = ${personOf('actor')}`,
    [[...new Set(actors)]],
  );
  return new Map(rows.map(({ actor, name }) => [actor, name]));
}
