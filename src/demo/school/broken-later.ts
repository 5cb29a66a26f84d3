/** Exports of format 2.0 with exactly one fault each, in what only that format has, and the code that must tell it. */

import { type Fate, replaceOnce } from './broken-text.ts';
import { writeEdt } from './edt-writer.ts';
import type { School } from './model.ts';
import { attachStudents, groupByName, inTwoSchools } from './mutate-single-students.ts';

export interface BrokenLater {
  readonly name: string;
  readonly fate: Fate;
  /** Of the refusal or the finding. */
  readonly code: string;
  readonly build: (school: School) => string;
}

/** A good export with all that 2.0 adds. */
export function writeLater(school: School): string {
  const rich = attachStudents(groupByName(school), 2);
  return writeEdt(rich, { formatVersion: '2.0', schools: inTwoSchools(school), hasLaterLists: true });
}

function once(name: string, fate: Fate, code: string, pattern: RegExp, by: string): BrokenLater {
  return { name, fate, code, build: (school) => replaceOnce(writeLater(school), pattern, by) };
}

export const brokenLater: readonly BrokenLater[] = [
  once('division-of-no-school', 'warned', 'dangling-reference', /(<Etablissement Ident=")\d+("\/>)/, '$19$2'),
  once('school-without-uai', 'warned', 'dangling-reference', /(<Etablissement Ident="2") Numero="[^"]*"/, '$1'),
  once(
    'school-twice',
    'warned',
    'duplicate-ident',
    /<Etablissement Ident="2"/,
    '<Etablissement Ident="1" Numero="0990008X"/>$&',
  ),
  once('school-not-of-the-site', 'warned', 'school-left-out', /(<Etablissement Ident="2" Numero=")[^"]*/, '$10990009Z'),
  once('unknown-student-in-group', 'warned', 'dangling-reference', /(<Eleve Ident=")\d+("\/>)/, '$1987654$2'),
  once('unknown-student-in-course', 'warned', 'dangling-reference', /(<Eleve Ident=")\d+(" Sem)/, '$1987654$2'),
  once(
    'inclusion-not-a-mask',
    'warned',
    'week-mask-invalid',
    /SemainesInclusion="\d+"/,
    'SemainesInclusion="18446744073709551616"',
  ),
  once(
    'cancellation-not-a-mask',
    'warned',
    'week-mask-invalid',
    /<Cours Jour="/,
    '<Cours SemainesAnnulation="-4" Jour="',
  ),
  once('element-of-a-later-version', 'taken', 'unknown-element', /<Salles>/, '<Salles><Batiment Ident="1"/>'),
  once('attribute-of-a-later-version', 'taken', 'unknown-attribute', /<Salle Ident/, '<Salle Capacite="30" Ident'),
  {
    name: 'both-schools-unknown',
    fate: 'refused',
    code: 'other-school',
    build: (school) =>
      writeLater(school)
        .replaceAll(school.uai, '0990008X')
        .replace(/0990002B/g, '0990009Z'),
  },
];
