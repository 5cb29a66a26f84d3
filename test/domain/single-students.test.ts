/** Students that a file lists one by one: in a group, or in a course, whose audience stays what it is. */
import { describe, expect, it } from 'vitest';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { attachStudents, groupByName, onlySingleStudents } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { deriveServices } from '../../src/domain/diff/derive.ts';
import { maskOf } from '../../src/domain/model/calendar.ts';
import { FindingLog } from '../../src/domain/model/finding.ts';
import type { RawExport, Timetable } from '../../src/domain/model/timetable.ts';
import { lessonsOf } from '../../src/domain/sessions/generate.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { meaningOf } from '../support/meaning.ts';
import { readFile } from '../support/read-file.ts';
import { course, PLACES, person, resource, student, timetable } from '../support/timetables.ts';

const link = (ident: string, from: string | null = null, to: string | null = null) => ({ ident, from, to });
const students = [
  student(person('s1', 'ABRIAL', 'Nour'), { divisions: [link('a')] }),
  student(person('s2', 'BELIN', 'Tom'), { divisions: [link('b', '2026-11-03', '2027-08-31')] }),
  student(person('s3', 'COSTE', 'Ana'), { divisions: [link('b')] }),
];
const single = (ident: string, weeks: Iterable<number>) => ({ ident, weeks: maskOf(weeks) });
const stays = (read: Timetable, kind = 'group') =>
  meaningOf(read)
    .stays.filter((one) => one.kind === kind)
    .map(({ student: who, name, from, to }) => `${who} | ${name} | ${from} ${to}`);

/** A course of 6A on Monday at eight in weeks 2 to 5, with these students beside it. */
const withStudents = (...attached: readonly ReturnType<typeof single>[]): Partial<RawExport> => ({
  students,
  courses: [
    course([resource('teacher', 't1', [2, 3, 4, 5]), resource('division', 'a', [2, 3, 4, 5])], { students: attached }),
  ],
});

describe('a student in a group without dates', () => {
  const group = { ident: 'h', name: 'CHORALE', divisions: [], parts: [], students: [link('s1'), link('s2')] };

  it('is in it as long as in his division', () => {
    expect(stays(timetable({ students, groups: [group] }))).toEqual([
      'ABRIAL Nour | CHORALE | 2026-09-01 2027-08-31',
      'BELIN Tom | CHORALE | 2026-11-03 2027-08-31',
    ]);
  });

  it('is in it for the days that a part of his says, where one does', () => {
    const inPart = student(person('s3', 'COSTE', 'Ana'), { parts: [link('b1', null, '2026-12-18')] });
    const both = { ...group, parts: ['b1'], students: [link('s3')] };
    expect(stays(timetable({ students: [inPart], groups: [both] }))).toEqual([
      'COSTE Ana | CHORALE | 2026-09-01 2026-12-18',
    ]);
  });

  it('gives the group its divisions and its establishment', () => {
    const places = { ...PLACES, byUai: new Map([['0990002B', 2]]) };
    const divisions = [
      { ident: 'a', name: '6A', parts: [] },
      { ident: 'b', name: '6B', parts: [], uai: '0990002B' },
    ];
    const read = timetable({ students, divisions, groups: [{ ...group, students: [link('s2')] }] }, places);
    expect([...read.groups.values()]).toEqual([
      { key: '2/CHORALE', name: 'CHORALE', establishment: 2, divisionKeys: ['2/6B'] },
    ]);
  });
});

