/** What one transaction writes of a directory import, computed on one version of the directory; and for which year. */

import { type Day, daysBetween, frenchDay } from '../model/calendar.ts';
import type { FindingLog } from '../model/finding.ts';
import type { DirectoryChanges, KindCounts } from './compare.ts';
import type {
  Coverage,
  DaysOfLists,
  DirectoryClosure,
  DirectorySchool,
  DirectoryService,
  DirectorySource,
} from './directory.ts';
import type { StoredDirectory, StoredSchool } from './stored.ts';

/** Closures and services of an establishment in a year that replace what is stored; null: they stay. */
export interface SchoolWrite {
  readonly year: number;
  readonly establishment: number;
  readonly closures: readonly DirectoryClosure[] | null;
  readonly services: readonly DirectoryService[] | null;
}

export interface DirectoryPlan {
  readonly siteId: number;
  readonly runId: string;
  /** Applied only while the directory's version is still this one. */
  readonly baseVersion: number;
  readonly source: DirectorySource;
  /** School year of the file; null: none in particular. */
  readonly year: number | null;
  /** True: entries are kept apart until the year is opened. */
  readonly isComing: boolean;
  readonly exportedOn: Day | null;
  /** The same day, if the file lists people. */
  readonly peopleOn: Day | null;
  /** Days of the lists that come in files of their own. */
  readonly listsOn: Partial<DaysOfLists>;
  readonly changes: Pick<DirectoryChanges, 'added' | 'changed' | 'left' | 'moves'>;
  /** What the coming year's entries of are all there. */
  readonly complete: readonly Coverage[];
  readonly schools: readonly SchoolWrite[];
  /** Of all establishments that the file covers, the number in the academy's feed where it is known. */
  readonly places: readonly { readonly establishment: number; readonly aaf: string | null }[];
}

/** What is noted of a file that changes nothing: a later one must not be older than it. */
export type DirectorySeen = Pick<
  DirectoryPlan,
  'siteId' | 'runId' | 'source' | 'year' | 'exportedOn' | 'peopleOn' | 'listsOn' | 'places'
>;

/** Is a file about now, about a year to come, or about one that is over? */
export function yearTarget(
  year: number | null,
  stored: Pick<StoredDirectory, 'year' | 'sources'>,
  openYear: number | null,
): 'current' | 'coming' | 'past' {
  const now = openYear ?? yearStated(stored);
  if (year === null || now === null || year === now) return 'current';
  return year > now ? 'coming' : 'past';
}

/** The school year of the directory; before one was applied, that of a file which was as the directory is. Null: nobody has said. */
export function yearStated({ year, sources }: Pick<StoredDirectory, 'year' | 'sources'>): number | null {
  const seen = sources.flatMap((one) => one.year ?? []);
  return year ?? (seen.length === 0 ? null : Math.max(...seen));
}

/** The school year that a day lies in; null in July and August, when files of two years are about. */
export function yearOn(day: Day | null): number | null {
  if (day === null) return null;
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  if (month >= 9) return year;
  return month <= 6 ? year - 1 : null;
}

/** Days of a school year that one closure may cover: no summer is as long. */
const MAX_CLOSED_DAYS = 100;

/**
 * Schools with those closures alone that touch a school year, from August to August, and leave it time for lessons; the others are
 * told. None left: none was read.
 */
export function closuresOfYear(
  schools: readonly DirectorySchool[],
  year: number,
  findings: FindingLog,
): readonly DirectorySchool[] {
  const [from, to] = [`${year}-08-01`, `${year + 1}-08-31`];
  const named = `${year}-${year + 1}`;
  return schools.map((school) => {
    if (school.closures === null) return school;
    const closures = school.closures.filter(({ firstDay, lastDay, label }) => {
      const about = [`${frenchDay(firstDay)} – ${frenchDay(lastDay)}`, label].filter(Boolean).join(' ');
      const [first = from] = [firstDay, from].sort().slice(-1);
      const [last = to] = [lastDay, to].sort();
      const days = daysBetween(first, last) + 1;
      if (days < 1) findings.add({ code: 'closure-outside-year', severity: 'info', about, values: { year: named } });
      if (days <= MAX_CLOSED_DAYS) return days >= 1;
      // Taken, it would hold every timetable of the year.
      findings.add({ code: 'closure-too-long', severity: 'warning', about, values: { year: named } });
      return false;
    });
    return { ...school, closures: closures.length === 0 && school.closures.length > 0 ? null : closures };
  });
}

/** What of closures and services differs from what is stored for the year. */
export function schoolWrites(
  schools: readonly DirectorySchool[],
  year: number,
  stored: readonly StoredSchool[],
): {
  readonly writes: readonly SchoolWrite[];
  readonly closures: KindCounts | null;
  readonly services: KindCounts | null;
} {
  const writes: SchoolWrite[] = [];
  let closures: KindCounts | null = null;
  let services: KindCounts | null = null;
  for (const { establishment, ...read } of schools) {
    const before = stored.find((one) => one.year === year && one.establishment === establishment);
    const differs = { closures: false, services: false };
    if (read.closures !== null) {
      const own = countsOf(before?.closures ?? [], read.closures, closureKey);
      closures = plus(closures, own);
      differs.closures = before?.closures == null || own.created + own.deleted > 0;
    }
    if (read.services !== null) {
      const own = countsOf(before?.services ?? [], read.services, serviceKey);
      services = plus(services, own);
      differs.services = before?.services == null || own.created + own.deleted > 0;
    }
    if (!differs.closures && !differs.services) continue;
    writes.push({
      year,
      establishment,
      closures: differs.closures ? read.closures : null,
      services: differs.services ? read.services : null,
    });
  }
  return { writes, closures, services };
}

function closureKey({ firstDay, lastDay }: DirectoryClosure): string {
  return `${firstDay} ${lastDay}`;
}

function serviceKey({ audience, name, subject }: DirectoryService): string {
  return JSON.stringify([audience, name, subject]);
}

function countsOf<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): KindCounts {
  const known = new Set(before.map(keyOf));
  const now = new Set(after.map(keyOf));
  const unchanged = [...now].filter((key) => known.has(key)).length;
  return { created: now.size - unchanged, modified: 0, deleted: known.size - unchanged, unchanged };
}

function plus(sum: KindCounts | null, one: KindCounts): KindCounts {
  if (sum === null) return one;
  return {
    created: sum.created + one.created,
    modified: sum.modified + one.modified,
    deleted: sum.deleted + one.deleted,
    unchanged: sum.unchanged + one.unchanged,
  };
}

/** Does the plan write anything? */
export function isEmptyDirectoryPlan({ changes, schools }: Pick<DirectoryPlan, 'changes' | 'schools'>): boolean {
  return changes.added.length + changes.changed.length + changes.left.length + schools.length === 0;
}
