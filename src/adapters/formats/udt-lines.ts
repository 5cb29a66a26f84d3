/** Lines of lessons of a UDT export, of the theoretical week or of a real one, joined to the lessons that they are halves of. */

import type { FindingLog, Outcome } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { byCodeUnit, tidy } from '../../domain/model/identity.ts';
import type { Lesson, LessonResource } from '../../domain/model/lessons.ts';
import type { Attributes } from '../readers/xml.ts';
import type { Tally } from './tally.ts';
import type { Place } from './udt-hours.ts';
import { codeIn, type Taught, type UdtLists, type UdtStructures } from './udt-lists.ts';
import { readRows } from './udt-parts.ts';

/** What lines point at. */
export interface Around {
  readonly places: ReadonlyMap<string, Place>;
  readonly lists: UdtLists;
  readonly structures: UdtStructures;
  readonly findings: FindingLog;
  readonly unknown: Tally;
  /** Tells a reference to nothing, once for all weeks. */
  dangling(about: string): void;
}

/** A lesson of one week, whichever that is. */
export type WeekLesson = Pick<Lesson, 'weekday' | 'startTime' | 'endTime' | 'subject' | 'resources'>;

type KeyedLesson = WeekLesson & { readonly key: string };

export interface WeekOfLessons {
  /** `key`: equal ones are the same lesson, of whichever week. */
  readonly lessons: readonly KeyedLesson[];
  /** Lines that are read, those without a place among them. */
  readonly lines: number;
  readonly linesWithoutPlace: number;
}

/** What happens in one half-sequence: lines of one teacher, or of one audience that has none. */
interface Half {
  readonly place: Place;
  readonly subject: string;
  readonly taught: Taught[];
  readonly teachers: Set<string>;
  readonly rooms: Set<string>;
}

/** Reads the lines of a week with its co-teaching. A Stop for a file that cannot be read. */
export async function readWeek(
  lines: Part | null,
  coTeaching: Part | null,
  around: Around,
): Promise<Outcome<WeekOfLessons>> {
  const { findings, unknown, places, lists } = around;
  const coTeachers = new Map<string, Set<string>>();
  const coens = ({ lignefic = '', prof, epj }: Attributes): void => {
    const line = tidy(lignefic);
    const code = codeIn(prof);
    const teacher = lists.teachers.has(code) ? code : (lists.teacherCodes.get(codeIn(epj)) ?? code);
    if (teacher !== '') coTeachers.set(line, (coTeachers.get(line) ?? new Set()).add(teacher));
  };
  const halves = new Map<string, Half>();
  const name = lines?.name.split('/').at(-1) ?? '';
  let count = 0;
  let withoutDivision = 0;
  let withoutPlace = 0;
  const ligfiche = (at: Attributes): void => {
    const taught: Taught = {
      division: codeIn(at.div),
      group: codeIn(at.gpe),
      groupId: codeIn(at.idgpe),
      regroupement: codeIn(at.rgpmt) === '0' ? '' : codeIn(at.rgpmt),
    };
    if (taught.division === '' && taught.regroupement === '') {
      withoutDivision += 1;
      return;
    }
    count += 1;
    const slip = tidy(at.fic ?? '');
    const place = places.get(slip);
    if (!place) {
      withoutPlace += 1;
      findings.add({ code: 'course-outside-grid', severity: 'warning', about: `${name} : fiche ${slip.slice(0, 30)}` });
      return;
    }
    const [subject, teacher] = [codeIn(at.mat), codeIn(at.prof)];
    const half = halfOf(halves, { place, subject, teacher, taught });
    half.taught.push(taught);
    for (const one of [teacher, ...(coTeachers.get(tidy(at.code ?? '')) ?? [])]) if (one !== '') half.teachers.add(one);
    const room = codeIn(at.salle);
    if (room !== '') half.rooms.add(room);
  };
  const because =
    (await readRows(coTeaching, { rows: { coens } }, findings, unknown)) ??
    (await readRows(lines, { rows: { ligfiche } }, findings, unknown));
  if (because) return because;
  if (withoutDivision > 0) {
    const about = `${name} (${withoutDivision})`;
    findings.add({ code: 'udt-lines-without-division', severity: 'info', about, values: { count: withoutDivision } });
  }
  return { lessons: joined([...halves.values()], around), lines: count, linesWithoutPlace: withoutPlace };
}

function halfOf(
  halves: Map<string, Half>,
  line: { readonly place: Place; readonly subject: string; readonly teacher: string; readonly taught: Taught },
): Half {
  const { place, subject, teacher, taught } = line;
  const { division, group, regroupement } = taught;
  const who = teacher === '' && regroupement === '' ? [division, group] : [teacher, regroupement];
  const key = JSON.stringify([place.weekday, place.site, subject, ...who, place.number]);
  const known = halves.get(key) ?? { place, subject, taught: [], teachers: new Set(), rooms: new Set() };
  halves.set(key, known);
  return known;
}

interface Open {
  readonly first: Place;
  last: Place;
  readonly key: string;
  readonly subject: string;
  readonly audience: readonly LessonResource[];
  readonly teachers: ReadonlySet<string>;
  readonly rooms: Set<string>;
}

/** Halves that follow one another and differ in nothing but, at most, a room that one of them does not say. */
function joined(halves: readonly Half[], { lists, structures, dangling }: Around): KeyedLesson[] {
  const open = new Map<string, Open>();
  const done: Open[] = [];
  for (const half of halves.toSorted((a, b) => a.place.number - b.place.number)) {
    const { place, subject, teachers, rooms } = half;
    const audience = structures.audienceOf(half.taught);
    const texts = audience.map(({ kind, ident }) => `${kind} ${ident}`).sort(byCodeUnit);
    const key = JSON.stringify([place.weekday, place.site, subject, [...teachers].sort(byCodeUnit), texts]);
    const before = open.get(key);
    if (before && before.last.number === place.number - 1 && areOneRoom(before.rooms, rooms)) {
      before.last = place;
      for (const room of rooms) before.rooms.add(room);
      continue;
    }
    const lesson: Open = { first: place, last: place, key, subject, audience, teachers, rooms: new Set(rooms) };
    open.set(key, lesson);
    done.push(lesson);
  }
  return done.map(({ first, last, key, subject, audience, teachers, rooms }) => {
    const known = (kind: 'teacher' | 'room', codes: ReadonlySet<string>, of: ReadonlyMap<string, unknown>) =>
      [...codes].flatMap((ident) => {
        if (of.has(ident)) return [{ kind, ident }];
        dangling(`ligfiche → ${kind === 'teacher' ? 'prof' : 'salle'} ${ident}`);
        return [];
      });
    if (subject !== '' && !lists.subjects.has(subject)) dangling(`ligfiche → mat ${subject}`);
    return {
      key: [first.startTime, last.endTime, ...[...rooms].sort(byCodeUnit), key].join('\n'),
      weekday: first.weekday,
      startTime: first.startTime,
      endTime: last.endTime,
      subject: lists.subjects.has(subject) ? subject : null,
      resources: [...audience, ...known('teacher', teachers, lists.teachers), ...known('room', rooms, lists.rooms)],
    };
  });
}

function areOneRoom(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === 0 || other.size === 0 || (one.size === other.size && [...one].every((room) => other.has(room)));
}
