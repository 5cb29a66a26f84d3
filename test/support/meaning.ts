/** What a timetable means, in names, days and hours: read from a file of any format, or told by the invented school itself. */
import type { SchoolOfSite } from '../../src/demo/school/edt-later.ts';
import type { School, SchoolCourse } from '../../src/demo/school/model.ts';
import { byId, divisionsOfGroups } from '../../src/demo/school/model.ts';
import { nth } from '../../src/demo/school/random.ts';
import { dateOf, weeksOf } from '../../src/domain/model/calendar.ts';
import { byCodeUnit, fullName } from '../../src/domain/model/identity.ts';
import type { ClosurePeriod, CourseVariant, Timetable } from '../../src/domain/model/timetable.ts';
import { mergeIntervals } from '../../src/domain/validate/references.ts';

/** A lesson on its day; lists of names are in order. */
export interface MeantSession {
  readonly day: string;
  /** `08:00-09:00` */
  readonly hours: string;
  readonly establishment: number;
  /** Code, else label; null: none. */
  readonly subject: string | null;
  readonly divisions: readonly string[];
  readonly groups: readonly string[];
  readonly teachers: readonly string[];
  readonly rooms: readonly string[];
  readonly isCancelled: boolean;
}

/** A student in a division or a group. */
export interface MeantStay {
  readonly student: string;
  readonly kind: 'division' | 'group';
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** All lists are in order, so that equal meanings are equal values. */
export interface Meaning {
  readonly firstDay: string;
  readonly lastDay: string;
  /** Code and label. */
  readonly subjects: readonly string[];
  /** Name and birth date. */
  readonly teachers: readonly string[];
  readonly students: readonly string[];
  readonly divisions: readonly string[];
  /** Name and divisions. */
  readonly groups: readonly string[];
  readonly stays: readonly MeantStay[];
  readonly sessions: readonly MeantSession[];
  /** Null: the file says none. */
  readonly closures: readonly Pick<ClosurePeriod, 'firstDay' | 'lastDay'>[] | null;
}

const inOrder = <T>(list: Iterable<T>): T[] =>
  [...list]
    .map((one) => [JSON.stringify(one), one] as const)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, one]) => one);

const personText = (one: {
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: string | null;
}) => `${fullName(one)} ${one.birthDate ?? ''}`.trim();

/** What was read. */
export function meaningOf(timetable: Timetable): Meaning {
  const { schoolYear, subjects, teachers, students, divisions, groups, parts } = timetable;
  const names = (keys: Iterable<string>, of: ReadonlyMap<string, { readonly name: string }>): string[] =>
    [...new Set([...keys].map((key) => of.get(key)?.name ?? '?'))].sort(byCodeUnit);
  const divisionsIn = ({ divisionKeys, partKeys }: CourseVariant): string[] =>
    names([...divisionKeys, ...partKeys.map((key) => parts.get(key)?.divisionKey ?? '')], divisions);
  return {
    firstDay: schoolYear.firstDay,
    lastDay: schoolYear.lastDay,
    subjects: inOrder([...subjects.values()].map(({ code, label }) => `${code} ${label}`)),
    teachers: inOrder([...teachers.values()].map(personText)),
    students: inOrder([...students.values()].map(personText)),
    divisions: inOrder([...divisions.values()].map(({ name }) => name)),
    groups: inOrder([...groups.values()].map((one) => `${one.name}: ${names(one.divisionKeys, divisions).join()}`)),
    stays: inOrder(
      timetable.memberships.map(({ studentKey, kind, audienceKey, from, to }) => {
        const student = students.get(studentKey);
        const name = (kind === 'group' ? groups : divisions).get(audienceKey)?.name ?? '?';
        return { student: student ? personText(student) : '?', kind, name, from, to };
      }),
    ),
    sessions: inOrder(
      timetable.courses.flatMap((course) =>
        course.variants.flatMap((variant) =>
          variant.weeks.map((week): MeantSession => {
            const subject = subjects.get(course.subjectKey ?? '');
            return {
              day: dateOf(schoolYear.week1Monday, week, course.weekday),
              hours: `${course.startTime}-${course.endTime}`,
              establishment: course.establishment,
              subject: subject ? subject.code || subject.label : null,
              divisions: divisionsIn(variant),
              groups: names([...variant.groupKeys, ...(variant.guestKeys ?? [])], groups),
              teachers: variant.teacherKeys.map((key) => personText(teachers.get(key) ?? NOBODY)).sort(byCodeUnit),
              rooms: variant.rooms,
              isCancelled: course.cancelledWeeks.includes(week),
            };
          }),
        ),
      ),
    ),
    closures: timetable.closures?.map(({ firstDay, lastDay }) => ({ firstDay, lastDay })) ?? null,
  };
}

