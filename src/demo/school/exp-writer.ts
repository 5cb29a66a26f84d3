/** Writes a school as EDT's text exports in XML (FORMATS.md 2): `EXP_Cours.xml` and `EXP_ELEVE.xml`, with the calendar that they need. */

import { addDays, type Day, maskOf, minutesOf } from '../../domain/model/calendar.ts';
import { addTo } from '../../domain/model/gather.ts';
import type { WeekCalendar } from '../../domain/model/week-calendar.ts';
import { evenWeeks, oddWeeks, openWeeks } from './french-calendar.ts';
import { lessonsOf, type SchoolLesson } from './lessons.ts';
import { byId, type School, type SchoolPart } from './model.ts';
import { encoderOf, type TextEncoding } from './text-encoding.ts';
import { element, escaped } from './xml-lines.ts';

export interface ExpOptions {
  readonly encoding?: TextEncoding;
  readonly hasByteOrderMark?: boolean;
  /** `long`: groups with their divisions and parts, « Nom complet des groupes et des parties ». */
  readonly groupNames?: 'long' | 'short';
  /** As older versions name rows and columns. */
  readonly isOld?: boolean;
}

const WEEKDAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'];

function bytesOf(name: string, rows: readonly string[], { encoding = 'utf-8', hasByteOrderMark }: ExpOptions): Buffer {
  const { mark, encode } = encoderOf(encoding, hasByteOrderMark ?? false);
  const lines = [
    `<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>`,
    ...element('TABLE', { nom: name }, rows),
  ];
  return Buffer.concat([mark, encode(`${lines.join('\n')}\n`)]);
}

function row(name: string, number: number, columns: Readonly<Record<string, string | number>>): string {
  const texts = Object.entries(columns).map(([column, value]) => `<${column}>${escaped(String(value))}</${column}>`);
  return `<${name} numero="${number}">${texts.join('')}</${name}>`;
}

/** Every week, or by turns; null for weeks that the file has no word for. */
function frequencyOf({ calendar }: School, { course, weeks }: SchoolLesson): 'H' | 'Q1' | 'Q2' | null {
  const open = openWeeks(calendar, course.weekday);
  const mask = maskOf(weeks);
  return mask === open ? 'H' : mask === (open & oddWeeks) ? 'Q1' : mask === (open & evenWeeks) ? 'Q2' : null;
}

/** The school without the courses whose weeks or people `EXP_Cours.xml` cannot say. */
export function withPlainWeeks(school: School): School {
  const lessons = new Map<string, SchoolLesson[]>();
  for (const lesson of lessonsOf(school)) addTo(lessons, lesson.course.id, lesson);
  const isPlain = (of: readonly SchoolLesson[]): boolean =>
    of.length === 0 || (of.length === 1 && of.every((lesson) => frequencyOf(school, lesson) !== null));
  return { ...school, courses: school.courses.filter(({ id }) => isPlain(lessons.get(id) ?? [])) };
}

/** What a manager of the school says of its weeks. */
export function weekCalendarOf({ calendar }: Pick<School, 'calendar'>): WeekCalendar {
  const { firstDay, lastDay, week1Monday } = calendar.schoolYear;
  const mondays = (parity: number): Day[] =>
    Array.from({ length: 52 }, (_, index) => ({ index, monday: addDays(week1Monday, 7 * index) }))
      .filter(({ index, monday }) => index % 2 === parity && monday <= lastDay)
      .map(({ monday }) => monday);
  const holidays = calendar.publicHolidays.map((day) => ({ firstDay: day, lastDay: day }));
  const closures = [...calendar.closures.map((one) => ({ firstDay: one.firstDay, lastDay: one.lastDay })), ...holidays];
  return {
    firstDay,
    lastDay,
    closures: closures.filter((one) => one.lastDay >= firstDay && one.firstDay <= lastDay),
    alternations: { Q1: mondays(0), Q2: mondays(1) },
  };
}

/** `<3A> <Dédoublement> 3A GR1` */
function partName(school: School, { divisionId, option }: SchoolPart): string {
  const division = byId(school.divisions).get(divisionId)?.name ?? divisionId;
  return `<${division}> <${option.startsWith('GR') ? 'Dédoublement' : 'Option'}> ${division} ${option}`;
}

