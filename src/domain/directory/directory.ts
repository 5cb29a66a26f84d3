/** A directory as a file gives it: people, divisions and groups of some establishments, their closures and services. */

import type { Day } from '../model/calendar.ts';
import { normaliseName, type PersonIds } from '../model/identity.ts';
import type { Origin } from '../model/timetable.ts';

export const DIRECTORY_KINDS = ['teacher', 'student', 'staff', 'division', 'group'] as const;

export type DirectoryKind = (typeof DIRECTORY_KINDS)[number];

/** What a file says of one entry. For divisions and groups `lastName` is the name. Absent parts: the file does not say. */
export interface DirectoryRow {
  /** The file's own id, which is then the entry's; null: Carillon knows the entry again or makes an id. */
  readonly id: string | null;
  readonly kind: DirectoryKind;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly email?: string | null;
  readonly division?: string | null;
  readonly groups?: readonly string[];
  /** Number of the establishment; null: all of the site. */
  readonly establishment: number | null;
  readonly ids: PersonIds;
  /** File and line it comes from, for refusals. */
  readonly where?: string;
}

/** What a delta changes of somebody who is known; parts that are absent stay. */
export interface DirectoryPatch {
  readonly ids: PersonIds;
  readonly set: Partial<Omit<DirectoryRow, 'id' | 'ids' | 'where'>>;
}

/** A kind of entries that a file holds all of, in one establishment (null: those of no particular one): who is missing has left. */
export interface Coverage {
  readonly kind: DirectoryKind;
  readonly establishment: number | null;
}

/** Days without lessons, both included, as a ministry file says them. */
export interface DirectoryClosure {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly label: string;
}

/** A teaching service that a ministry file knows: subject and division or group. */
export interface DirectoryService {
  readonly audience: 'division' | 'group';
  /** Name of the division or group. */
  readonly name: string;
  /** All that the file calls the subject: codes and labels. */
  readonly subject: readonly string[];
}

/** Parts of one establishment that replace what was read before or derived from exports; null: the file has none. */
export interface DirectorySchool {
  readonly establishment: number;
  readonly closures: readonly DirectoryClosure[] | null;
  readonly services: readonly DirectoryService[] | null;
  /** Its number in the academy's feed, where the file is one. */
  readonly aaf: string | null;
}

/** Where a stored entry or a file comes from; `export`: built from a timetable export. */
export type DirectorySource = 'csv' | 'aaf' | 'siecle' | 'sts' | 'export';

/** Lists that come in files of their own, each of its own day. */
export const LISTS_APART = ['structures', 'closures'] as const;
export type ListApart = (typeof LISTS_APART)[number];

/** Days of the newest files that listed them; null: none has said its day. */
export type DaysOfLists = Readonly<Record<ListApart, Day | null>>;

/** All that a directory file says about one site. */
export interface Directory {
  readonly origin: Origin;
  readonly source: DirectorySource;
  /** `delta`: changes since an earlier file; who is missing has not left. */
  readonly mode: 'full' | 'delta';
  /** Start of the school year it is for; null: it does not say, so it is about now. */
  readonly year: number | null;
  readonly rows: readonly DirectoryRow[];
  readonly patches: readonly DirectoryPatch[];
  /** Identifiers of people whom a delta takes out. */
  readonly removed: readonly PersonIds[];
  readonly complete: readonly Coverage[];
  readonly schools: readonly DirectorySchool[];
  /** Days of the lists that come in a file of their own, where it says one. */
  readonly listsOn?: Partial<DaysOfLists>;
}

/** People and structures are never taken for one another; teachers and other staff change places. */
export type Family = 'staff' | 'student' | 'division' | 'group';

export function familyOf(kind: DirectoryKind): Family {
  return kind === 'teacher' ? 'staff' : kind;
}

export function isPersonKind(kind: DirectoryKind): kind is 'teacher' | 'student' | 'staff' {
  return kind !== 'division' && kind !== 'group';
}

/** What rows of a file cover that replaces the kinds it holds: on a site of one establishment all entries of them. */
export function coverageOf(
  rows: readonly Pick<DirectoryRow, 'kind' | 'establishment'>[],
  establishments: readonly number[],
): Coverage[] {
  const kinds = new Set(rows.map((row) => row.kind));
  const places = new Set<number | null>(
    establishments.length > 1 ? rows.map((row) => row.establishment) : [null, ...establishments],
  );
  return [...kinds].flatMap((kind) => [...places].map((establishment) => ({ kind, establishment })));
}

/** Divisions and groups that people are in but that have no line of their own. */
export function impliedStructures(rows: readonly DirectoryRow[]): DirectoryRow[] {
  const known = new Set(
    rows.filter((row) => !isPersonKind(row.kind)).map((row) => `${row.kind} ${normaliseName(row.lastName)}`),
  );
  const implied = new Map<string, DirectoryRow>();
  const add = (kind: 'division' | 'group', name: string, { id, establishment, where }: DirectoryRow): void => {
    const key = `${kind} ${normaliseName(name)}`;
    if (known.has(key)) return;
    const own = `${key} ${establishment ?? ''}`;
    if (implied.has(own)) return;
    const place = establishment === null ? '' : `${establishment}:`;
    implied.set(own, {
      // A file that gives ids to its people gives one to what they imply.
      id: id === null ? null : `${kind}:${place}${normaliseName(name)}`,
      kind,
      lastName: name,
      firstName: '',
      birthDate: null,
      establishment,
      ids: {},
      ...(where === undefined ? {} : { where }),
    });
  };
  for (const row of rows) {
    if (row.division) add('division', row.division, row);
    for (const group of row.groups ?? []) add('group', group, row);
  }
  return [...implied.values()];
}