const NOBODY = { lastName: '?', firstName: '', birthDate: null };

/** What a school means whose files say everything. `schools`: establishments 1, 2, … of its divisions. */
export function meaningOfSchool(school: School, schools: readonly SchoolOfSite[] = []): Meaning {
  const { firstDay, lastDay } = school.calendar.schoolYear;
  const subjects = byId(school.subjects);
  const divisionsOf = divisionsOfGroups(school);
  const nameIn = (list: readonly { readonly id: string; readonly name: string }[]) => {
    const names = new Map(list.map(({ id, name }) => [id, name]));
    return (id: string): string => names.get(id) ?? '?';
  };
  const [division, group, room] = [nameIn(school.divisions), nameIn(school.groups), nameIn(school.rooms)];
  const teachers = byId(school.teachers);
  const divisionOfPart = new Map(school.parts.map((part) => [part.id, part.divisionId]));
  const groupsOfPart = (partId: string): readonly string[] =>
    school.groups.filter(({ partIds }) => partIds.includes(partId)).map(({ name }) => name);
  const establishmentOf = (divisionIds: readonly string[]): number => {
    const places = new Set(divisionIds.map((id) => schools.findIndex((one) => one.divisionIds.includes(id)) + 1 || 1));
    const [only] = places;
    return places.size === 1 && only !== undefined ? only : 1;
  };
  const sessionsOf = (course: SchoolCourse): MeantSession[] => {
    const cancelled = new Set(weeksOf(course.cancelledWeeks));
    const start = nth(school.grid.slots, course.firstSlot).startTime;
    const end = nth(school.grid.slots, course.firstSlot + course.slotCount - 1).endTime;
    const all = weeksOf(course.resources.reduce((mask, { weeks }) => mask | weeks, 0n));
    const idsOf = (kind: string, week: number | null): string[] =>
      course.resources
        .filter((one) => one.kind === kind && (week === null || (one.weeks >> BigInt(week)) & 1n))
        .map(({ id }) => id);
    const establishment = establishmentOf([
      ...idsOf('division', null),
      ...idsOf('part', null).map((id) => divisionOfPart.get(id) ?? ''),
      ...idsOf('group', null).flatMap((id) => divisionsOf.get(id) ?? []),
    ]);
    return all.map((week) => ({
      day: dateOf(school.calendar.schoolYear.week1Monday, week, course.weekday),
      hours: `${start}-${end}`,
      establishment,
      subject: course.subjectId === null ? null : (subjects.get(course.subjectId)?.code ?? null),
      divisions: [
        ...idsOf('division', week).map(division),
        ...idsOf('part', week).map((id) => division(divisionOfPart.get(id) ?? '')),
      ].sort(byCodeUnit),
      groups: idsOf('group', week).map(group).sort(byCodeUnit),
      teachers: idsOf('teacher', week)
        .map((id) => personText(teachers.get(id) ?? NOBODY))
        .sort(byCodeUnit),
      rooms: idsOf('room', week).map(room).sort(byCodeUnit),
      isCancelled: cancelled.has(week),
    }));
  };
  return {
    firstDay,
    lastDay,
    subjects: inOrder(school.subjects.map(({ code, label }) => `${code} ${label}`)),
    teachers: inOrder(school.teachers.map(personText)),
    students: inOrder(school.students.map(personText)),
    divisions: inOrder(school.divisions.map(({ name }) => name)),
    groups: inOrder(
      school.groups.map(({ id, name }) => `${name}: ${(divisionsOf.get(id) ?? []).map(division).sort(byCodeUnit)}`),
    ),
    stays: inOrder(
      school.students.flatMap((student) => {
        const links = [
          ...student.divisions.map((link) => ({ ...link, kind: 'division' as const, name: division(link.id) })),
          ...student.parts.flatMap((link) =>
            groupsOfPart(link.id).map((name) => ({ ...link, kind: 'group' as const, name })),
          ),
        ];
        const places = new Map(links.map(({ kind, name }) => [`${kind} ${name}`, { kind, name }]));
        return [...places.values()].flatMap(({ kind, name }) =>
          mergeIntervals(links.filter((link) => link.kind === kind && link.name === name)).map(({ from, to }) => ({
            student: personText(student),
            kind,
            name,
            from,
            to,
          })),
        );
      }),
    ),
    sessions: inOrder(school.courses.flatMap(sessionsOf)),
    closures: null,
  };
}
