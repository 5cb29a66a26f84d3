/** Writes a school as the files of a UDT export (FORMATS.md 3.1): the theoretical week, and real weeks where they differ from it. */

import { addDays, type Day, dateOf, isoWeekOf, weeksOf } from '../../domain/model/calendar.ts';
import { isOpen } from './french-calendar.ts';
import { byId, type School, type SchoolCourse, type SchoolLink, weeksOfCourse } from './model.ts';
import { nth, randomFrom } from './random.ts';
import { type Attributes, element, leaf } from './xml-lines.ts';

export interface UdtOptions {
  /** Lower-case file names exist in the wild. */
  readonly isLowerCase?: boolean;
  /** Another value writes all rows in another order. */
  readonly orderSeed?: number | string;
}

/** One file of the export. */
export interface UdtWritten {
  readonly name: string;
  readonly text: string;
}

/** One line of lessons: half a sequence of a course, for one of its divisions or groups. */
interface Line {
  readonly slip: string;
  readonly attributes: Attributes;
  readonly coTeachers: readonly string[];
}

/** The name under which an export is deposited: it alone says the school. */
export function udtName(school: School, moment = '20261122101908'): string {
  return `${school.uai}_${moment}_UDT.zip`;
}

/** All files. What UDT has no place for is left out: cancelled lessons, lessons of nobody, days in closures. */
export function writeUdt(school: School, options: UdtOptions = {}): readonly UdtWritten[] {
  const random = options.orderSeed === undefined ? null : randomFrom(`udt ${options.orderSeed}`);
  const codes = codesOf(school);
  const weeks = weeksWith(school, codes);
  const file = (number: string, rows: readonly string[]): UdtWritten => {
    const name = number === 'semaines' ? 'semaines.xml' : `UDCal_${number}.xml`;
    const inOrder = random ? random.shuffle(rows) : rows;
    const text = ['<?xml version="1.0" encoding="UTF-8"?>', ...element('donnees', {}, inOrder), ''].join('\n');
    return { name: options.isLowerCase ? name.toLowerCase() : name, text };
  };
  const isoOf = (week: number): string =>
    String(isoWeekOf(dateOf(school.calendar.schoolYear.week1Monday, week, 1))).padStart(2, '0');
  const week = (lines: readonly Line[], suffix: string): UdtWritten[] => [
    file(
      `12${suffix}`,
      lines.map(({ attributes }) => leaf('ligfiche', attributes)),
    ),
    file(
      `23${suffix}`,
      lines.flatMap(({ attributes, coTeachers }) =>
        coTeachers.map((prof) => leaf('coens', { lignefic: attributes.code, prof, epj: '' })),
      ),
    ),
  ];
  return [
    ...calendarFiles(school, file),
    file(
      'semaines',
      weeks.all.map((one) => leaf('semaine', { num: Number(isoOf(one)) })),
    ),
    ...listFiles(school, codes, file),
    ...groupFiles(school, codes, file),
    ...week(weeks.theory, ''),
    ...[...weeks.real].flatMap(([one, lines]) => week(lines, `_${isoOf(one)}`)),
  ];
}

type WriteFile = (number: string, rows: readonly string[]) => UdtWritten;

/** The grid of invented schools: half a sequence is a slot. */
const SLOT_MINUTES = 30;

const french = (day: Day): string => day.split('-').reverse().join('/');

/** The last day of lessons: the year of UDT ends there, not in August. */
export function lastLessonDay({ calendar }: School): Day {
  const summer = calendar.closures.find(({ lastDay }) => lastDay === calendar.schoolYear.lastDay);
  return summer ? addDays(summer.firstDay, -1) : calendar.schoolYear.lastDay;
}

/** Closures and public holidays that lie in the year of UDT. */
export function closuresOf(school: School): readonly { readonly firstDay: Day; readonly lastDay: Day }[] {
  const { calendar } = school;
  const holidays = calendar.publicHolidays.map((day) => ({ firstDay: day, lastDay: day }));
  const end = lastLessonDay(school);
  return [...calendar.closures, ...holidays].filter(
    ({ firstDay }) => firstDay >= calendar.schoolYear.firstDay && firstDay <= end,
  );
}

