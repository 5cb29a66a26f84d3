/** Writes a school as the exports of SIECLE (FORMATS.md 5), addresses, telephones and guardians included. */

import type { Day } from '../../domain/model/calendar.ts';
import type { WrittenFile } from './aaf-writer.ts';
import { phoneOf } from './aaf-writer.ts';
import type { NamedClosure } from './french-calendar.ts';
import { divisionsOfGroups, type School } from './model.ts';
import { groupNamesOf } from './taught.ts';
import { encoderOf, type TextEncoding } from './text-encoding.ts';
import { element, escaped } from './xml-lines.ts';

export interface SiecleOptions {
  /** ISO-8859-15 by default. */
  readonly encoding?: TextEncoding;
  readonly day?: Day;
  readonly startYear?: number;
  /** `ElevesSansAdresses` in place of `ElevesAvecAdresses`. */
  readonly withoutAddresses?: boolean;
}

const french = (day: Day): string => day.split('-').reverse().join('/');

/** Elements with a text each; those without are not there, as SIECLE leaves them out. */
function texts(values: Readonly<Record<string, string | number | null | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`<${name}>${escaped(String(value))}</${name}>`],
  );
}

const holder = (name: string, children: readonly string[]): readonly string[] => element(name, {}, children);

function fileOf(
  school: School,
  name: string,
  root: string,
  version: string,
  content: readonly string[],
  { encoding = 'iso-8859-15', day = '2026-09-15', startYear }: SiecleOptions,
): WrittenFile {
  const { mark, encode } = encoderOf(encoding, false);
  const lines = [
    `<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>`,
    ...element(root, { VERSION: version }, [
      ...holder(
        'PARAMETRES',
        texts({
          UAJ: school.uai,
          ANNEE_SCOLAIRE: startYear ?? school.calendar.schoolYear.firstDay.slice(0, 4),
          DATE_EXPORT: french(day),
          HORODATAGE: `${french(day)} 19:02:11`,
        }),
      ),
      ...holder('DONNEES', content),
    ]),
  ];
  return { name, bytes: Buffer.concat([mark, encode(`${lines.join('\n')}\n`)]) };
}

function studentsFile(school: School, options: SiecleOptions): WrittenFile {
  const divisions = new Map(school.divisions.map(({ id, name, mef }) => [id, { name, mef }]));
  const groups = groupNamesOf(school);
  const hasAddresses = !options.withoutAddresses;
  const structureOf = (code: string, type: 'D' | 'G') =>
    holder('STRUCTURE', texts({ CODE_STRUCTURE: code, TYPE_STRUCTURE: type }));
  const content = [
    ...holder(
      'ELEVES',
      school.students.flatMap((student, at) =>
        element('ELEVE', { ELEVE_ID: student.eleveId, ELENOET: 5_000 + at }, [
          ...texts({
            ID_NATIONAL: student.ine,
            ELENOET: 5_000 + at,
            NOM_DE_FAMILLE: student.lastName,
            PRENOM: student.firstName,
            DATE_NAISS: student.birthDate === null ? null : french(student.birthDate),
            DOUBLEMENT: 0,
            CODE_PAYS: 100,
            ACCEPTE_SMS: 1,
            MEL: hasAddresses ? `famille${at}@exemple.org` : null,
            CODE_REGIME: 24,
            ADRESSE_ID: hasAddresses ? 70_000 + at : null,
            TEL_PORTABLE: hasAddresses ? phoneOf(Number(student.eleveId)) : null,
            CODE_SEXE: student.sex === 'male' ? 1 : 2,
            CODE_STATUT: 'ST',
            CODE_MEF: divisions.get(student.divisions[0]?.id ?? '')?.mef,
          }),
          ...holder('SCOLARITE_AN_DERNIER', texts({ CODE_STRUCTURE: 'CM2', CODE_RNE: '0990999Z' })),
        ]),
      ),
    ),
    '<OPTIONS/>',
    ...holder(
      'STRUCTURES',
      school.students.flatMap(({ id, eleveId, divisions: own }, at) =>
        element('STRUCTURES_ELEVE', { ELEVE_ID: eleveId, ELENOET: 5_000 + at }, [
          ...own.slice(0, 1).flatMap((link) => structureOf(divisions.get(link.id)?.name ?? '', 'D')),
          ...(groups.get(id) ?? []).flatMap((name) => structureOf(name, 'G')),
        ]),
      ),
    ),
    '<BOURSES/>',
    ...(hasAddresses
      ? holder(
          'ADRESSES',
          school.students.flatMap(({ guardians }, at) =>
            element(
              'ADRESSE',
              { ADRESSE_ID: 70_000 + at },
              texts({ LIGNE1_ADRESSE: guardians[0]?.address, CODE_POSTAL: school.postalCode }),
            ),
          ),
        )
      : []),
  ];
  const name = hasAddresses ? 'ElevesAvecAdresses.xml' : 'ElevesSansAdresses.xml';
  return fileOf(school, name, 'BEE_ELEVES', '3.0', content, options);
}

