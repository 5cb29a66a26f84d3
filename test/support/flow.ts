/** A site of its own for each test of a flow: a small invented school, its directory, a manager, an account that deposits. */

import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { type EdtOptions, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { FolderRef } from '../../src/domain/deposit/deposit.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import type { World } from './world.ts';

/** Four divisions: an import takes a fraction of a second. */
export const school: School = inventSchool({ seed: 'flow', size: 'small' });

export interface Site {
  readonly id: number;
  readonly world: World;
  /** Drop folder of the account on the site's URL. */
  readonly folder: FolderRef;
  /** A deposit by the account, carried to its end. */
  deposit(of: School | string | Uint8Array, options?: { name?: string; edt?: EdtOptions }): Promise<ImportReport>;
  /** A manual import, carried to its end. */
  manual(of: School | string | Uint8Array, options?: { establishment?: number }): Promise<ImportReport>;
  /** Subjects of the messages that stand, oldest first, without the site's name. */
  told(): Promise<string[]>;
  /** Another account of the site, for another person. */
  account(personId: string, options?: { notify?: boolean }): Promise<string>;
  sessions(): Promise<SessionRow[]>;
}

export interface SessionRow {
  readonly id: string;
  readonly establishment: number;
  readonly starts_at: number;
  readonly content_id: string;
  readonly cancelled: boolean;
}

export interface SiteWish {
  readonly school?: School;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: no first manual import. */
  readonly isOpen?: boolean;
  readonly establishments?: readonly { readonly number: number; readonly uai: string; readonly name: string }[];
  /** Text of the directory file; false: none. */
  readonly directory?: string;
  readonly timezone?: string;
}

export function bytesOfExport(of: School | string | Uint8Array, edt?: EdtOptions): string | Uint8Array {
  return typeof of === 'string' || of instanceof Uint8Array ? of : writeEdtBytes(of, edt);
}

let nextSite = 100;

/** Creates the site, and opens its year by a manual import unless told otherwise. */
export async function openSite(world: World, wish: SiteWish = {}): Promise<Site> {
  const id = nextSite++;
  const own = wish.school ?? school;
  const { administration } = world;
  await administration.createSite({
    id,
    name: `Site ${id}`,
    establishments: wish.establishments ?? [{ number: 1, uai: own.uai, name: own.name }],
    ...(wish.timezone === undefined ? {} : { timezone: wish.timezone }),
  });
  const directory = wish.directory ?? writeDirectoryCsv(own);
  const brought = await world.directory(id, directory);
  if (brought.run.status !== 'integrated') throw new Error(`the directory was ${JSON.stringify(brought.run)}`);
  if (wish.settings) await administration.setSite(id, wish.settings);
  // Straight into the tables: making real passwords costs a tenth of a second each.
  await world.db.pool.query(
    `with person as (insert into people (email, password_hash, created_at) values ($2, '-', now()) returning id)
     insert into site_roles (person_id, site_id, role, created_at) select id, $1, 'manager', now() from person`,
    [id, `gestion${id}@example.org`],
  );
  const account = async (personId: string, options: { notify?: boolean } = {}): Promise<string> => {
    const { rows } = await world.db.pool.query<{ id: string }>(
      `insert into access_accounts (site_id, person_id, login, password_hash, notify, created_at)
       values ($1, $2, $3, '-', $4, $5) returning id`,
      [id, personId, `emp.${personId}.${id}`, options.notify ?? false, new Date(world.now()).toISOString()],
    );
    return rows[0]?.id ?? '';
  };
  const first = own.staff[1]?.id ?? '';
  const folder = { siteId: id, establishment: null, accountId: await account(first) };
  const site: Site = {
    id,
    world,
    folder,
    account,
    deposit: (of, options = {}) => world.deposit(folder, options.name ?? 'EDT.xml', bytesOfExport(of, options.edt)),
    manual: (of, options = {}) =>
      world.manual(id, bytesOfExport(of), options.establishment ? { establishment: options.establishment } : {}),
    async told() {
      const { items } = await administration.messages(id);
      return items.map((item) => item.subject.replace(`[Site ${id}] `, '')).reverse();
    },
    async sessions() {
      const { rows } = await world.db.pool.query<SessionRow>(
        'select id, establishment, starts_at, content_id, cancelled from sessions where site_id = $1 order by id',
        [id],
      );
      return rows;
    },
  };
  if (wish.isOpen !== false) {
    const report = await site.manual(own);
    if (report.run.status !== 'integrated') throw new Error(`the first import was ${JSON.stringify(report.run)}`);
  }
  return site;
}

const TABLES = [
  'sites',
  'school_years',
  'directory_entries',
  'matches',
  'unmatched',
  'listed',
  'access_accounts',
  'deposits',
  'runs',
  'applied',
  'subjects',
  'divisions',
  'groups',
  'memberships',
  'teaching_services',
  'closure_periods',
  'courses',
  'session_contents',
  'sessions',
  'troubles',
  'messages',
  'outbox',
] as const;

/** Everything that is stored, as one text for each table: equal texts, nothing was written. */
export async function everything(world: World, tables: readonly string[] = TABLES): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const table of tables) {
    const { rows } = await world.db.pool.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') sum from ${table} t`,
    );
    state[table] = rows[0]?.sum ?? '';
  }
  return state;
}

/** What an import may change. */
export const TIMETABLE_TABLES = [
  'school_years',
  'applied',
  'subjects',
  'divisions',
  'groups',
  'memberships',
  'teaching_services',
  'closure_periods',
  'courses',
  'session_contents',
  'sessions',
] as const;

/** The stored timetable of one site. */
export async function timetableOf(site: Site): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const table of TIMETABLE_TABLES) {
    const { rows } = await site.world.db.pool.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') sum
       from ${table} t where site_id = $1`,
      [site.id],
    );
    state[table] = rows[0]?.sum ?? '';
  }
  return state;
}
