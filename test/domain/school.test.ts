/** The invented school is coherent: nobody in two places, the sizes asked for, the masks of the real calendar, the same each time. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { edtByteChunks, edtChunks, rangesOf, writeEdt, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import {
  easterSunday,
  evenWeeks,
  frenchCalendar,
  isOpen,
  oddWeeks,
  openWeeks,
} from '../../src/demo/school/french-calendar.ts';
import type { School } from '../../src/demo/school/model.ts';
import { byId, servicesOf, sessionCount, weeksOfCourse } from '../../src/demo/school/model.ts';
import { randomFrom } from '../../src/demo/school/random.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { dateOf, maskOf, parseWeekMask, weeksOf } from '../../src/domain/model/calendar.ts';
import { describeWith } from '../support/machine.ts';
import { clashes } from './school-clashes.ts';

const small = inventSchool({ seed: 1, size: 'small' });
const college = inventSchool({ seed: 1, size: 'college' });
const lycee = inventSchool({ seed: 1, size: 'lycee' });
const schools = [
  ['small', small],
  ['collège', college],
  ['lycée', lycee],
] as const;

describe('random', () => {
  it('gives the same numbers from the same seed, on every machine', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, () => randomFrom(seed).integer(0, 999));
    expect(draw(1)).toEqual(draw(1));
    const one = randomFrom(1);
    expect(Array.from({ length: 6 }, () => one.integer(0, 999))).toEqual([831, 123, 826, 749, 574, 894]);
    expect(randomFrom(1).fork('a').next()).not.toBe(randomFrom(1).fork('b').next());
  });

  it('keeps its bounds and loses nothing in a shuffle', () => {
    const random = randomFrom('bounds');
    const numbers = Array.from({ length: 1_000 }, () => random.integer(3, 7));
    expect(new Set(numbers)).toEqual(new Set([3, 4, 5, 6, 7]));
    expect(random.shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('French calendar', () => {
  const calendar = frenchCalendar(2026);

  it('gives the masks of FORMATS.md 1.11', () => {
    expect(openWeeks(calendar, 1)).toBe(34894411070716n);
    expect(openWeeks(calendar, 3)).toBe(35171436459262n);
    expect(openWeeks(calendar, 4)).toBe(35102716984574n);
    expect(openWeeks(calendar, 2) & oddWeeks).toBe(11719500409002n);
    expect(openWeeks(calendar, 2) & evenWeeks).toBe(23451936052308n);
  });

  it('is closed on the right days', () => {
    for (const day of [
      '2026-08-31',
      '2026-10-17',
      '2026-11-01',
      '2026-11-11',
      '2027-03-29',
      '2027-05-07',
      '2027-07-05',
    ]) {
      expect([day, isOpen(calendar, day)]).toEqual([day, false]);
    }
    for (const day of [
      '2026-09-01',
      '2026-10-16',
      '2026-11-02',
      '2027-01-04',
      '2027-04-19',
      '2027-05-10',
      '2027-07-02',
    ]) {
      expect([day, isOpen(calendar, day)]).toEqual([day, true]);
    }
  });

  it('knows Easter, and starts on the Monday when September begins with a weekend', () => {
    expect([2024, 2025, 2026, 2027, 2038].map(easterSunday)).toEqual([
      '2024-03-31',
      '2025-04-20',
      '2026-04-05',
      '2027-03-28',
      '2038-04-25',
    ]);
    expect(frenchCalendar(2024).schoolYear).toEqual({
      firstDay: '2024-09-02',
      lastDay: '2025-08-31',
      week1Monday: '2024-09-02',
    });
    expect(frenchCalendar(2026, 'A').closures[2]).toMatchObject({ firstDay: '2027-02-13', lastDay: '2027-02-28' });
  });
});

describe.each(schools)('%s', (_name, school) => {
  it('has nobody and no room in two places at once', () => {
    expect(clashes(school)).toEqual([]);
  });

  it('refers to nothing that it does not have', () => {
    const known = {
      teacher: byId(school.teachers),
      division: byId(school.divisions),
      part: byId(school.parts),
      group: byId(school.groups),
      room: byId(school.rooms),
    };
    const subjects = byId(school.subjects);
    for (const course of school.courses) {
      expect(course.subjectId === null || subjects.has(course.subjectId)).toBe(true);
      for (const { kind, id } of course.resources) expect([kind, id, known[kind].has(id)]).toEqual([kind, id, true]);
      expect(course.firstSlot + course.slotCount).toBeLessThanOrEqual(school.grid.slots.length);
    }
    for (const { partIds } of school.groups) expect(partIds.every((id) => known.part.has(id))).toBe(true);
    for (const student of school.students) {
      expect(student.divisions.every(({ id }) => known.division.has(id))).toBe(true);
      expect(student.parts.every(({ id }) => known.part.has(id))).toBe(true);
    }
  });

  it('gives every person one set of numbers of the right shape', () => {
    const { students, teachers } = school;
    for (const { ine, idpn, eleveId } of students) {
      expect(ine).toMatch(/^(\d{9}[A-Z]{2}|\d{10}[A-Z])$/);
      expect(idpn).toMatch(/^[A-Z0-9]{16}$/);
      expect(eleveId).toMatch(/^\d{7}$/);
    }
    const everyone = [...students, ...teachers];
    expect(new Set(everyone.map(({ idpn }) => idpn)).size).toBe(everyone.length);
    expect(new Set(students.map(({ ine }) => ine)).size).toBe(students.length);
    expect(new Set(students.map(({ eleveId }) => eleveId)).size).toBe(students.length);
    expect(new Set(teachers.map(({ stsId }) => stsId)).size).toBe(teachers.length);
    expect(new Set([...teachers, ...school.staff].map(({ email }) => email)).size).toBe(
      teachers.length + school.staff.length,
    );
    const identity = everyone.map(({ lastName, firstName, birthDate }) => `${lastName} ${firstName} ${birthDate}`);
    expect(new Set(identity).size).toBe(everyone.length);
  });

  it('keeps lessons out of closed days, but for a few strays of which no day has two', () => {
    const { calendar } = school;
    const strays: string[] = [];
    for (const course of school.courses) {
      for (const week of weeksOf(weeksOfCourse(course))) {
        const day = dateOf(calendar.schoolYear.week1Monday, week, course.weekday);
        if (!isOpen(calendar, day)) strays.push(day);
      }
    }
    expect(strays.length).toBeLessThanOrEqual(8);
    expect(new Set(strays).size).toBe(strays.length);
    expect(strays.every((day) => !calendar.publicHolidays.includes(day))).toBe(true);
  });

  it('is the same from the same seed, to the byte', () => {
    const again = inventSchool({
      seed: 1,
      size: school === small ? 'small' : school === college ? 'college' : 'lycee',
    });
    expect(writeEdt(again)).toBe(writeEdt(school));
  });
});

describe('sizes', () => {
  it('a collège is like the demo file', () => {
    expect(college.divisions).toHaveLength(18);
    expect(college.students).toHaveLength(480);
    expect(college.teachers).toHaveLength(40);
    expect(Math.abs(college.groups.length - 45)).toBeLessThanOrEqual(3);
    expect(Math.abs(college.courses.length - 700)).toBeLessThanOrEqual(35);
    const shares = sharesOf(college);
    expect(shares.withoutRoom).toBeCloseTo(0.15, 1);
    expect(shares.subjectOnly).toBeCloseTo(0.12, 1);
    expect(shares.oneWeek).toBeCloseTo(0.15, 1);
    expect(shares.fortnightly).toBeCloseTo(0.1, 1);
    expect(shares.coTaught).toBeGreaterThan(0.008);
    expect(shares.coTaught).toBeLessThan(0.04);
  });

  it('a lycée gives 85,000 to 95,000 sessions', () => {
    expect(lycee.divisions).toHaveLength(45);
    expect(lycee.students).toHaveLength(1_400);
    expect(lycee.teachers).toHaveLength(110);
    expect(lycee.groups).toHaveLength(300);
    expect(Math.abs(lycee.courses.length - 2_500)).toBeLessThanOrEqual(250);
    expect(sessionCount(lycee)).toBeGreaterThan(85_000);
    expect(sessionCount(lycee)).toBeLessThan(95_000);
    expect(sharesOf(lycee).withoutRoom).toBeCloseTo(0.15, 1);
  });

  it('no group is empty, a few students have namesakes, a few change division', () => {
    for (const [, school] of schools) {
      const filled = new Set(school.students.flatMap(({ parts }) => parts.map(({ id }) => id)));
      expect(school.groups.filter(({ partIds }) => !partIds.some((id) => filled.has(id)))).toEqual([]);
    }
    const names = college.students.map(({ lastName, firstName }) => `${lastName} ${firstName}`);
    expect(names.length - new Set(names).size).toBeGreaterThan(1);
    const moved = college.students.filter(({ divisions }) => divisions.length === 2);
    expect(moved.length).toBeGreaterThan(1);
    for (const { divisions } of moved) expect((divisions[0]?.to ?? '') < (divisions[1]?.from ?? '')).toBe(true);
  });

  it('gives other schools from other seeds, years and counts', () => {
    expect(writeEdt(inventSchool({ seed: 2, size: 'small' }))).not.toBe(writeEdt(small));
    const next = inventSchool({ seed: 1, size: 'small', schoolYearStart: 2027, uai: '0990002B' });
    expect(next.calendar.schoolYear.week1Monday).toBe('2027-08-30');
    expect(writeEdt(next)).toContain('UAI="0990002B"');
    const odd = inventSchool({
      seed: 3,
      size: { kind: 'lycee', divisions: 2, students: 50, teachers: 30, rooms: 6, oneWeekShare: 0, subjectOnlyShare: 0 },
    });
    expect(odd.divisions.map(({ name }) => name)).toEqual(['2nde 1', '1ère 1']);
    expect(clashes(odd)).toEqual([]);
  });
});

describe('EDT writer', () => {
  it('spells weeks like the publisher', () => {
    expect(rangesOf(maskOf([1, 2, 3, 10, 12, 13]))).toBe('1..3,10,12..13');
    expect(rangesOf(2n)).toBe('1');
  });

  it('writes masks, comments, memberships and cancelled weeks', () => {
    const [first, ...others] = small.courses;
    if (!first) throw new Error('a small school has courses');
    const text = writeEdt({ ...small, courses: [{ ...first, cancelledWeeks: maskOf([5]) }, ...others] });
    expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<ExportEmploiDuTemps xmlns=')).toBe(true);
    expect(text.match(/SemainesAnnulation="32"/g)).toHaveLength(1);
    expect(text).toMatch(/<Classe Ident="\d+" DateEntree="2026-09-01" DateSortie="2027-08-31"\/>/);
    for (const [, mask, weeks] of text.matchAll(/Semaines="(\d+)">\s*<!--Domaine : \[([^\]]*)\]/g)) {
      expect(rangesOf(parseWeekMask(mask ?? '') ?? 0n)).toBe(weeks);
    }
    expect(writeEdt(small, { hasComments: false })).not.toContain('<!--');
    expect(writeEdt(small, { idpnName: 'IdPN' })).toMatch(/ IdPN="[A-Z0-9]{16}"/);
    expect(writeEdt(small, { ids: ['idpn'] })).not.toMatch(/IDSTS|NumeroNational|IDSconet/);
    expect(writeEdt(small, { membershipDates: 'partial' })).not.toContain('DateSortie="2027-08-31"');
  });

  it('renumbers and shuffles everything with another ident seed, and loses nothing', () => {
    const plain = writeEdt(small);
    const other = writeEdt(small, { identSeed: 7 });
    expect(writeEdt(small, { identSeed: 7 })).toBe(other);
    const bag = (text: string) =>
      text
        .replace(/ Ident="\d+"/g, '')
        .split('\n')
        .sort();
    expect(other).not.toBe(plain);
    expect(bag(other)).toEqual(bag(plain));
    expect(other.length).toBeGreaterThan(0.95 * plain.length);
  });

  it('writes the same text in pieces and in every encoding', () => {
    expect([...edtChunks(lycee)].join('')).toBe(writeEdt(lycee));
    expect([...edtChunks(lycee)].length).toBeGreaterThan(20);
    const plain = writeEdt(college);
    for (const encoding of ['utf-8', 'utf-16', 'iso-8859-1', 'iso-8859-15', 'windows-1252'] as const) {
      const bytes = writeEdtBytes(college, { encoding, hasByteOrderMark: encoding === 'utf-8' });
      const label = encoding === 'utf-16' ? 'utf-16le' : encoding;
      // Streamed: some versions of Node decode windows-1252 that is not as iso-8859-1.
      const text = new TextDecoder(label)
        .decode(bytes, { stream: true })
        .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
      expect(text.split('\n').slice(1)).toEqual(plain.split('\n').slice(1));
    }
    expect(writeEdtBytes(college, { hasByteOrderMark: true }).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(writeEdtBytes(college, { encoding: 'utf-16' }).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    expect(Buffer.concat([...edtByteChunks(small)]).toString()).toBe(writeEdt(small));
  });
});

describeWith('xmllint', 'EDT writer, seen by xmllint', (xmllint) => {
  it.each(['utf-8', 'utf-16', 'iso-8859-1', 'iso-8859-15', 'windows-1252'] as const)(
    'is well formed in %s',
    (encoding) => {
      const input = writeEdtBytes(college, { encoding });
      expect(execFileSync(xmllint, ['--noout', '-'], { input, encoding: 'utf8' })).toBe('');
    },
  );
});

function sharesOf(school: School) {
  const share = (holds: (course: School['courses'][number], weeks: number) => boolean) =>
    school.courses.filter((course) => holds(course, weeksOf(weeksOfCourse(course)).length)).length /
    school.courses.length;
  const count = (course: School['courses'][number], kind: string) =>
    course.resources.filter((resource) => resource.kind === kind).length;
  return {
    withoutRoom: share((course) => course.resources.length > 0 && count(course, 'room') === 0),
    subjectOnly: share((course) => course.resources.length === 0),
    oneWeek: share((_, weeks) => weeks === 1),
    fortnightly: share((_, weeks) => weeks > 10 && weeks < 22),
    coTaught: share((course) => count(course, 'teacher') > 1),
  };
}

describe('services', () => {
  it('are counted by subject and audience', () => {
    const services = servicesOf(college);
    const courses = [...services.values()].flat();
    expect(new Set(courses.map(({ id }) => id)).size).toBe(courses.length);
    expect(services.size).toBeGreaterThan(240);
  });
});
