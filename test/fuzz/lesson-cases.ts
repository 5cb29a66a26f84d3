/** Tables and calendars that are nearly right: a good one with cells, properties, lines, separators or bytes changed. */
import { csvBytes, writeCsv, writeStudentsCsv } from '../../src/demo/school/csv-writer.ts';
import { writeIcs } from '../../src/demo/school/ics-writer.ts';
import type { Random } from '../../src/demo/school/random.ts';
import { rawZip } from '../support/raw-zip.ts';
import type { FuzzCase } from './area.ts';
import { DAYS, NAMES, NUMBERS, TIMES } from './edt-cases.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { SMALL_SCHOOL } from './site-in-memory.ts';

interface Base {
  readonly kind: 'csv' | 'ics';
  readonly lines: readonly string[];
}

const table = (text: string): Base => ({ kind: 'csv', lines: text.split('\r\n') });
const calendar = (bytes: Buffer): Base => ({ kind: 'ics', lines: bytes.toString().split('\r\n') });

const BASES: readonly Base[] = [
  table(writeCsv(SMALL_SCHOOL)),
  table(writeCsv(SMALL_SCHOOL, { rows: 'dated', delimiter: ',', language: 'en', dates: 'iso' })),
  calendar(writeIcs(SMALL_SCHOOL, { foldAt: 2_000 })),
  calendar(writeIcs(SMALL_SCHOOL, { foldAt: 75, zone: 'floating', naming: 'usual' })),
  calendar(writeIcs(SMALL_SCHOOL, { foldAt: 2_000, zone: 'utc', events: 'single', naming: 'described' })),
];
const STUDENTS = csvBytes(writeStudentsCsv(SMALL_SCHOOL));

const CELLS =
  'lundi monday 8 0 8h 25h 8h60 24:00 09:00 1h30 0 999 36-42 53 54 1-53 42-36 paires toutes Q1 oui peut-être 2026-2027 2026-2028 01/01/2000..31/12/2099 01/09/2026..31/08/2027 31/02/2027 1.9.2026 0990001A "="" ="01" =1+1 @x -1 +1 | , ; < <> A<3A> [x] [] A[70001] \u0000 \u0001 \ufffd \u202e'.split(
    ' ',
  );
const PROPERTIES = [
  'RRULE:FREQ=SECONDLY',
  'RRULE:FREQ=DAILY;COUNT=1000000',
  'RRULE:FREQ=WEEKLY;INTERVAL=0',
  'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=99991231',
  'RRULE:FREQ=MONTHLY;BYDAY=-1FR',
  'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'RRULE:',
  'EXDATE;TZID=Nowhere/Land:20260907T080000',
  'RDATE;VALUE=PERIOD:20260907T080000Z/PT1H',
  'RECURRENCE-ID;RANGE=THISANDFUTURE:20260907T080000',
  'DTSTART;VALUE=DATE:20260907',
  'DTSTART;TZID=Pacific/Kiritimati:20260907T000000',
  'DURATION:P1W',
  'DURATION:-PT1H',
  'STATUS:CANCELLED',
  'SEQUENCE:x',
  'UID:',
  'BEGIN:VEVENT',
  'END:VEVENT',
  'END:VCALENDAR',
  'BEGIN:VCALENDAR',
  'X-CARILLON-YEAR:2027-2028',
  'X-CARILLON-UAI:0990001A',
  'X-WR-CALNAME:Classe \\n',
  'CATEGORIES:Classe,Groupe ,Salle x',
  'ATTENDEE;CN="',
  ' ',
  '\tx',
];

type LineMutation = (random: Random, lines: string[], kind: Base['kind']) => void;

function at(random: Random, lines: readonly string[]): number {
  return random.integer(0, Math.max(0, lines.length - 1));
}

function odd(random: Random): string {
  return random.pick([...CELLS, ...NUMBERS, ...DAYS, ...TIMES, ...NAMES]);
}

/** By the name that a failure tells. */
const LINE_MUTATIONS: Readonly<Record<string, LineMutation>> = {
  'set-value': (random, lines, kind) => {
    const index = at(random, lines);
    const line = lines[index] ?? '';
    if (kind === 'ics') {
      const [name = ''] = line.split(':');
      lines[index] =
        `${name}:${/DT|DATE|UNTIL/.test(name) ? random.pick([...DAYS, '20260907T080000', '20270328T023000', '20261025T023000Z', '99991231T235959Z']) : odd(random)}`;
      return;
    }
    const mark = line.includes(';') ? ';' : ',';
    const cells = line.split(mark);
    cells[at(random, cells)] = odd(random);
    lines[index] = cells.join(mark);
  },
  'set-header': (random, lines) => {
    const mark = (lines[0] ?? '').includes(';') ? ';' : ',';
    const cells = (lines[0] ?? '').split(mark);
    cells[at(random, cells)] = random.pick(['Date', 'Durée', 'Sauf', 'Du', 'Au', 'Start', 'x', '', 'Semaines', '"']);
    lines[0] = cells.join(mark);
  },
  'insert-line': (random, lines, kind) => {
    lines.splice(at(random, lines), 0, kind === 'ics' ? random.pick(PROPERTIES) : odd(random));
  },
  'delete-line': (random, lines) => {
    lines.splice(at(random, lines), random.integer(1, 3));
  },
  'repeat-line': (random, lines) => {
    const index = at(random, lines);
    lines.splice(at(random, lines), 0, lines[index] ?? '');
  },
  'swap-lines': (random, lines) => {
    const [one, other] = [at(random, lines), at(random, lines)];
    [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  },
  'cut-line': (random, lines) => {
    const index = at(random, lines);
    lines[index] = (lines[index] ?? '').slice(0, random.integer(0, (lines[index] ?? '').length));
  },
  'quote-line': (random, lines) => {
    const index = at(random, lines);
    const line = lines[index] ?? '';
    const place = random.integer(0, line.length);
    lines[index] = `${line.slice(0, place)}"${line.slice(place)}`;
  },
};

/** A table or a calendar, with a few mutations; sometimes in a zip with students. */
export function drawLessons(random: Random): FuzzCase<Buffer> {
  const { kind, lines: good } = random.pick(BASES);
  const lines = [...good];
  const how: string[] = [kind];
  for (let left = random.pick([0, 1, 1, 2, 3, 8]); left > 0; left--) {
    const [name, mutate] = random.pick(Object.entries(LINE_MUTATIONS));
    mutate(random, lines, kind);
    how.push(name);
  }
  const end = random.pick(['\r\n', '\r\n', '\n', '\r']);
  const options = { encoding: random.pick(['utf-8', 'utf-8', 'windows-1252', 'utf-16'] as const) };
  const text = lines.join(end);
  let bytes = kind === 'csv' ? csvBytes(text, options) : Buffer.from(text);
  if (random.chance(0.15)) bytes = mutateBytes(random, bytes, how);
  if (!random.chance(0.1)) return { input: bytes, how };
  how.push('zip');
  const students = random.chance(0.5) ? mutateBytes(random, STUDENTS, how) : STUDENTS;
  return {
    input: rawZip([
      { name: 'eleves.csv', data: students },
      { name: `cours.${kind}`, data: bytes },
    ]),
    how,
  };
}
