/** Courses of a file by natural keys: slots to times, masks to weeks inside the year, resources to variants. */

import { baseMonday, type Day, datesFrom, daysBetween, weeksOf } from '../model/calendar.ts';
import { type FindingLog, type Outcome, stop } from '../model/finding.ts';
import { createSharing } from '../model/gather.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { Course, CourseVariant, RawCourse, RawExport, RawResource } from '../model/timetable.ts';
import { type Places, placeOfAudience } from './places.ts';
import type { Resolved } from './references.ts';
import { timesIn } from './slots.ts';

export interface ResolvedCourses {
  /** Only those that mean at least one session, cancelled or not. */
  readonly courses: readonly Course[];
  readonly sessionsOutsideYear: number;
}

/** Parts of an audience key: its kind and a key, so that a division and a group of one name stay apart. */
export function audienceKeyOf(
  divisions: readonly string[],
  groups: readonly string[],
  parts: readonly string[],
): string {
  return [...divisions.map((key) => `d:${key}`), ...groups.map((key) => `g:${key}`), ...parts.map((key) => `p:${key}`)]
    .sort(byCodeUnit)
    .join('|');
}

/** A Stop when there is no course with a week mask, or more than 5 % lie outside the grid (RULES.md 1.1). */
export function resolveCourses(
  raw: RawExport,
  resolved: Resolved,
  places: Places,
  findings: FindingLog,
  dangling: (what: string) => void,
): Outcome<ResolvedCourses> {
  const timesOf = timesIn(raw.grid);
  const outside = raw.courses.filter((course) => timesOf(course) === null);
  if (100 * outside.length > 5 * raw.courses.length) {
    return stop('outside-grid', { count: outside.length, courses: raw.courses.length });
  }
  for (const course of outside) {
    findings.add({
      code: 'course-outside-grid',
      severity: 'warning',
      about: `Cours ${course.ordinal}`,
      values: { weekday: course.weekday, slot: course.firstSlot },
    });
  }
  const dateFor = datesFrom(raw.schoolYear.week1Monday);
  const shift = daysBetween(baseMonday(raw.schoolYear), raw.schoolYear.week1Monday) / 7;
  const sharedWeeks = shareWeeks(shift);
  const shared = createSharing();
  const insideOf = weeksInside(raw.schoolYear, dateFor);
  const courses: Course[] = [];
  let sessionsOutsideYear = 0;
  for (const course of raw.courses) {
    const times = timesOf(course);
    if (!times) continue;
    const active = resolveResources(course, resolved, dangling);
    const weeks = weeksInYear(course, active, insideOf, findings);
    sessionsOutsideYear += weeks.outside;
    if (weeks.inside.length === 0) continue;
    if (times.labelsDiffer)
      findings.add({ code: 'slot-label-differs', severity: 'info', about: `Cours ${course.ordinal}` });
    const subject = course.subject === null ? undefined : resolved.subjects.get(course.subject);
    if (course.subject !== null && !subject) dangling(`Cours ${course.ordinal} → Matiere ${course.subject}`);
    const variants = variantsOf(weeks.inside, active);
    const all = variants.length === 1 ? variants[0] : mergeVariants(variants);
    const own = new Set(active.flatMap((one) => (one.kind === 'guest' ? [] : (one.establishment ?? []))));
    courses.push({
      establishment: placeOfAudience(places, own, resolved.scope),
      subjectKey: subject?.key ?? null,
      weekday: course.weekday,
      startTime: times.startTime,
      endTime: times.endTime,
      audienceKey: all ? audienceKeyOf(all.divisionKeys, all.groupKeys, all.partKeys) : '',
      variants: variants.map((one) => inSharedLists(one, sharedWeeks(one.weeks), shared)),
      cancelledWeeks:
        course.cancelledWeeks === 0n
          ? NO_WEEKS
          : sharedWeeks(weeksOf(course.cancelledWeeks).filter((week) => weeks.inside.includes(week))),
    });
  }
  if (courses.length === 0) return stop('no-dated-course', { courses: raw.courses.length });
  return { courses, sessionsOutsideYear };
}

/** Named one by one: a copy of all fields has a shape of its own in memory. */
function inSharedLists(
  { divisionKeys, groupKeys, partKeys, guestKeys, teacherKeys, rooms }: CourseVariant,
  weeks: readonly number[],
  shared: ReturnType<typeof createSharing>,
): CourseVariant {
  return {
    weeks,
    divisionKeys: shared(divisionKeys),
    groupKeys: shared(groupKeys),
    partKeys: shared(partKeys),
    ...(guestKeys ? { guestKeys: shared(guestKeys) } : {}),
    teacherKeys: shared(teacherKeys),
    rooms: shared(rooms),
  };
}

const NO_WEEKS: readonly number[] = [];

/** Weeks counted from another Monday; thousands of courses have the same ones, and one list of them. */
function shareWeeks(shift: number): (weeks: readonly number[]) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  // Most come as a list that came before: to write its weeks down takes longer than all the rest.
  const byList = new Map<readonly number[], readonly number[]>();
  return (weeks) => {
    const before = byList.get(weeks);
    if (before) return before;
    const text = weeks.join();
    const shared = known.get(text) ?? weeks.map((week) => week + shift);
    known.set(text, shared);
    byList.set(weeks, shared);
    return shared;
  };
}

