/** EDT's text exports with exactly one fault each, and the code that must tell it. */

import { type Fate, replaceOnce } from './broken-text.ts';
import { writeExpCourses, writeExpStudents } from './exp-writer.ts';
import type { School } from './model.ts';

/** The files by name. */
export type ExpFiles = Readonly<Record<string, string>>;

export interface BrokenExp {
  readonly name: string;
  readonly fate: Fate;
  /** Of the refusal or the finding. */
  readonly code: string;
  readonly build: (school: School) => ExpFiles;
}

const COURSES = 'EXP_Cours.xml';
const STUDENTS = 'EXP_ELEVE.xml';

/** The good files that all of them start from. */
export function writeExp(school: School): ExpFiles {
  return { [COURSES]: writeExpCourses(school).toString(), [STUDENTS]: writeExpStudents(school).toString() };
}

function inFile(name: string, fate: Fate, code: string, file: string, edit: (text: string) => string): BrokenExp {
  return {
    name,
    fate,
    code,
    build: (school) => {
      const files = writeExp(school);
      return { ...files, [file]: edit(files[file] ?? '') };
    },
  };
}

function once(name: string, fate: Fate, code: string, file: string, pattern: RegExp, by: string): BrokenExp {
  return inFile(name, fate, code, file, (text) => replaceOnce(text, pattern, by));
}

function all(name: string, fate: Fate, code: string, pattern: RegExp, by: string): BrokenExp {
  return inFile(name, fate, code, COURSES, (text) => text.replaceAll(new RegExp(pattern, 'g'), by));
}

/** Everywhere in the first row that has it. */
function course(name: string, pattern: RegExp, by: string, code = 'exp-course-unreadable'): BrokenExp {
  return once(name, 'warned', code, COURSES, pattern, by);
}

export const brokenExp: readonly BrokenExp[] = [
  { name: 'students-alone', fate: 'refused', code: 'exp-students-alone', build: (school) => pick(school, STUDENTS) },
  {
    name: 'courses-twice',
    fate: 'refused',
    code: 'several-exports',
    build: (school) => ({ ...writeExp(school), 'copie.xml': writeExpCourses(school).toString() }),
  },
  {
    name: 'beside-another-xml',
    fate: 'refused',
    code: 'several-exports',
    build: (school) => ({ ...writeExp(school), 'autre.xml': '<autre/>' }),
  },
  inFile('cut', 'refused', 'xml-truncated', COURSES, (text) => text.slice(0, text.length / 2)),
  inFile('students-cut', 'refused', 'xml-truncated', STUDENTS, (text) => text.slice(0, text.length / 2)),
  once('entities', 'refused', 'xml-entities', COURSES, /\n/, '\n<!DOCTYPE x [<!ENTITY a "b">]>'),
  all('no-courses', 'refused', 'no-course', /<Cours numero[^\n]*\n/, ''),
  all('no-column-weekday', 'refused', 'no-course', /<JOUR>[^<]*<\/JOUR>/, ''),
  all('no-column-start', 'refused', 'exp-courses-unreadable', /<H\.DEBUT>[^<]*<\/H\.DEBUT>/, ''),
  all('no-column-duration', 'refused', 'exp-courses-unreadable', /<DUREE>[^<]*<\/DUREE>/, ''),
  all('unknown-frequency-everywhere', 'refused', 'exp-courses-unreadable', />(H|Q1|Q2)<\/(FRE|ALT)/, '>T1</$2'),
  course('unknown-weekday', /<JOUR>[^<]+/, '<JOUR>vendémiaire'),
  course('impossible-start', /<H\.DEBUT>[^<]+/, '<H.DEBUT>25h00'),
  course('impossible-duration', /<DUREE>[^<]+/, '<DUREE>0h00'),
  course('until-after-midnight', /<H\.DEBUT>[^<]+/, '<H.DEBUT>23h30'),
  course('unknown-alternation', /<FREQUENCE>[^<]+/, '<FREQUENCE>Q', 'exp-alternation-unknown'),
  course('unknown-period', /<ALTERNANCE>H/, '<ALTERNANCE>S2', 'exp-alternation-unknown'),
  course('a-first-name-too-many', /<PROF_PRENOM>[^<]+/, '$&, ANNE', 'exp-teachers-unpaired'),
  course('too-many-rooms', /<SALLE>[^<]+/, `<SALLE>${'A,'.repeat(200)}`, 'too-many-names'),
  once('not-placed', 'taken', 'exp-not-placed', COURSES, /<JOUR>[^<]+/, '<JOUR>'),
  once('unknown-column', 'taken', 'unknown-element', COURSES, /<SALLE>/, '<COULEUR>rouge</COULEUR><SALLE>'),
  once('no-last-name', 'warned', 'exp-student-unreadable', STUDENTS, /<NOM>[^<]+/, '<NOM>'),
  once('impossible-birth-date', 'warned', 'bad-date', STUDENTS, /<DATE_NAISS>[^<]+/, '<DATE_NAISS>31/02/2013'),
];

function pick(school: School, name: string): ExpFiles {
  return { [name]: writeExp(school)[name] ?? '' };
}
