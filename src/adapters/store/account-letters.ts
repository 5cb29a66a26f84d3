/** Letters about access accounts: written into the outbox, and shown before they are. */

import type { PoolClient } from 'pg';
import type { Credentials } from '../../domain/administration.ts';
import { loginFor } from '../../domain/deposit/account.ts';
import type { AccessLetterItem } from '../../domain/deposit/account-desk.ts';
import { wallClockOf } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import { type AccessLetter, accessLetter } from '../../domain/notify/access-letter.ts';
import { findPerson } from './directory.ts';
import { writeLetter } from './letters.ts';
import { createOneTimeLink } from './one-time-links.ts';
import { languageOfAddress } from './people.ts';
import type { Queryable } from './runs.ts';

/** What accounts need to know of their site. */
export interface SiteOfAccount {
  readonly id: number;
  readonly name: string;
  readonly timeZone: string;
  readonly establishments: readonly { readonly number: number; readonly name: string }[];
  readonly credentialsBy: 'link' | 'mail';
  readonly passwordGraceHours: number;
}

/** In a transaction that changes accounts: one at a time on a site. Throws Refusal `site-unknown`. */
export async function siteOfAccounts(db: Queryable, siteId: number, lock = 'for update'): Promise<SiteOfAccount> {
  const { rows } = await db.query<SiteOfAccount>(
    `select s.id, s.name, s.timezone as "timeZone", coalesce(s.settings->>'credentialsBy', 'link') as "credentialsBy",
       coalesce((s.settings->>'passwordGraceHours')::float8, 0) as "passwordGraceHours",
       (select json_agg(json_build_object('number', number, 'name', name) order by number)
        from establishments where site_id = s.id) establishments
     from sites s where s.id = $1 ${lock}`,
    [siteId],
  );
  if (!rows[0]) throw new Refusal('site-unknown', { site: siteId });
  return rows[0];
}

/** Deposit URLs and what each is for: all establishments first, then each. */
export function depositUrls(
  publicUrl: string,
  site: Pick<SiteOfAccount, 'id' | 'establishments'>,
): Pick<Credentials, 'urls' | 'places'> {
  const root = `${publicUrl}/webdav/${site.id}/`;
  return {
    urls: [root, ...site.establishments.map((one) => `${root}${one.number}/`)],
    places: [null, ...site.establishments.map((one) => one.name)],
  };
}

interface Told {
  readonly why: AccessLetter['why'];
  /** Null: no address, no letter. */
  readonly to: string | null;
  /** The password before works until then; null: no longer. */
  readonly oldUntil: number | null;
}

function letterFor(
  site: SiteOfAccount,
  { login, urls, places }: Pick<Credentials, 'login' | 'urls' | 'places'>,
  { why, oldUntil }: Pick<Told, 'why' | 'oldUntil'>,
  language: Language,
): ReturnType<typeof accessLetter> {
  const until = oldUntil === null ? null : wallClockOf(oldUntil, site.timeZone);
  return accessLetter({
    language,
    siteName: site.name,
    why,
    login,
    urls: urls.map((url, index) => ({ place: places[index] ?? null, url })),
    credentialsBy: site.credentialsBy,
    oldPasswordUntil: until && `${until.day}T${until.time}`,
  });
}

/** Writes the letter into the outbox; the password is behind a one-time link, or in the URL where the site chose the guide's way. */
export async function tellCredentials(
  client: PoolClient,
  site: SiteOfAccount,
  credentials: Credentials,
  told: Told,
  telling: { readonly publicUrl: string; readonly now: number },
): Promise<void> {
  if (!told.to) return;
  const byMail = site.credentialsBy === 'mail';
  const secret = byMail ? credentials.password : await createOneTimeLink(client, credentials, telling);
  const language = await languageOfAddress(client, told.to);
  const letter = letterFor(site, credentials, told, language);
  const about = { siteId: site.id, accountId: credentials.id, to: told.to, language };
  await writeLetter(client, { ...about, ...letter, secret }, telling.now);
}

/** The letter that opening an account for a person would send, with the login it would have. Throws Refusal `person-unknown`. */
export async function previewLetter(
  db: Queryable,
  siteId: number,
  personId: string,
  publicUrl: string,
): Promise<AccessLetterItem> {
  const site = await siteOfAccounts(db, siteId, '');
  const person = await findPerson(db, siteId, personId);
  for (let number = 1; ; number++) {
    const login = loginFor(person.firstName, person.lastName, number, personId);
    const { rowCount } = await db.query('select from access_accounts where login = $1', [login]);
    if (rowCount !== 0) continue;
    const language = await languageOfAddress(db, person.email ?? '');
    const told = { why: 'opened', oldUntil: null } as const;
    const letter = letterFor(site, { login, ...depositUrls(publicUrl, site) }, told, language);
    const name = `${person.lastName} ${person.firstName}`.trim();
    return {
      person: { id: personId, name, kind: person.kind },
      login,
      recipient: person.email || null,
      language,
      ...letter,
    };
  }
}
