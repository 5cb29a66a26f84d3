/** Checks a directory file before it is compared: its year, its ids, its establishments, and whether a delta has something to build on. */

import { type Day, frenchDay } from '../model/calendar.ts';
import { type FindingLog, type Stop, stop } from '../model/finding.ts';
import { fullName } from '../model/identity.ts';
import type { SentenceValues } from '../model/sentence.ts';
import { type Directory, type DirectorySource, isPersonKind, type ListApart } from './directory.ts';
import { yearStated, yearTarget } from './plan.ts';
import type { StoredDirectory } from './stored.ts';

export interface DirectoryChecking {
  readonly establishments: readonly { readonly number: number }[];
  readonly stored: Pick<StoredDirectory, 'year' | 'sources'>;
  /** Start of the open school year; null: none is open. */
  readonly openYear: number | null;
}

/** A Stop says why the file cannot be taken. What is only odd goes into the findings. */
export function checkDirectory(directory: Directory, checking: DirectoryChecking, findings: FindingLog): Stop | null {
  const { rows, mode, schools } = directory;
  const says = schools.some((one) => one.closures !== null || one.services !== null);
  // A delta that says nothing about this site is an honest one: nothing has changed.
  if (mode === 'full' && rows.length === 0 && !says) return stop('directory-empty');
  const wrong = checkYear(directory, checking) ?? checkRows(directory, checking) ?? checkOrder(directory, checking);
  if (wrong) return wrong;
  for (const row of rows) {
    if (!isPersonKind(row.kind)) continue;
    // Characters that an export could not write are question marks in it; bytes that are no characters become U+FFFD.
    if (/[?\uFFFD]/.test(`${row.lastName}${row.firstName}`)) {
      findings.add({ code: 'directory-name-unreadable', severity: 'warning', about: fullName(row) });
    }
  }
  return null;
}

function checkYear({ year }: Directory, { stored, openYear }: DirectoryChecking): Stop | null {
  if (yearTarget(year, stored, openYear) !== 'past' || year === null) return null;
  const now = openYear ?? yearStated(stored) ?? year;
  return stop('directory-past-year', { year: `${year}-${year + 1}`, open: `${now}-${now + 1}` });
}

function checkRows({ rows }: Directory, { establishments }: DirectoryChecking): Stop | null {
  const numbers = new Set(establishments.map((one) => one.number));
  const seen = new Set<string>();
  for (const { id, establishment, where } of rows) {
    const refuse = (variant: string, values: SentenceValues): Stop =>
      stop('directory-row', { ...values, where: where ?? '–', variant });
    if (id !== null) {
      if (seen.has(id)) return refuse('id-twice', { id });
      seen.add(id);
    }
    if (establishment !== null && !numbers.has(establishment)) {
      return refuse('establishment', { establishment: String(establishment) });
    }
  }
  return null;
}

/** Files of these are imported together, as if they came from one source. */
export const COME_TOGETHER: readonly DirectorySource[] = ['siecle', 'sts'];

/** Does a file say who is there, all of them? */
export function listsPeople({ mode, rows }: Pick<Directory, 'mode' | 'rows'>): boolean {
  return mode === 'full' && rows.some((row) => isPersonKind(row.kind));
}

/**
 * A delta says what has changed since an earlier file of the same feed: without that one, or out of order, it says nothing.
 * An old list would bring back who or what has left since; people, closures and groups come in files of other days, each to be
 * compared with its own.
 */
function checkOrder(directory: Directory, { stored }: DirectoryChecking): Stop | null {
  const { mode, source, origin, schools, year, rows, listsOn = {} } = directory;
  const touched = new Set<number | null>(schools.map((school) => school.establishment));
  for (const row of rows) touched.add(row.establishment);
  const family = COME_TOGETHER.includes(source) ? COME_TOGETHER : [source];
  const before = stored.sources.filter((one) => family.includes(one.source) && touched.has(one.establishment));
  if (mode === 'delta' && before.length === 0) return stop('directory-delta-first');
  const isFeed = source === 'aaf';
  const isList = listsPeople(directory);
  const sameYear = before.filter((one) => one.year === year);
  const ofPeople = isFeed ? before.map((one) => one.exportedOn) : isList ? sameYear.map((one) => one.peopleOn) : [];
  const apart = (variant: ListApart): SentenceValues | null => {
    const ofList = sameYear.map((one) => one.listsOn[variant]);
    const found = olderThan(listsOn[variant] ?? undefined, ofList);
    return found && { ...found, variant };
  };
  const ofAll = olderThan(origin.exportedAt?.slice(0, 10), ofPeople);
  const older = ofAll ?? apart('structures') ?? apart('closures');
  return older && stop('directory-older', older);
}

/** A day and the newest of those before, where it is older than that one. */
function olderThan(day: Day | undefined, before: readonly (Day | null)[]): SentenceValues | null {
  const newest = before
    .flatMap((one) => one ?? [])
    .sort()
    .at(-1);
  if (day === undefined || newest === undefined || day >= newest) return null;
  return { day: frenchDay(day), newest: frenchDay(newest) };
}
