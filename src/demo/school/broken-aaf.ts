/** Feeds of the academy with exactly one fault each, and the code that must tell it. */

import { structureIdOf, type WrittenFile, writeAaf, writeAafDelta } from './aaf-writer.ts';
import type { BrokenDirectory } from './broken-directory.ts';
import { type Fate, replaceOnce } from './broken-text.ts';
import type { School } from './model.ts';

/** Changes the text of the files of a type. */
function inFiles(
  name: string,
  fate: Fate,
  code: string,
  type: string,
  edit: (text: string) => string,
): BrokenDirectory {
  return {
    name,
    fate,
    code,
    build: (school) =>
      writeAaf([school]).map((file) =>
        file.name.includes(`_${type}_`) ? { ...file, bytes: Buffer.from(edit(file.bytes.toString())) } : file,
      ),
  };
}

function once(name: string, fate: Fate, code: string, type: string, pattern: RegExp, by: string): BrokenDirectory {
  return inFiles(name, fate, code, type, (text) => replaceOnce(text, pattern, by));
}

const without = (files: readonly WrittenFile[], type: string): readonly WrittenFile[] =>
  files.filter((file) => !file.name.includes(`_${type}_`));

const later = (school: School): School => ({ ...school, students: school.students.slice(1) });

export const brokenAaf: readonly BrokenDirectory[] = [
  once(
    'entities',
    'refused',
    'xml-entities',
    'Eleve',
    /<!DOCTYPE [^>]*>/,
    '<!DOCTYPE ficAlimMENESR [<!ENTITY a "b">]>',
  ),
  once(
    'external-entity',
    'refused',
    'xml-external-entity',
    'Eleve',
    /<!DOCTYPE [^>]*>/,
    '<!DOCTYPE ficAlimMENESR SYSTEM "x.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
  ),
  once('unknown-entity', 'refused', 'xml-unknown-entity', 'PersEducNat', /<value>/, '<value>&nothing;'),
  inFiles('cut', 'refused', 'xml-truncated', 'Eleve', (text) => text.slice(0, text.length / 2)),
  inFiles('empty', 'refused', 'directory-file-empty', 'Eleve', () => ''),
  {
    name: 'a-part-missing',
    fate: 'refused',
    code: 'aaf-part-missing',
    build: (school) => writeAaf([school], { perFile: 3 }).filter((file) => !file.name.includes('_Eleve_0001')),
  },
  {
    name: 'two-days',
    fate: 'refused',
    code: 'aaf-several-feeds',
    build: (school) => [
      ...without(writeAaf([school]), 'Eleve'),
      ...writeAaf([school], { day: '2026-09-16' }).filter((file) => file.name.includes('_Eleve_')),
    ],
  },
  {
    name: 'full-and-changes',
    fate: 'refused',
    code: 'aaf-several-feeds',
    build: (school) => [...writeAaf([school]), ...writeAafDelta([school], [later(school)])],
  },
  {
    name: 'changes-called-full',
    fate: 'refused',
    code: 'aaf-not-full',
    build: (school) =>
      writeAafDelta([school], [later(school)]).map((file) => ({
        ...file,
        name: file.name.replace('Delta', 'Complet'),
      })),
  },
  {
    name: 'other-schools-only',
    fate: 'refused',
    code: 'aaf-school-missing',
    build: (school) => writeAaf([{ ...school, uai: '0990003C' }]),
  },
  {
    name: 'without-schools',
    fate: 'refused',
    code: 'aaf-structures-missing',
    build: (school) => without(writeAaf([school]), 'EtabEducNat'),
  },
  {
    name: 'with-another-format',
    fate: 'refused',
    code: 'directory-mixed',
    build: (school) => [...writeAaf([school]), { name: 'a.csv', bytes: Buffer.from('kind;id;lastName\nstaff;1;A\n') }],
  },
  {
    name: 'with-a-picture',
    fate: 'refused',
    code: 'directory-not-recognised',
    build: (school) => [...writeAaf([school]), { name: 'a.xml', bytes: Buffer.from('<svg/>') }],
  },
  once('impossible-birth-date', 'warned', 'directory-bad-birth-date', 'Eleve', /\d\d\/\d\d\/(\d{4})/, '31/02/$1'),
  once(
    'student-without-name',
    'warned',
    'directory-person-unnamed',
    'Eleve',
    /<attr name="ENTPersonNomPatro">[\s\S]*?<attr name="givenName">/,
    '<attr name="givenName">',
  ),
  {
    name: 'other-schools-too',
    fate: 'taken',
    code: 'aaf-others',
    build: (school) => writeAaf([{ ...school, uai: '0990003C' }, school]),
  },
  {
    name: 'value-taken-away',
    fate: 'warned',
    code: 'aaf-operation',
    build: (school) =>
      writeAaf([school]).map((file) =>
        file.name.includes('_PersEducNat_')
          ? {
              ...file,
              name: file.name.replace('Complet', 'Delta'),
              bytes: Buffer.from(
                `<ficAlimMENESR><modifyRequest><operationalAttributes><attr name="categoriePersonne"><value>PersEducNat</value></attr></operationalAttributes><identifier><id>2</id></identifier><modifications><modification name="ENTPersonStructRattach" operation="replace"><value>${structureIdOf(school)}</value></modification><modification name="ENTPersonFonctions" operation="delete"><value>x</value></modification></modifications></modifyRequest></ficAlimMENESR>`,
              ),
            }
          : { ...file, name: file.name.replace('Complet', 'Delta') },
      ),
  },
];
