/** Calendars (docs/formats/ics.md): the same school in every habit, repetitions with their exceptions, and what is no lesson. */
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { type IcsOptions, writeIcs } from '../../src/demo/school/ics-writer.ts';
import { cancelWeeks, substituteTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { FindingLog, isStop, type Outcome } from '../../src/domain/model/finding.ts';
import type { RawExport } from '../../src/domain/model/timetable.ts';
import type { SiteCalendar } from '../../src/domain/ports.ts';
import { CATALOGUE, describeReason } from '../../src/domain/report/catalogue.ts';
import { rawZip } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';
import { sessionLines, timetableOfRaw } from '../support/timetable-facts.ts';

const OPEN: SiteCalendar = {
  timeZone: 'Europe/Paris',
  weekCalendar: null,
  openYear: { startYear: 2026, firstDay: '2026-09-01', lastDay: '2027-08-31' },
};

interface Reading {
  readonly findings?: FindingLog;
  readonly calendar?: SiteCalendar;
}

async function read(
  file: Uint8Array | string,
  { findings = new FindingLog(), calendar = OPEN }: Reading = {},
): Promise<Outcome<RawExport>> {
  return await readExport(sourceOf(Buffer.from(file as string)), findings, { calendar });
}

async function taken(file: Uint8Array | string, reading: Reading = {}): Promise<RawExport> {
  const raw = await read(file, reading);
  if (isStop(raw)) throw new Error(`${raw.reason} ${JSON.stringify(raw.values)}`);
  return raw;
}

function told(findings: FindingLog): string[] {
  return findings.groups().flatMap(({ code, items }) => items.map(({ where = '' }) => `${code} ${where}`));
}

const school = cancelWeeks(substituteTeacher(inventSchool({ seed: 'ics', size: 'small' })), 3, 2);

describe('a school', () => {
  const habits: readonly [string, IcsOptions][] = [
    ['repeated events', {}],
    ['an event for each session', { events: 'single' }],
    ['times without a zone', { zone: 'floating' }],
    ['times in UTC', { zone: 'utc', events: 'single' }],
    ['the usual properties', { naming: 'usual' }],
    ['lines of a description', { naming: 'described', newLine: '\n' }],
    ['lines cut in the middle of characters', { foldAt: 20, naming: 'described' }],
  ];
  it.each(habits)('with %s means the sessions of its EDT export', async (_name, options) => {
    const edt = timetableOfRaw(await taken(writeEdt(school)));
    const findings = new FindingLog();
    const calendar = timetableOfRaw(await taken(writeIcs(school, options), { findings }), findings);
    expect(sessionLines(calendar)).toEqual(sessionLines(edt));
    expect(told(findings)).toEqual([]);
    expect(calendar.origin).toEqual({ format: 'iCalendar', formatVersion: '2.0', uai: '0990001A' });
  });
});

const HEAD = ['BEGIN:VCALENDAR', 'VERSION:2.0'];

function calendarOf(events: readonly (readonly string[])[], properties: readonly string[] = []): string {
  const lines = events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']);
  return `${[...HEAD, ...properties, ...lines, 'END:VCALENDAR'].join('\r\n')}\r\n`;
}

/** A lesson of the 3A from eight to nine on Monday 7 September. */
const LESSON = ['UID:a', 'DTSTART:20260907T080000', 'DTEND:20260907T090000', 'SUMMARY:Anglais', 'CATEGORIES:Classe 3A'];
const WEEKLY = [...LESSON, 'RRULE:FREQ=WEEKLY;COUNT=4'];

/** Sessions as `day start-end` with what follows the subject, and what was found. */
async function sessionsOf(
  events: readonly (readonly string[])[],
  { properties = [] as string[], calendar = OPEN } = {},
): Promise<string[]> {
  const findings = new FindingLog();
  const raw = await taken(calendarOf(events, properties), { findings, calendar });
  return [
    ...sessionLines(timetableOfRaw(raw, findings)).map((line) => line.replace(/([ +])1\//g, '$1').trimEnd()),
    ...told(findings),
  ];
}

const startsOf = async (event: readonly string[], calendar = OPEN): Promise<string[]> =>
  (await sessionsOf([event], { calendar })).map((line) => line.slice(0, 16));

describe('an event', () => {
  it('repeats by day, week and month, with dates added and removed', async () => {
    expect(await startsOf(WEEKLY)).toEqual([
      '2026-09-07 08:00',
      '2026-09-14 08:00',
      '2026-09-21 08:00',
      '2026-09-28 08:00',
    ]);
    expect(await startsOf([...WEEKLY, 'EXDATE:20260914T080000,20260921T080000'])).toEqual([
      '2026-09-07 08:00',
      '2026-09-28 08:00',
    ]);
    // Days alone: those that write them so mean what is held on them.
    expect(await startsOf([...WEEKLY, 'EXDATE;VALUE=DATE:20260914,20260921'])).toEqual([
      '2026-09-07 08:00',
      '2026-09-28 08:00',
    ]);
    const removed = await sessionsOf([
      [...WEEKLY, 'EXDATE:20260914,20260921', 'EXDATE;TZID=Europe/Paris:20260928T080000'],
    ]);
    expect(removed).toEqual([
      expect.stringMatching(/^2026-09-07 08:00/),
      'ics-day-removed événement 1 « Anglais » du 07/09/2026',
      'ics-day-removed événement 1 « Anglais » du 07/09/2026',
    ]);
    expect(await startsOf([...LESSON, 'RDATE:20260909T100000', 'RDATE;VALUE=PERIOD:20260910T080000/PT1H'])).toEqual([
      '2026-09-07 08:00',
      '2026-09-09 10:00',
      '2026-09-10 08:00',
    ]);
    expect(await startsOf([...LESSON, 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20260922'])).toEqual([
      '2026-09-07 08:00',
      '2026-09-09 08:00',
      '2026-09-21 08:00',
    ]);
    expect(await startsOf([...LESSON, 'RRULE:FREQ=DAILY;BYDAY=MO,TU;COUNT=3'])).toEqual([
      '2026-09-07 08:00',
      '2026-09-08 08:00',
      '2026-09-14 08:00',
    ]);
    expect(await startsOf([...LESSON, 'RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=3'])).toEqual([
      '2026-09-07 08:00',
      '2026-10-05 08:00',
      '2026-11-02 08:00',
    ]);
  });

  it('without an end repeats to the end of the year', async () => {
    const starts = await startsOf([...LESSON, 'RRULE:FREQ=WEEKLY']);
    expect(starts).toHaveLength(52);
    expect(starts.at(-1)).toBe('2027-08-30 08:00');
  });

  it('keeps its hour over the change of clocks', async () => {
    const zoned = WEEKLY.map((line) =>
      line.replace(/^(DTSTART|DTEND):202609/, '$1;TZID=Europe/Paris:202610').replace('COUNT=4', 'COUNT=5'),
    );
    expect(await startsOf(zoned)).toEqual(
      ['07', '14', '21', '28'].map((day) => `2026-10-${day} 08:00`).concat('2026-11-04 08:00'),
    );
    const utc = zoned.map((line) => line.replace(';TZID=Europe/Paris', '').replace(/^(DT.*)$/, '$1Z'));
    expect((await startsOf(utc)).at(0)).toBe('2026-10-07 10:00');
    expect((await startsOf(utc)).at(-1)).toBe('2026-11-04 09:00');
  });

  it.each([
    ['America/Martinique', '2026-09-07 14:00'],
    ['Romance Standard Time', '2026-09-07 08:00'],
    ['"/freeassociation.sourceforge.net/Europe/London"', '2026-09-07 09:00'],
  ])('in the zone %s begins at %s in Paris', async (zone, start) => {
    expect(await startsOf(LESSON.map((line) => line.replace(/^(DTSTART|DTEND)/, `$1;TZID=${zone}`)))).toEqual([start]);
  });

  it('is on the clock of the school', async () => {
    const utc = LESSON.map((line) => line.replace(/^(DT.*)$/, '$1Z'));
    expect(await startsOf(utc, { ...OPEN, timeZone: 'Indian/Reunion' })).toEqual(['2026-09-07 12:00']);
    expect(await startsOf(utc, { ...OPEN, timeZone: 'Pacific/Noumea' })).toEqual(['2026-09-07 19:00']);
  });

  it('in a zone that nobody knows keeps its times, which is told', async () => {
    const lines = LESSON.map((line) => line.replace('DTSTART', 'DTSTART;TZID=Ailleurs'));
    expect(await sessionsOf([lines])).toEqual([
      '2026-09-07 08:00-09:00  Anglais 3A',
      'ics-zone événement 1 « Anglais » du 07/09/2026',
    ]);
  });

  it('may be moved or cancelled once', async () => {
    const moved = LESSON.map((line) => line.replace('20260907T', '20260915T').replace('3A', '3B'));
    const cancelled = ['UID:a', 'DTSTART:20260921T080000', 'DTEND:20260921T090000', 'STATUS:CANCELLED'];
    const events = [
      [...moved, 'RECURRENCE-ID:20260914T080000'],
      WEEKLY,
      [...cancelled, 'RECURRENCE-ID;TZID=Europe/Paris:20260921T080000'],
    ];
    const expected = [
      '2026-09-07 08:00-09:00  Anglais 3A',
      '2026-09-15 08:00-09:00  Anglais 3B',
      '2026-09-21 08:00-09:00  Anglais 3A     cancelled',
      '2026-09-28 08:00-09:00  Anglais 3A',
    ];
    expect(await sessionsOf(events)).toEqual(expected);
    expect(await sessionsOf([...events].reverse())).toEqual(expected);
  });

  it('cancelled as a whole is cancelled each time', async () => {
    expect(await sessionsOf([[...WEEKLY, 'STATUS:CANCELLED']])).toHaveLength(4);
    expect((await sessionsOf([[...WEEKLY, 'STATUS:CANCELLED']])).every((line) => line.endsWith('cancelled'))).toBe(
      true,
    );
  });

  it('is what its highest sequence says', async () => {
    const later = [...LESSON.map((line) => line.replace('3A', '3B')), 'SEQUENCE:2'];
    expect(await sessionsOf([later, [...LESSON, 'SEQUENCE:1']])).toEqual(['2026-09-07 08:00-09:00  Anglais 3B']);
  });

  it('has an end or a duration', async () => {
    const lines = LESSON.map((line) => (line.startsWith('DTEND') ? 'DURATION:PT1H50M' : line));
    expect((await sessionsOf([lines]))[0]).toContain('08:00-09:50');
  });
});

describe('an event names', () => {
  const WHEN = ['UID:a', 'DTSTART:20260907T080000', 'DTEND:20260907T090000'];
  it.each([
    [
      'by its own properties first',
      [
        'SUMMARY:Cours',
        'LOCATION:Ailleurs',
        'X-CARILLON-SUBJECT:Anglais\\, LV1',
        'X-CARILLON-TEACHERS:MARTINOT Louise [70001]',
        'X-CARILLON-GROUPS:3LATIN <3A> <3B>',
        'X-CARILLON-ROOMS:B12|B13',
      ],
      ' Anglais, LV1  3LATIN  sts:70001 B12+B13',
    ],
    [
      'by lines of its description next',
      [
        'SUMMARY:Cours',
        'LOCATION:Ailleurs',
        'DESCRIPTION:Bonjour\\nMatière : Anglais\\nProf: Mme MARTINOT Louise\\nClasses : 3A\\, 3B\\nhttps://x : y\\nSalle :\\n',
      ],
      ' Anglais 3A+3B   name:MARTINOT|LOUISE| Ailleurs',
    ],
    [
      'by summary, place, people invited and categories',
      [
        'SUMMARY:Anglais',
        'LOCATION:B12\\, B13',
        'ATTENDEE;CN="MARTINOT, Louise":mailto:a@b.c',
        'ATTENDEE;CUTYPE=ROOM;CN=Amphi:mailto:s@b.c',
        'ATTENDEE;ROLE=NON-PARTICIPANT;CN=X:mailto:x@b.c',
        'ATTENDEE;CUTYPE=GROUP;CN=Y:mailto:y@b.c',
        'CATEGORIES:Classe 3A,Important,Groupe: 3LATIN',
      ],
      ' Anglais 3A 3LATIN  name:MARTINOT|LOUISE| Amphi+B12+B13',
    ],
  ])('%s', async (_how, lines, expected) => {
    const [session] = await sessionsOf([[...WHEN, ...lines]]);
    expect(session?.slice(23)).toBe(expected.trimEnd());
  });

  it('what its calendar names, where it does not itself', async () => {
    const properties = ['X-WR-CALNAME:Classe 3A', 'X-CARILLON-TEACHERS:MARTINOT Louise'];
    const events = [
      ['SUMMARY:Anglais', ...WHEN],
      ['SUMMARY:Maths', ...WHEN.map((line) => line.replace(':a', ':b')), 'CATEGORIES:Classe 3B'],
    ];
    expect(await sessionsOf(events, { properties })).toEqual([
      '2026-09-07 08:00-09:00  Anglais 3A   name:MARTINOT|LOUISE|',
      '2026-09-07 08:00-09:00  Maths 3B   name:MARTINOT|LOUISE|',
    ]);
  });

  it('what two calendars say of it together', async () => {
    const ofDivision = calendarOf([[...WHEN, 'SUMMARY:Anglais']], ['X-WR-CALNAME:Classe 3A']);
    const ofTeacher = calendarOf(
      [[...WHEN, 'SUMMARY:Anglais', 'LOCATION:B12']],
      ['X-WR-CALNAME:Professeur MARTINOT Louise'],
    );
    const zip = rawZip([
      { name: '3A.ics', data: ofDivision },
      { name: 'martinot.ics', data: ofTeacher },
    ]);
    expect(sessionLines(timetableOfRaw(await taken(zip)))).toEqual([
      '2026-09-07 08:00-09:00  Anglais 1/3A   name:MARTINOT|LOUISE| B12',
    ]);
  });
});

describe('what is no lesson is left out and told:', () => {
  it.each([
    ['ics-all-day', ['UID:b', 'DTSTART;VALUE=DATE:20261017', 'SUMMARY:Vacances']],
    ['ics-nobody', ['UID:b', 'DTSTART:20260908T080000', 'DTEND:20260908T090000', 'SUMMARY:Réunion']],
    ['ics-outside-year', LESSON.map((line) => line.replace('2026', '2024').replace('UID:a', 'UID:b'))],
  ])('%s', async (code, event) => {
    expect(await sessionsOf([LESSON, event])).toEqual([
      '2026-09-07 08:00-09:00  Anglais 3A',
      expect.stringMatching(new RegExp(`^${code} événement 2( |$)`)),
    ]);
    expect(CATALOGUE).toHaveProperty(code);
  });
});

it('is cited with its title and day where they are known, and without the title where it is no lesson', async () => {
  const of = (...lines: string[]): string[] => [...lines, 'CATEGORIES:Classe 3A'];
  const findings = new FindingLog();
  const good = Array.from({ length: 40 }, (_, at) => LESSON.map((line) => line.replace('UID:a', `UID:good${at}`)));
  await read(
    calendarOf([
      of('UID:1', 'DTSTART;TZID=Europe/Paris:20261208T080000', 'DTEND:hier', 'SUMMARY;LANGUAGE=fr:Maths\\, option'),
      ['UID:2', 'DTSTART;VALUE=DATE:20261208', 'SUMMARY:Rendez-vous'],
      ['UID:3', 'DTSTART:20261208T080000', 'DURATION:PT1H', 'SUMMARY:Rendez-vous'],
      of('UID:4', 'DTEND:20261208T090000'),
      ...good,
    ]),
    { findings },
  );
  expect(told(findings)).toEqual(
    expect.arrayContaining([
      'ics-unreadable événement 1 « Maths, option » du 08/12/2026',
      'ics-all-day événement 2 du 08/12/2026',
      'ics-nobody événement 3 du 08/12/2026',
      'ics-unreadable événement 4',
    ]),
  );
});

describe('a removed or added date', () => {
  it.each([
    ['EXDATE:hier', 'EXDATE hier'],
    ['EXDATE:20261340T080000', 'EXDATE 20261340T080000'],
    ['EXDATE;VALUE=DATE:20261340', 'EXDATE 20261340'],
    ['EXDATE;TZID="a:b";VALUE=DATE:20260931', 'EXDATE 20260931'],
    ['EXDATE:20260914T080000,demain', 'EXDATE demain'],
    ['RDATE:20260909', 'RDATE 20260909'],
  ])('that is none is told, and the event taken without it: %s', async (line, about) => {
    const findings = new FindingLog();
    const raw = await taken(calendarOf([[...WEEKLY, line]]), { findings });
    const count = line.includes('20260914T080000') ? 3 : 4;
    expect(sessionLines(timetableOfRaw(raw, new FindingLog()))).toHaveLength(count);
    const [group] = findings.groups().filter(({ code }) => code === 'ics-date-ignored');
    expect(group).toMatchObject({
      severity: 'warning',
      items: [{ about, where: 'événement 1 « Anglais » du 07/09/2026' }],
    });
  });
});

it('makes one of a teacher with an identifier in one event and without in another', async () => {
  const named = (uid: string, hour: string, teacher: string): string[] => [
    `UID:${uid}`,
    `DTSTART:20260907T${hour}0000`,
    'DURATION:PT1H',
    `X-CARILLON-TEACHERS:${teacher}`,
  ];
  const findings = new FindingLog();
  const events = [named('a', '08', 'MARTINOT Louise'), named('b', '10', 'MARTINOT Louise [70001]')];
  const raw = await taken(calendarOf(events), { findings });
  expect(raw.teachers.map(({ lastName, ids }) => [lastName, ids.sts])).toEqual([['MARTINOT', '70001']]);
  expect(raw.courses.flatMap(({ resources }) => resources.map(({ ident }) => ident))).toEqual([
    'sts:70001',
    'sts:70001',
  ]);
  expect(findings.groups()).toMatchObject([{ code: 'teacher-joined', severity: 'info', count: 1 }]);
});

describe('a removed date on which the event has nothing', () => {
  it.each([
    ['another day', ['EXDATE:20260915T080000'], ['EXDATE 15/09/2026 08:00']],
    ['another hour', ['EXDATE:20260914T090000,20260921T080000'], ['EXDATE 14/09/2026 09:00']],
    ['another day alone', ['EXDATE;VALUE=DATE:20260915'], ['EXDATE 15/09/2026']],
    ['an hour of another zone', ['EXDATE:20260914T080000Z'], ['EXDATE 14/09/2026 10:00']],
  ])('is told: %s', async (_name, lines, about) => {
    const findings = new FindingLog();
    const raw = await taken(calendarOf([[...WEEKLY, ...lines]]), { findings });
    expect(sessionLines(timetableOfRaw(raw, new FindingLog()))).toHaveLength(lines[0]?.includes(',') ? 3 : 4);
    const [group] = findings.groups();
    expect(group).toMatchObject({ code: 'ics-no-session-then', severity: 'warning' });
    expect(group?.items).toEqual(about.map((one) => ({ about: one, where: 'événement 1 « Anglais » du 07/09/2026' })));
    expect(CATALOGUE).toHaveProperty('ics-no-session-then');
  });

  it.each([
    ['left over behind the end', [...WEEKLY, 'EXDATE:20261005T080000']],
    ['of an occurrence that was moved', [...WEEKLY, 'EXDATE:20260914T080000']],
    ['of an event that names nobody', [...WEEKLY.slice(0, -2), 'RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE:20260915T080000']],
  ])('is not told: %s', async (_name, event) => {
    const moved = [...LESSON, 'RECURRENCE-ID:20260914T080000'].map((line) =>
      line.replace('DTSTART:20260907', 'DTSTART:20260916').replace('DTEND:20260907', 'DTEND:20260916'),
    );
    const findings = new FindingLog();
    await taken(calendarOf([event, moved]), { findings });
    expect(findings.count('ics-no-session-then')).toBe(0);
  });
});

describe('a wrong event is left out and told:', () => {
  const other = LESSON.map((line) => line.replace('UID:a', 'UID:b'));
  const changed = (from: string | RegExp, to: string): string[] => other.map((line) => line.replace(from, to));
  it.each([
    ['ics-unreadable', changed('DTSTART:20260907', 'DTSTART:20260931')],
    ['ics-unreadable', changed('T080000', 'Tmatin')],
    ['ics-unreadable', changed(/^DTEND.*/, 'SUMMARY:x')],
    ['ics-unreadable', changed('T090000', 'T070000')],
    ['ics-unreadable', changed('DTEND:20260907', 'DTEND:20260909')],
    ['ics-unreadable', changed(/^DTEND.*/, 'DURATION:une heure')],
    ['ics-unreadable', changed('SUMMARY:', 'SUMMARY')],
    ['ics-unreadable', changed('Anglais', 'Ang\u0000lais')],
    ['ics-unreadable', [...other, 'RRULE:FREQ=SOUVENT']],
    ['ics-rule', [...other, 'RRULE:FREQ=HOURLY']],
    ['ics-rule', [...other, 'RRULE:FREQ=SECONDLY;COUNT=3']],
    ['ics-rule', [...other, 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30']],
    ['ics-rule', [...other, 'RRULE:FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=2']],
    ['ics-rule', [...other, 'RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU']],
    ['ics-rule', [...other, 'RRULE:FREQ=WEEKLY;INTERVAL=1000000000']],
    ['ics-rule', [...other, 'RRULE:FREQ=WEEKLY;UNTIL=demain']],
    ['ics-rule', [...other, 'EXRULE:FREQ=WEEKLY']],
    [
      'ics-rule',
      [
        ...changed('DTSTART:2026', 'DTSTART:2001').map((line) => line.replace('DTEND:2026', 'DTEND:2001')),
        'RRULE:FREQ=DAILY',
      ],
    ],
    [
      'ics-over-midnight',
      changed('T080000', 'T233000').map((line) => line.replace('DTEND:20260907T09', 'DTEND:20260908T00')),
    ],
    ['too-many-names', [...other, `X-CARILLON-ROOMS:${Array.from({ length: 201 }, (_, room) => room).join()}`]],
    ['too-many-names', changed('Classe 3A', 'Groupe <3A>')],
  ])('%s %j', async (code, event) => {
    const good = Array.from({ length: 39 }, (_, index) =>
      LESSON.map((line) => line.replace('UID:a', `UID:${index}`).replace('3A', `3A${index}`)),
    );
    const findings = new FindingLog();
    const raw = await taken(calendarOf([...good, event]), { findings });
    expect(told(findings)).toEqual([expect.stringMatching(new RegExp(`^${code} événement 40( |$)`))]);
    expect(raw.courses).toHaveLength(39);
    expect(CATALOGUE).toHaveProperty(code);
    expect(await read(calendarOf([LESSON, event]))).toMatchObject({
      reason: 'ics-events-wrong',
      values: { wrong: 1, events: 2 },
    });
  });
});

describe('a calendar', () => {
  it.each([
    ['ics-truncated', calendarOf([LESSON]).replace('END:VCALENDAR\r\n', '')],
    ['ics-truncated', calendarOf([LESSON]).replace('END:VEVENT\r\nEND:VCALENDAR\r\n', '')],
    ['ics-truncated', `${HEAD[0]}\r\n${'BEGIN:VALARM\r\n'.repeat(40)}`],
    ['ics-version', calendarOf([LESSON]).replace('VERSION:2.0', 'VERSION:1.0')],
    ['ics-line-too-long', calendarOf([[...LESSON, `ATTACH:${'x'.repeat(300_000)}`]])],
    ['ics-line-too-long', calendarOf([[...LESSON, ...Array<string>(10_000).fill(`COMMENT:${'x'.repeat(60)}`)]])],
    ['no-course', calendarOf([])],
    ['no-uai', calendarOf([LESSON], ['X-CARILLON-UAI:123'])],
    ['bad-school-year', calendarOf([LESSON], ['X-CARILLON-YEAR:bientôt'])],
    [
      'too-many-sessions',
      calendarOf(
        Array.from({ length: 150 }, (_, index) => [
          'DTSTART:20170906T080000',
          'DTEND:20170906T090000',
          'RRULE:FREQ=DAILY',
          `CATEGORIES:Classe ${index}`,
        ]),
        ['X-CARILLON-YEAR:2026'],
      ),
    ],
  ])('is refused: %s', async (reason, text) => {
    expect(await read(text)).toMatchObject({ reason });
    expect(CATALOGUE).toHaveProperty(reason);
  });

  it.each([
    ['an event without an end', LESSON.filter((line) => !line.startsWith('DTEND'))],
    ['a rule that is none', [...LESSON, 'RRULE:FREQ=SOUVENT']],
  ])('of nothing but %s is refused for its events, not for having no course', async (_name, event) => {
    expect(await read(calendarOf([event]))).toMatchObject({
      reason: 'ics-events-wrong',
      values: { wrong: 1, events: 1 },
    });
  });

  it('without any lesson is told of in the words of calendars', async () => {
    const refused = await read(
      calendarOf([LESSON.map((line) => line.replace(/^(DTSTART|DTEND):(\d+).*/, '$1;VALUE=DATE:$2'))]),
    );
    if (!isStop(refused)) throw new Error('taken');
    const { cause, remedy } = describeReason(refused.reason, refused.values ?? {});
    expect(cause).toContain("événement de l'agenda");
    expect(`${cause} ${remedy}`).not.toContain("fenêtre d'export");
  });

  it('of another school beside it is refused', async () => {
    const of = (uai: string): string => calendarOf([LESSON], [`X-CARILLON-UAI:${uai}`]);
    const zip = rawZip([
      { name: 'a.ics', data: of('0990001A') },
      { name: 'b.ics', data: of('0990002B') },
    ]);
    expect(await read(zip)).toMatchObject({ reason: 'ics-several-schools' });
  });

  it('is of the year it states, else of the open one, else of the one most events begin in', async () => {
    const yearOf = async (text: string, calendar: SiteCalendar): Promise<string> =>
      (await taken(text, { calendar })).schoolYear.firstDay;
    const old = LESSON.map((line) => line.replace('2026', '2025').replace('UID:a', 'UID:c'));
    const older = old.map((line) => line.replace('UID:c', 'UID:d').replace('0907', '0908'));
    const both = calendarOf([LESSON, old, older]);
    const closed = { ...OPEN, openYear: null, weekCalendar: null };
    expect(await yearOf(both, OPEN)).toBe('2026-09-01');
    expect(await yearOf(both, closed)).toBe('2025-09-01');
    expect(await yearOf(calendarOf([LESSON, old, older], ['X-CARILLON-YEAR:2026-2027']), closed)).toBe('2026-09-01');
    expect(await yearOf(calendarOf([LESSON], ['X-CARILLON-YEAR:2026-08-31..2027-07-03']), closed)).toBe('2026-08-31');
  });
});
