/** Tables of lessons (docs/formats/csv.md): the same school in every spelling, and what is wrong told by line and column. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { type CsvOptions, csvBytes, writeCsv, writeStudentsCsv } from '../../src/demo/school/csv-writer.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { cancelWeeks, substituteTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { FindingLog, isStop, type Outcome } from '../../src/domain/model/finding.ts';
import type { RawExport } from '../../src/domain/model/timetable.ts';
import { NO_CALENDAR, type SiteCalendar } from '../../src/domain/ports.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { rawZip } from '../support/raw-zip.ts';
import { readFile } from '../support/read-file.ts';
import { sourceOf } from '../support/source.ts';
import { listLines, membershipLines, sessionLines, timetableOfRaw } from '../support/timetable-facts.ts';

const school = cancelWeeks(substituteTeacher(inventSchool({ seed: 'csv', size: 'small' })), 3, 2);
const OPEN: SiteCalendar = {
  timeZone: 'Europe/Paris',
  weekCalendar: null,
  openYear: { startYear: 2026, ...school.calendar.schoolYear },
};

async function read(
  file: string | Buffer,
  { findings = new FindingLog(), calendar = OPEN }: { findings?: FindingLog; calendar?: SiteCalendar } = {},
): Promise<Outcome<RawExport>> {
  return await readExport(sourceOf(Buffer.from(file as string)), findings, { calendar });
}

async function taken(file: string | Buffer, options: Parameters<typeof read>[1] = {}): Promise<RawExport> {
  const raw = await read(file, options);
  if (isStop(raw)) throw new Error(`${raw.reason} ${JSON.stringify(raw.values)}`);
  return raw;
}

/** Findings as `code where about`. */
function told(findings: FindingLog): string[] {
  return findings
    .groups()
    .flatMap(({ code, items }) =>
      items.map(({ where = '', about = '' }) => `${code} ${where} ${about}`.replaceAll('  ', ' ')),
    );
}

const edt = timetableOfRaw(await taken(writeEdt(school)));
const sessions = sessionLines(edt);

describe('a school', () => {
  const spellings: readonly [string, CsvOptions][] = [
    ['a row for each course', {}],
    ['a row for each session', { rows: 'dated' }],
    ['commas and ISO dates, in English', { delimiter: ',', dates: 'iso', language: 'en' }],
    ['tabs in UTF-16', { delimiter: '\t', encoding: 'utf-16', rows: 'dated', dates: 'iso' }],
    ['a byte order mark', { hasByteOrderMark: true }],
    ['Windows-1252', { encoding: 'windows-1252', language: 'fr' }],
    ['the line sep=;', { saysSeparator: true, language: 'en' }],
  ];
  it.each(spellings)('with %s means the sessions of its EDT export', async (_name, options) => {
    const findings = new FindingLog();
    const table = timetableOfRaw(await taken(csvBytes(writeCsv(school, options), options), { findings }));
    expect(sessionLines(table)).toEqual(sessions);
    expect(told(findings)).toEqual([]);
    expect(table.origin).toEqual({ format: 'CSV', formatVersion: '1', uai: '0990001A' });
    expect(table.schoolYear).toEqual(edt.schoolYear);
  });

  it('with its students is the whole EDT export', async () => {
    const zip = rawZip([
      { name: 'eleves.csv', data: csvBytes(writeStudentsCsv(school)) },
      { name: 'cours.csv', data: csvBytes(writeCsv(school)) },
    ]);
    const table = timetableOfRaw(await taken(zip));
    expect(sessionLines(table)).toEqual(sessions);
    expect(membershipLines(table)).toEqual(membershipLines(edt));
    const taught = new Set(sessionLines(table).map((line) => line.split(' ')[2]));
    const used = listLines(edt).filter((line) => !line.startsWith('subject') || taught.has(line.split(' ')[1]));
    expect(listLines(table)).toEqual(
      used.filter(
        (line) => !line.startsWith('teacher') || sessions.some((one) => one.includes(line.split(' ')[1] ?? '?')),
      ),
    );
  });

  it('gives no courses in double to services and no findings to slots', async () => {
    const findings = new FindingLog();
    const table = timetableOfRaw(await taken(writeCsv(school, { rows: 'dated' }), { findings }), findings);
    expect(told(findings)).toEqual([]);
    expect(table.courses.length).toBeLessThanOrEqual(edt.courses.length);
    expect(table.courses.length).toBeGreaterThan(edt.courses.length * 0.9);
  });
});

