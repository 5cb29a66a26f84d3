/** Browsers from which a person has signed in: what others do wrong at that address does not hold these up. */

import { BROWSER_DAYS } from '../../domain/model/person.ts';
import { tokenHash } from './people.ts';
import { moment, type Queryable } from './runs.ts';

const MAX_BROWSERS = 20;
const DAY_MS = 86_400_000;

/** Has the person of this address signed in from this browser lately? */
export async function knowsBrowser(db: Queryable, email: string, browser: string, now: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from known_browsers b join people p on p.id = b.person_id
     where p.email = $1 and b.token_hash = $2 and b.seen_at > $3`,
    [email.trim().toLowerCase(), tokenHash(browser), moment(now - BROWSER_DAYS * DAY_MS)],
  );
  return (rowCount ?? 0) > 0;
}

/** The person has shown the password in this browser. The newest twenty stay known. */
export async function noteBrowser(db: Queryable, personId: string, browser: string, now: number): Promise<void> {
  await db.query(
    `insert into known_browsers (token_hash, person_id, created_at, seen_at) values ($1, $2, $3, $3)
     on conflict (person_id, token_hash) do update set seen_at = excluded.seen_at`,
    [tokenHash(browser), personId, moment(now)],
  );
  await db.query(
    `delete from known_browsers where person_id = $1 and token_hash not in (
       select token_hash from known_browsers where person_id = $1 order by seen_at desc limit ${MAX_BROWSERS})`,
    [personId],
  );
}

/** After a change of password none is known any more. */
export async function forgetBrowsers(db: Queryable, personId: string): Promise<void> {
  await db.query('delete from known_browsers where person_id = $1', [personId]);
}

/** Retention: those that were not seen for long. */
export const OLD_BROWSERS = `delete from known_browsers where seen_at < $1::timestamptz - interval '${BROWSER_DAYS} days'`;