function calendarFiles(school: School, file: WriteFile): readonly UdtWritten[] {
  const { firstDay, week1Monday } = school.calendar.schoolYear;
  const closures = closuresOf(school).map((one) =>
    leaf('fermeture', { debut: french(one.firstDay), fin: french(one.lastDay) }),
  );
  return [
    file('24', [
      `<annee>${firstDay.slice(0, 4)}</annee>`,
      `<debut_eleve>${french(firstDay)}</debut_eleve>`,
      `<fin_eleve>${french(lastLessonDay(school))}</fin_eleve>`,
      ...closures,
    ]),
    file('00', [leaf('init', { premiere_semaine_ISO: isoWeekOf(week1Monday), duree_seq: 2 * SLOT_MINUTES })]),
    file(
      '07',
      school.grid.weekdays.flatMap((weekday) =>
        school.grid.slots.map(({ number, startTime, endTime }) =>
          leaf('demi_seq', {
            code_jour: weekday,
            code: number + 1,
            code_site: 1,
            hre_deb: startTime.replace(':', 'h'),
            hre_fin: endTime.replace(':', 'h'),
          }),
        ),
      ),
    ),
    file(
      '11',
      school.grid.weekdays.flatMap((weekday) =>
        school.grid.slots.map(({ number }) =>
          leaf('fiche', { code: slipOf(school, weekday, number), jour: weekday, demi_seq: number + 1, site: 1 }),
        ),
      ),
    ),
  ];
}

/** Three digits, ascending through the week. */
function slipOf({ grid }: School, weekday: number, slot: number): string {
  return String((weekday - 1) * grid.slots.length + slot + 1).padStart(3, '0');
}

interface Codes {
  readonly subject: (id: string) => string;
  readonly teacher: (id: string) => string;
  readonly room: (id: string) => string;
  readonly student: (id: string) => string;
  /** Codes of a part within its division. */
  readonly part: (id: string) => { readonly division: string; readonly group: string };
  /** Of a group over several parts; null for one that is a single part. */
  readonly regroupement: (groupId: string) => string | null;
  readonly partsOf: (groupId: string) => readonly string[];
}

function codesOf(school: School): Codes {
  const numbered = (list: readonly { readonly id: string }[], letter: string) => {
    const codes = new Map(list.map(({ id }, index) => [id, `${letter}${index + 1}`]));
    return (id: string): string => codes.get(id) ?? '?';
  };
  const counts = new Map<string, number>();
  const parts = new Map(
    school.parts.map(({ id, divisionId }) => {
      const number = (counts.get(divisionId) ?? 0) + 1;
      counts.set(divisionId, number);
      return [id, { division: divisionId, group: `G${number}` }];
    }),
  );
  const regroupement = numbered(
    school.groups.filter(({ partIds }) => partIds.length > 1),
    'R',
  );
  const groups = byId(school.groups);
  return {
    subject: numbered(school.subjects, 'M'),
    teacher: numbered(school.teachers, 'P'),
    room: numbered(school.rooms, 'S'),
    student: numbered(school.students, ''),
    part: (id) => parts.get(id) ?? { division: '?', group: '?' },
    partsOf: (id) => groups.get(id)?.partIds ?? [],
    regroupement: (id) => ((groups.get(id)?.partIds.length ?? 0) > 1 ? regroupement(id) : null),
  };
}

function listFiles(school: School, codes: Codes, file: WriteFile): readonly UdtWritten[] {
  const date = (day: Day | null): string => (day === null ? '' : french(day));
  return [
    file(
      '03',
      school.rooms.map(({ id, name }) => leaf('salle', { code: codes.room(id), nom: name })),
    ),
    file(
      '04',
      school.teachers.map(({ id, lastName, firstName, birthDate, stsId, email, sex }) =>
        leaf('prof', {
          code: codes.teacher(id),
          nom: lastName,
          prenom: firstName,
          epj: `A${stsId}`,
          date_naissance: date(birthDate),
          civilite: sex === 'male' ? 'M.' : 'Mme',
          mail: email,
        }),
      ),
    ),
    file(
      '05',
      school.subjects.map(({ id, code, label }) =>
        leaf('mat', { code: codes.subject(id), libelle: label, code_gep1: code }),
      ),
    ),
    file(
      '08',
      school.divisions.map(({ id, name }) => leaf('div', { code: id, libelle: `Classe ${name}`, code_gep: name })),
    ),
    file(
      '10',
      school.students.map(({ id, lastName, firstName, birthDate }) =>
        leaf('eleve', { code: codes.student(id), nom: lastName, prenom: firstName, naissance: date(birthDate) }),
      ),
    ),
  ];
}

function groupFiles(school: School, codes: Codes, file: WriteFile): readonly UdtWritten[] {
  const single = new Map(
    school.groups.flatMap(({ name, partIds }) => (partIds.length === 1 ? [[nth(partIds, 0), name] as const] : [])),
  );
  const slices = school.parts.map(({ id }, index) => {
    const { division, group } = codes.part(id);
    return leaf('gpe', { id: index + 1, code: group, code_div: division, code_sts: single.get(id) ?? '' });
  });
  const rows = school.groups.flatMap(({ id, name, partIds }, index) => {
    const code = codes.regroupement(id);
    if (code === null) return [];
    return partIds.map((partId) => {
      const { division, group } = codes.part(partId);
      return leaf('rgpmt', { id: 1_000 + index, code, nom: name, code_div: division, code_gpe: group });
    });
  });
  const members = school.students.flatMap((student) => {
    const row = (link: SchoolLink, division: string, group: string): string =>
      leaf('ele_gpe', {
        ele: codes.student(student.id),
        gpe: group,
        code_div: division,
        semaines: isoMask(school, link),
        theorique: 1,
      });
    return [
      ...student.divisions.map((link) => row(link, link.id, '')),
      ...student.parts.map((link) => {
        const { division, group } = codes.part(link.id);
        return row(link, division, group);
      }),
    ];
  });
  return [file('19', slices), file('13', rows), file('21', members)];
}