const HEADER = 'Date;Jour;Début;Fin;Semaines;Du;Au;Sauf;Annulé;Matière;Professeurs;Classes;Groupes;Salles;UAI;Année';

/** A line of that header by its columns. */
function line(cells: Readonly<Record<string, string>>): string {
  const usual = { Début: '8h00', Fin: '8h55', Matière: 'Anglais', Classes: '3A' };
  const all: Record<string, string> = { ...usual, ...cells };
  return HEADER.split(';')
    .map((column) => all[column] ?? '')
    .join(';');
}

/** The sessions of a table of these lines, without what every line has. */
async function sessionsOf(lines: readonly string[], calendar = OPEN): Promise<string[]> {
  const findings = new FindingLog();
  const raw = await taken([HEADER, ...lines].join('\n'), { findings, calendar });
  expect(told(findings)).toEqual([]);
  return sessionLines(timetableOfRaw(raw)).map((one) => one.replace(/1\//g, '').replace(' undefined undefined', ''));
}

const days = async (cells: Readonly<Record<string, string>>, calendar = OPEN): Promise<string[]> =>
  (await sessionsOf([line(cells)], calendar)).map(
    (one) => `${one.slice(0, 10)}${one.endsWith(' cancelled') ? ' x' : ''}`,
  );

describe('a row', () => {
  it('names weeks of the civil calendar, over the end of the year too', async () => {
    expect(await days({ Jour: 'lundi', Semaines: '37-38, 40' })).toEqual(['2026-09-07', '2026-09-14', '2026-09-28']);
    expect(await days({ Jour: 'mon', Semaines: 'S52-1 | W3' })).toEqual([
      '2026-12-21',
      '2026-12-28',
      '2027-01-04',
      '2027-01-18',
    ]);
    expect(await days({ Jour: '5', Semaines: '53' })).toEqual(['2027-01-01']);
  });

  it('or bounds, with or without every second week, and days without', async () => {
    const bounds = { Jour: 'Vendredi', Du: '02/10/2026', Au: '30/10/2026' };
    expect(await days(bounds)).toEqual(['2026-10-02', '2026-10-09', '2026-10-16', '2026-10-23', '2026-10-30']);
    expect(await days({ ...bounds, Semaines: 'paires' })).toEqual(['2026-10-02', '2026-10-16', '2026-10-30']);
    expect(await days({ ...bounds, Semaines: 'odd' })).toEqual(['2026-10-09', '2026-10-23']);
    expect(await days({ ...bounds, Sauf: '02/10/2026 | 2026-10-16..01/11/2026' })).toEqual(['2026-10-09']);
    expect(await days({ ...bounds, Annulé: '9/10/2026' })).toContain('2026-10-09 x');
    expect(await days({ ...bounds, Semaines: '40-41', Annulé: 'oui' })).toEqual(['2026-10-02 x', '2026-10-09 x']);
  });

  it('or a date', async () => {
    expect(await days({ Date: '14/09/2026' })).toEqual(['2026-09-14']);
    expect(await days({ Date: '2026-09-14', Jour: 'lundi', Annulé: 'Annulée' })).toEqual(['2026-09-14 x']);
    expect(await days({ Date: '1.9.2026', Annulé: 'non' })).toEqual(['2026-09-01']);
  });

  it('lists several people, divisions, groups and rooms', async () => {
    const who = {
      Date: '14/09/2026',
      Professeurs: 'Mme DE LA ROCHE Jean-Yves [70001] | Martinot LOUISE',
      Classes: '3A, 3B',
      Groupes: '3LATIN <3A> <3C>',
      Salles: 'B12',
    };
    expect(await sessionsOf([line(who)])).toEqual([
      '2026-09-14 08:00-08:55  Anglais 3A+3B 3LATIN  name:LOUISE|MARTINOT|+sts:70001 B12',
    ]);
    const raw = await taken([HEADER, line(who)].join('\n'));
    expect(raw.teachers.map(({ lastName, firstName }) => `${lastName}, ${firstName}`)).toEqual([
      'DE LA ROCHE, Jean-Yves',
      'LOUISE, Martinot',
    ]);
    expect(timetableOfRaw(raw).groups.get('1/3LATIN')?.divisionKeys).toEqual(['1/3A', '1/3C']);
    expect(raw.divisions.map(({ name }) => name).sort()).toEqual(['3A', '3B', '3C']);
  });

  it.each([
    ['8h', '9:05', '08:00-09:05'],
    ['0805', '09:00:00', '08:05-09:00'],
  ])('from %s to %s', async (Début, Fin, times) => {
    expect((await sessionsOf([line({ Date: '14/09/2026', Début, Fin })]))[0]).toContain(` ${times} `);
  });

  it.each([
    ['55', '08:00-08:55'],
    ['1h30', '08:00-09:30'],
    ['0:50', '08:00-08:50'],
    ['45 min', '08:00-08:45'],
  ])('of %s', async (Fin, times) => {
    const table = [HEADER.replace('Fin', 'Durée'), line({ Date: '14/09/2026', Fin })].join('\n');
    expect(sessionLines(timetableOfRaw(await taken(table)))[0]).toContain(` ${times} `);
  });

  it('that looks like a formula is a text like any other', async () => {
    const line1 = line({ Date: '14/09/2026', Matière: '=HYPERLINK("http://x";"y")', Classes: '="3A"', Salles: '+1' });
    const quoted = line1.replace(/=HYPERLINK[^)]*\)/, '"=HYPERLINK(""http://x"",""y"")"');
    expect(await sessionsOf([quoted])).toEqual(['2026-09-14 08:00-08:55  =HYPERLINK("http://x","y") 3A    +1']);
  });

  it('may have line breaks in its cells', async () => {
    const table = [HEADER, line({ Date: '14/09/2026', Classes: '"3A\n3B"' }), line({ Date: 'x' })].join('\n');
    const findings = new FindingLog();
    await read(table, { findings });
    expect(told(findings)).toEqual(['csv-date ligne 4 Date : x']);
  });
});

