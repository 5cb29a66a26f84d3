/** UDT exports with exactly one fault each, and the code that must tell it. */

import { type Fate, replaceOnce } from './broken-text.ts';
import type { School } from './model.ts';
import { type UdtWritten, writeUdt } from './udt-writer.ts';

export interface BrokenUdt {
  readonly name: string;
  readonly fate: Fate;
  /** Of the refusal or the finding. */
  readonly code: string;
  readonly build: (school: School) => readonly UdtWritten[];
}

/** Changes the text of one file. */
function inFile(name: string, fate: Fate, code: string, file: string, edit: (text: string) => string): BrokenUdt {
  return {
    name,
    fate,
    code,
    build: (school) => {
      const files = writeUdt(school);
      if (!files.some((one) => one.name === file)) throw new RangeError(`the export has no ${file}`);
      return files.map((one) => (one.name === file ? { ...one, text: edit(one.text) } : one));
    },
  };
}

function once(name: string, fate: Fate, code: string, file: string, pattern: RegExp, by: string): BrokenUdt {
  return inFile(name, fate, code, file, (text) => replaceOnce(text, pattern, by));
}

function withoutFile(number: string, fate: Fate, code: string): BrokenUdt {
  const isGone = ({ name }: UdtWritten): boolean =>
    name === `UDCal_${number}.xml` || name.startsWith(`UDCal_${number}_`);
  return {
    name: `without-${number}`,
    fate,
    code,
    build: (school) => writeUdt(school).filter((one) => !isGone(one)),
  };
}

export const brokenUdt: readonly BrokenUdt[] = [
  ...['24', '07', '08', '11', '12'].map((number) => withoutFile(number, 'refused', 'udt-incomplete')),
  ...['00', '03', '04', '05', '10', '13', '19', '21', '23'].map((number) =>
    withoutFile(number, 'warned', 'udt-file-missing'),
  ),
  {
    name: 'two-exports',
    fate: 'refused',
    code: 'udt-file-twice',
    build: (school) =>
      ['a', 'b'].flatMap((folder) => writeUdt(school).map((one) => ({ ...one, name: `${folder}/${one.name}` }))),
  },
  inFile('cut', 'refused', 'xml-truncated', 'UDCal_12.xml', (text) => text.slice(0, text.length / 2)),
  once('entities', 'refused', 'xml-entities', 'UDCal_04.xml', /\n/, '\n<!DOCTYPE x [<!ENTITY a "b">]>'),
  once('no-year', 'refused', 'no-school-year', 'UDCal_24.xml', /<annee>[\s\S]*<\/fin_eleve>/, ''),
  once(
    'year-that-ends-before',
    'refused',
    'bad-school-year',
    'UDCal_24.xml',
    /<fin_eleve>[^<]*/,
    '<fin_eleve>01/09/2025',
  ),
  once(
    'impossible-first-day',
    'refused',
    'bad-school-year',
    'UDCal_24.xml',
    /<debut_eleve>[^<]*/,
    '<debut_eleve>31/09/2026',
  ),
  once('impossible-closure', 'warned', 'bad-date', 'UDCal_24.xml', /debut="[^"]*"/, 'debut="30/02/2027"'),
  once(
    'closure-that-ends-before',
    'warned',
    'inverted-dates',
    'UDCal_24.xml',
    /debut="[^"]*" fin="[^"]*"/,
    'debut="17/10/2026" fin="16/10/2026"',
  ),
  once('published-week-60', 'warned', 'bad-number', 'semaines.xml', /<semaine /, '<semaine num="60"/>$&'),
  once(
    'published-week-of-the-summer',
    'warned',
    'weeks-outside-year',
    'semaines.xml',
    /<semaine num="37"\/>/,
    '$&<semaine num="30"/>',
  ),
  once('week-not-published', 'unsettled', 'udt-week-not-published', 'semaines.xml', /<semaine num="40"\/>/, ''),
  once('impossible-hour', 'warned', 'bad-number', 'UDCal_07.xml', /hre_fin="[^"]*"/, 'hre_fin="25h00"'),
  inFile('no-hours', 'refused', 'outside-grid', 'UDCal_07.xml', () => '<x/>'),
  once('slip-twice', 'warned', 'duplicate-ident', 'UDCal_11.xml', /<fiche code="001"[^>]*>/, '$&$&'),
  once('slip-of-no-day', 'warned', 'bad-number', 'UDCal_11.xml', /(<fiche code="001" jour=")\d/, '$1lundi'),
  once('line-on-no-slip', 'warned', 'course-outside-grid', 'UDCal_12.xml', /fic="\d+"/, 'fic="999"'),
  once('unknown-teacher', 'warned', 'dangling-reference', 'UDCal_12.xml', /prof="P\d+"/, 'prof="P999"'),
  once('unknown-room', 'warned', 'dangling-reference', 'UDCal_12.xml', /salle="S\d+"/, 'salle="S999"'),
  once('unknown-subject', 'warned', 'dangling-reference', 'UDCal_12.xml', /mat="M\d+"/, 'mat="M999"'),
  once('unknown-division', 'warned', 'dangling-reference', 'UDCal_12.xml', /div="[^"]*" gpe=""/, 'div="9Z" gpe=""'),
  once('unknown-group', 'warned', 'dangling-reference', 'UDCal_12.xml', /gpe="G\d+" rgpmt="0"/, 'gpe="G999" rgpmt="0"'),
  once('unknown-regroupement', 'warned', 'dangling-reference', 'UDCal_12.xml', /rgpmt="0"/, 'rgpmt="R999"'),
  once(
    'line-without-division',
    'taken',
    'udt-lines-without-division',
    'UDCal_12.xml',
    /div="[^"]*" gpe=""/,
    'div="" gpe=""',
  ),
  inFile(
    'co-teaching-of-no-one',
    'warned',
    'dangling-reference',
    'UDCal_23.xml',
    () => '<x><coens lignefic="001001" prof="P999" epj=""/></x>',
  ),
  once('unknown-student', 'warned', 'dangling-reference', 'UDCal_21.xml', /ele="\d+"/, 'ele="99999"'),
  once('stay-in-no-division', 'warned', 'dangling-reference', 'UDCal_21.xml', /code_div="[^"]*"/, 'code_div="9Z"'),
  once('weeks-not-a-mask', 'warned', 'week-mask-invalid', 'UDCal_21.xml', /semaines="0"/, 'semaines="-1"'),
  once('impossible-birth-date', 'warned', 'bad-date', 'UDCal_10.xml', /naissance="[^"]*"/, 'naissance="31/02/2012"'),
  once('student-twice', 'warned', 'duplicate-ident', 'UDCal_10.xml', /<eleve [^>]*>/, '$&$&'),
  once('teacher-without-code', 'warned', 'missing-ident', 'UDCal_04.xml', /(<prof )code="[^"]*"/, '$1code=""'),
  once('group-of-no-division', 'warned', 'dangling-reference', 'UDCal_19.xml', /code_div="[^"]*"/, 'code_div="9Z"'),
  once(
    'element-of-a-later-version',
    'taken',
    'unknown-element',
    'UDCal_03.xml',
    /<donnees>/,
    '<donnees><etage code="1"/>',
  ),
];