/** Bit i is ISO week i + 1; 0 is the whole year. */
function isoMask(school: School, { from, to }: SchoolLink): bigint {
  const { firstDay, lastDay, week1Monday } = school.calendar.schoolYear;
  if (from === firstDay && to === lastDay) return 0n;
  let mask = 0n;
  for (let monday = week1Monday; monday <= to; monday = addDays(monday, 7)) {
    if (addDays(monday, 6) >= from) mask |= 1n << BigInt(isoWeekOf(monday) - 1);
  }
  return mask;
}

interface Weeks {
  readonly all: readonly number[];
  readonly theory: readonly Line[];
  readonly real: ReadonlyMap<number, readonly Line[]>;
}

/** The theoretical week is the fullest one; a week that is not like it on its open days has files of its own. */
function weeksWith(school: School, codes: Codes): Weeks {
  const { week1Monday } = school.calendar.schoolYear;
  const isHeld = (course: SchoolCourse, week: number): boolean =>
    ((weeksOfCourse(course) & ~course.cancelledWeeks) >> BigInt(week)) % 2n === 1n &&
    isOpen(school.calendar, dateOf(week1Monday, week, course.weekday));
  const linesIn = (week: number): readonly Line[] => {
    const counts = new Map<string, number>();
    return school.courses
      .filter((course) => isHeld(course, week))
      .flatMap((course) => linesOf(school, course, week, codes, counts));
  };
  const all = weeksOf(school.courses.reduce((mask, course) => mask | weeksOfCourse(course), 0n)).filter((week) =>
    school.grid.weekdays.some((weekday) => isOpen(school.calendar, dateOf(week1Monday, week, weekday))),
  );
  const byWeek = new Map(all.map((week) => [week, linesIn(week)]));
  const [usual] = [...byWeek].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const theory = byWeek.get(usual ?? 0) ?? [];
  // Numbers of lines differ by week; what they say does not.
  const textOf = (lines: readonly Line[], week: number): string =>
    lines
      .filter(({ slip }) => isOpen(school.calendar, dateOf(week1Monday, week, weekdayOfSlip(school, slip))))
      .map(({ attributes, coTeachers }) => JSON.stringify([{ ...attributes, code: '' }, coTeachers]))
      .sort()
      .join();
  const real = [...byWeek].filter(([week, lines]) => textOf(lines, week) !== textOf(theory, week));
  return { all, theory, real: new Map(real) };
}

function weekdayOfSlip({ grid }: School, slip: string): number {
  return Math.floor((Number(slip) - 1) / grid.slots.length) + 1;
}

/** The lines of a course in a week: one for each half-sequence and each division, group or slice of a regroupement. */
function linesOf(
  school: School,
  course: SchoolCourse,
  week: number,
  codes: Codes,
  counts: Map<string, number>,
): readonly Line[] {
  const idsOf = (kind: string): readonly string[] =>
    course.resources.filter((one) => one.kind === kind && (one.weeks >> BigInt(week)) & 1n).map(({ id }) => id);
  const [teacher, ...others] = idsOf('teacher').map(codes.teacher);
  const [room] = idsOf('room').map(codes.room);
  const slice = (partId: string, regroupement: string): Attributes => {
    const { division, group } = codes.part(partId);
    return { div: division, gpe: group, rgpmt: regroupement };
  };
  const audiences: readonly Attributes[] = [
    ...idsOf('division').map((id) => ({ div: id, gpe: '', rgpmt: '0' })),
    ...idsOf('part').map((id) => slice(id, '0')),
    ...idsOf('group').flatMap((id) => codes.partsOf(id).map((partId) => slice(partId, codes.regroupement(id) ?? '0'))),
  ];
  return Array.from({ length: course.slotCount }, (_, half) => slipOf(school, course.weekday, course.firstSlot + half))
    .flatMap((slip) => audiences.map((audience) => ({ slip, audience })))
    .map(({ slip, audience }) => {
      const number = (counts.get(slip) ?? 0) + 1;
      counts.set(slip, number);
      return {
        slip,
        attributes: {
          code: `${slip}${String(number).padStart(3, '0')}`,
          fic: slip,
          ...audience,
          mat: course.subjectId === null ? '' : codes.subject(course.subjectId),
          prof: teacher ?? '',
          salle: room ?? '',
        },
        coTeachers: others,
      };
    });
}
