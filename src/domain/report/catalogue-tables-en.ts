/** The part of the English catalogue about tables (CSV), calendars, STS files, and lessons with dates of their own. */

import type { Entry } from './catalogue.ts';

const CORRECT_LINES = 'Correct the lines that are named in the table, then deposit it again.';
const CORRECT_EVENTS = 'Correct that event in the calendar, then deposit it again.';
const LINE_LEFT_OUT = 'The line gives no session.';
const COLUMNS = 'The columns are described on the page “File formats”.';

export const ENGLISH_TABLES: Readonly<Record<string, Entry>> = {
  'csv-column-missing': {
    title: 'Column missing in the table',
    cause: 'The table has no column: {columns}.',
    remedy: `Add it, with its name on the first line. ${COLUMNS}`,
  },
  'csv-column-twice': {
    title: 'Column twice in the table',
    cause: 'Two columns say the same: {columns}.',
    remedy: 'Keep one of them.',
  },
  'csv-quotes': {
    title: 'Misplaced quotation marks in the table',
    cause: 'From line {line} on, quotation marks do not come in pairs: what follows cannot be read.',
    remedy: 'Correct that line, or save the table again from your spreadsheet.',
  },
  'csv-line-too-long': {
    title: 'Oversized line',
    cause: 'A line of the table, from line {line} on, has more than {characters} characters.',
    remedy: 'Check the quotation marks of that line: one of them is probably not closed.',
  },
  'csv-too-many-lines': {
    title: 'Oversized table',
    cause: 'The table has more than {lines} lines, far more than that of the largest of schools.',
    remedy: 'Check which file you chose.',
  },
  'too-many-students': {
    title: 'Oversized file',
    cause: 'The file names more than {students} students, far more than the largest of schools has.',
    remedy: 'Check which file you chose.',
  },
  'csv-several-tables': {
    title: 'Several tables of the same kind',
    cause: 'The archive holds several tables of lessons, or several tables of students.',
    remedy: 'Deposit an archive with one table of lessons and, if you like, one of students.',
  },
  'csv-students-alone': {
    title: 'Table of students without lessons',
    cause: 'The file names students but no lesson: it does not make a timetable.',
    remedy: 'Deposit it in a zip with the table of lessons, or import it on the page “Directory”.',
  },
  'several-years': {
    title: 'Several school years',
    cause: 'The file says that it is of {years} different school years.',
    remedy: 'Deposit one file for each school year.',
  },
  'csv-year-needed': {
    title: 'School year not known',
    cause: 'The table gives week numbers without saying of which school year, and no year is open.',
    remedy: 'Add a column “Année” (2026-2027), or dates in the columns “Du” and “Au”.',
  },
  'csv-lines-wrong': {
    title: 'Too many lines that cannot be read',
    cause: '{wrong} of {lines} lines of the table cannot be read: more than 5%. The first one is line {first}.',
    remedy: 'The report names each line with its column: correct them, then deposit the table again.',
  },
  'csv-column-ignored': {
    title: 'Unknown column',
    cause: 'The table has a column that Carillon does not know; it is not read.',
    remedy: `Nothing to do, unless it was meant to be read: check its name then. ${COLUMNS}`,
  },
  'csv-cell-missing': {
    title: 'Empty cell',
    cause: `A cell that is needed is empty. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-time': {
    title: 'Time or duration that cannot be read',
    cause: `The cell holds neither a time (08:00, 8h05) nor a duration (1h30, 55). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-date': {
    title: 'Date that cannot be read',
    cause: `The cell does not hold a date that exists (01/09/2026 or 2026-09-01). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-weekday': {
    title: 'Weekday that cannot be read',
    cause: `The cell does not hold a weekday (lundi, monday, 1). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-weeks': {
    title: 'Weeks that cannot be read',
    cause: `The cell does not give weeks of the civil calendar that the school year has (36-42, 45, 47-2). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-no-weeks': {
    title: 'Course without weeks',
    cause: `A weekly course does not say when it is held: neither “Semaines”, nor “Du” and “Au”. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-end-before-start': {
    title: 'End before the beginning',
    cause: `A time or date of an end is not after that of the beginning. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-day-differs': {
    title: 'Weekday and date do not agree',
    cause: `The line contradicts the date of its session: another weekday, other weeks, a date outside “From” and “To” or one that “Except” names. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-no-session-then': {
    title: 'Date without a session to cancel',
    cause:
      'The line cancels (“Cancelled”) or excepts (“Except”) a date on which it has no session: another weekday than that of the course, a week in which it is not held, or a date that “Except” has removed already. The line is taken; that date changes nothing, and a session that is not held may remain.',
    remedy: `Check the date in the lines that are named. ${CORRECT_LINES} Nothing to do if the course is not held on that day anyway.`,
  },
  'csv-duration-differs': {
    title: 'End and duration do not agree',
    cause: 'The duration of a line is not the time from its start to its end. The line is taken with its end.',
    remedy: 'Check the end in the lines that are named; correct it if it is wrong, or remove the duration.',
  },
  'csv-cancelled': {
    title: 'Cancellation that cannot be read',
    cause: `The cell says neither whether the session is cancelled (oui, non), nor which dates of the course are. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-nobody': {
    title: 'Lesson without anybody or any room',
    cause: `The line names no class, no group, no teacher and no room. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'too-many-names': {
    title: 'Too many names for a lesson',
    cause: 'A lesson names more classes, groups, teachers and rooms than any has. It gives no session.',
    remedy: 'Correct the file, then deposit it again.',
  },
  'csv-too-many-cells': {
    title: 'Line longer than the header',
    cause: `The line has more cells than the first one. ${LINE_LEFT_OUT}`,
    remedy: 'Check the separators and quotation marks of these lines, then deposit the table again.',
  },
  'csv-forbidden-character': {
    title: 'Forbidden character',
    cause: `The line holds a control character (a null byte for instance). ${LINE_LEFT_OUT}`,
    remedy: 'Save the table again from your spreadsheet, then deposit it.',
  },
  'csv-uai': {
    title: 'UAI code that cannot be read',
    cause: `The cell does not hold a UAI code (7 digits and a letter). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-year': {
    title: 'School year that cannot be read',
    cause: `The cell does not hold a school year (2026-2027). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'lesson-twice': {
    title: 'Session twice',
    cause: 'The same session (day, time, subject, audience, teachers and rooms) is written twice; it counts once.',
    remedy: 'Nothing to do if one session is held.',
  },
  'teacher-joined': {
    title: 'Teacher named with and without an identifier',
    cause:
      'The file names this teacher with an identifier here and by the name alone there, and no other identifier has that name: it is the same person.',
    remedy: 'Nothing to do, unless two people have that name: then give each of them the identifier in the file.',
  },
  'teacher-name-shared': {
    title: 'Name of several teachers',
    cause:
      'The file names this teacher by the name alone, while several identifiers have that name in it. Nothing says which one is meant: it is taken for one more person.',
    remedy: 'Write the identifier behind that name everywhere, then deposit the file again.',
  },

  // Calendars.
  'ics-version': {
    title: 'Calendar of an unknown version',
    cause: 'The calendar says version {version} of the format; Carillon reads version 2.0.',
    remedy: 'Export the calendar in the current iCalendar format (.ics).',
  },
  'ics-truncated': {
    title: 'Calendar cut short',
    cause: 'The calendar stops before its end (END:VCALENDAR). It was probably cut while it was sent.',
    remedy: 'Export the calendar again.',
  },
  'ics-line-too-long': {
    title: 'Oversized calendar',
    cause: 'A line or an event of the calendar has more than {characters} characters.',
    remedy: 'Export the calendar without attachments.',
  },
  'ics-several-schools': {
    title: 'Several schools',
    cause: 'The calendars are those of several schools: {uais}.',
    remedy: 'Deposit the calendars of each school apart.',
  },
  'ics-events-wrong': {
    title: 'Too many events that cannot be read',
    cause: '{wrong} of {events} events of the calendar cannot be read: more than 5%.',
    remedy: 'The report names them: correct them in the calendar, then deposit it again.',
  },
  'ics-unreadable': {
    title: 'Event that cannot be read',
    cause: 'Date, duration or a text of an event cannot be read, or it lasts a day or more. It gives no session.',
    remedy: CORRECT_EVENTS,
  },
  'ics-rule': {
    title: 'Repetition that is not followed',
    cause:
      'An event repeats in a way that no lesson has (every hour, every year, by number of the day), or for more than ten years. It gives no session.',
    remedy: 'Make it repeat by day, by week or by month, then deposit the calendar again.',
  },
  'ics-over-midnight': {
    title: 'Lesson over midnight',
    cause: 'An event begins on one day and ends on the next. It gives no session from there on.',
    remedy: CORRECT_EVENTS,
  },
  'ics-zone': {
    title: 'Unknown time zone',
    cause: 'An event names a time zone that Carillon does not know; its times are taken for those of the school.',
    remedy: 'Check its times in the portal; choose a zone such as Europe/Paris in the calendar.',
  },
  'ics-day-removed': {
    title: 'Date removed without an hour',
    cause:
      'A repeated event removes a day without saying the hour or that it is a whole day (`EXDATE` without `VALUE=DATE`). What the event has on that day is removed.',
    remedy: 'Nothing, if the event is not held on that day.',
  },
  'ics-date-ignored': {
    title: 'Unreadable date in a repetition',
    cause:
      'An event removes (`EXDATE`) or adds (`RDATE`) a date that cannot be read, or that is added without an hour. It is taken without that change: a session that is not held may remain, or one may be missing.',
    remedy: CORRECT_EVENTS,
  },
  'ics-no-session-then': {
    title: 'Removed date without a session',
    cause:
      'An event removes (`EXDATE`) a date or a time at which it is not held: another day, or another hour than its own. It is taken; that date changes nothing, and a session that is not held may remain.',
    remedy: `Check date and time. ${CORRECT_EVENTS} Nothing to do if the event is not held at that moment anyway.`,
  },
  'ics-all-day': {
    title: 'Event without a time',
    cause: 'An event lasts whole days (holidays, a birthday): it is no lesson.',
    remedy: 'Nothing to do.',
  },
  'ics-nobody': {
    title: 'Event without division, teacher or room',
    cause: 'An event does not say whom it concerns: it is no lesson.',
    remedy: 'Nothing to do if it is none. The page “File formats” tells how an event names its division.',
  },
  'ics-outside-year': {
    title: 'Event outside the year',
    cause: 'An event takes place on no day of the school year; it is not taken.',
    remedy: 'Nothing to do.',
  },

  // STS.
  'other-half-needed': {
    title: 'The other file is missing',
    cause: 'The file {here} is not enough: the timetable is in two files, and {missing} is missing.',
    remedy: 'Put both files into a zip. At the deposit URL the second one may also follow the first: it is waited for.',
  },
  'other-half-needed:names': {
    title: 'The other file is missing',
    cause: 'The file {here} is not enough: the timetable is in two files, and {missing} is missing.',
    remedy:
      'Put both files into a zip. At the deposit URL the second one may also follow the first: it is waited for. To import teachers and divisions, not the timetable, a manager gives {here} on the page “Directory”.',
  },
  'waits-for-half': {
    title: 'Waits for the file {missing}',
    cause: 'The file {here} came alone. The timetable is imported as soon as {missing} is there too.',
    remedy: 'Deposit {missing} before {until}; after that this import is refused.',
  },
  'waits-for-half:names': {
    title: 'Waits for the file {missing}',
    cause: 'The file {here} came alone. The timetable is imported as soon as {missing} is there too.',
    remedy:
      'Deposit {missing} before {until}; after that this import is refused. To import teachers and divisions, not the timetable, a manager gives {here} on the page “Directory”.',
  },
  'other-half-missing': {
    title: 'The other file did not come',
    cause: 'The file {here} has waited {minutes} min for the file {missing} of the same school and year.',
    remedy: 'Deposit both files one after the other, or together in a zip.',
  },
  'other-half-missing:names': {
    title: 'The other file did not come',
    cause: 'The file {here} has waited {minutes} min for the file {missing} of the same school and year.',
    remedy:
      'Deposit both files one after the other, or together in a zip. To import teachers and divisions, not the timetable, a manager gives {here} on the page “Directory”.',
  },
  'sts-halves-differ': {
    title: 'The two STS files do not belong together',
    cause: 'The file sts_emp is that of {names}, the file emp_sts that of {courses} (school and year).',
    remedy: 'Deposit the two files of the same school and year.',
  },
  'sts-courses-unreadable': {
    title: 'Too many lessons that cannot be read',
    cause: '{wrong} of {courses} lessons cannot be read: more than 5%.',
    remedy:
      'The report tells of which divisions and subjects; check them in your software, then export to STS-WEB again.',
  },
  'sts-course-unreadable': {
    title: 'Lesson that cannot be read',
    cause: 'Day, time or duration of a lesson is not possible. It gives no session.',
    remedy: 'Check that lesson in your timetable software, then export again.',
  },
  'sts-alternation-unknown': {
    title: 'Lesson without alternation',
    cause: 'A lesson follows an alternation that the file does not define, or that has no weeks. It gives no session.',
    remedy: 'Check the alternations in your timetable software, then export again.',
  },
};
