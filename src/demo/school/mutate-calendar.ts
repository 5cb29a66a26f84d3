/** Changes to the calendar: weeks that close, holidays that open, another school year. */

import { addDays, dateOf, daysBetween, maskOf, weeksOf } from '../../domain/model/calendar.ts';
import type { SchoolCalendar } from './french-calendar.ts';
import { evenWeeks, frenchCalendar, isOpen, oddWeeks, openWeeks, weekCount } from './french-calendar.ts';
import type { School, SchoolCourse, SchoolLink } from './model.ts';
import { weeksOfCourse } from './model.ts';

function openDaysOf(calendar: SchoolCalendar, week: number): number {
  const { week1Monday } = calendar.schoolYear;
  return [1, 2, 3, 4, 5].filter((weekday) => isOpen(calendar, dateOf(week1Monday, week, weekday))).length;
}

/** A week of five open days between two such weeks, late in the year, in which no course of a single week takes place. */
function ordinaryWeek(school: School): number {
  const single = school.courses.reduce((weeks, course) => {
    const own = weeksOfCourse(course);
    return weeksOf(own).length === 1 ? weeks | own : weeks;
  }, 0n);
  for (let week = weekCount(school.calendar) - 1; week > 1; week--) {
    const isOrdinary = [week - 1, week, week + 1].every((each) => openDaysOf(school.calendar, each) === 5);
    if (isOrdinary && (single & maskOf([week])) === 0n) return week;
  }
  throw new RangeError('every week has holidays or lessons of its own');
}

/**
 * Exactly one week loses all its lessons: its bit leaves every mask, the rest stays, and the calendar has one closure
 * more. By default a week between two full ones, so that one derived closure is added and none changes. A course
 * that only took place in that week vanishes (none does in the default week). A service whose odd and even weeks differ
 * may get another most frequent weekly time, hence be modified: a few are.
 */
export function addClosureWeek(school: School, week: number = ordinaryWeek(school)): School {
  const closed = maskOf([week]);
  const { week1Monday } = school.calendar.schoolYear;
  const closure = {
    name: 'Fermeture exceptionnelle',
    firstDay: dateOf(week1Monday, week, 1),
    lastDay: dateOf(week1Monday, week, 7),
  };
  const courses = school.courses.flatMap((course): SchoolCourse[] => {
    if ((weeksOfCourse(course) & closed) === 0n) return [course];
    const resources = course.resources
      .map((resource) => ({ ...resource, weeks: resource.weeks & ~closed }))
      .filter(({ weeks }) => weeks !== 0n);
    return resources.length === 0 ? [] : [{ ...course, resources, cancelledWeeks: course.cancelledWeeks & ~closed }];
  });
  const calendar = { ...school.calendar, closures: [...school.calendar.closures, closure] };
  return { ...school, calendar, courses };
}

/**
 * Exactly one week of the holidays is worked: courses of twelve weeks or more take place in it as in any other, odd or
 * even. Its closure leaves the calendar if nothing else of it is left, else it is cut short or in two.
 */
export function removeClosureWeek(school: School, week: number): School {
  const monday = dateOf(school.calendar.schoolYear.week1Monday, week, 1);
  const sunday = addDays(monday, 6);
  const closures = school.calendar.closures.flatMap((closure) => {
    if (closure.lastDay < monday || closure.firstDay > sunday) return [closure];
    const before = { ...closure, lastDay: addDays(monday, -1) };
    const after = { ...closure, firstDay: addDays(sunday, 1) };
    // A weekend that is left alone is no closure.
    return [before, after].filter(({ firstDay, lastDay }) => daysBetween(firstDay, lastDay) >= 2);
  });
  const calendar = { ...school.calendar, closures };
  const opened = maskOf([week]);
  const courses = school.courses.map((course) => {
    const weeks = weeksOfCourse(course);
    const parity = (weeks & oddWeeks) === 0n ? evenWeeks : (weeks & evenWeeks) === 0n ? oddWeeks : oddWeeks | evenWeeks;
    const added = opened & parity & openWeeks(calendar, course.weekday);
    if (weeksOf(weeks).length < 12 || added === 0n) return course;
    // Resources that change by week: those of the nearest earlier week go on.
    const latest = maskOf(
      weeksOf(weeks)
        .filter((each) => each < week)
        .slice(-1),
    );
    const resources = course.resources.map((resource) =>
      latest === 0n || (resource.weeks & latest) !== 0n ? { ...resource, weeks: resource.weeks | added } : resource,
    );
    return { ...course, resources };
  });
  return { ...school, calendar, courses };
}

/** All weeks of one closure of the calendar are worked; public holidays in them stay free. */
export function removeClosure(school: School, name = 'Vacances de la Toussaint'): School {
  const closure = school.calendar.closures.find((each) => each.name === name);
  if (!closure) throw new RangeError(`no closure is called ${name}`);
  const { week1Monday } = school.calendar.schoolYear;
  const week = (day: string) => Math.floor(daysBetween(week1Monday, day) / 7) + 1;
  const first = week(addDays(closure.firstDay, 2));
  const weeks = Array.from({ length: week(closure.lastDay) - first + 1 }, (_, index) => first + index);
  return weeks.reduce(removeClosureWeek, school);
}

/**
 * The same school that many years later (earlier, if negative), by whole weeks: every date moves, masks stay. Closures
 * move with the lessons; public holidays do not fall on their real days any more.
 */
export function shiftYear(school: School, years: number): School {
  const { schoolYear } = school.calendar;
  const target = frenchCalendar(Number(schoolYear.firstDay.slice(0, 4)) + years).schoolYear.week1Monday;
  const days = daysBetween(schoolYear.week1Monday, target);
  const moved = (day: string) => addDays(day, days);
  const link = ({ id, from, to }: SchoolLink): SchoolLink => ({ id, from: moved(from), to: moved(to) });
  return {
    ...school,
    calendar: {
      schoolYear: { firstDay: moved(schoolYear.firstDay), lastDay: moved(schoolYear.lastDay), week1Monday: target },
      closures: school.calendar.closures.map((closure) => ({
        ...closure,
        firstDay: moved(closure.firstDay),
        lastDay: moved(closure.lastDay),
      })),
      publicHolidays: school.calendar.publicHolidays.map(moved),
    },
    students: school.students.map((student) => ({
      ...student,
      divisions: student.divisions.map(link),
      parts: student.parts.map(link),
    })),
  };
}
