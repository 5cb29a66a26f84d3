/** One-time links by which people choose a password, and the letters that carry them. */

import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Language } from '../../domain/model/language.ts';
import { INVITATION_HOURS, type Role } from '../../domain/model/person.ts';
import { type PasswordLetterKind, passwordLetter } from '../../domain/notify/password-letter.ts';
import { forgetBrowsers } from './known-browsers.ts';
import { writeLetter } from './letters.ts';
import { endLogins } from './logins.ts';
import { checkPassword, HAS_ACCESS, PERSON, type PersonRow, setPassword, tokenHash } from './people.ts';
import { moment, type Queryable } from './runs.ts';

/** How long one that somebody asked for can be used. */
export const FORGOTTEN_LINK_HOURS = 2;
const HOUR_MS = 3_600_000;
/** Who asks again sooner gets no second letter. */
export const LETTER_EVERY_MS = 300_000;
/** While so many links of a person are good none is added. */
const MAX_GOOD_LINKS = 3;
/** In the subject of a letter that is of no site. */
const PRODUCT = 'Carillon';

/** Where letters lead to, who sends them, and when they are written. */
export interface Inviting {
  /** Public address without a slash at the end. */
  readonly publicUrl: string;
  readonly now: number;
  /** Of the person who invites: `manager:12`, `command`. */
  readonly actor: string;
}

/** Whom a letter is for and what it tells. */
export interface PasswordNews {
  readonly person: PersonRow;
  readonly kind: PasswordLetterKind;
  /** Null: of no site. */
  readonly siteId: number | null;
  readonly role: Role | 'operator' | null;
  /** For a person who never chose one; default: French. */
  readonly language?: Language;
  readonly hours?: number;
}

export interface PasswordLink {
  readonly token: string;
  readonly expiresAt: number;
}

