/** Writes schools as one feed of the academy (AAF, FORMATS.md 5a), full or as the changes since an earlier one, guardians and addresses included. */

import type { Day } from '../../domain/model/calendar.ts';
import { byId, divisionsOfGroups, type School, type SchoolPerson, type SchoolStudent } from './model.ts';
import { groupNamesOf, taughtIn } from './taught.ts';
import { encoderOf, type TextEncoding } from './text-encoding.ts';
import { escaped } from './xml-lines.ts';

export interface AafOptions {
  /** Day of the feed. */
  readonly day?: Day;
  readonly version?: string;
  readonly encoding?: TextEncoding;
  readonly hasProlog?: boolean;
  /** Accents by their HTML names, which XML does not know. */
  readonly hasHtmlNames?: boolean;
  /** Requests in one file; more go into the next one. */
  readonly perFile?: number;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One entry of the feed: attributes by name. */
interface AafEntry {
  readonly type: AafFileType;
  readonly id: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const FILE_TYPES = ['Eleve', 'EtabEducNat', 'MatiereEducNat', 'MefEducNat', 'PersEducNat', 'PersRelEleve'] as const;

type AafFileType = (typeof FILE_TYPES)[number];

const CATEGORY: Readonly<Record<AafFileType, string>> = {
  Eleve: 'categoriePersonne',
  PersEducNat: 'categoriePersonne',
  PersRelEleve: 'categoriePersonne',
  EtabEducNat: 'categorieStructure',
  MatiereEducNat: 'categorieMatiere',
  MefEducNat: 'categorieMef',
};

/** Number of a school's structure in the feed: digits that no other school has. */
export function structureIdOf({ uai }: Pick<School, 'uai'>): string {
  return String(Number(uai.slice(0, 7)) + 5_000);
}

const french = (day: Day | null): string[] => (day === null ? [] : [day.split('-').reverse().join('/')]);

function personAttributes(person: SchoolPerson, id: string, structure: string): Record<string, readonly string[]> {
  return {
    ENTPersonJointure: [id],
    ENTPersonDateNaissance: french(person.birthDate),
    ENTPersonNomPatro: [person.lastName],
    sn: [person.lastName],
    givenName: [person.firstName],
    ENTPersonAutresPrenoms: [person.firstName],
    personalTitle: [person.sex === 'male' ? 'M.' : 'Mme'],
    ENTPersonStructRattach: [structure],
  };
}

/** Every entry of one school. */
function entriesOf(school: School): AafEntry[] {
  const structure = structureIdOf(school);
  const divisions = byId(school.divisions);
  const held = divisionsOfGroups(school);
  const groups = groupNamesOf(school);
  const levels = [...new Map(school.divisions.map(({ mef, level }) => [mef, level]))];
  const entries: AafEntry[] = [
    {
      type: 'EtabEducNat',
      id: structure,
      attributes: {
        ENTStructureJointure: [structure],
        ENTStructureUAI: [school.uai],
        ENTStructureNomCourant: [school.name],
        ENTStructureTypeStruct: ['COLLEGE'],
        postalCode: [school.postalCode],
        ENTStructureClasses: school.divisions.map(({ name, mef }) => `${name}$${name}$${mef}`),
        ENTStructureGroupes: school.groups.map(({ id, name }) =>
          [name, name, ...(held.get(id) ?? []).map((one) => divisions.get(one)?.name ?? one)].join('$'),
        ),
      },
    },
    ...school.subjects.map(
      ({ nationalCode, label }): AafEntry => ({
        type: 'MatiereEducNat',
        id: nationalCode,
        attributes: { ENTMatJointure: [nationalCode], ENTLibelleMatiere: [label] },
      }),
    ),
    ...levels.map(
      ([mef, level]): AafEntry => ({
        type: 'MefEducNat',
        id: mef,
        attributes: { ENTMefJointure: [mef], ENTLibelleMef: [level] },
      }),
    ),
  ];
  const taught = taughtIn(school);
  school.teachers.forEach((teacher) => {
    const id = `2${structure}${teacher.stsId}`;
    const lines = (kind: 'division' | 'group'): string[] =>
      taught
        .filter((one) => one.teacherId === teacher.id && one.kind === kind)
        .map(({ name, subject }) => `${structure}$${name}$${subject}`);
    entries.push({
      type: 'PersEducNat',
      id,
      attributes: {
        ...personAttributes(teacher, id, structure),
        ENTPersonSTSId: [`${structure}$${teacher.stsId}`],
        ENTPersonFonctions: [`${structure}$ENS$ENSEIGNEMENT$L0000$${teacher.discipline}`],
        PersEducNatPresenceDevantEleves: ['O'],
        ENTAuxEnsClassesMatieres: lines('division'),
        ENTAuxEnsGroupesMatieres: lines('group'),
        mail: [teacher.email],
      },
    });
  });
  school.staff.forEach((person, at) => {
    const id = `3${structure}${at}`;
    entries.push({
      type: 'PersEducNat',
      id,
      attributes: {
        ...personAttributes(person, id, structure),
        ENTPersonFonctions: [`${structure}$DIR$DIRECTION$D0010$PERSONNEL`],
        PersEducNatPresenceDevantEleves: ['N'],
        mail: [person.email],
      },
    });
  });
  for (const student of school.students) entries.push(...studentEntries(school, student, structure, groups));
  return entries;
}

/** Telephone of a family, invented: no other text of the feed looks like it. */
export function phoneOf(index: number): string {
  return `+33 6 99 ${String(index % 100).padStart(2, '0')} 77 ${String((index * 7) % 100).padStart(2, '0')}`;
}

function studentEntries(
  school: School,
  student: SchoolStudent,
  structure: string,
  groups: ReadonlyMap<string, readonly string[]>,
): AafEntry[] {
  const id = `1${structure}${student.eleveId}`;
  const division = school.divisions.find((one) => one.id === student.divisions[0]?.id)?.name;
  const phone = phoneOf(Number(student.eleveId));
  const relatives = student.guardians.map((guardian, at): AafEntry => {
    const own = `4${structure}${student.eleveId}${at}`;
    return {
      type: 'PersRelEleve',
      id: own,
      attributes: {
        ENTPersonJointure: [own],
        sn: [guardian.lastName],
        givenName: [guardian.firstName],
        ENTPersonAdresse: [guardian.address],
        mobile: [phone],
      },
    };
  });
  return [
    {
      type: 'Eleve',
      id,
      attributes: {
        ...personAttributes(student, id, structure),
        ENTEleveINE: [student.ine],
        ENTEleveStructRattachId: [student.eleveId],
        ENTEleveClasses: division === undefined ? [] : [`${structure}$${division}`],
        ENTEleveGroupes: (groups.get(student.id) ?? []).map((name) => `${structure}$${name}`),
        ENTEleveRegime: ['DEMI-PENSIONNAIRE DANS L ETABLISSEMENT'],
        ENTEleveStatutEleve: ['SCOLAIRE'],
        ENTElevePersRelEleve: relatives.map((one) => `${one.id}$1$1$1$0$0`),
        ENTPersonAdresse: student.guardians.slice(0, 1).map(({ address }) => address),
        homePhone: [phone],
      },
    },
    ...relatives,
  ];
}

/** A full feed of some schools. */
export function writeAaf(schools: readonly School[], options: AafOptions = {}): readonly WrittenFile[] {
  const entries = distinct(schools.flatMap(entriesOf));
  return filesOf(
    entries.map((entry) => ({ type: entry.type, text: request('addRequest', entry, 'attributes') })),
    'Complet',
    options,
  );
}

/** What changed between two states of some schools. */
export function writeAafDelta(
  before: readonly School[],
  after: readonly School[],
  options: AafOptions = {},
): readonly WrittenFile[] {
  const known = new Map(distinct(before.flatMap(entriesOf)).map((entry) => [`${entry.type} ${entry.id}`, entry]));
  const requests: { type: AafFileType; text: string }[] = [];
  for (const entry of distinct(after.flatMap(entriesOf))) {
    const old = known.get(`${entry.type} ${entry.id}`);
    known.delete(`${entry.type} ${entry.id}`);
    if (!old) {
      requests.push({ type: entry.type, text: request('addRequest', entry, 'attributes') });
      continue;
    }
    const changed = Object.entries(entry.attributes).filter(
      ([name, values]) => (old.attributes[name] ?? []).join('\n') !== values.join('\n'),
    );
    if (changed.length === 0) continue;
    const attributes = Object.fromEntries(changed);
    requests.push({ type: entry.type, text: request('modifyRequest', { ...entry, attributes }, 'modifications') });
  }
  for (const gone of known.values()) requests.push({ type: gone.type, text: request('deleteRequest', gone, null) });
  return filesOf(requests, 'Delta', options);
}

function distinct(entries: readonly AafEntry[]): AafEntry[] {
  return [...new Map(entries.map((entry) => [`${entry.type} ${entry.id}`, entry])).values()];
}

function request(
  name: string,
  { type, id, attributes }: AafEntry,
  list: 'attributes' | 'modifications' | null,
): string {
  const lines = [
    `<${name}>`,
    `<operationalAttributes><attr name="${CATEGORY[type]}"><value>${type}</value></attr></operationalAttributes>`,
    `<identifier><id>${id}</id></identifier>`,
  ];
  if (list !== null) {
    lines.push(`<${list}>`);
    for (const [attribute, values] of Object.entries(attributes)) {
      const own = values.length === 0 ? '<value/>' : values.map((one) => `<value>${escaped(one)}</value>`).join('');
      const [open, close] =
        list === 'attributes'
          ? [`attr name="${attribute}"`, 'attr']
          : [`modification name="${attribute}" operation="replace"`, 'modification'];
      lines.push(` <${open}>${own}</${close}>`);
    }
    lines.push(`</${list}>`);
  }
  return [...lines, `</${name}>`].join('\n');
}

const HTML_NAMES: Readonly<Record<string, string>> = {
  é: 'eacute',
  è: 'egrave',
  ï: 'iuml',
  ç: 'ccedil',
  ô: 'ocirc',
  ë: 'euml',
};

function filesOf(
  requests: readonly { readonly type: AafFileType; readonly text: string }[],
  mode: 'Complet' | 'Delta',
  options: AafOptions,
): readonly WrittenFile[] {
  const {
    day = '2026-09-15',
    version = 'AAF-VE2101',
    encoding = 'utf-8',
    hasProlog = false,
    perFile = 5_000,
  } = options;
  const { mark, encode } = encoderOf(encoding, false);
  const files: WrittenFile[] = [];
  for (const type of FILE_TYPES) {
    const own = requests.filter((one) => one.type === type);
    for (let from = 0, number = 0; from === 0 || from < own.length; from += perFile, number++) {
      const body = own.slice(from, from + perFile).map(({ text }) => text);
      const text = [
        ...(hasProlog || encoding !== 'utf-8' ? [`<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>`] : []),
        '<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">',
        '<ficAlimMENESR>',
        `<!-- versionAF="${version}" -->`,
        ...body,
        '</ficAlimMENESR>',
        '',
      ].join('\n');
      const written = options.hasHtmlNames ? text.replace(/[éèïçôë]/g, (letter) => `&${HTML_NAMES[letter]};`) : text;
      const name = `ENT_0990000A_${mode}_${day.replaceAll('-', '')}_${type}_${String(number).padStart(4, '0')}.xml`;
      files.push({ name, bytes: Buffer.concat([mark, encode(written)]) });
    }
  }
  return files;
}