describe('the year', () => {
  const CLOSED: SiteCalendar = { timeZone: 'Europe/Paris', openYear: null, weekCalendar: null };
  const weekly = { Jour: 'lundi', Semaines: '40' };
  const yearOf = async (cells: Readonly<Record<string, string>>, calendar = CLOSED): Promise<string> => {
    const { schoolYear } = await taken([HEADER, line(cells)].join('\n'), { calendar });
    return `${schoolYear.firstDay} ${schoolYear.lastDay}`;
  };

  it('is what the table says, else that of its dates, else the one that is open', async () => {
    expect(await yearOf({ ...weekly, Année: '2027-2028' }, OPEN)).toBe('2027-09-01 2028-08-31');
    expect(await yearOf({ ...weekly, Année: '15/02/2027..18/12/2027' })).toBe('2027-02-15 2027-12-18');
    expect(await yearOf({ Date: '31/08/2027' })).toBe('2027-08-31 2028-08-31');
    expect(await yearOf({ Date: '01/03/2027' })).toBe('2026-09-01 2027-08-31');
    expect(await yearOf(weekly, OPEN)).toBe(
      `${school.calendar.schoolYear.firstDay} ${school.calendar.schoolYear.lastDay}`,
    );
    expect(await read([HEADER, line(weekly)].join('\n'), { calendar: CLOSED })).toMatchObject({
      reason: 'csv-year-needed',
    });
  });

  it('is one', async () => {
    const two = [line({ ...weekly, Année: '2026' }), line({ ...weekly, Année: '2027' })];
    expect(await read([HEADER, ...two].join('\n'))).toMatchObject({
      reason: 'several-years',
      values: { years: 2 },
    });
  });
});