/** Where a link leads. */
export function passwordLinkUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/first-password/${token}`;
}

/** A new link and its letter; earlier links lose their force unless they are kept. */
export async function createPasswordLink(
  client: PoolClient,
  news: PasswordNews,
  inviting: Inviting,
  { keepsOthers = false } = {},
): Promise<PasswordLink> {
  const { person, hours = INVITATION_HOURS } = news;
  const token = randomBytes(24).toString('base64url');
  const expiresAt = inviting.now + hours * HOUR_MS;
  if (!keepsOthers) await client.query('delete from password_links where person_id = $1', [person.id]);
  const messageId = await writePasswordLetter(client, news, inviting, passwordLinkUrl(inviting.publicUrl, token));
  await client.query(
    'insert into password_links (token_hash, person_id, created_at, expires_at, message_id) values ($1, $2, $3, $4, $5)',
    [tokenHash(token), person.id, moment(inviting.now), moment(expiresAt), messageId],
  );
  return { token, expiresAt };
}

/** Tells a person about access and password; the id of the message. */
export async function writePasswordLetter(
  client: PoolClient,
  { person, kind, siteId, role, language = 'fr', hours = INVITATION_HOURS }: PasswordNews,
  { publicUrl, now, actor }: Inviting,
  link: string | null = null,
): Promise<string> {
  const { rows } = await client.query<{ place: string | null; by: string | null }>(
    `select (select name from sites where id = $1) place,
       (select nullif(name, '') from people where id::text = substring($2 from '^(?:manager|operator):([0-9]+)$')) "by"`,
    [siteId, actor],
  );
  const chosen = person.language ?? language;
  const letter = passwordLetter({
    ...{ kind, role, hours },
    language: chosen,
    place: rows[0]?.place ?? PRODUCT,
    by: rows[0]?.by ?? null,
    email: person.email,
    home: `${publicUrl}/`,
    forgotten: `${publicUrl}/forgotten-password`,
  });
  return await writeLetter(client, { siteId, to: person.email, language: chosen, ...letter, secret: link }, now);
}

/** Whose password a link is for. */
export interface LinkOwner extends PersonRow {
  readonly name: string;
  /** One of the person's sites, for the audit log. */
  readonly siteId: number | null;
}

/** SQL: a person `p` as LinkOwner, with one of the sites. */
const OWNER = `${PERSON}, p.name, (select min(site_id) from site_roles where person_id = p.id) as "siteId"`;

/** Whose password a link is for; null when it was used, has expired or never was. */
export async function findPasswordLink(
  db: Queryable,
  token: string,
  now: number,
  lock: '' | 'for update of l' = '',
): Promise<LinkOwner | null> {
  const { rows } = await db.query<LinkOwner>(
    `select ${OWNER} from password_links l join people p on p.id = l.person_id
     where l.token_hash = $1 and l.expires_at > $2 and ${HAS_ACCESS} ${lock}`,
    [tokenHash(token), moment(now)],
  );
  return rows[0] ?? null;
}

/** The person of an address who may sign in; null: nobody. */
export async function findOwner(db: Queryable, email: string): Promise<LinkOwner | null> {
  const { rows } = await db.query<LinkOwner>(`select ${OWNER} from people p where p.email = $1 and ${HAS_ACCESS}`, [
    email.trim().toLowerCase(),
  ]);
  return rows[0] ?? null;
}

/** Uses a link up and sets the password; null when there is no such link. Throws Refusal by `checkPassword`. */
export async function choosePassword(
  client: PoolClient,
  token: string,
  password: string,
  inviting: Inviting,
): Promise<LinkOwner | null> {
  const owner = await findPasswordLink(client, token, inviting.now, 'for update of l');
  if (owner === null) return null;
  checkPassword(password, owner);
  await replacePassword(client, owner, password, inviting);
  return owner;
}

/** A new password: links and logins of the person end, no browser is known any more, and who had another one is told. */
export async function replacePassword(
  client: PoolClient,
  person: PersonRow,
  password: string,
  inviting: Inviting,
): Promise<void> {
  await client.query('delete from password_links where person_id = $1', [person.id]);
  await endLogins(client, person.id);
  await forgetBrowsers(client, person.id);
  await setPassword(client, person.id, password);
  if (person.hasPassword)
    await writePasswordLetter(client, { person, kind: 'changed', siteId: null, role: null }, inviting);
}

/** Mails a link to a person who says to have forgotten the password; false: a letter with a good one is there already. */
export async function askForPassword(
  client: PoolClient,
  person: LinkOwner,
  language: Language,
  inviting: Inviting,
): Promise<boolean> {
  // One at a time for each person.
  await client.query('select from people where id = $1 for update', [person.id]);
  if (!(await mayHaveLetter(client, person.id, inviting.now))) return false;
  const news = { person, siteId: person.siteId, role: null, language };
  const told = person.hasPassword
    ? ({ ...news, kind: 'forgotten', hours: FORGOTTEN_LINK_HOURS } as const)
    : ({ ...news, kind: 'opened' } as const);
  // Somebody else may have asked: what the person holds already stays good.
  await createPasswordLink(client, told, inviting, { keepsOthers: true });
  return true;
}

/** None in the last minutes, and not too many that are good: whoever asks, a good link is on its way to the person. */
async function mayHaveLetter(client: PoolClient, personId: string, now: number): Promise<boolean> {
  const { rows } = await client.query<{ good: number; latest: number | null }>(
    `select (count(*) filter (where expires_at > $2))::int good, max(created_at) latest
     from password_links where person_id = $1`,
    [personId, moment(now)],
  );
  const { good = 0, latest = null } = rows[0] ?? {};
  return good < MAX_GOOD_LINKS && (latest === null || now - latest >= LETTER_EVERY_MS);
}

/** True when the last letter with a link is so fresh that another would help nobody. */
export async function hasFreshLetter(db: Queryable, personId: string, now: number): Promise<boolean> {
  const { rowCount } = await db.query('select from password_links where person_id = $1 and created_at > $2', [
    personId,
    moment(now - LETTER_EVERY_MS),
  ]);
  return (rowCount ?? 0) > 0;
}
