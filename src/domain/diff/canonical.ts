/** The canonical text of a timetable: equal texts, equal timetables, whatever the export's numbers, order or packing (RULES.md 3.7). */

import { type Hash, shortDigest } from '../model/digest.ts';
import { linesByHead, remembering } from '../model/gather.ts';
import { byCodeUnit } from '../model/identity.ts';
import type { Course, CourseVariant, Person, Timetable } from '../model/timetable.ts';

/** A file's courses are asked for twice: as part of the whole, and by themselves. Texts would weigh as much as the courses. */
const digests = new WeakMap<Course, string>();

/** A course by its content: equal digests, equal courses. */
export function courseDigest(course: Course, hash: Hash): string {
  return digests.get(course) ?? noteDigest(course, courseWriter()(course), hash);
}

function noteDigest(course: Course, text: string, hash: Hash): string {
  const digest = shortDigest(text, hash);
  digests.set(course, digest);
  return digest;
}

/** Writes one course by its content. Weeks before cancellations, and the cancelled ones. Courses share their lists, which are written once. */
function courseWriter(): (course: Course) => string {
  const written = remembering((list: readonly unknown[]) => JSON.stringify(list));
  const variantText = ({ weeks, divisionKeys, groupKeys, partKeys, guestKeys, teacherKeys, rooms }: CourseVariant) => {
    const lists = [weeks, divisionKeys, groupKeys, partKeys, teacherKeys, rooms];
    if (guestKeys) lists.push(guestKeys);
    return `[${lists.map(written).join()}]`;
  };
  return ({ establishment, subjectKey, weekday, startTime, endTime, variants, cancelledWeeks }) => {
    const texts = variants.map(variantText).sort(byCodeUnit);
    return JSON.stringify([establishment, subjectKey, weekday, startTime, endTime, texts, cancelledWeeks]);
  };
}

function personText(kind: string, person: Person): string {
  const { key, lastName, firstName, birthDate } = person;
  const { sts, ine, eleve, idpn, aaf } = person.ids;
  const ids = [sts, ine, eleve, idpn, ...(aaf === undefined ? [] : [aaf])];
  return JSON.stringify([kind, key, lastName, firstName, birthDate, ...ids]);
}

/**
 * Every fact of the timetable, one a line, in an order that depends on nothing but the facts; in pieces, for the whole
 * text of a large file is larger than the file. `noteMemberships` is told a digest of the memberships among them.
 */
export function* canonicalPieces(
  timetable: Timetable,
  hash: Hash,
  noteMemberships?: (digest: string) => void,
): Generator<string> {
  const { firstDay, lastDay, week1Monday } = timetable.schoolYear;
  yield `${JSON.stringify([firstDay, lastDay, week1Monday, timetable.scope])}\n`;
  let gap = '';
  // Each kind's lines begin in a way of their own: kinds in that order, and sorted each, all lines are sorted.
  for (const { head, lines } of kindsOf(timetable, hash, noteMemberships)) {
    for (const line of lines()) {
      yield gap + head + line;
      gap = '\n';
    }
  }
}

interface Kind {
  /** What each line begins with and does not say again. */
  readonly head: string;
  /** Sorted. */
  readonly lines: () => Iterable<string>;
}

/** By the beginning of their lines: `["d"` to `["x"`, then `c`. */
function kindsOf(timetable: Timetable, hash: Hash, noteMemberships?: (digest: string) => void): Kind[] {
  const { divisions, students, groups, memberships, subjects, teachers, closures = [], courses } = timetable;
  // A school has some hundred audiences and days, and thousands of memberships.
  const quoted = remembering((text: string) => JSON.stringify(text));
  const write = courseWriter();
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
      lines: () => {
        const lines = linesByHead(
          memberships,
          ({ kind, audienceKey }) => `${quoted(kind)},${quoted(audienceKey)}`,
          ({ studentKey, from, to }) => `,${quoted(studentKey)},${quoted(from)},${quoted(to)}]`,
        );
        return noteMemberships ? noting(lines, hash, noteMemberships) : lines;
      },
    },
    kind(subjects.values(), ({ key, code, label }) => JSON.stringify(['s', key, code, label])),
    kind(teachers.values(), (one) => personText('t', one)),
    kind(closures, ({ firstDay, lastDay }) => JSON.stringify(['x', firstDay, lastDay])),
    kind(
      courses,
      (course) => {
        const text = write(course);
        noteDigest(course, text, hash);
        return text;
      },
      'c',
    ),
  ];
}

/** Characters that are hashed together: the whole text of many lines would be held at once. */
const HASHED_AT_ONCE = 65_536;

/** Lines as they go by, and their digest when all are through. */
function* noting(lines: Iterable<string>, hash: Hash, note: (digest: string) => void): Generator<string> {
  let [sum, waiting] = ['', ''];
  for (const line of lines) {
    yield line;
    waiting += `${line}\n`;
    if (waiting.length < HASHED_AT_ONCE) continue;
    sum = hash(sum + waiting);
    waiting = '';
  }
  note(hash(sum + waiting));
}
