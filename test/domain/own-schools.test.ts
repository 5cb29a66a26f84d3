/** A file of several schools: each import takes those that it is about, and says which it leaves (RULES.md 2.1). */
import { describe, expect, it } from 'vitest';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { inTwoSchools } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { meaningOf, meaningOfSchool } from '../support/meaning.ts';
import { type ReadWish, readFile } from '../support/read-file.ts';

const school = inventSchool({ seed: 'schools', size: 'small' });
const schools = inTwoSchools(school);
const [first, second] = schools;
const file = writeEdtBytes(school, { formatVersion: '2.0', schools });
const whole = meaningOfSchool(school, schools);
const uais = schools.map(({ uai }) => uai);

async function read(wish: ReadWish) {
  const { timetable, reason, findings } = await readFile(file, wish);
  const leftOut = findings.find(({ code }) => code === 'school-left-out')?.items.map(({ about }) => about) ?? [];
  return { reason, leftOut, scope: timetable?.scope, ...(timetable ? meaningOf(timetable) : {}) };
}

const sessionsOf = (establishment: number) =>
  whole.sessions.filter((one) => one.establishment === establishment && one.divisions.length + one.groups.length > 0);

describe('a file of two schools', () => {
  it('on the site’s URL is of both', async () => {
    const both = await read({ uais });
    expect(both).toMatchObject({ reason: null, leftOut: [], scope: [1, 2] });
    expect(both.sessions).toEqual(whole.sessions);
    expect(sessionsOf(1).length).toBeGreaterThan(1_000);
    expect(sessionsOf(2).length).toBeGreaterThan(300);
  });

  it.each([
    ['of a site that has only the first', { uais: uais.slice(0, 1) }, 1],
    ['on the URL of the first', { uais, only: 1 }, 1],
    ['on the URL of the second', { uais, only: 2 }, 2],
  ] as const)('%s is of that one, and says so', async (_where, wish, establishment) => {
    const one = await read(wish);
    const other = establishment === 1 ? second : first;
    expect(one).toMatchObject({ reason: null, scope: [establishment] });
    expect(one.leftOut).toEqual([`${other?.uai} ${other?.name} (${other?.divisionIds.length})`]);
    const own = schools[establishment - 1]?.divisionIds ?? [];
    expect(one.divisions).toEqual([...own].sort());
    expect(one.sessions?.filter(({ divisions, groups }) => divisions.length + groups.length > 0)).toEqual(
      sessionsOf(establishment),
    );
    const students = school.students.filter(({ divisions }) => divisions.some(({ id }) => own.includes(id)));
    expect(one.students).toHaveLength(students.length);
    expect(one.stays?.length).toBeGreaterThan(students.length);
    // A meeting of teachers is of the school that wrote the file, not of both.
    const meetings = one.sessions?.filter(({ divisions, groups }) => divisions.length + groups.length === 0);
    const all = whole.sessions.filter(({ divisions, groups }) => divisions.length + groups.length === 0);
    expect(all.length).toBeGreaterThan(0);
    expect(meetings).toHaveLength(establishment === 1 ? all.length : 0);
    // Who teaches only in the other school is nobody's business here.
    const taught = new Set(one.sessions?.flatMap(({ teachers }) => teachers));
    expect(one.teachers?.filter((teacher) => !taught.has(teacher))).toEqual(
      whole.teachers.filter((teacher) => !whole.sessions.some(({ teachers }) => teachers.includes(teacher))),
    );
  });

  it('that names our school and holds the divisions of others only is another school’s', async () => {
    const divisionIds = schools.flatMap((one) => one.divisionIds);
    const [, other = first] = schools;
    if (!other) throw new Error('there are two');
    const alien = writeEdtBytes(school, { formatVersion: '2.0', schools: [{ ...other, divisionIds }] });
    const renamed = Buffer.from(alien.toString().replace(/UAI="[^"]*"/, 'UAI="0990009Z"'));
    expect((await readFile(renamed, { uais: ['0990009Z'] })).reason).toBe('other-school');
  });

  it('of a site that has neither is refused', async () => {
    expect(await read({ uais: ['0990003C'] })).toMatchObject({ reason: 'other-school', leftOut: [] });
  });

  it('on the URL of a third is refused', async () => {
    expect(await read({ uais: [...uais, '0990003C'], only: 3 })).toMatchObject({ reason: 'other-establishment' });
  });

  it('is read though its own UAI is none of the site, as one that it holds is', async () => {
    const bytes = writeEdtBytes(school, { formatVersion: '2.0', schools, uai: '0990009Z' });
    const { timetable, reason } = await readFile(bytes, { uais: ['0990002B'] });
    expect(reason).toBeNull();
    expect(timetable?.divisions.size).toBe(second?.divisionIds.length);
  });
});
