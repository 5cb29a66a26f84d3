/** Dated sessions from weekly courses, in the site's time zone (FORMATS.md 1.5). */

import type { Match } from '../diff/match.ts';
import { type Day, datesFrom, instantOf } from '../model/calendar.ts';
import { type Hash, shortDigest } from '../model/digest.ts';
import { createWriting, remembering, type Written } from '../model/gather.ts';
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
  const write = contentWriter(timetable, matches);
  for (const course of timetable.courses) {
    for (const variant of course.variants) {
      const { lists, series, text } = write(course, variant);
      let index = indexOf.get(text);
      if (index === undefined) {
        index = contents.length;
        indexOf.set(text, index);
        const { establishment, subjectCode, subjectLabel, divisions, groups, teachers, rooms } = lists;
        // Named one by one: see `membershipRow`.
        contents.push({
          establishment,
          subjectCode,
          subjectLabel,
          divisions,
          groups,
          teachers,
          rooms,
          series: shortDigest(series, hash),
          digest: shortDigest(text, hash),
        });
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
  const told = remembering((weeks: readonly number[]) => weeks.join());
  for (const { course, variant, content } of lessons) {
    const { series, digest, establishment } = contents[content] ?? NO_CONTENT;
    const { weekday, startTime, endTime, cancelledWeeks } = course;
    const known = linesOf.get(series) ?? { establishment, lines: [] };
    linesOf.set(series, known);
    known.lines.push(`${digest} ${weekday} ${startTime} ${endTime} ${told(variant.weeks)} ${told(cancelledWeeks)}`);
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

/** What a lesson says, the text of its series, and that of all it says. */
interface Told {
  readonly lists: Omit<SessionContent, 'series' | 'digest'>;
  readonly series: string;
  readonly text: string;
}

/** Lessons share the lists of who and what takes part: names are looked up and written down once for each list. */
function contentWriter(
  timetable: Timetable,
  matches: ReadonlyMap<string, Match>,
): (course: Course, variant: CourseVariant) => Told {
  const written = createWriting();
  const names = (keys: Iterable<string>, from: ReadonlyMap<string, { readonly name: string }>): Written<string> =>
    written([...keys].map((key) => from.get(key)?.name ?? '').sort(byCodeUnit));
  const divisionNames = (keys: Iterable<string>) => names(new Set(keys), timetable.divisions);
  const divisionsOf = remembering(divisionNames);
  const groupNames = (keys: readonly string[]) => names(keys, timetable.groups);
  const groupsOf = remembering(groupNames);
  const roomsOf = remembering((rooms: readonly string[]) => written(rooms));
  const teachersOf = remembering((keys: readonly string[]) =>
    written(
      keys
        .map((key): SessionTeacher => {
          const directoryId = matches.get(key)?.directoryId ?? null;
          return { name: nameOf(timetable.teachers.get(key)), directoryId };
        })
        .sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.directoryId ?? '', b.directoryId ?? '')),
    ),
  );
  const quoted = remembering((text: string) => JSON.stringify(text));
  return ({ establishment, subjectKey }, { divisionKeys, groupKeys, partKeys, guestKeys, teacherKeys, rooms: own }) => {
    const subject = subjectKey === null ? undefined : timetable.subjects.get(subjectKey);
    const [subjectCode, subjectLabel] = [subject?.code ?? '', subject?.label ?? ''];
    const ofParts = partKeys.flatMap((key) => timetable.parts.get(key)?.divisionKey ?? []);
    const divisions = ofParts.length === 0 ? divisionsOf(divisionKeys) : divisionNames([...divisionKeys, ...ofParts]);
    const groups = guestKeys ? groupNames([...groupKeys, ...guestKeys]) : groupsOf(groupKeys);
    const teachers = teachersOf(teacherKeys);
    const rooms = roomsOf(own);
    const series = JSON.stringify([establishment, subjectKey, audienceKeyOf(divisionKeys, groupKeys, partKeys)]);
    // As JSON of all of it, put together from what is written already: stored digests are of this text.
    const text =
      `${series}{"establishment":${establishment},"subjectCode":${quoted(subjectCode)},"subjectLabel":${quoted(subjectLabel)},` +
      `"divisions":${divisions.text},"groups":${groups.text},"teachers":${teachers.text},"rooms":${rooms.text}}`;
    const lists = {
      establishment,
      subjectCode,
      subjectLabel,
      divisions: divisions.list,
      groups: groups.list,
      teachers: teachers.list,
      rooms: rooms.list,
    };
    return { lists, series, text };
  };
}

function nameOf(person: { readonly lastName: string; readonly firstName: string } | undefined): string {
  return person ? `${person.lastName} ${person.firstName}`.trim() : '';
}