function hours(minutes: number): string {
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}`;
}

/** `EXP_Cours.xml`: a row for each course of all weeks or of a fortnight; others cannot be written and are left out. */
export function writeExpCourses(school: School, options: ExpOptions = {}): Buffer {
  const [subjects, teachers, rooms] = [byId(school.subjects), byId(school.teachers), byId(school.rooms)];
  const [divisions, groups, parts] = [byId(school.divisions), byId(school.groups), byId(school.parts)];
  const groupName = (id: string): string => {
    const group = groups.get(id);
    const bracketed = `[${group?.name}]`;
    if (options.groupNames === 'short') return bracketed;
    const held = (group?.partIds ?? []).flatMap((part) => parts.get(part) ?? []);
    return held.map((part) => `${bracketed}${partName(school, part)}`).join(', ') || bracketed;
  };
  const rows: string[] = [];
  for (const lesson of lessonsOf(school)) {
    const frequency = frequencyOf(school, lesson);
    if (frequency === null) continue;
    const { course, startTime, endTime } = lesson;
    const people = lesson.ids('teacher').map((id) => teachers.get(id));
    const audience = [
      ...lesson.ids('division').map((id) => divisions.get(id)?.name ?? id),
      ...lesson.ids('group').map(groupName),
      ...lesson
        .ids('part')
        .flatMap((id) => parts.get(id) ?? [])
        .map((part) => partName(school, part)),
    ];
    const subject = subjects.get(course.subjectId ?? '');
    const number = rows.length + 1;
    rows.push(
      row(options.isOld ? 'Cours_annuels' : 'Cours', number, {
        NUMERO: number,
        DUREE: hours(minutesOf(endTime) - minutesOf(startTime)),
        FREQUENCE: frequency,
        MAT_CODE: subject?.code ?? '',
        MAT_LIBELLE: subject?.label ?? '',
        PROF_NOM: people.map((one) => one?.lastName).join(', '),
        PROF_PRENOM: people.map((one) => one?.firstName).join(', '),
        CLASSE: audience.join(', '),
        SALLE: lesson
          .ids('room')
          .map((id) => rooms.get(id)?.name)
          .join(', '),
        [options.isOld ? 'ALT.' : 'ALTERNANCE']: frequency,
        [options.isOld ? 'MOD.' : 'MODALITE']: 'CG',
        'CO-ENS.': people.length > 1 ? 'O' : 'N',
        'POND.': 1,
        JOUR: WEEKDAYS[course.weekday - 1] ?? '',
        'H.DEBUT': `  ${startTime.replace(':', 'h')}`,
        EFFECTIF: '',
      }),
    );
  }
  return bytesOf('Cours', rows, options);
}

/** `EXP_ELEVE.xml`: a row for each student, in the division and groups of the end of the year. */
export function writeExpStudents(school: School, options: ExpOptions = {}): Buffer {
  const divisions = byId(school.divisions);
  const parts = byId(school.parts);
  const { lastDay } = school.calendar.schoolYear;
  const rows = school.students.map((student, index) => {
    const division = student.divisions.find(({ to }) => to === lastDay);
    const own = student.parts.filter(({ to }) => to === lastDay).flatMap(({ id }) => parts.get(id) ?? []);
    const inGroups = school.groups.filter(({ partIds }) => own.some(({ id }) => partIds.includes(id)));
    const names = own.map((part) => partName(school, part));
    return row(options.isOld ? 'Eleves_et_leurs_responsables' : 'Eleves', index + 1, {
      NUMERO: index + 1,
      CIVILITE: student.sex === 'male' ? 'M.' : 'Mlle',
      NOM: student.lastName,
      PRENOM: student.firstName,
      DATE_NAISS: student.birthDate?.split('-').reverse().join('/') ?? '',
      SEXE: student.sex === 'male' ? 'M' : 'F',
      N_NATIONAL: student.ine,
      CLASSE: [divisions.get(division?.id ?? '')?.name ?? '', ...names].filter(Boolean).join(', '),
      // Parts stand among the groups, by the end of their name.
      GROUPES: [...inGroups.map(({ name }) => name), ...names.map((name) => name.replace(/<[^>]*>/g, '').trim())].join(
        ', ',
      ),
      REGIME: 'DP',
      OPTION_1: '',
    });
  });
  return bytesOf('Elèves', rows, options);
}