/** A good table with one wrong line in a hundred. */
function faulty(cells: Readonly<Record<string, string>>): string {
  const good = Array.from({ length: 99 }, (_, index) =>
    line({ Jour: 'mardi', Semaines: '37-40', Classes: `${index}A` }),
  );
  return [HEADER, ...good, line(cells)].join('\n');
}

const weekly = { Jour: 'lundi', Semaines: '36' };

describe('a wrong line', () => {
  it.each([
    ['csv-cell-missing', 'Début : ', { ...weekly, Début: '' }],
    ['csv-cell-missing', 'Date : ', {}],
    ['csv-cell-missing', 'Groupes : <3A>', { ...weekly, Groupes: '<3A>' }],
    ['csv-time', 'Début : 25h00', { ...weekly, Début: '25h00' }],
    ['csv-time', 'Fin : 9:', { ...weekly, Fin: '9:' }],
    ['csv-date', 'Date : 31/09/2026', { Date: '31/09/2026' }],
    ['csv-date', 'Date : 09/13/2026', { Date: '09/13/2026' }],
    ['csv-date', 'Date : 01/09/1926', { Date: '01/09/1926' }],
    ['csv-date', 'Sauf : 2026-10-01..2026-09-01', { ...weekly, Sauf: '2026-10-01..2026-09-01' }],
    ['csv-weekday', 'Jour : lundredi', { ...weekly, Jour: 'lundredi' }],
    ['csv-weeks', 'Semaines : 54', { ...weekly, Semaines: '54' }],
    ['csv-weeks', 'Semaines : Q1', { ...weekly, Semaines: 'Q1' }],
    ['csv-no-weeks', '', { Jour: 'lundi', Du: '01/09/2026' }],
    ['csv-end-before-start', 'Fin : 08:00', { ...weekly, Fin: '08:00' }],
    ['csv-end-before-start', 'Au : 01/09/2026', { Jour: 'lundi', Du: '02/09/2026', Au: '01/09/2026' }],
    ['csv-day-differs', 'Jour : mardi, 14/09/2026', { Date: '14/09/2026', Jour: 'mardi' }],
    ['csv-day-differs', 'Semaines : 50, 02/12/2026', { Date: '02/12/2026', Semaines: '50' }],
    ['csv-day-differs', 'Semaines : 51-2, 02/12/2026', { Date: '02/12/2026', Semaines: '51-2' }],
    ['csv-day-differs', 'Semaines : paires, 02/12/2026', { Date: '02/12/2026', Semaines: 'paires' }],
    ['csv-day-differs', 'Du : 03/12/2026, 02/12/2026', { Date: '02/12/2026', Du: '03/12/2026' }],
    ['csv-day-differs', 'Au : 01/12/2026, 02/12/2026', { Date: '02/12/2026', Au: '01/12/2026' }],
    ['csv-day-differs', 'Sauf : 02/12/2026, 02/12/2026', { Date: '02/12/2026', Sauf: '02/12/2026' }],
    ['csv-date', 'Sauf : demain', { Date: '02/12/2026', Sauf: 'demain' }],
    ['csv-cancelled', 'Annulé : peut-être', { Date: '14/09/2026', Annulé: 'peut-être' }],
    ['csv-cancelled', 'Annulé : peut-être', { ...weekly, Annulé: 'peut-être' }],
    ['csv-nobody', '', { ...weekly, Classes: '' }],
    ['too-many-names', '201', { ...weekly, Salles: Array.from({ length: 200 }, (_, room) => room).join() }],
    ['csv-too-many-cells', 'x', { ...weekly, Année: '2026;x' }],
    ['csv-forbidden-character', 'B?1', { ...weekly, Salles: 'B\u00001' }],
    ['csv-uai', 'UAI : 099', { ...weekly, UAI: '099' }],
    ['csv-year', 'Année : 2026-2028', { ...weekly, Année: '2026-2028' }],
  ])('%s (%s) is told and left out, the others are taken', async (code, about, cells) => {
    const findings = new FindingLog();
    const raw = await taken(faulty(cells), { findings });
    expect(told(findings)).toEqual([`${code} ligne 101 ${about}`]);
    expect(CATALOGUE).toHaveProperty(code);
    expect(raw.courses).toHaveLength(99);
  });

  it('of six in a hundred refuses the table, and each is told', async () => {
    const findings = new FindingLog();
    const lines = faulty({ ...weekly, Début: 'x' }).split('\n');
    const wrong = [...lines.slice(0, 95), ...Array<string>(6).fill(lines.at(-1) ?? '')].join('\n');
    expect(await read(wrong, { findings })).toMatchObject({
      reason: 'csv-lines-wrong',
      values: { wrong: 6, lines: 100, first: '96' },
    });
    expect(told(findings)).toEqual([96, 97, 98, 99, 100, 101].map((at) => `csv-time ligne ${at} Début : x`));
    expect(isStop(await read(wrong.split('\n').toSpliced(96, 1).join('\n')))).toBe(true);
    expect(isStop(await read([...lines, lines.at(-1), lines.at(-1), lines.at(-1)].join('\n')))).toBe(false);
  });
});

