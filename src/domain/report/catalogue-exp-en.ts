/** The part of the English catalogue about EDT's text exports, `EXP_Cours.xml` and `EXP_ELEVE.xml`. */

import type { Entry } from './catalogue.ts';

export const ENGLISH_EXP: Readonly<Record<string, Entry>> = {
  'by-hand-only': {
    title: 'This file cannot be deposited',
    cause:
      'A {format} file says neither dates nor identifiers. It is taken by an import by hand only, where somebody looks at what it will change; nothing was changed.',
    remedy: 'Send it by “Manual import”, or have EDT deposit the export “Vers les socles ENT”, which says it all.',
  },
  'exp-calendar-needed': {
    title: 'The site does not say which weeks have lessons',
    cause: 'An EXP_Cours file has no dates: Carillon cannot know which weeks have lessons, nor which are Q1 and Q2.',
    remedy:
      'On the page “School year”, fill in “Weeks and alternations”. The file is read again as soon as that is saved.',
  },
  'exp-students-alone': {
    title: 'The file of courses is missing',
    cause: 'The file EXP_ELEVE holds students only; the timetable is in EXP_Cours.xml.',
    remedy: 'Put EXP_Cours.xml and EXP_ELEVE.xml into a zip and send that, or send EXP_Cours.xml alone.',
  },
  'exp-courses-unreadable': {
    title: 'Too many unreadable courses',
    cause:
      '{wrong} of {courses} courses have no weekday, time, duration or alternation that Carillon understands: more than 5%.',
    remedy:
      'Look at the anomalies. In EDT tick the columns Jour, Heure de début, Durée and Fréquence, then export again; add an unknown alternation to “Weeks and alternations”.',
  },
  'exp-course-unreadable': {
    title: 'Course without a readable time',
    cause: 'The weekday, start or duration of the course is impossible; it is left out.',
    remedy: 'Correct it in EDT, or tick the columns Jour, Heure de début and Durée, then export again.',
  },
  'exp-alternation-unknown': {
    title: 'Unknown alternation',
    cause: 'The calendar of the site does not say which weeks are of this alternation; the course is left out.',
    remedy:
      'Add it to “Weeks and alternations” on the page “School year”: the file is read again as soon as that is saved.',
  },
  'exp-not-placed': {
    title: 'Course that is not placed',
    cause: 'The course has no weekday: it is not placed in the timetable yet and makes no session.',
    remedy: 'Nothing to do, unless it is to be held: then place it in EDT and export again.',
  },
  'exp-teachers-unpaired': {
    title: 'First and last names that do not fit',
    cause: 'The course does not have as many first as last names of teachers; the first names are left out.',
    remedy: 'Check the teachers of this course in EDT.',
  },
  'exp-student-unreadable': {
    title: 'Unreadable student',
    cause: 'The line has no name, or characters that cannot be kept; it is left out.',
    remedy: 'Tick the column Nom, correct the student in EDT, then export again.',
  },
};
