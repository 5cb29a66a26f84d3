/** EDT's text exports: each single fault told by its own code, and what users choose, or older versions write, read all the same. */
import { describe, expect, it } from 'vitest';
import { brokenExp, type ExpFiles, writeExp } from '../../src/demo/school/broken-exp.ts';
import {
  type ExpOptions,
  weekCalendarOf,
  withPlainWeeks,
  writeExpCourses,
  writeExpStudents,
} from '../../src/demo/school/exp-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { type Meaning, meaningOf } from '../support/meaning.ts';
import { rawZip } from '../support/raw-zip.ts';
import { type ReadFile, readFile } from '../support/read-file.ts';

const school = withPlainWeeks(inventSchool({ seed: 'exp', size: 'small' }));
const weekCalendar = weekCalendarOf(school);

const zipped = (files: Readonly<Record<string, string | Uint8Array>>): Buffer =>
  rawZip(Object.entries(files).map(([name, data]) => ({ name, data })));
const read = (files: ExpFiles): Promise<ReadFile> => readFile(zipped(files), { weekCalendar });

function meant({ timetable }: ReadFile): Meaning {
  if (!timetable) throw new Error('refused');
  return meaningOf(timetable);
}

describe('EXP_Cours.xml and EXP_ELEVE.xml', async () => {
  const good = await read(writeExp(school));

  it('are good before they are spoilt', () => {
    expect(good).toMatchObject({ reason: null, said: [] });
    expect(meant(good).sessions.length).toBeGreaterThan(1_000);
  });

  it('have faults of their own names', () => {
    const names = brokenExp.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(brokenExp)('with the fault $name: $code', async ({ fate, code, build }) => {
    const spoilt = await read(build(school));
    const { reason, findings } = spoilt;
    expect(CATALOGUE).toHaveProperty(code);
    if (fate === 'refused') {
      expect(reason).toBe(code);
      return;
    }
    expect(reason).toBeNull();
    expect(findings).toMatchObject([{ code, severity: fate === 'warned' ? 'warning' : 'info', count: 1 }]);
    // One fault takes no more with it than its course.
    expect(meant(spoilt).sessions.length).toBeGreaterThan(meant(good).sessions.length * 0.95);
  });

  it.each<[string, ExpOptions]>([
    ['in ISO-8859-15', { encoding: 'iso-8859-15' }],
    ['in UTF-16', { encoding: 'utf-16' }],
    ['with a byte order mark', { hasByteOrderMark: true }],
    ['with the rows and columns of older versions', { isOld: true }],
  ])('%s mean the same', async (_how, options) => {
    const files = { 'a.xml': writeExpCourses(school, options), 'b.xml': writeExpStudents(school, options) };
    const outcome = await readFile(zipped(files), { weekCalendar });
    expect(outcome).toMatchObject({ reason: null, said: [] });
    expect(meant(outcome)).toEqual(meant(good));
  });

  it('with short names of groups know the divisions of a group by its students', async () => {
    const files = { 'a.xml': writeExpCourses(school, { groupNames: 'short' }), 'b.xml': writeExpStudents(school) };
    const outcome = await readFile(zipped(files), { weekCalendar });
    expect(outcome.said).toEqual([]);
    expect(meant(outcome).sessions).toEqual(meant(good).sessions);
    expect(meant(outcome).groups).toEqual(meant(good).groups);
  });

  it('are the courses alone where no students come with them', async () => {
    const outcome = await readFile(writeExpCourses(school), { weekCalendar });
    expect(outcome).toMatchObject({ reason: null, said: [] });
    expect(meant(outcome).sessions).toEqual(meant(good).sessions);
    expect(meant(outcome)).toMatchObject({ students: [], stays: [] });
  });

  it('mean nothing without the calendar of the site', async () => {
    expect(await readFile(zipped(writeExp(school)))).toMatchObject({ reason: 'exp-calendar-needed' });
    expect(CATALOGUE).toHaveProperty('exp-calendar-needed');
  });

  it('are held in the weeks that the site says, whatever they are', async () => {
    const first = weekCalendar.alternations.Q1?.slice(0, 3) ?? [];
    const own = { ...weekCalendar, alternations: { Q1: first, Q2: [] } };
    const { timetable } = await readFile(zipped(writeExp(school)), { weekCalendar: own });
    const weeks = timetable?.courses.map(({ variants }) => variants.flatMap((one) => one.weeks).length) ?? [];
    expect(weeks.filter((count) => count <= 3).length).toBeGreaterThan(5);
    expect(Math.max(...weeks)).toBeGreaterThan(25);
  });
});