describe('a date without a session', () => {
  const weeks = { Jour: 'lundi', Semaines: '49-51' };
  it.each([
    ['that is cancelled, of another weekday', 3, 'Annulé : 08/12/2026 (lundi)', { ...weeks, Annulé: '08/12/2026' }],
    ['that is cancelled, of another week', 3, 'Annulé : 04/01/2027 (lundi)', { ...weeks, Annulé: '04/01/2027' }],
    [
      'that is cancelled and excepted',
      2,
      'Annulé : 07/12/2026 (lundi)',
      { ...weeks, Sauf: '07/12/2026', Annulé: '07/12/2026' },
    ],
    [
      'in a cancelled period',
      3,
      'Annulé : 04/01/2027..08/01/2027 (lundi)',
      { ...weeks, Annulé: '04/01/2027..08/01/2027' },
    ],
    ['that is excepted', 3, 'Sauf : 08/12/2026 (lundi)', { ...weeks, Sauf: '08/12/2026' }],
    [
      'between bounds',
      2,
      'Annulé : 08/12/2026 (lundi)',
      { Jour: 'lundi', Du: '07/12/2026', Au: '14/12/2026', Annulé: '08/12/2026' },
    ],
    [
      'with bounds that the year gives',
      // Of 2026 the weeks 45 to 53, of 2027 1 to 35.
      23,
      'Annulé : 08/12/2026 (lundi)',
      { Jour: 'lundi', Semaines: 'impaires', Du: '26/10/2026', Annulé: '08/12/2026' },
    ],
    [
      'beside a date',
      1,
      'Sauf : 03/12/2026 (02/12/2026)',
      { Date: '02/12/2026', Semaines: '49', Du: '02/12/2026', Au: '02/12/2026', Sauf: '03/12/2026' },
    ],
  ])('%s is told, and the row is taken', async (_name, count, about, cells) => {
    const findings = new FindingLog();
    const raw = await taken([HEADER, line(cells)].join('\n'), { findings });
    expect(told(findings)).toEqual([`csv-no-session-then ligne 2 ${about}`]);
    expect(findings.groups()[0]?.severity).toBe('warning');
    const lines = sessionLines(timetableOfRaw(raw));
    expect(lines.filter((one) => one.endsWith(' cancelled'))).toEqual([]);
    expect(lines).toHaveLength(count);
  });

  it('is not told of holidays that a row excepts, nor beside dates that have one', async () => {
    const cells = { ...weeks, Sauf: '19/12/2026..03/01/2027 | 30/11/2026', Annulé: '07/12/2026..12/12/2026' };
    expect(await days(cells)).toEqual(['2026-12-07 x', '2026-12-14']);
  });
});

