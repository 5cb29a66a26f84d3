/** The part of the English catalogue about exports of UnDeuxTEMPS (UDT). */

import type { Entry } from './catalogue.ts';

export const ENGLISH_UDT: Readonly<Record<string, Entry>> = {
  'udt-incomplete': {
    title: 'Incomplete UDT export',
    cause: 'Files are missing without which the timetable cannot be read: {files}.',
    remedy: 'Deposit the whole zip that the export of UnDeuxTEMPS makes, without taking a file out of it.',
  },
  'udt-file-twice': {
    title: 'Two UDT exports in one archive',
    cause: 'The archive holds the file “{file}” twice: there is no telling which one to import.',
    remedy: 'Deposit one archive for each export.',
  },
  'udt-file-missing': {
    title: 'File missing in the UDT export',
    cause: 'The UDT export does not have all its files; what this one says is missing.',
    remedy: 'Deposit the whole zip that the export of UnDeuxTEMPS makes.',
  },
  'udt-lines-without-division': {
    title: 'Lines without class',
    cause: 'Lines of lessons name neither class nor group of classes; they make no session (in brackets: how many).',
    remedy: 'Nothing to do: they are meetings, or duties without students.',
  },
  'udt-week-not-published': {
    title: 'Weeks that are not published',
    cause: 'Weeks of the export are not among those published; they are not read.',
    remedy: 'Publish these weeks in UnDeuxTEMPS if they are to appear, then export again.',
  },
  'udt-lessons-on-closed-days': {
    title: 'Lessons on a closed day',
    cause: 'A real week has lessons on a day on which the school is closed; they make no session.',
    remedy: 'Nothing to do. If these lessons are held, take the closure of that day out of UnDeuxTEMPS.',
  },
};
