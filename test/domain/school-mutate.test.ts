/** Each change to an invented school does exactly what its name says, by count, and leaves the school it was given alone. */
import { describe, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School, SchoolCourse } from '../../src/demo/school/model.ts';
import { byId, servicesOf, sessionCount, weeksOfCourse } from '../../src/demo/school/model.ts';
import * as change from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { dateOf, weeksOf } from '../../src/domain/model/calendar.ts';
import { clashes } from './school-clashes.ts';

const school = inventSchool({ seed: 1, size: 'college' });
const before = writeEdt(school);

/** Pairs of courses that are not the same any more, by id. */
function changedCourses(after: School): readonly (readonly [SchoolCourse, SchoolCourse])[] {
  const was = byId(school.courses);
  return after.courses.flatMap((course): (readonly [SchoolCourse, SchoolCourse])[] => {
    const old = was.get(course.id);
    return old && old !== course ? [[old, course]] : [];
  });
}

/** Names of the lists that a change touched. */
function touched(after: School): readonly string[] {
  return (Object.keys(school) as (keyof School)[]).filter(
    (key) => JSON.stringify(after[key], text) !== JSON.stringify(school[key], text),
  );
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Teachers of more than half of the sessions of a service, and its most frequent weekly time (RULES.md 3.4). */
function contentOf(courses: readonly SchoolCourse[]): string {
  const sessions = new Map<string, number>();
  const slots = new Map<number, number>();
  for (const course of courses) {
    for (const { kind, id, weeks } of course.resources) {
      if (kind === 'teacher') sessions.set(id, (sessions.get(id) ?? 0) + weeksOf(weeks).length);
    }
    for (const week of weeksOf(weeksOfCourse(course))) slots.set(week, (slots.get(week) ?? 0) + course.slotCount);
  }
  const total = courses.reduce((sum, course) => sum + weeksOf(weeksOfCourse(course)).length, 0);
  const teachers = [...sessions].filter(([, count]) => count > total / 2).map(([id]) => id);
  const weeksOfTotal = new Map<number, number>();
  for (const count of slots.values()) weeksOfTotal.set(count, (weeksOfTotal.get(count) ?? 0) + 1);
  const [usual] = [...weeksOfTotal].sort(([a, weeksOfA], [b, weeksOfB]) => weeksOfB - weeksOfA || b - a)[0] ?? [];
  return `${teachers.sort().join()} ${usual}`;
}

function compareServices(after: School) {
  const [was, is] = [servicesOf(school), servicesOf(after)];
  return {
    created: [...is.keys()].filter((key) => !was.has(key)).length,
    deleted: [...was.keys()].filter((key) => !is.has(key)).length,
    modified: [...is].filter(([key, courses]) => was.has(key) && contentOf(was.get(key) ?? []) !== contentOf(courses))
      .length,
  };
}

const none = { created: 0, deleted: 0, modified: 0 };

describe('courses', () => {
  it('changeRooms moves exactly that many courses to a free room', () => {
    for (const count of [1, 25]) {
      const after = count === 1 ? change.changeRoom(school) : change.changeRooms(school, count);
      expect(changedCourses(after)).toHaveLength(count);
      expect(touched(after)).toEqual(['courses']);
      expect(compareServices(after)).toEqual(none);
      expect(clashes(after)).toEqual([]);
    }
    expect(changedCourses(change.changeRoomsOf(school, 1))).toHaveLength(Math.floor(school.courses.length / 100));
  });

  it('moveCourse moves one course to a free hour, and its masks to that weekday', () => {
    const after = change.moveCourse(school);
    const [pair, ...others] = changedCourses(after);
    expect(others).toEqual([]);
    expect(pair?.[1].weekday).not.toBe(pair?.[0].weekday);
    expect(compareServices(after)).toEqual(none);
    expect(clashes(after)).toEqual([]);
  });

  it('cancelWeeks cancels the last weeks of exactly that many courses and keeps the masks', () => {
    const after = change.cancelWeeks(school, 7, 2);
    expect(changedCourses(after)).toHaveLength(7);
    for (const [, course] of changedCourses(after)) {
      expect(weeksOf(course.cancelledWeeks)).toEqual(weeksOf(weeksOfCourse(course)).slice(-2));
    }
    expect(sessionCount(after)).toBe(sessionCount(school));
    const withMask = school.courses.filter((course) => weeksOfCourse(course) !== 0n).length;
    expect(changedCourses(change.cancelWeeks(school, withMask))).toHaveLength(withMask);
    expect(() => change.cancelWeeks(school, withMask + 1)).toThrow(RangeError);
  });

  it('dropCourses drops that share of the courses with a mask', () => {
    const withMask = school.courses.filter((course) => weeksOfCourse(course) !== 0n).length;
    const after = change.dropCourses(school, 60);
    expect(school.courses.length - after.courses.length).toBe(Math.floor(withMask * 0.6));
  });
});

describe('services', () => {
  const total = servicesOf(school).size;
  const thirtyPercent = Math.floor((total * 30) / 100);

  it.each([1, thirtyPercent, thirtyPercent + 1])('replaceTeachers modifies exactly %d services', (count) => {
    const after = change.replaceTeachers(school, count);
    expect(compareServices(after)).toEqual({ ...none, modified: count });
    expect(touched(after)).toEqual(['courses']);
    expect(sessionCount(after)).toBe(sessionCount(school));
    expect(clashes(after)).toEqual([]);
  });

  it('replaceTeacher modifies one', () => {
    expect(compareServices(change.replaceTeacher(school))).toEqual({ ...none, modified: 1 });
  });

  it('substituteTeacher modifies none, and gives courses whose teacher changes by week', () => {
    const after = change.substituteTeacher(school);
    const changed = changedCourses(after);
    expect(changed.length).toBeGreaterThan(0);
    for (const [was, is] of changed) {
      const weeks = is.resources.filter(({ kind }) => kind === 'teacher').map((each) => weeksOf(each.weeks).length);
      expect(weeks).toEqual([weeksOf(weeksOfCourse(was)).length - (weeks[1] ?? 0), weeks[1]]);
      expect(weeks[1]).toBeGreaterThanOrEqual(2);
      expect(weeks[1]).toBeLessThanOrEqual(3);
    }
    expect(compareServices(after)).toEqual(none);
    expect(clashes(after)).toEqual([]);
  });

  const half = Math.floor(total / 2);

  it.each([1, half, half + 1])('addServices creates exactly %d services of one session', (count) => {
    const after = change.addServices(school, count);
    expect(compareServices(after)).toEqual({ ...none, created: count });
    expect(sessionCount(after)).toBe(sessionCount(school) + count);
    expect(clashes(after)).toEqual([]);
  });

  it.each([1, half, half + 1])('deleteServices deletes exactly %d', (count) => {
    expect(compareServices(change.deleteServices(school, count))).toEqual({ ...none, deleted: count });
  });

  it.each(['small', 'lycee'] as const)('a %s has enough to go just over every limit', (size) => {
    const other = inventSchool({ seed: 1, size });
    const services = servicesOf(other).size;
    change.replaceTeachers(other, Math.floor((services * 30) / 100) + 1);
    change.addServices(other, Math.floor(services / 2) + 1);
    change.deleteServices(other, Math.floor(services / 2) + 1);
    change.addSubjects(other, Math.floor(other.subjects.length / 2) + 1, { isTaught: true });
    change.substituteTeacher(other);
    change.moveCourse(other);
    change.addClosureWeek(other);
    change.changeRoomsOf(other, 1);
    change.addGroups(other, Math.ceil(other.groups.length / 10));
  });

  it('addSubjects adds subjects, and services only if they are taught', () => {
    const listed = change.addSubjects(school, 4);
    expect(listed.subjects).toHaveLength(school.subjects.length + 4);
    expect(touched(listed)).toEqual(['subjects']);
    const taught = change.addSubjects(school, 4, { isTaught: true });
    expect(compareServices(taught)).toEqual({ ...none, created: 4 });
    expect(clashes(taught)).toEqual([]);
    expect(change.addSubject(school).subjects).toHaveLength(school.subjects.length + 1);
  });

  it('renameSubjects gives that share of the subjects codes that none had', () => {
    const codes = new Set(school.subjects.map(({ code }) => code));
    const after = change.renameSubjects(change.addSubjects(school, 3), 50);
    const fresh = after.subjects.filter(({ code }) => /^RN\d{3}$/.test(code));
    expect(fresh).toHaveLength(Math.floor((school.subjects.length + 3) / 2));
    expect(new Set(after.subjects.map(({ code }) => code)).size).toBe(after.subjects.length);
    expect(fresh.some(({ code }) => codes.has(code))).toBe(false);
  });
});

describe('structure and people', () => {
  it('renameDivision and renameGroup change one name', () => {
    const division = change.renameDivision(school, '6Z');
    expect(touched(division)).toEqual(['divisions']);
    expect(division.divisions.filter(({ name }, index) => name !== school.divisions[index]?.name)).toHaveLength(1);
    const group = change.renameGroup(school);
    expect(touched(group)).toEqual(['groups']);
    expect(group.groups.filter(({ name }, index) => name !== school.groups[index]?.name)).toHaveLength(1);
  });

  it('addGroups adds groups, parts and memberships', () => {
    const links = (of: School) => of.students.reduce((sum, { parts }) => sum + parts.length, 0);
    const after = change.addGroups(school, 3, 4);
    expect(after.groups).toHaveLength(school.groups.length + 3);
    expect(after.parts).toHaveLength(school.parts.length + 3);
    expect(links(after)).toBe(links(school) + 12);
    expect(touched(after)).toEqual(['parts', 'groups', 'students']);
    expect(links(change.addGroup(school))).toBe(links(school) + 5);
  });

  it('changeStudentDivision splits the links of one student at a day', () => {
    const after = change.changeStudentDivision(school, '2027-01-18');
    const moved = after.students.filter((student) => !school.students.includes(student));
    expect(moved).toHaveLength(1);
    expect(moved[0]?.divisions.map(({ from, to }) => [from, to])).toEqual([
      ['2026-09-01', '2027-01-17'],
      ['2027-01-18', '2027-08-31'],
    ]);
    expect(moved[0]?.parts.every(({ from, to }) => to === '2027-01-17' || from === '2027-01-18')).toBe(true);
    expect(clashes(after)).toEqual([]);
  });

  it('adds exactly that many unknown students and teachers', () => {
    const students = change.addStudentsUnknownToDirectory(school, 25);
    const known = new Set(
      school.students.flatMap(({ ine, eleveId, idpn, lastName }) => [ine, eleveId, idpn, lastName]),
    );
    const added = students.students.slice(school.students.length);
    expect(added).toHaveLength(25);
    expect(
      added.some(({ ine, eleveId, idpn, lastName }) => [ine, eleveId, idpn, lastName].some((id) => known.has(id))),
    ).toBe(false);
    const teachers = change.addTeachersUnknownToDirectory(school, 3);
    expect(teachers.teachers).toHaveLength(school.teachers.length + 3);
    expect(touched(teachers)).toEqual(['teachers']);
  });
});

describe('calendar', () => {
  const worked = (of: School) =>
    new Set(
      of.courses.flatMap((course) =>
        weeksOf(weeksOfCourse(course)).map((week) => dateOf(of.calendar.schoolYear.week1Monday, week, course.weekday)),
      ),
    );

  it('addClosureWeek closes five days and nothing else', () => {
    const after = change.addClosureWeek(school);
    const [was, is] = [worked(school), worked(after)];
    expect([...was].filter((day) => !is.has(day))).toHaveLength(5);
    expect([...is].filter((day) => !was.has(day))).toEqual([]);
    expect(after.calendar.closures).toHaveLength(school.calendar.closures.length + 1);
    expect(compareServices(after)).toMatchObject({ created: 0, deleted: 0 });
    expect(after.courses).toHaveLength(school.courses.length);
  });

  it('removeClosureWeek opens five days of the holidays', () => {
    const after = change.removeClosureWeek(school, 8);
    const lessons = (of: School, week: number) =>
      of.courses.filter((course) => weeksOf(weeksOfCourse(course)).includes(week)).length;
    expect(lessons(school, 8)).toBeLessThan(10);
    expect(Math.abs(lessons(after, 8) - lessons(after, 6))).toBeLessThan(60);
    expect(after.calendar.closures[0]).toMatchObject({ firstDay: '2026-10-26', lastDay: '2026-11-01' });
    expect(clashes(after)).toEqual([]);
  });

  it('removeClosure opens a whole holiday', () => {
    const after = change.removeClosure(school);
    expect(after.calendar.closures).toHaveLength(school.calendar.closures.length - 1);
    const is = worked(after);
    for (let weekday = 1; weekday <= 5; weekday++) {
      expect(is.has(dateOf('2026-08-31', 8, weekday)) && is.has(dateOf('2026-08-31', 9, weekday))).toBe(true);
    }
  });

  it('shiftYear moves every date by whole weeks and keeps the masks', () => {
    const after = change.shiftYear(school, 1);
    expect(after.calendar.schoolYear).toEqual({
      firstDay: '2027-08-31',
      lastDay: '2028-08-29',
      week1Monday: '2027-08-30',
    });
    expect(after.courses).toBe(school.courses);
    expect(after.students[0]?.divisions[0]?.from).toBe('2027-08-31');
    expect(change.shiftYear(after, -1)).toEqual(school);
  });
});

it('no change touches the school it was given', () => {
  expect(writeEdt(school)).toBe(before);
});
