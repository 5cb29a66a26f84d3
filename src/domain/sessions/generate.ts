/** Dated sessions from weekly courses, in the site's time zone (FORMATS.md 1.5). */

import type { Match } from '../diff/match.ts';
import { datesFrom, instantOf } from '../model/calendar.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { SessionColumns, SessionContent, SessionTeacher } from '../model/session.ts';
import type { Course, CourseVariant, Timetable } from '../model/timetable.ts';
import { audienceKeyOf } from '../validate/courses.ts';

export interface GeneratedSessions extends SessionColumns {
  readonly contents: readonly SessionContent[];
}

/** All sessions the timetable means in its year, past and cancelled ones included. `matches` gives teachers their directory ids. */
export function generateSessions(
  timetable: Timetable,
  matches: ReadonlyMap<string, Match>,
  timeZone: string,
  hash: (text: string) => string,
): GeneratedSessions {
  let length = 0;
  for (const course of timetable.courses) for (const variant of course.variants) length += variant.weeks.length;
  const startsAt = new Float64Array(length);
  const endsAt = new Float64Array(length);
  const content = new Int32Array(length);
  const cancelled = new Uint8Array(length);
  const contents: SessionContent[] = [];
  const indexOf = new Map<string, number>();
  const dateFor = datesFrom(timetable.schoolYear.week1Monday);
  let at = 0;
  for (const course of timetable.courses) {
    const off = new Set(course.cancelledWeeks);
    for (const variant of course.variants) {
      const text = contentText(timetable, course, variant, matches);
      let index = indexOf.get(text.text);
      if (index === undefined) {
        index = contents.length;
        indexOf.set(text.text, index);
        contents.push({
          ...text.content,
          series: hash(text.series).slice(0, 32),
          digest: hash(text.text).slice(0, 32),
        });
      }
      for (const week of variant.weeks) {
        const day = dateFor(week, course.weekday);
        startsAt[at] = instantOf(day, course.startTime, timeZone);
        endsAt[at] = instantOf(day, course.endTime, timeZone);
        content[at] = index;
        cancelled[at] = off.has(week) ? 1 : 0;
        at += 1;
      }
    }
  }
  return { length, startsAt, endsAt, content, cancelled, contents };
}

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
    groups: names(variant.groupKeys, timetable.groups),
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
