/** Writes a school as tables (docs/formats/csv.md): lessons by week or by date, in the spelling asked for, and students beside them. */

import { type Day, dateOf, isoWeekOf, mondayOf } from '../../domain/model/calendar.ts';
import type { ResourceKind } from '../../domain/model/timetable.ts';
import { lessonsOf, namesIn, type SchoolLesson } from './lessons.ts';
import type { School } from './model.ts';
import { encoderOf, type TextEncoding } from './text-encoding.ts';

export interface CsvOptions {
  /** A row for a course with its weeks, or one for each session. */
  readonly rows?: 'weekly' | 'dated';
  readonly delimiter?: ';' | ',' | '\t';
  readonly language?: 'fr' | 'en';
  /** Dates as `dd/mm/yyyy` or `yyyy-mm-dd`. */
  readonly dates?: 'french' | 'iso';
  readonly encoding?: Extract<TextEncoding, 'utf-8' | 'utf-16' | 'windows-1252'>;
  readonly hasByteOrderMark?: boolean;
  /** The line `sep=;` that some spreadsheets want. */
  readonly saysSeparator?: boolean;
}

const HEADERS = {
  fr: [
    'UAI',
    'Année',
    'Date',
    'Jour',
    'Début',
    'Fin',
    'Semaines',
    'Annulé',
    'Code matière',
    'Matière',
    'Professeurs',
    'Classes',
    'Groupes',
    'Salles',
  ],
  en: [
    'School',
    'School year',
    'Date',
    'Weekday',
    'Start',
    'End',
    'Weeks',
    'Cancelled',
    'Subject code',
    'Subject',
    'Teachers',
    'Divisions',
    'Groups',
    'Rooms',
  ],
} as const;

const STUDENT_HEADERS = {
  fr: ['Nom', 'Prénom', 'Date de naissance', 'INE', 'Classe', 'Groupes', 'Du', 'Au'],
  en: ['Last name', 'First name', 'Birth date', 'INE', 'Division', 'Groups', 'From', 'To'],
} as const;

const WEEKDAYS = {
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

/** A cell, in quotation marks where its text needs them. */
function cellIn(delimiter: string): (text: string) => string {
  return (text) => (/["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text);
}

function table(rows: readonly (readonly string[])[], { delimiter = ';', saysSeparator = false }: CsvOptions): string {
  const lines = rows.map((cells) => cells.map(cellIn(delimiter)).join(delimiter));
  return [...(saysSeparator ? [`sep=${delimiter}`] : []), ...lines, ''].join('\r\n');
}

function dateIn({ dates = 'french' }: CsvOptions): (day: Day) => string {
  return (day) => (dates === 'iso' ? day : day.split('-').reverse().join('/'));
}

/** `36-42,45`: numbers of the civil calendar, for Mondays in order. */
function isoRanges(mondays: readonly Day[]): string {
  const runs: number[][] = [];
  for (const week of mondays.map(isoWeekOf)) {
    const run = runs.at(-1);
    if (run?.at(-1) === week - 1) run.push(week);
    else runs.push([week]);
  }
  return runs.map((run) => (run.length > 1 ? `${run[0]}-${run.at(-1)}` : `${run[0]}`)).join(',');
}

/** The table of lessons as text. Lessons without anybody or any room, and parts of divisions, cannot be written: they are left out. */
export function writeCsv(school: School, options: CsvOptions = {}): string {
  const { rows = 'weekly', language = 'fr' } = options;
  const { schoolYear } = school.calendar;
  const startYear = Number(schoolYear.firstDay.slice(0, 4));
  const dateText = dateIn(options);
  const nameOf = namesIn(school);
  const lines: (readonly string[])[] = [HEADERS[language]];
  for (const lesson of lessonsOf(school)) {
    const { course, startTime, endTime } = lesson;
    const subject = school.subjects.find(({ id }) => id === course.subjectId);
    const list = (kind: ResourceKind): string =>
      lesson
        .ids(kind)
        .map((id) => nameOf(kind, id))
        .join(' | ');
    const who = [
      subject?.code ?? '',
      subject?.label ?? '',
      ...(['teacher', 'division', 'group', 'room'] as const).map(list),
    ];
    const dayOf = (week: number): Day => dateOf(schoolYear.week1Monday, week, course.weekday);
    const row = (date: string, weeks: string, cancelled: string): readonly string[] => [
      school.uai,
      `${startYear}-${startYear + 1}`,
      date,
      WEEKDAYS[language][course.weekday - 1] ?? '',
      startTime,
      endTime,
      weeks,
      cancelled,
      ...who,
    ];
    if (rows === 'weekly') {
      const weeks = isoRanges(lesson.weeks.map((week) => mondayOf(dayOf(week))));
      lines.push(row('', weeks, lesson.cancelledWeeks.map((week) => dateText(dayOf(week))).join(' | ')));
    } else
      lines.push(...lesson.weeks.map((week) => row(dateText(dayOf(week)), '', cancelledWord(lesson, week, language))));
  }
  return table(lines, options);
}

function cancelledWord({ cancelledWeeks }: SchoolLesson, week: number, language: 'fr' | 'en'): string {
  return cancelledWeeks.includes(week) ? { fr: 'oui', en: 'yes' }[language] : '';
}

/** The table of students: a row for each stay, with all groups of the same days. */
export function writeStudentsCsv(school: School, options: CsvOptions = {}): string {
  const dateText = dateIn(options);
  const divisionName = new Map(school.divisions.map(({ id, name }) => [id, name]));
  const rows: (readonly string[])[] = [STUDENT_HEADERS[options.language ?? 'fr']];
  for (const student of school.students) {
    const stays = new Map<string, { division: string; groups: Set<string> }>();
    const stayOf = (from: Day, to: Day): { division: string; groups: Set<string> } => {
      const key = [from, to].map(dateText).join(' ');
      const stay = stays.get(key) ?? { division: '', groups: new Set<string>() };
      stays.set(key, stay);
      return stay;
    };
    for (const { id, from, to } of student.divisions) stayOf(from, to).division = divisionName.get(id) ?? '';
    for (const { id, from, to } of student.parts) {
      for (const group of school.groups) if (group.partIds.includes(id)) stayOf(from, to).groups.add(group.name);
    }
    const { lastName, firstName, birthDate, ine } = student;
    const person = [lastName, firstName, birthDate === null ? '' : dateText(birthDate), ine];
    for (const [key, { division, groups }] of stays)
      rows.push([...person, division, [...groups].join(' | '), ...key.split(' ')]);
  }
  return table(rows, options);
}

/** Bytes of a table, in the encoding asked for. */
export function csvBytes(text: string, { encoding = 'utf-8', hasByteOrderMark = false }: CsvOptions = {}): Buffer {
  const { mark, encode } = encoderOf(encoding, hasByteOrderMark);
  return Buffer.concat([mark, encode(text)]);
}
