/** Is this file for us? Product, school and school year, in the order in which reasons are told (RULES.md 1.2, 1.3, 2.1). */

import { frenchDay, startYearOf } from '../model/calendar.ts';
import { type FindingLog, type Outcome, stop } from '../model/finding.ts';
import { type AnnouncedYear, yearName } from '../model/school-year.ts';
import type { RawExport, StoredYear } from '../model/timetable.ts';
import { ownUais, schoolsOf } from './own-schools.ts';

/** Products that files name, else the formats that name none: what a site may choose from. A site's settings may hold others. */
export const PRODUCTS: readonly string[] = ['EDT', 'PRONOTE', 'UDT', 'STS', 'iCalendar', 'CSV', 'EXP_Cours'];

/** Formats that several products write without saying which of them did. */
const WRITTEN_BY: ReadonlyMap<string, readonly string[]> = new Map([['EDT', ['EDT', 'PRONOTE']]]);

/** Software that a site accepts: `from` is the lowest version, compared number by number. */
export interface AcceptedSoftware {
  readonly product: string;
  readonly from?: string;
}

/** What a site says about the files it wants. */
export interface Expectation {
  /** Establishment numbers by UAI. */
  readonly byUai: ReadonlyMap<string, number>;
  /** The establishment of the URL; null on the site's own. */
  readonly only: number | null;
  /** Empty: anything that can be read. */
  readonly accepts: readonly AcceptedSoftware[];
  /** The open school year; null before the first manual import. */
  readonly openYear: StoredYear | null;
  /** The year that is announced to open next. */
  readonly announcedYear: AnnouncedYear | null;
  readonly trigger: 'automatic' | 'manual';
}

/** Orders versions like 2014, 0.5.14 or 1.1 number by number. */
export function compareVersions(a: string, b: string): number {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Checked where the file states a product; else by its format's name, whose version is another numbering (RULES.md 1.2). */
export function checkSoftware(
  { origin }: Pick<RawExport, 'origin'>,
  accepts: readonly AcceptedSoftware[],
): Outcome<null> {
  if (accepts.length === 0) return null;
  const product = origin.product ?? origin.format;
  const written = (origin.product === undefined ? WRITTEN_BY.get(origin.format) : undefined) ?? [product];
  const wanted = accepts.filter((one) => written.some((name) => name.toLowerCase() === one.product.toLowerCase()));
  const accepted = accepts.map((one) => (one.from ? `${one.product} ≥ ${one.from}` : one.product)).join(', ');
  if (wanted.length === 0) return stop('software-not-accepted', { product, accepted });
  const version = origin.product === undefined ? undefined : origin.productVersion;
  if (version === undefined || wanted.some((one) => !one.from || compareVersions(version, one.from) >= 0)) return null;
  return stop('version-not-accepted', { product: `${product} ${version}`, accepted });
}

/**
 * A file that names no school (UAI empty) is that of its URL, else of the only establishment of the site. A Stop where
 * there are several.
 */
export function withSchool(
  raw: RawExport,
  expected: Pick<Expectation, 'byUai' | 'only' | 'trigger'>,
): Outcome<RawExport> {
  if (raw.origin.uai !== '') return raw;
  const known = ownUais(expected);
  const [uai, another] = known;
  if (uai === undefined || another !== undefined) {
    const byHand = expected.trigger === 'manual' ? { variant: 'by-hand' } : {};
    return stop('school-not-said', { expected: known.join(', '), ...byHand });
  }
  return { ...raw, origin: { ...raw.origin, uai } };
}

/** School, then year. Assumes that the file could be read. */
export function checkOrigin(
  raw: Pick<RawExport, 'origin' | 'schools' | 'schoolYear'>,
  expected: Expectation,
  findings: FindingLog,
): Outcome<null> {
  const uais = schoolsOf(raw);
  const numbers = uais.flatMap((uai) => expected.byUai.get(uai) ?? []);
  if (numbers.length === 0) {
    return stop('other-school', { uai: uais.join(', '), expected: [...expected.byUai.keys()].join(', ') });
  }
  if (expected.only !== null && !numbers.includes(expected.only)) {
    const own = [...expected.byUai].find(([, one]) => one === expected.only)?.[0] ?? '';
    return stop('other-establishment', { uai: uais.join(', '), expected: own });
  }
  const { firstDay, lastDay } = raw.schoolYear;
  const year = startYearOf(firstDay);
  const { openYear, announcedYear } = expected;
  const later = openYear !== null && year > openYear.startYear;
  if (openYear && year !== openYear.startYear && !(expected.trigger === 'manual' && later)) {
    const isAnnounced = announcedYear !== null && year === startYearOf(announcedYear.firstDay);
    return stop('other-school-year', {
      year: yearName(year),
      open: yearName(openYear.startYear),
      variant: later ? (isAnnounced ? 'announced' : 'later') : 'past',
    });
  }
  if (!openYear && expected.trigger === 'automatic') return stop('first-import-missing', { year: yearName(year) });
  if (openYear?.startYear !== year && announcedYear) compareAnnounced(raw.schoolYear, announcedYear, findings);
  if (openYear && !later && (openYear.firstDay !== firstDay || openYear.lastDay !== lastDay)) {
    findings.add({
      code: 'year-bounds-changed',
      severity: 'warning',
      about: `${frenchDay(firstDay)} – ${frenchDay(lastDay)}`,
      values: { before: `${frenchDay(openYear.firstDay)} – ${frenchDay(openYear.lastDay)}` },
    });
  }
  return null;
}

/** A file that opens a year beside what was announced of it. */
function compareAnnounced(file: RawExport['schoolYear'], announced: AnnouncedYear, findings: FindingLog): void {
  const { firstDay, lastDay } = file;
  if (startYearOf(firstDay) !== startYearOf(announced.firstDay)) {
    const values = { announced: yearName(startYearOf(announced.firstDay)) };
    findings.add({ code: 'other-than-announced', severity: 'warning', about: yearName(startYearOf(firstDay)), values });
  } else if (firstDay !== announced.firstDay || lastDay !== announced.lastDay) {
    const values = { announced: `${frenchDay(announced.firstDay)} – ${frenchDay(announced.lastDay)}` };
    findings.add({
      code: 'announced-dates-differ',
      severity: 'warning',
      about: `${frenchDay(firstDay)} – ${frenchDay(lastDay)}`,
      values,
    });
  }
}