describe('a teacher with an identifier on one row and without on another', () => {
  const MONDAY = { Jour: 'lundi', Semaines: '49-51' };
  const NAMED = 'MARTINOT Louise';
  /** Teachers, sessions and findings of rows with these teachers; every row on the same Mondays unless it says otherwise. */
  const readingOf = async (rows: readonly Readonly<Record<string, string>>[]) => {
    const findings = new FindingLog();
    const raw = await taken([HEADER, ...rows.map((cells) => line({ ...MONDAY, ...cells }))].join('\n'), { findings });
    const teachers = raw.teachers.map(({ lastName, firstName, ids }) => `${lastName} ${firstName} ${ids.sts ?? ''}`);
    return { raw, teachers: teachers.sort(), said: told(findings), sessions: sessionLines(timetableOfRaw(raw)) };
  };

  it.each([
    ['before', [`${NAMED} [70001]`, NAMED]],
    ['behind', [NAMED, `${NAMED} [70001]`]],
    ['in another case', ['MARTINOT Louise [70001]', 'Mme Martinot Louise']],
  ])('is one person: %s', async (_name, [first = '', second = '']) => {
    const { teachers, sessions, said } = await readingOf([
      { Professeurs: first },
      { Professeurs: second, Jour: 'mardi' },
    ]);
    expect(teachers).toEqual(['MARTINOT Louise 70001']);
    expect(sessions).toHaveLength(6);
    expect(sessions.filter((one) => one.includes('sts:70001'))).toHaveLength(6);
    expect(said).toEqual([expect.stringMatching(/^teacher-joined {1,2}MARTINOT Louise$/i)]);
  });

  it('has one session of what is written with and without', async () => {
    const { raw, sessions, said } = await readingOf([
      { Professeurs: NAMED, Semaines: '49-50', Annulé: '07/12/2026' },
      { Professeurs: `${NAMED} [70001]`, Semaines: '50-51' },
    ]);
    expect(raw.courses).toHaveLength(1);
    expect(sessions.map((one) => `${one.slice(0, 10)}${one.endsWith(' cancelled') ? ' x' : ''}`)).toEqual([
      '2026-11-30',
      '2026-12-07 x',
      '2026-12-14',
    ]);
    expect(said).toContainEqual(expect.stringMatching(/^lesson-twice +07\/12\/2026 08:00 \(3\)$/));
  });

  it('is kept apart, and told, where two identifiers have the name', async () => {
    const { teachers, said } = await readingOf([
      { Professeurs: `${NAMED} [70001]` },
      { Professeurs: `${NAMED} [70002]`, Jour: 'mardi' },
      { Professeurs: NAMED, Jour: 'jeudi' },
    ]);
    expect(teachers).toEqual(['MARTINOT Louise ', 'MARTINOT Louise 70001', 'MARTINOT Louise 70002']);
    expect(said).toEqual([expect.stringMatching(/^teacher-name-shared +MARTINOT Louise$/)]);
    for (const code of ['teacher-name-shared', 'teacher-joined']) expect(CATALOGUE).toHaveProperty(code);
  });
});

it('a duration that is not the time to the end is told, and the end counts', async () => {
  const header = `${HEADER};Durée`;
  const rows = ['55', '0:55', '2h', 'longtemps'].map((text, at) => `${line({ Date: `0${at + 1}/12/2026` })};${text}`);
  const findings = new FindingLog();
  const raw = await taken([header, ...rows].join('\n'), { findings });
  expect(told(findings)).toEqual(['csv-duration-differs ligne 4 Durée : 2h, 8h00-8h55']);
  expect(sessionLines(timetableOfRaw(raw)).filter((one) => one.includes(' 08:00-08:55 '))).toHaveLength(4);
});

