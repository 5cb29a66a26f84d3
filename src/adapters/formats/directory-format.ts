/** What a format of directories is, and how what several files say becomes one directory. */

import type {
  Coverage,
  DaysOfLists,
  Directory,
  DirectoryKind,
  DirectoryRow,
} from '../../domain/directory/directory.ts';
import { familyOf, LISTS_APART } from '../../domain/directory/directory.ts';
import { COME_TOGETHER, listsPeople } from '../../domain/directory/validate.ts';
import { type FindingLog, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { byCodeUnit, normaliseName } from '../../domain/model/identity.ts';
import type { Origin } from '../../domain/model/timetable.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';

/** One kind of directory files: those of an import that it claims are read together. */
export interface DirectoryFormat {
  readonly name: string;
  readonly versions: readonly string[];
  claims(part: Part): boolean;
  /** Reads what is wanted. A Stop says in the catalogue's words why the files cannot be taken. */
  read(parts: readonly Part[], wanted: DirectoryWanted, findings: FindingLog): Promise<Outcome<Directory>>;
}

/** One directory out of what several formats have read. */
export function mergeDirectories(all: readonly Directory[]): Outcome<Directory> {
  const [first, ...others] = all;
  if (!first) return stop('directory-empty');
  if (others.length === 0) return first;
  if (all.some((one) => !COME_TOGETHER.includes(one.source))) {
    return stop('directory-mixed', { formats: all.map((one) => one.origin.format).join(', ') });
  }
  const years = [...new Set(all.flatMap((one) => one.year ?? []))];
  const [year = null, otherYear] = years;
  if (otherYear !== undefined) return stop('directory-years', { years: years.join(', ') });
  const { exportedAt, ...origin } = first.origin;
  const daysOfPeople = all.filter(listsPeople).flatMap((one) => one.origin.exportedAt ?? []);
  // Who is there is known of the oldest of those days.
  const day = daysOfPeople.sort(byCodeUnit)[0] ?? exportedAt;
  return {
    ...first,
    origin: {
      ...origin,
      ...(day === undefined ? {} : { exportedAt: day }),
      format: distinct(all.map((one) => one.origin.format)),
      formatVersion: distinct(all.map((one) => one.origin.formatVersion)),
      uai: all.every((one) => one.origin.uai === first.origin.uai) ? first.origin.uai : '',
    },
    year,
    rows: withoutTwins(all.flatMap((one) => one.rows)),
    patches: all.flatMap((one) => one.patches),
    removed: all.flatMap((one) => one.removed),
    complete: all.flatMap((one) => one.complete),
    schools: mergedSchools(all.flatMap((one) => one.schools)),
    listsOn: oldestDays(all.flatMap((one) => one.listsOn ?? [])),
  };
}

function oldestDays(all: readonly Partial<DaysOfLists>[]): Partial<DaysOfLists> {
  const known = LISTS_APART.map((list) => [list, all.flatMap((one) => one[list] ?? []).sort(byCodeUnit)[0]] as const);
  return Object.fromEntries(known.filter(([, day]) => day !== undefined));
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join(' + ');
}

/** The number of the establishment that a file is of. A Stop where the site has none of that UAI, or another one was asked for. */
export function placeOf(
  origin: Origin,
  { establishments, only }: Pick<DirectoryWanted, 'establishments' | 'only'>,
): Outcome<number> {
  const among = establishments.filter((one) => only === null || one.number === only);
  const own = among.find((one) => one.uai === origin.uai);
  if (own) return own.number;
  const expected = among.map((one) => one.uai).join(', ');
  return { ...stop('directory-other-school', { uai: origin.uai || '–', expected }), origin };
}

/** A division or a group of an establishment. */
export function structureRow(kind: 'division' | 'group', lastName: string, establishment: number): DirectoryRow {
  return { id: null, kind, lastName, firstName: '', birthDate: null, establishment, ids: {} };
}

/** Kinds that a file holds all of in an establishment; of a site that has no other, also those of no particular one. */
export function coverageAt(
  kinds: readonly DirectoryKind[],
  place: number,
  { establishments }: Pick<DirectoryWanted, 'establishments'>,
): Coverage[] {
  const places = establishments.length === 1 ? [place, null] : [place];
  return kinds.flatMap((kind) => places.map((establishment) => ({ kind, establishment })));
}

/** Divisions and groups that several files name, once. */
export function withoutTwins(rows: Directory['rows']): Directory['rows'] {
  const known = new Set<string>();
  return rows.filter(({ kind, lastName, establishment }) => {
    if (kind !== 'division' && kind !== 'group') return true;
    const key = `${familyOf(kind)} ${establishment ?? ''} ${normaliseName(lastName)}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function mergedSchools(schools: Directory['schools']): Directory['schools'] {
  const merged = new Map<number, Directory['schools'][number]>();
  for (const school of schools) {
    const before = merged.get(school.establishment);
    merged.set(school.establishment, {
      establishment: school.establishment,
      closures: school.closures ?? before?.closures ?? null,
      services: school.services ?? before?.services ?? null,
      aaf: school.aaf ?? before?.aaf ?? null,
    });
  }
  return [...merged.values()];
}
