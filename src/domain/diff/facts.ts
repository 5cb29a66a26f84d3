/** Facts: the numbers that controls are evaluated on (RULES.md 5). Their names are what a rule file may speak of. */

import type { Day } from '../model/calendar.ts';
import type { Course, Timetable } from '../model/timetable.ts';
import { isClosed, weeksWhere } from './derive.ts';
import { type ChangeCounts, type Changes, type Derived, distinctPeriods } from './diff.ts';
import type { MatchCounts } from './match.ts';
import { countedServices, listsFor } from './official.ts';
import type { SessionCounts } from './sessions.ts';
import type { StoredTimetable } from './stored.ts';

/** Every fact a rule may use: `…Stored` and `…Read` are bases, the others counts. */
export const FACT_NAMES = [
  'subjectsCreated',
  'subjectsModified',
  'subjectsDeleted',
  'subjectsStored',
  'servicesCreated',
  'servicesModified',
  'servicesDeleted',
  'servicesStored',
  'groupsCreated',
  'groupsModified',
  'groupsDeleted',
  'groupsStored',
  'membershipsCreated',
  'membershipsModified',
  'membershipsDeleted',
  'membershipsStored',
  'closuresAdded',
  'closuresModified',
  'closuresDeleted',
  'closuresStored',
  'coursesCancelled',
  'coursesRead',
  'teachersUnmatched',
  'teachersRead',
  'studentsUnmatched',
  'studentsRead',
  'divisionsUnmatched',
  'divisionsRead',
  'groupsUnmatched',
  'groupsRead',
  'sessionsIncoherent',
  'sessionsRead',
  'sessionsCreated',
  'sessionsModified',
  'sessionsDeleted',
  'sessionsUnchanged',
  'sessionsCancelled',
  'closuresDerived',
] as const;

export type FactName = (typeof FACT_NAMES)[number];

/** Null: could not be computed, which blocks (RULES.md 5.5). */
export type Facts = Readonly<Record<FactName, number | null>>;

/** Is this the name of a fact? */
export function isFactName(name: string): name is FactName {
  return (FACT_NAMES as readonly string[]).includes(name);
}

export interface Compared {
  readonly timetable: Timetable;
  readonly derived: Derived;
  readonly stored: StoredTimetable;
  readonly changes: Changes;
  readonly sessions: SessionCounts;
  readonly matching: Readonly<Record<'teachers' | 'students' | 'divisions' | 'groups', MatchCounts>>;
}

/** Sessions of the file that take place in its year: cancelled ones are none (RULES.md 6.6). */
export function countSessions(timetable: Pick<Timetable, 'courses'>): number {
  let sessions = 0;
  for (const course of timetable.courses) {
    for (const variant of course.variants) sessions += variant.weeks.length;
    sessions -= course.cancelledWeeks.length;
  }
  return sessions;
}

/** Computes all facts of a comparison. */
export function factsOf(compared: Compared): Facts {
  const { timetable, derived, stored, changes, matching, sessions } = compared;
  return factsFrom({
    coursesRead: timetable.coursesWithMask,
    sessionsRead: countSessions(timetable),
    ...changes.counts,
    services: countedServices(changes.counts.services, derived.services, stored, listsFor(timetable, stored)),
    matching,
    sessions,
    closuresStored: distinctPeriods(stored.closures).length,
    coursesCancelled: coursesCancelled(timetable.courses, stored),
    sessionsIncoherent: sessionsIncoherent(timetable, stored),
    isDerived: derived.closures.some((one) => one.source === 'derived'),
  });
}

/** All facts of a file that is stored as it stands: cancelled courses and strays are known, only what is never stored counts. */
export function factsOfUnchanged(
  file: { readonly coursesWithMask: number; readonly sessions: number; readonly sessionsOutsideYear: number },
  counted: Pick<Counted, 'matching' | 'isDerived' | CountedKind>,
): Facts {
  return factsFrom({
    coursesRead: file.coursesWithMask,
    sessionsRead: file.sessions,
    ...counted,
    closuresStored: counted.closures.unchanged,
    coursesCancelled: 0,
    sessionsIncoherent: file.sessionsOutsideYear,
  });
}

type CountedKind = keyof Changes['counts'] | 'sessions';

interface Counted extends Readonly<Changes['counts']> {
  readonly coursesRead: number;
  readonly sessionsRead: number;
  readonly sessions: SessionCounts;
  readonly matching: Compared['matching'];
  readonly closuresStored: number;
  readonly coursesCancelled: number;
  readonly sessionsIncoherent: number;
  readonly isDerived: boolean;
}

