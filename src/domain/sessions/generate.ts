/** Dated sessions from weekly courses, in the site's time zone (FORMATS.md 1.5). */

import type { Match } from '../diff/match.ts';
import { type Day, datesFrom, instantOf } from '../model/calendar.ts';
import { type Hash, shortDigest } from '../model/digest.ts';
import { createSharing } from '../model/gather.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { SeriesDigest, SessionColumns, SessionContent, SessionTeacher } from '../model/session.ts';
import type { Course, CourseVariant, Timetable } from '../model/timetable.ts';
import { audienceKeyOf } from '../validate/courses.ts';

export interface GeneratedSessions extends SessionColumns {
  readonly contents: readonly SessionContent[];
}

/** A course in some of its weeks, and what its sessions say. */
interface Lesson {
  readonly course: Course;
  readonly variant: CourseVariant;
  /** Indexes the contents. */
  readonly content: number;
}

/** All that a timetable teaches, before any of it is dated. */
export interface Lessons {
  readonly lessons: readonly Lesson[];
  readonly contents: readonly SessionContent[];
  readonly week1Monday: Day;
}

/** What the sessions of a timetable say. `matches` gives teachers their directory ids. */
export function lessonsOf(timetable: Timetable, matches: ReadonlyMap<string, Match>, hash: Hash): Lessons {
  const lessons: Lesson[] = [];
  const contents: SessionContent[] = [];
  const indexOf = new Map<string, number>();
  const shared = createSharing();
  for (const course of timetable.courses) {
    for (const variant of course.variants) {
      const text = contentText(timetable, course, variant, matches);
      let index = indexOf.get(text.text);
      if (index === undefined) {
        index = contents.length;
        indexOf.set(text.text, index);
        const { establishment, subjectCode, subjectLabel } = text.content;
        const divisions = shared(text.content.divisions);
        const groups = shared(text.content.groups);
        const teachers = shared(text.content.teachers);
        const rooms = shared(text.content.rooms);
        const series = shortDigest(text.series, hash);
        const digest = shortDigest(text.text, hash);
        // Named one by one: see `membershipRow`.
        contents.push({ establishment, subjectCode, subjectLabel, divisions, groups, teachers, rooms, series, digest });
      }
      lessons.push({ course, variant, content: index });
    }
  }
  return { lessons, contents, week1Monday: timetable.schoolYear.week1Monday };
}

/** All sessions of the lessons, or of the series wanted, in their year: past and cancelled ones included. */
export function generateSessions(
  { lessons, contents, week1Monday }: Lessons,
  timeZone: string,
  wanted: (series: string) => boolean = () => true,
): GeneratedSessions {
  const isWanted = contents.map(({ series }) => wanted(series));
  const some = lessons.filter(({ content }) => isWanted[content]);
  let length = 0;
  for (const { variant } of some) length += variant.weeks.length;
  const startsAt = new Float64Array(length);
  const endsAt = new Float64Array(length);
  const content = new Int32Array(length);
  const cancelled = new Uint8Array(length);
  const dateFor = datesFrom(week1Monday);
  let at = 0;
  for (const { course, variant, content: index } of some) {
    const off = new Set(course.cancelledWeeks);
    for (const week of variant.weeks) {
      const day = dateFor(week, course.weekday);
      startsAt[at] = instantOf(day, course.startTime, timeZone);
      endsAt[at] = instantOf(day, course.endTime, timeZone);
      content[at] = index;
      cancelled[at] = off.has(week) ? 1 : 0;
      at += 1;
    }
  }
  return { length, startsAt, endsAt, content, cancelled, contents };
}

/** A digest of each series: the same digest, the same sessions. */
export function digestSeries(
  { lessons, contents, week1Monday }: Lessons,
  timeZone: string,
  hash: Hash,
): Map<string, SeriesDigest> {
  const linesOf = new Map<string, { readonly establishment: number; readonly lines: string[] }>();
  for (const { course, variant, content } of lessons) {
    const { series, digest, establishment } = contents[content] ?? NO_CONTENT;
    const { weekday, startTime, endTime, cancelledWeeks } = course;
    const known = linesOf.get(series) ?? { establishment, lines: [] };
    linesOf.set(series, known);
    known.lines.push(`${digest} ${weekday} ${startTime} ${endTime} ${variant.weeks.join()} ${cancelledWeeks.join()}`);
  }
  const head = `${week1Monday} ${timeZone}\n`;
  return new Map(
    [...linesOf].map(([series, { establishment, lines }]) => {
      const digest = shortDigest(head + lines.sort(byCodeUnit).join('\n'), hash);
      return [series, { establishment, digest }];
    }),
  );
}

const NO_CONTENT = { series: '', digest: '', establishment: 0 };

function contentText(
  timetable: Timetable,
  course: Course,
  variant: CourseVariant,
  matches: ReadonlyMap<string, Match>,
): { readonly content: Omit<SessionContent, 'series' | 'digest'>; readonly series: string; readonly text: string } {
  const subject = course.subjectKey === null ? undefined : timetable.subjects.get(course.subjectKey);
  const divisionKeys = new Set(variant.divisionKeys);
  for (const key of variant.partKeys) {
    const part = timetable.parts.get(key);
    if (part) divisionKeys.add(part.divisionKey);
  }
  const names = (keys: Iterable<string>, from: ReadonlyMap<string, { readonly name: string }>): string[] =>
    [...keys].map((key) => from.get(key)?.name ?? '').sort(byCodeUnit);
  const teachers: SessionTeacher[] = variant.teacherKeys
    .map((key) => ({
      name: nameOf(timetable.teachers.get(key)),
      directoryId: matches.get(key)?.directoryId ?? null,
    }))
    .sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.directoryId ?? '', b.directoryId ?? ''));
  const content = {
    establishment: course.establishment,
    subjectCode: subject?.code ?? '',
    subjectLabel: subject?.label ?? '',
    divisions: names(divisionKeys, timetable.divisions),
    groups: names([...variant.groupKeys, ...(variant.guestKeys ?? [])], timetable.groups),
    teachers,
    rooms: variant.rooms,
  };
  const audience = audienceKeyOf(variant.divisionKeys, variant.groupKeys, variant.partKeys);
  const series = JSON.stringify([course.establishment, course.subjectKey, audience]);
  return { content, series, text: `${series}${JSON.stringify(content)}` };
}

function nameOf(person: { readonly lastName: string; readonly firstName: string } | undefined): string {
  return person ? `${person.lastName} ${person.firstName}`.trim() : '';
}