/** The weeks of a mask whose weekday lies in the school year: one list for all courses of the same weeks and weekday. */
function weeksInside(
  { firstDay, lastDay }: RawExport['schoolYear'],
  dateFor: (week: number, weekday: number) => Day,
): (mask: bigint, weekday: number) => readonly number[] {
  const byWeekday = new Map<number, Map<bigint, readonly number[]>>();
  return (mask, weekday) => {
    const known = byWeekday.get(weekday) ?? new Map<bigint, readonly number[]>();
    byWeekday.set(weekday, known);
    const before = known.get(mask);
    if (before) return before;
    const inside = weeksOf(mask).filter((week) => {
      const day = dateFor(week, weekday);
      return day >= firstDay && day <= lastDay;
    });
    known.set(mask, inside);
    return inside;
  };
}

interface Active {
  /** `guest`: a group of single students beside another audience. */
  readonly kind: RawResource['kind'] | 'guest';
  readonly key: string;
  readonly establishment: number | null;
  readonly weeks: bigint;
}

function resolveResources(course: RawCourse, resolved: Resolved, dangling: (what: string) => void): Active[] {
  const active: Active[] = [];
  const isSingle = ({ kind, ident }: RawResource): boolean =>
    kind === 'group' && resolved.groups.get(ident)?.isOfCourse === true;
  const hasAudience = course.resources.some(
    (one) => (one.kind === 'division' || one.kind === 'part' || one.kind === 'group') && !isSingle(one),
  );
  for (const resource of course.resources) {
    const { kind, ident, weeks } = resource;
    const found = lookUp(kind, ident, resolved);
    if (found) active.push({ kind: hasAudience && isSingle(resource) ? 'guest' : kind, weeks, ...found });
    else {
      dangling(`Cours ${course.ordinal} → ${kind} ${ident}`);
      // The weeks still take place: only the link is dropped.
      active.push({ kind, key: '', establishment: null, weeks });
    }
  }
  return active;
}

function lookUp(
  kind: RawResource['kind'],
  ident: string,
  resolved: Resolved,
): { readonly key: string; readonly establishment: number | null } | null {
  if (kind === 'teacher' || kind === 'room') {
    const key = (kind === 'teacher' ? resolved.teachers : resolved.rooms).get(ident);
    return key === undefined ? null : { key, establishment: null };
  }
  const found = { division: resolved.divisions, group: resolved.groups, part: resolved.parts }[kind].get(ident);
  return found ? { key: found.key, establishment: found.establishment } : null;
}

function weeksInYear(
  course: RawCourse,
  active: readonly Active[],
  insideOf: (mask: bigint, weekday: number) => readonly number[],
  findings: FindingLog,
): { readonly inside: readonly number[]; readonly outside: number } {
  let mask = 0n;
  for (const { weeks } of active) mask |= weeks;
  const about = `Cours ${course.ordinal}`;
  if (mask & 1n) findings.add({ code: 'week-zero', severity: 'info', about });
  const inside = insideOf(mask, course.weekday);
  const outside = weeksOf(mask).length - inside.length;
  if (outside > 0) findings.add({ code: 'weeks-outside-year', severity: 'warning', about, values: { count: outside } });
  return { inside, outside };
}

/** Weeks with the same resources belong together; most courses have one variant. */
function variantsOf(weeks: readonly number[], active: readonly Active[]): CourseVariant[] {
  const bySignature = new Map<string, { weeks: number[]; resources: readonly Active[] }>();
  const [first] = active;
  const uniform = first === undefined || active.every((one) => one.weeks === first.weeks);
  if (uniform) return [variant(weeks, active)];
  for (const week of weeks) {
    const resources = active.filter((one) => (one.weeks >> BigInt(week)) & 1n);
    const signature = resources
      .map((one) => `${one.kind} ${one.key}`)
      .sort(byCodeUnit)
      .join('\n');
    const same = bySignature.get(signature);
    if (same) same.weeks.push(week);
    else bySignature.set(signature, { weeks: [week], resources });
  }
  return [...bySignature.values()].map((one) => variant(one.weeks, one.resources));
}

function variant(weeks: readonly number[], resources: readonly Active[]): CourseVariant {
  const keys = (kind: Active['kind']): string[] =>
    [...new Set(resources.filter((one) => one.kind === kind && one.key !== '').map((one) => one.key))].sort(byCodeUnit);
  const guestKeys = keys('guest');
  return {
    weeks,
    divisionKeys: keys('division'),
    groupKeys: keys('group'),
    partKeys: keys('part'),
    ...(guestKeys.length > 0 ? { guestKeys } : {}),
    teacherKeys: keys('teacher'),
    rooms: keys('room'),
  };
}

function mergeVariants(variants: readonly CourseVariant[]): CourseVariant {
  const union = (pick: (one: CourseVariant) => readonly string[]): string[] =>
    [...new Set(variants.flatMap(pick))].sort(byCodeUnit);
  return {
    weeks: variants.flatMap((one) => one.weeks).sort((a, b) => a - b),
    divisionKeys: union((one) => one.divisionKeys),
    groupKeys: union((one) => one.groupKeys),
    partKeys: union((one) => one.partKeys),
    teacherKeys: union((one) => one.teacherKeys),
    rooms: union((one) => one.rooms),
  };
}