function factsFrom(counted: Counted): Facts {
  const { subjects, services, groups, memberships, closures, sessions, matching } = counted;
  const stored = (counts: ChangeCounts): number => counts.modified + counts.deleted + counts.unchanged;
  const unmatched = (counts: MatchCounts): number => counts.unmatched + counts.ambiguous;
  const all = (counts: MatchCounts): number => counts.matched + unmatched(counts);
  return {
    subjectsCreated: subjects.created,
    subjectsModified: subjects.modified,
    subjectsDeleted: subjects.deleted,
    subjectsStored: stored(subjects),
    servicesCreated: services.created,
    servicesModified: services.modified,
    servicesDeleted: services.deleted,
    servicesStored: stored(services),
    groupsCreated: groups.created,
    groupsModified: groups.modified,
    groupsDeleted: groups.deleted,
    groupsStored: stored(groups),
    membershipsCreated: memberships.created,
    membershipsModified: memberships.modified,
    membershipsDeleted: memberships.deleted,
    membershipsStored: stored(memberships),
    closuresAdded: closures.created,
    closuresModified: closures.modified,
    closuresDeleted: closures.deleted,
    closuresStored: counted.closuresStored,
    coursesCancelled: counted.coursesCancelled,
    coursesRead: counted.coursesRead,
    teachersUnmatched: unmatched(matching.teachers),
    teachersRead: all(matching.teachers),
    studentsUnmatched: unmatched(matching.students),
    studentsRead: all(matching.students),
    divisionsUnmatched: unmatched(matching.divisions),
    divisionsRead: all(matching.divisions),
    groupsUnmatched: unmatched(matching.groups),
    groupsRead: all(matching.groups),
    sessionsIncoherent: counted.sessionsIncoherent,
    sessionsRead: counted.sessionsRead,
    sessionsCreated: sessions.created,
    sessionsModified: sessions.modified,
    sessionsDeleted: sessions.deleted,
    sessionsUnchanged: sessions.unchanged,
    sessionsCancelled: sessions.cancelled,
    closuresDerived: counted.isDerived ? 1 : 0,
  };
}

/** The natural key of each session of a course in the wanted weeks of a list: what it is, and when. */
function sessionKeys(course: Course, wantedOf: (weeks: readonly number[]) => readonly number[]): string[] {
  const keys: string[] = [];
  for (const variant of course.variants) {
    let prefix: string | null = null;
    for (const week of wantedOf(variant.weeks)) {
      // Most courses have no wanted week: their audience is not even written out.
      prefix ??= JSON.stringify([
        course.establishment,
        course.subjectKey,
        variant.divisionKeys,
        variant.groupKeys,
        variant.partKeys,
        course.weekday,
        course.startTime,
      ]);
      keys.push(`${prefix}${week}`);
    }
  }
  return keys;
}

/** Courses with a cancelled week that the last applied file did not cancel (RULES.md 5.3). */
function coursesCancelled(courses: readonly Course[], stored: StoredTimetable): number {
  const known = new Map<string, number>();
  const cancelledKeys = (course: Course): string[] => {
    const off = new Set(course.cancelledWeeks);
    return sessionKeys(course, (weeks) => weeks.filter((week) => off.has(week)));
  };
  for (const { content } of stored.courses) {
    if (content.cancelledWeeks.length === 0) continue;
    for (const key of cancelledKeys(content)) known.set(key, (known.get(key) ?? 0) + 1);
  }
  let cancelled = 0;
  for (const course of courses) {
    if (course.cancelledWeeks.length === 0) continue;
    let isNew = false;
    for (const key of cancelledKeys(course)) {
      const left = known.get(key) ?? 0;
      if (left > 0) known.set(key, left - 1);
      else isNew = true;
    }
    if (isNew) cancelled += 1;
  }
  return cancelled;
}

function isOutsideYear(day: Day, year: StoredTimetable['year']): boolean {
  return year !== null && (day < year.firstDay || day > year.lastDay);
}

/** Sessions dated outside the stored school year or inside a stored closure period, strays that were there already not counted again. */
function sessionsIncoherent(timetable: Timetable, stored: StoredTimetable): number {
  // A calendar of the directory is there before the year is opened.
  if (!stored.year && stored.closures.length === 0) return 0;
  const outsideOf = weeksWhere(timetable.schoolYear.week1Monday, (establishment, day) => {
    const closures = stored.closures.filter((one) => one.establishment === establishment);
    return isOutsideYear(day, stored.year) || isClosed(closures, day);
  });
  const misplaced = (course: Course): string[] =>
    sessionKeys(course, (weeks) => {
      const outside = outsideOf(course, weeks);
      return outside.length === 0 ? outside : outside.filter((week) => !course.cancelledWeeks.includes(week));
    });
  const strays = new Set<string>();
  for (const { content } of stored.courses) for (const key of misplaced(content)) strays.add(key);
  let count = timetable.sessionsOutsideYear;
  for (const course of timetable.courses) for (const key of misplaced(course)) if (!strays.has(key)) count += 1;
  return count;
}
