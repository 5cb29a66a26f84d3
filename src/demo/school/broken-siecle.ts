/** Files of SIECLE and STS-WEB with exactly one fault each, and the code that must tell it. */

import type { WrittenFile } from './aaf-writer.ts';
import type { BrokenDirectory } from './broken-directory.ts';
import { type Fate, replaceOnce } from './broken-text.ts';
import type { School } from './model.ts';
import { writeSiecle, writeSiecleGuardians } from './siecle-writer.ts';
import { writeEmpSts, writeStsEmp } from './sts-writer.ts';

/** Changes the text of one file. */
function inFile(name: string, fate: Fate, code: string, file: string, edit: (text: string) => string): BrokenDirectory {
  return {
    name,
    fate,
    code,
    build: (school) =>
      writeSiecle(school, { encoding: 'utf-8' }).map((one) =>
        one.name.startsWith(file) ? { ...one, bytes: Buffer.from(edit(one.bytes.toString())) } : one,
      ),
  };
}

function once(name: string, fate: Fate, code: string, file: string, pattern: RegExp, by: string): BrokenDirectory {
  return inFile(name, fate, code, file, (text) => replaceOnce(text, pattern, by));
}

const elsewhere = (school: School): School => ({ ...school, uai: '0990003C' });

/** One file of another state of the school among the good ones. */
function withOther(
  name: string,
  code: string,
  file: string,
  other: (school: School) => readonly WrittenFile[],
): BrokenDirectory {
  return {
    name,
    fate: 'refused',
    code,
    build: (school) => [
      ...writeSiecle(school).filter((one) => !one.name.startsWith(file)),
      ...other(school).filter((one) => one.name.startsWith(file)),
    ],
  };
}

export const brokenSiecle: readonly BrokenDirectory[] = [
  withOther('students-of-another-school', 'directory-other-school', 'Eleves', (school) =>
    writeSiecle(elsewhere(school)),
  ),
  withOther('calendar-of-another-school', 'directory-other-school', 'Communs', (school) =>
    writeSiecle(elsewhere(school)),
  ),
  withOther('nomenclature-of-another-school', 'directory-other-school', 'Nomenclature', (school) =>
    writeSiecle(elsewhere(school)),
  ),
  withOther('structures-of-another-year', 'directory-years', 'Structures', (school) =>
    writeSiecle(school, { startYear: 2027 }),
  ),
  {
    name: 'students-twice',
    fate: 'refused',
    code: 'directory-twice',
    build: (school) => [...writeSiecle(school), ...writeSiecle(school, { withoutAddresses: true }).slice(0, 1)],
  },
  once('no-school', 'refused', 'directory-other-school', 'Eleves', /<UAJ>[^<]*<\/UAJ>/, ''),
  once('impossible-year', 'refused', 'bad-school-year', 'Eleves', /<ANNEE_SCOLAIRE>[^<]*/, '<ANNEE_SCOLAIRE>26-27'),
  inFile('cut', 'refused', 'xml-truncated', 'Eleves', (text) => text.slice(0, text.length / 2)),
  once('entities', 'refused', 'xml-entities', 'Structures', /\n/, '\n<!DOCTYPE x [<!ENTITY a "b">]>'),
  once('wrong-encoding', 'refused', 'xml-encoding-unknown', 'Communs', /encoding="UTF-8"/, 'encoding="EBCDIC-1"'),
  inFile('empty', 'refused', 'directory-file-empty', 'Structures', () => ''),
  once(
    'student-without-name',
    'warned',
    'directory-person-unnamed',
    'Eleves',
    /<NOM_DE_FAMILLE>[^<]*<\/NOM_DE_FAMILLE>/,
    '',
  ),
  once(
    'impossible-birth-date',
    'warned',
    'directory-bad-birth-date',
    'Eleves',
    /<DATE_NAISS>\d\d\/\d\d/,
    '<DATE_NAISS>31/02',
  ),
  once(
    'two-classes',
    'warned',
    'siecle-several-divisions',
    'Eleves',
    /(<STRUCTURES_ELEVE [^>]*>[\s\S]*?<\/STRUCTURE>)/,
    '$1<STRUCTURE><CODE_STRUCTURE>9Z</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>',
  ),
  once(
    'impossible-closure',
    'warned',
    'siecle-bad-closure',
    'Communs',
    /(<LL_MOTIF>[^<]*<\/LL_MOTIF>\s*<DATE_DEBUT>)\d\d\/\d\d/,
    '$131/02',
  ),
  once(
    'closure-that-ends-before',
    'warned',
    'siecle-bad-closure',
    'Communs',
    /(<LL_MOTIF>[\s\S]*?<DATE_FIN>)\d\d\/\d\d\/\d{4}/,
    '$101/01/2020',
  ),
  inFile('no-closures', 'taken', 'siecle-no-closures', 'Communs', (text) =>
    text.replace(/<CALENDRIER_FERMETURES>[\s\S]*<\/CALENDRIER_FERMETURES>/, ''),
  ),
  {
    name: 'guardians-too',
    fate: 'taken',
    code: 'siecle-ignored',
    build: (school) => [...writeSiecle(school), writeSiecleGuardians(school)],
  },
];

const EMP = 'sts_emp.xml';

function ofEmp(name: string, fate: Fate, code: string, edit: (text: string) => string): BrokenDirectory {
  return {
    name,
    fate,
    code,
    build: (school) => {
      const text = writeStsEmp(school, { encoding: 'utf-8', hasServices: true }).toString();
      return [{ name: EMP, bytes: Buffer.from(edit(text)) }];
    },
  };
}

export const brokenSts: readonly BrokenDirectory[] = [
  {
    name: 'another-school',
    fate: 'refused',
    code: 'directory-other-school',
    build: (school) => [{ name: EMP, bytes: writeStsEmp(elsewhere(school)) }],
  },
  {
    name: 'courses-alone',
    fate: 'refused',
    code: 'sts-names-needed',
    build: (school) => [{ name: 'emp_sts.xml', bytes: writeEmpSts(school) }],
  },
  {
    name: 'twice',
    fate: 'refused',
    code: 'directory-twice',
    build: (school) => ['a', 'b'].map((name) => ({ name: `${name}.xml`, bytes: writeStsEmp(school) })),
  },
  ofEmp('impossible-year', 'refused', 'bad-school-year', (text) => replaceOnce(text, /ANNEE="\d+"/, 'ANNEE="26-27"')),
  ofEmp('cut', 'refused', 'xml-truncated', (text) => text.slice(0, text.length / 2)),
  ofEmp('person-without-name', 'warned', 'directory-person-unnamed', (text) =>
    replaceOnce(text, /<NOM_USAGE>[^<]*<\/NOM_USAGE>\s*<NOM_PATRONYMIQUE>[^<]*<\/NOM_PATRONYMIQUE>/, ''),
  ),
  {
    name: 'no-services',
    fate: 'taken',
    code: 'sts-no-services',
    build: (school) => [{ name: EMP, bytes: writeStsEmp(school) }],
  },
];
