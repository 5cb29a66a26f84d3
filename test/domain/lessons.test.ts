/** Lessons become courses: by hour and audience, whatever the order they come in, and no two of one week in the same course. */
import { expect, it } from 'vitest';
import { lessonsOf } from '../../src/demo/school/lessons.ts';
import { cancelWeeks, substituteTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { weekNumberOf, weeksOf } from '../../src/domain/model/calendar.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { type Lesson, MAX_SESSIONS, openLessonBook } from '../../src/domain/model/lessons.ts';
import type { RawCourse, SchoolYear } from '../../src/domain/model/timetable.ts';
import {
  mostFrequentYear,
  schoolYearOf,
  schoolYearOfDay,
  yearStarting,
} from '../../src/domain/model/year-of-lessons.ts';
import { timesIn } from '../../src/domain/validate/slots.ts';

const YEAR = schoolYearOf('2026-09-01', '2027-08-31');
const WEEK_1 = weekNumberOf('2026-08-31');
/** Weeks of the school year. */
const weeks = (...numbers: number[]): number[] => numbers.map((week) => WEEK_1 + week - 1);

let ordinal = 0;
const lesson = (more: Partial<Lesson> & { who?: string[] } = {}): Lesson => {
  const { who = ['division 3A', 'teacher T', 'room B12'], ...fields } = more;
  return {
    ordinal: ++ordinal,
    weekday: 2,
    startTime: '08:00',
    endTime: '08:55',
    subject: 'm',
    resources: who.map((text) => {
      const [kind = '', ident = ''] = text.split(' ');
      return { kind: kind as 'room', ident };
    }),
    weeks: weeks(1),
    cancelledWeeks: [],
    ...fields,
  };
};

function bookOf(lessons: readonly Lesson[], findings = new FindingLog()) {
  const book = openLessonBook(findings);
  for (const one of lessons) expect(book.add(one)).toBeNull();
  return book;
}

function coursesOf(lessons: readonly Lesson[], year: SchoolYear = YEAR, findings = new FindingLog()) {
  const made = bookOf(lessons, findings).timetable(year);
  if (isStop(made)) throw new Error(made.reason);
  return made;
}

const maskText = (course: RawCourse): string[] =>
  course.resources.map(({ kind, ident, weeks }) => `${kind} ${ident} ${weeksOf(weeks).join()}`);

it('joins the weeks of one lesson into a course', () => {
  const { courses, grid } = coursesOf([
    lesson({ weeks: weeks(1, 2) }),
    lesson({ weeks: weeks(4) }),
    lesson({ weekday: 4, startTime: '08:30', endTime: '10:00', weeks: weeks(3) }),
  ]);
  expect(courses.map(maskText)).toEqual([
    ['division 3A 1,2,4', 'room B12 1,2,4', 'teacher T 1,2,4'],
    ['division 3A 3', 'room B12 3', 'teacher T 3'],
  ]);
  expect(grid.slots.map((slot) => `${slot.startTime}–${slot.endTime}`)).toEqual([
    '08:00–08:30',
    '08:30–08:55',
    '08:55–10:00',
  ]);
  expect(grid.weekdays).toEqual([2, 4]);
  expect(courses.map(timesIn(grid))).toEqual([
    { startTime: '08:00', endTime: '08:55', labelsDiffer: false },
    { startTime: '08:30', endTime: '10:00', labelsDiffer: false },
  ]);
});

it('lets a room or a teacher change by week within one course', () => {
  const { courses } = coursesOf([
    lesson({ weeks: weeks(1, 2, 3) }),
    lesson({ weeks: weeks(4), who: ['division 3A', 'teacher U', 'room B12'] }),
    lesson({ weeks: weeks(5), who: ['division 3A', 'teacher T'] }),
  ]);
  expect(courses.map(maskText)).toEqual([
    ['division 3A 1,2,3,4,5', 'room B12 1,2,3,4', 'teacher T 1,2,3,5', 'teacher U 4'],
  ]);
});

it('keeps two lessons of one hour apart that are held in the same week', () => {
  const halves = [
    lesson({ weeks: weeks(1, 2), who: ['division 3A', 'teacher T', 'room A1'] }),
    lesson({ weeks: weeks(1, 2), who: ['division 3A', 'teacher U', 'room A2'] }),
    lesson({ weeks: weeks(3), who: ['division 3A', 'teacher V', 'room A2'] }),
  ];
  const { courses } = coursesOf(halves);
  expect(courses.map(maskText)).toEqual([
    ['division 3A 1,2,3', 'room A1 1,2', 'teacher T 1,2', 'room A2 3', 'teacher V 3'],
    ['division 3A 1,2', 'room A2 1,2', 'teacher U 1,2'],
  ]);
});

it('counts a lesson that is written twice once, and says so', () => {
  const findings = new FindingLog();
  const { courses } = coursesOf([lesson({ weeks: weeks(1, 2) }), lesson({ weeks: weeks(2, 3) })], YEAR, findings);
  expect(courses.map(maskText)).toEqual([['division 3A 1,2,3', 'room B12 1,2,3', 'teacher T 1,2,3']]);
  expect(findings.groups()).toMatchObject([
    { code: 'lesson-twice', count: 1, items: [{ about: expect.stringMatching(/^08\/09\/2026 08:00 \(\d+\)$/) }] },
  ]);
});

it('keeps cancelled weeks in the mask', () => {
  const { courses } = coursesOf([lesson({ weeks: weeks(1, 2, 3), cancelledWeeks: weeks(2) })]);
  expect(courses.map(maskText)[0]?.[0]).toBe('division 3A 1,2,3');
  expect(courses.map((one) => weeksOf(one.cancelledWeeks))).toEqual([[2]]);
});

it('makes the same courses from lessons in another order', () => {
  const school = cancelWeeks(substituteTeacher(inventSchool({ seed: 'lessons', size: 'small' })), 3, 2);
  const lessons = [...lessonsOf(school)].map(
    (one, index): Lesson => ({
      ordinal: index,
      weekday: one.course.weekday,
      startTime: one.startTime,
      endTime: one.endTime,
      subject: one.course.subjectId,
      resources: (['teacher', 'division', 'group', 'part', 'room'] as const).flatMap((kind) =>
        one.ids(kind).map((ident) => ({ kind, ident })),
      ),
      weeks: weeks(...one.weeks),
      cancelledWeeks: weeks(...one.cancelledWeeks),
    }),
  );
  const texts = ({ courses }: { courses: readonly RawCourse[] }): string[] =>
    courses
      .map(({ ordinal: _ordinal, ...course }) =>
        JSON.stringify([
          maskText(course as RawCourse),
          String(course.cancelledWeeks),
          course.weekday,
          course.firstSlot,
          course.slotCount,
          course.subject,
        ]),
      )
      .sort();
  const forward = texts(coursesOf(lessons));
  const single = lessons.flatMap((one) =>
    one.weeks.map((week) => ({
      ...one,
      weeks: [week],
      cancelledWeeks: one.cancelledWeeks.filter((own) => own === week),
    })),
  );
  expect(texts(coursesOf([...lessons].reverse()))).toEqual(forward);
  expect(texts(coursesOf([...single].reverse()))).toEqual(forward);
  expect(forward.length).toBeGreaterThan(80);
});

it('reports weeks that no week of the year can be', () => {
  const findings = new FindingLog();
  const early = weekNumberOf('2025-11-03');
  const { courses } = coursesOf([lesson({ weeks: [early, ...weeks(1)] })], YEAR, findings);
  expect(courses.map(maskText)[0]?.[0]).toBe('division 3A 1');
  expect(findings.groups()).toMatchObject([{ code: 'weeks-outside-year', items: [{ values: { count: 1 } }] }]);
});

it('refuses what is no school’s file, and an empty one', () => {
  const book = openLessonBook(new FindingLog());
  const century = Array.from({ length: 5_000 }, (_, index) => weekNumberOf('2000-01-03') + index);
  let because = null;
  for (let hour = 0; because === null; hour++) because = book.add(lesson({ weeks: century, who: [`room ${hour}`] }));
  expect(because).toMatchObject({ reason: 'too-many-sessions', values: { sessions: MAX_SESSIONS } });
  expect(bookOf([]).timetable(YEAR)).toMatchObject({ reason: 'no-course' });
});

it('finds the school year that most lessons lie in', () => {
  const book = bookOf([
    lesson({ weeks: weeks(1, 20, 40) }),
    lesson({ weeks: [weekNumberOf('2006-11-07')], startTime: '09:00', endTime: '10:00' }),
  ]);
  expect([...book.years()]).toEqual(
    expect.arrayContaining([
      [2026, 3],
      [2006, 1],
    ]),
  );
  expect(mostFrequentYear(book.years())).toBe(2026);
  expect(book.firstDayIn(2026)).toBe('2026-09-01');
  expect(mostFrequentYear(new Map())).toBeNull();
  expect(
    mostFrequentYear(
      new Map([
        [2026, 2],
        [2027, 2],
      ]),
    ),
  ).toBe(2027);
});

it.each([
  ['2026-07-31', 2025],
  ['2026-08-01', 2026],
  ['2027-01-01', 2026],
])('%s is of the year that starts in %i', (day, year) => {
  expect(schoolYearOfDay(day)).toBe(year);
});

it('takes the bounds that the site has open, else September to August', () => {
  const open = { startYear: 2026, firstDay: '2026-08-31', lastDay: '2027-07-03' };
  expect(yearStarting(2026, open, null)).toEqual({ ...open, startYear: undefined, week1Monday: '2026-08-31' });
  expect(yearStarting(2027, open, '2027-09-02')).toEqual(schoolYearOf('2027-09-01', '2028-08-31'));
  expect(yearStarting(2027, null, '2027-08-30')).toEqual(schoolYearOf('2027-08-30', '2028-08-31'));
});
