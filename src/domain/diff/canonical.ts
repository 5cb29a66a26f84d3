/** The canonical text of a timetable: equal texts, equal timetables, whatever the export's numbers, order or packing (RULES.md 3.7). */

import { type Hash, shortDigest } from '../model/digest.ts';
import { linesByHead } from '../model/gather.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { Course, Person, Timetable } from '../model/timetable.ts';

/** A file's courses are asked for twice: as part of the whole, and by themselves. Texts would weigh as much as the courses. */
const digests = new WeakMap<Course, string>();

/** A course by its content: equal digests, equal courses. */
export function courseDigest(course: Course, hash: Hash): string {
  return digests.get(course) ?? noteDigest(course, writeCourse(course), hash);
}

function noteDigest(course: Course, text: string, hash: Hash): string {
  const digest = shortDigest(text, hash);
  digests.set(course, digest);
  return digest;
}

/** One course by its content. Weeks before cancellations, and the cancelled ones. */
function writeCourse(course: Course): string {
  const variants = course.variants
    .map(({ weeks, divisionKeys, groupKeys, partKeys, guestKeys, teacherKeys, rooms }) => [
      weeks,
      divisionKeys,
      groupKeys,
      partKeys,
      teacherKeys,
      rooms,
      ...(guestKeys ? [guestKeys] : []),
    ])
    .map((one) => JSON.stringify(one))
    .sort(byCodeUnit);
  return JSON.stringify([
    course.establishment,
    course.subjectKey,
    course.weekday,
    course.startTime,
    course.endTime,
    variants,
    course.cancelledWeeks,
  ]);
}

function personText(kind: string, person: Person): string {
  const { key, lastName, firstName, birthDate } = person;
  const { sts, ine, eleve, idpn, aaf } = person.ids;
  const ids = [sts, ine, eleve, idpn, ...(aaf === undefined ? [] : [aaf])];
  return JSON.stringify([kind, key, lastName, firstName, birthDate, ...ids]);
}

/**
 * Every fact of the timetable, one a line, in an order that depends on nothing but the facts; in pieces, for the whole
 * text of a large file is larger than the file.
 */
export function* canonicalPieces(timetable: Timetable, hash: Hash): Generator<string> {
  const { firstDay, lastDay, week1Monday } = timetable.schoolYear;
  yield `${JSON.stringify([firstDay, lastDay, week1Monday, timetable.scope])}\n`;
  let gap = '';
  // Each kind's lines begin in a way of their own: kinds in that order, and sorted each, all lines are sorted.
  for (const { head, lines } of kindsOf(timetable, hash)) {
    for (const line of lines()) {
      yield gap + head + line;
      gap = '\n';
    }
  }
}

/** Of a text that has been seen, the answer of before. */
function remembered(answer: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = answer(text);
    known.set(text, now);
    return now;
  };
}

interface Kind {
  /** What each line begins with and does not say again. */
  readonly head: string;
  /** Sorted. */
  readonly lines: () => Iterable<string>;
}

/** By the beginning of their lines: `["d"` to `["x"`, then `c`. */
function kindsOf(timetable: Timetable, hash: Hash): Kind[] {
  const { divisions, students, groups, memberships, subjects, teachers, closures = [], courses } = timetable;
  // A school has some hundred audiences and days, and thousands of memberships.
  const quoted = remembered((text) => JSON.stringify(text));
  const kind = <T>(things: Iterable<T>, line: (thing: T) => string, head = ''): Kind => ({
    head,
    lines: () => Array.from(things, line).sort(byCodeUnit),
  });
  return [
    kind(divisions.values(), ({ key, name }) => JSON.stringify(['d', key, name])),
    kind(students.values(), (one) => personText('e', one)),
    kind(groups.values(), ({ key, name, divisionKeys }) => JSON.stringify(['g', key, name, divisionKeys])),
    {
      head: '["m",',
      lines: () =>
        linesByHead(
          memberships,
          ({ kind, audienceKey }) => `${quoted(kind)},${quoted(audienceKey)}`,
          ({ studentKey, from, to }) => `,${JSON.stringify(studentKey)},${quoted(from)},${quoted(to)}]`,
        ),
    },
    kind(subjects.values(), ({ key, code, label }) => JSON.stringify(['s', key, code, label])),
    kind(teachers.values(), (one) => personText('t', one)),
    kind(closures, ({ firstDay, lastDay }) => JSON.stringify(['x', firstDay, lastDay])),
    kind(
      courses,
      (course) => {
        const text = writeCourse(course);
        noteDigest(course, text, hash);
        return text;
      },
      'c',
    ),
  ];
}