describe('single students of a course', () => {
  const read = timetable(withStudents(single('s2', [3, 4]), single('s3', [2, 3, 5, 9])));
  const [only] = read.courses;

  it('are a group of their own, from lesson to lesson', () => {
    expect(stays(read)).toEqual([
      'BELIN Tom | Élèves MATHÉMATIQUES 6A lundi 08:00 | 2026-09-14 2026-09-21',
      'COSTE Ana | Élèves MATHÉMATIQUES 6A lundi 08:00 | 2026-09-07 2026-09-14',
      'COSTE Ana | Élèves MATHÉMATIQUES 6A lundi 08:00 | 2026-09-28 2026-09-28',
    ]);
    expect(read.groups.get('1/ELEVES MATHEMATIQUES 6A LUNDI 08:00')).toMatchObject({ isOfCourse: true });
  });

  it('are told, and counted as no group of the file', () => {
    const findings = new FindingLog();
    expect(timetable(withStudents(single('s2', [3])), PLACES, findings).counts.groups).toBe(1);
    expect(findings.groups()).toMatchObject([
      { code: 'course-students', severity: 'info', items: [{ about: 'Élèves MATHÉMATIQUES 6A lundi 08:00 (1)' }] },
    ]);
  });

  it('make of the course no other audience, hence no other service and no other session', () => {
    const without = timetable(withStudents());
    expect(only?.audienceKey).toBe('d:1/6A');
    expect([...deriveServices(read)]).toEqual([...deriveServices(without)]);
    const seriesOf = (of: Timetable) => {
      const { contents } = lessonsOf(of, new Map(), String);
      return new Set(contents.map(({ series }) => series));
    };
    expect(seriesOf(read)).toEqual(seriesOf(without));
    expect(canonicalText(read)).not.toBe(canonicalText(without));
  });

  it('are named in the sessions of their weeks only', () => {
    const groupsOf = (week: number) => meaningOf(read).sessions[week]?.groups;
    expect([0, 1, 2, 3].map(groupsOf).map((groups) => groups?.length)).toEqual([1, 1, 1, 1]);
    const fewer = timetable(withStudents(single('s2', [3])));
    expect(meaningOf(fewer).sessions.map(({ groups }) => groups.length)).toEqual([0, 1, 0, 0]);
  });

  it('are its audience where it has no other', () => {
    const alone = timetable({
      students,
      courses: [course([resource('teacher', 't1', [2])], { students: [single('s1', [2, 3]), single('s2', [3])] })],
    });
    expect(alone.courses).toMatchObject([
      { audienceKey: 'g:1/ELEVES MATHEMATIQUES LUNDI 08:00', establishment: 1, variants: [{ weeks: [37] }] },
    ]);
  });

  it('of a week without the course are nowhere, and unknown ones dangle', () => {
    const findings = new FindingLog();
    const none = timetable(withStudents(single('s2', [9]), single('nobody', [3])), PLACES, findings);
    expect(stays(none)).toEqual([]);
    expect(findings.count('dangling-reference')).toBe(1);
  });

  it('of two courses that cannot be told apart by name have two groups, the same in any order of the file', () => {
    const courses = [
      course([resource('teacher', 't1', [2])], { students: [single('s1', [2])] }),
      course([resource('teacher', 't2', [2])], { students: [single('s2', [2])] }),
    ];
    const inOrder = stays(timetable({ students, courses }));
    expect(inOrder.map((text) => text.split(' | ')[1])).toEqual([
      'Élèves MATHÉMATIQUES lundi 08:00 (2)',
      'Élèves MATHÉMATIQUES lundi 08:00',
    ]);
    expect(stays(timetable({ students, courses: courses.toReversed() }))).toEqual(inOrder);
  });
});

describe('in an export of format 2.0', () => {
  const school = inventSchool({ seed: 'single', size: 'small' });
  const read = async (of: typeof school) => {
    const { timetable: found, reason, said } = await readFile(writeEdtBytes(of, { formatVersion: '2.0' }));
    if (!found) throw new Error(reason ?? '?');
    return { ...meaningOf(found), said };
  };

  it('a group whose members are listed by name has the members that it had by its parts', async () => {
    const [before, after] = [await read(school), await read(groupByName(school))];
    const who = ({ stays: all }: typeof before) =>
      new Set(all.filter(({ name }) => name === school.groups[0]?.name).map((one) => one.student));
    expect(who(before).size).toBeGreaterThan(5);
    expect(who(after)).toEqual(who(before));
  });

  it('two students join each of three courses for ten weeks', async () => {
    const { sessions, groups, said } = await read(attachStudents(school, 3));
    expect(groups.filter((name) => name.startsWith('Élèves '))).toHaveLength(3);
    expect(sessions.filter((one) => one.groups.some((name) => name.startsWith('Élèves ')))).toHaveLength(30);
    expect(sessions).toHaveLength((await read(school)).sessions.length);
    expect(said).toEqual(['course-students 3']);
  });

  it('four students have a course for themselves', async () => {
    const [before, after] = [await read(school), await read(onlySingleStudents(school))];
    expect(after.sessions).toHaveLength(before.sessions.length);
    const group = after.groups.find((name) => name.startsWith('Élèves '));
    expect(after.stays.filter(({ name }) => group?.startsWith(`${name}:`))).toHaveLength(4);
  });
});