it('is written without a fault in the documentation', async () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/formats/csv.md'), 'utf8');
  const [, sample = ''] = /```csv\n(.*?)```/s.exec(page) ?? [];
  const { reason, said, timetable } = await readFile(sample);
  expect([reason, said]).toEqual([null, []]);
  expect(timetable?.courses).toHaveLength(2);
});

describe('a table', () => {
  it.each([
    ['csv-column-missing', 'Jour;Fin;Semaines;Matière;Classes\n', { columns: 'Début' }],
    [
      'csv-column-missing',
      'Début;Semaines;Matière;Effectif\n',
      { columns: 'Date / Jour, Fin / Durée, Professeurs / Classes / Groupes / Salles' },
    ],
    ['csv-column-twice', 'Jour;Début;Start;Fin;Classes\n', { columns: 'Début, Start' }],
    ['csv-quotes', `${HEADER}\n;lundi;"8h00;\n;;;\n`, { line: 2 }],
    ['csv-line-too-long', `${HEADER}\n${'x'.repeat(70_000)}\n`, { line: 2, characters: 65_536 }],
    ['csv-students-alone', 'Nom;Prénom;Classe\nA;B;3A\n', undefined],
    ['no-course', `${HEADER}\n`, undefined],
    ['not-xml', 'Bonjour ; ceci n’est pas un tableau\n', undefined],
    ['directory-given', 'kind;id;lastName;firstName;birthDate;email;division;groups\n', { variant: 'table' }],
    ['directory-given', 'Type;Identifiant;Nom;Classe;Groupes;Établissement\nClasse;1;3A;;;\n', { variant: 'table' }],
  ])('is refused: %s', async (reason, text, values) => {
    const outcome = await read(text);
    expect(outcome).toMatchObject({ reason, ...(values ? { values } : {}) });
    expect(CATALOGUE).toHaveProperty(reason);
  });

  it('whose dates are none is refused for its lines, though no year is known either', async () => {
    const rows = ['Date;Début;Fin;Classes', '31/31/2026;8h;9h;3A', 'demain;8h;9h;3A'];
    const findings = new FindingLog();
    expect(await read(rows.join('\n'), { findings, calendar: NO_CALENDAR })).toMatchObject({
      reason: 'csv-lines-wrong',
      values: { wrong: 2, lines: 2, first: '2' },
    });
    expect(told(findings)).toEqual(['csv-date ligne 2 Date : 31/31/2026', 'csv-date ligne 3 Date : demain']);
  });

  it('of a kind comes once', async () => {
    const data = Buffer.from(faulty(weekly));
    const zip = rawZip([
      { name: 'a.csv', data },
      { name: 'b.csv', data },
    ]);
    expect(await read(zip)).toMatchObject({ reason: 'csv-several-tables' });
  });

  it('may have columns of its own, which are told', async () => {
    const findings = new FindingLog();
    await taken(`${HEADER};Effectif;\n${line(weekly)};24;\n`, { findings });
    expect(findings.groups()).toMatchObject([
      { code: 'csv-column-ignored', severity: 'info', items: [{ about: 'Effectif' }] },
    ]);
  });

  it('of students is read with the same care', async () => {
    const students = [
      'Nom;Prénom;Naissance;Classe;Groupes;Du;Au',
      'A;B;31/02/2010;3A;;;',
      'C;D;;3A;3LATIN;02/09/2026;01/01/2027',
    ];
    const data = (text: string): Buffer => Buffer.from(text);
    const findings = new FindingLog();
    const zip = rawZip([
      { name: 'a.csv', data: data(faulty(weekly)) },
      { name: 'b.csv', data: data(students.join('\n')) },
    ]);
    const table = timetableOfRaw(await taken(zip, { findings }));
    expect(told(findings)).toEqual(['csv-date ligne 2 Naissance : 31/02/2010']);
    expect(membershipLines(table)).toEqual([
      'name:C|D| division 1/3A 2026-09-02 2027-01-01',
      'name:C|D| group 1/3LATIN 2026-09-02 2027-01-01',
    ]);
  });
});
