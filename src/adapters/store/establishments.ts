/** The establishments of a site: added, corrected, removed. */

import type { PoolClient } from 'pg';
import { Refusal } from '../../domain/model/errors.ts';
import type { EstablishmentSpec, UnconfirmedEstablishment } from '../../domain/model/establishment-desk.ts';
import type { Queryable } from './runs.ts';
import { checked, establishmentSchema } from './sites.ts';

const changeSchema = establishmentSchema.omit({ number: true }).partial();

/** SQL: an establishment whose code an operator has not confirmed; one that is what was confirmed again is. */
export const WAITS = 'coalesce(confirmed_uai <> uai, false)';

/** Throws Refusal `bad-input`, `establishment-exists`. `isConfirmed`: the academy's feed may be given to it. */
export async function addEstablishment(
  client: PoolClient,
  siteId: number,
  input: EstablishmentSpec,
  isConfirmed: boolean,
): Promise<EstablishmentSpec> {
  const spec = checked(establishmentSchema, input);
  await readFilesAnew(client, siteId);
  const { rowCount } = await client.query(
    `insert into establishments (site_id, number, uai, name, confirmed_uai) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [siteId, spec.number, spec.uai, spec.name, isConfirmed ? null : ''],
  );
  if (rowCount === 0) throw new Refusal('establishment-exists', { establishment: spec.number });
  return spec;
}

/**
 * What it was and what it is now; `isConfirmed`: the academy's feed may be given to it by its new code. Throws Refusal
 * `bad-input`, `establishment-unknown`, `establishment-exists`.
 */
export async function changeEstablishment(
  client: PoolClient,
  siteId: number,
  number: number,
  input: Partial<Pick<EstablishmentSpec, 'uai' | 'name'>>,
  isConfirmed: boolean,
): Promise<Record<'was' | 'is', EstablishmentSpec>> {
  const { uai, name } = checked(changeSchema, input);
  const was = await findEstablishment(client, siteId, number);
  const isMoved = uai !== undefined && uai !== was.uai;
  if (isMoved) await readFilesAnew(client, siteId);
  const { rowCount } = await client.query(
    `update establishments set uai = coalesce($3, uai), name = coalesce($4, name),
       confirmed_uai = case when not $5 then confirmed_uai when not $6 then coalesce(confirmed_uai, uai) end
     where site_id = $1 and number = $2
       and not exists (select from establishments where site_id = $1 and number <> $2 and uai = $3)`,
    [siteId, number, uai ?? null, name ?? null, isMoved, isConfirmed],
  );
  if (rowCount === 0) throw new Refusal('establishment-exists', { establishment: number });
  if (isMoved && isConfirmed) await forgetFeedNumber(client, siteId, number);
  return { was, is: await findEstablishment(client, siteId, number) };
}

/** Lets the academy's feed be given to it. Throws Refusal `establishment-unknown`. */
export async function confirmEstablishment(
  client: PoolClient,
  siteId: number,
  number: number,
): Promise<EstablishmentSpec> {
  const { rowCount } = await client.query(
    `update establishments set confirmed_uai = null where site_id = $1 and number = $2 and ${WAITS}`,
    [siteId, number],
  );
  if (rowCount !== 0) await forgetFeedNumber(client, siteId, number);
  return await findEstablishment(client, siteId, number);
}

/** The number in the feed was that of the school of the code before. */
async function forgetFeedNumber(client: PoolClient, siteId: number, number: number): Promise<void> {
  await client.query('update directory_sources set aaf = null where site_id = $1 and establishment = $2', [
    siteId,
    number,
  ]);
}

/** Those that wait for an operator's confirmation, of one site or of all. */
export async function unconfirmedEstablishments(
  db: Queryable,
  siteId: number | null,
): Promise<readonly UnconfirmedEstablishment[]> {
  const { rows } = await db.query<UnconfirmedEstablishment>(
    `select site_id as "siteId", number, uai, name from establishments
     where ${WAITS} and ($1::int is null or site_id = $1) order by site_id, number`,
    [siteId],
  );
  return rows;
}

/** What it was. Throws Refusal `establishment-unknown`, `establishment-last`, `establishment-in-use`. */
export async function removeEstablishment(
  client: PoolClient,
  siteId: number,
  number: number,
): Promise<EstablishmentSpec> {
  await readFilesAnew(client, siteId);
  const before = await findEstablishment(client, siteId, number);
  const { sessions, groups, entries, runs } = await useOf(client, siteId, number);
  if (sessions + groups + entries + runs > 0)
    throw new Refusal('establishment-in-use', { sessions, groups, entries, runs });
  await client.query('delete from establishments where site_id = $1 and number = $2', [siteId, number]);
  const { rowCount } = await client.query('select from establishments where site_id = $1', [siteId]);
  if (rowCount === 0) throw new Refusal('establishment-last');
  return before;
}

/**
 * Which files are of the site has changed: the same bytes are not the same import any more, and a plan that is being made
 * will not be applied on it. Locks the site.
 */
async function readFilesAnew(client: PoolClient, siteId: number): Promise<void> {
  await client.query(
    'update sites set directory_version = directory_version + 1, applied_version = applied_version + 1 where id = $1',
    [siteId],
  );
}

async function findEstablishment(client: PoolClient, siteId: number, number: number): Promise<EstablishmentSpec> {
  const { rows } = await client.query<EstablishmentSpec>(
    'select number, uai, name from establishments where site_id = $1 and number = $2',
    [siteId, number],
  );
  if (!rows[0]) throw new Refusal('establishment-unknown', { establishment: number });
  return rows[0];
}

type Use = Readonly<Record<'sessions' | 'groups' | 'entries' | 'runs', number>>;

/** What would lose its establishment. Imports of which the establishments are not known yet may be about it. */
async function useOf(client: PoolClient, siteId: number, number: number): Promise<Use> {
  const { rows } = await client.query<Use>(
    `select
       (select count(*)::int from sessions where site_id = s.id and year = s.current_year and establishment = $2) sessions,
       (select count(*)::int from divisions where site_id = s.id and year = s.current_year and establishment = $2)
       + (select count(*)::int from groups where site_id = s.id and year = s.current_year and establishment = $2) groups,
       (select count(*)::int from directory_entries
        where site_id = s.id and establishment = $2 and left_at is null) entries,
       (select count(*)::int from runs where site_id = s.id and status in ('received', 'running', 'held')
          and (folder is null or folder = $2) and (scope is null or $2 = any(scope))) runs
     from sites s where s.id = $1`,
    [siteId, number],
  );
  return rows[0] ?? { sessions: 0, groups: 0, entries: 0, runs: 0 };
}