function structuresFile(school: School, options: SiecleOptions): WrittenFile {
  const names = new Map(school.divisions.map(({ id, name }) => [id, name]));
  const held = divisionsOfGroups(school);
  const content = [
    ...holder(
      'DIVISIONS',
      school.divisions.flatMap(({ name, mef }) =>
        element('DIVISION', { CODE_STRUCTURE: name }, [
          ...texts({ LIBELLE_LONG: name }),
          ...holder('MEFS_APPARTENANCE', holder('MEF_APPARTENANCE', texts({ CODE_MEF: mef }))),
        ]),
      ),
    ),
    ...holder(
      'GROUPES',
      school.groups.flatMap(({ id, name }) =>
        element('GROUPE', { CODE_STRUCTURE: name }, [
          ...texts({ LIBELLE_LONG: name }),
          ...holder(
            'DIVISIONS_APPARTENANCE',
            (held.get(id) ?? []).flatMap((one) =>
              holder('DIVISION_APPARTENANCE', texts({ CODE_STRUCTURE: names.get(one) })),
            ),
          ),
        ]),
      ),
    ),
  ];
  return fileOf(school, 'Structures.xml', 'BEE_STRUCTURES', '2.0', content, options);
}

function nomenclatureFile(school: School, options: SiecleOptions): WrittenFile {
  const mefs = [...new Map(school.divisions.map(({ mef, level }) => [mef, level]))];
  const content = [
    ...holder(
      'MEFS',
      mefs.flatMap(([mef, level]) =>
        element('MEF', { CODE_MEF: mef }, texts({ FORMATION: level, LIBELLE_LONG: `${level}   ` })),
      ),
    ),
    ...holder(
      'MATIERES',
      school.subjects.flatMap(({ nationalCode, code, label }) =>
        element('MATIERE', { CODE_MATIERE: nationalCode }, texts({ CODE_GESTION: code, LIBELLE_LONG: label })),
      ),
    ),
  ];
  return fileOf(school, 'Nomenclature.xml', 'BEE_NOMENCLATURES', '3.1', content, options);
}

/** Holidays and public holidays of the whole year, as the calendar of SIECLE lists them. */
export function siecleClosures({ calendar }: School): readonly NamedClosure[] {
  const single = (day: Day): NamedClosure => ({ name: 'Jour férié', firstDay: day, lastDay: day });
  return [...calendar.closures, ...calendar.publicHolidays.map(single)];
}

/** The calendar: periods of the year beside the closures. */
function calendarFile(school: School, options: SiecleOptions): WrittenFile {
  const { firstDay, lastDay } = school.calendar.schoolYear;
  const content = [
    ...holder(
      'UAJ',
      texts({
        DENOM_PRINC: 'COLLEGE',
        DENOM_COMPL: school.name,
        TELEPHONE: '0199000000',
        LIGNE1_ADRESSE: '1 place de la Mairie',
      }),
    ),
    ...holder('ANNEE_SCOLAIRE', texts({ DATE_DEBUT_ELEVE: french(firstDay), DATE_FIN_ELEVE: french(lastDay) })),
    ...holder(
      'PERIODES',
      holder(
        'PERIODE',
        texts({
          CODE_PERIODE: 'T1',
          DATE_DEBUT: french(firstDay),
          DATE_FIN: '30/11/2026',
          LL_PERIODE: '1ER TRIMESTRE',
        }),
      ),
    ),
    ...holder(
      'CALENDRIER_FERMETURES',
      siecleClosures(school).flatMap((one) =>
        holder(
          'CALENDRIER_FERMETURE',
          texts({
            LC_MOTIF: 'FERM',
            LL_MOTIF: 'FERMETURE',
            DATE_DEBUT: french(one.firstDay),
            DATE_FIN: french(one.lastDay),
            LL_FERMETURE: one.name,
          }),
        ),
      ),
    ),
  ];
  return fileOf(school, 'Communs.xml', 'BEE_COMMUN', '1.2', content, options);
}

/** Guardians: given with the others by many, and read by nobody. */
export function writeSiecleGuardians(school: School, options: SiecleOptions = {}): WrittenFile {
  const content = holder(
    'PERSONNES',
    school.students.flatMap(({ eleveId, guardians }) =>
      guardians.flatMap(({ lastName, firstName }, at) =>
        element(
          'PERSONNE',
          { PERSONNE_ID: `${eleveId}${at}` },
          texts({ NOM_DE_FAMILLE: lastName, PRENOM: firstName, TEL_PORTABLE: phoneOf(Number(eleveId)) }),
        ),
      ),
    ),
  );
  return fileOf(school, 'ResponsablesAvecAdresses.xml', 'BEE_RESPONSABLES', '3.0', content, options);
}

/** All files that are read: students, structures, nomenclature, calendar. */
export function writeSiecle(school: School, options: SiecleOptions = {}): readonly WrittenFile[] {
  return [studentsFile, structuresFile, nomenclatureFile, calendarFile].map((write) => write(school, options));
}
