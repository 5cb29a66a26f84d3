/** Writes a school as a clear EDT export, format 1.1 or 2.0, in the layout of the publisher's demo file (FORMATS.md 1.3, 1.4). */

import { weeksOf } from '../../domain/model/calendar.ts';
import type { ResourceKind, SchoolYear } from '../../domain/model/timetable.ts';
import type { Numbering } from './edt-idents.ts';
import { numberingOf } from './edt-idents.ts';
import { establishmentLines, guardianIdent, laterLists, placeOf, type SchoolOfSite } from './edt-later.ts';
import type { School, SchoolCourse, SchoolLink, SchoolStudent, SchoolTeacher } from './model.ts';
import type { TextEncoding } from './text-encoding.ts';
import { encoderOf } from './text-encoding.ts';
import { type Attributes, element, escaped, leaf, list } from './xml-lines.ts';

export type OfficialId = 'sts' | 'ine' | 'eleve' | 'idpn';

export interface EdtOptions {
  /** Another value gives other `Ident`s and another order of everything: the same timetable exported again. */
  readonly identSeed?: number | string;
  /** Official identifiers to write; all by default. The publisher's demo has only `ine` and `idpn`. */
  readonly ids?: readonly OfficialId[];
  /** Two spellings exist in the wild. */
  readonly idpnName?: 'IDPN' | 'IdPN';
  readonly formatVersion?: string;
  /** Encoding that the declaration names and `writeEdtBytes` uses; UTF-8 by default. */
  readonly encoding?: TextEncoding;
  /** Byte order mark in UTF-8; UTF-16 always has one. */
  readonly hasByteOrderMark?: boolean;
  readonly hasGuardians?: boolean;
  /** `<!--Domaine : [1..7,10]-->` in the resources of the courses. */
  readonly hasComments?: boolean;
  /** `partial`: only dates that differ from the bounds of the year. */
  readonly membershipDates?: 'always' | 'partial';
  /** UAI to write in place of the school's. */
  readonly uai?: string;
  /** Format 2.0: the schools that the divisions are of. */
  readonly schools?: readonly SchoolOfSite[];
  /** What only later formats hold: staff, equipment, MEF, absences, guardians in a list of their own, `Annuel`. */
  readonly hasLaterLists?: boolean;
}

const namespace = 'http://www.index-education.com/exportemploidutemps';
const schema = 'http://telechargement.index-education.com/export/ExportEmploiDuTemps.xsd';
const chunkLength = 64 * 1024;

/** The whole export as text; the text has no byte order mark. */
export function writeEdt(school: School, options: EdtOptions = {}): string {
  return [...edtChunks(school, options)].join('');
}

/** The whole export as bytes, in the encoding asked for. */
export function writeEdtBytes(school: School, options: EdtOptions = {}): Buffer {
  return Buffer.concat([...edtByteChunks(school, options)]);
}

/** The export as bytes, piece by piece; a character that the encoding lacks becomes a character reference. */
export function* edtByteChunks(school: School, options: EdtOptions = {}): Generator<Buffer> {
  const { mark, encode } = encoderOf(options.encoding ?? 'utf-8', options.hasByteOrderMark ?? false);
  if (mark.length > 0) yield mark;
  for (const chunk of edtChunks(school, options)) yield encode(chunk);
}

/** The export as text, in pieces of about 64 K characters: for files that should never stand in memory at once. */
export function* edtChunks(school: School, options: EdtOptions = {}): Generator<string> {
  let pending = '';
  for (const line of edtLines(school, options)) {
    pending += `${line}\n`;
    if (pending.length < chunkLength) continue;
    yield pending;
    pending = '';
  }
  yield pending;
}

function* edtLines(school: School, options: EdtOptions): Generator<string> {
  const numbering = numberingOf(school, options.identSeed);
  const { inOrder } = numbering;
  yield `<?xml version="1.0" encoding="${(options.encoding ?? 'utf-8').toUpperCase()}"?>`;
  yield `<ExportEmploiDuTemps xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${namespace} ${schema}" Version="${options.formatVersion ?? '1.1'}" UAI="${escaped(options.uai ?? school.uai)}">`;
  yield* yearAndGrid(school);
  yield* establishmentLines(options.schools ?? []);
  yield* list('Matieres', inOrder(school.subjects), function* ({ id, code, label }) {
    yield leaf('Matiere', { Ident: numbering.identOf('subject', id), Code: code, Libelle: label });
  });
  yield* list('Professeurs', inOrder(school.teachers), function* (teacher) {
    yield leaf('Professeur', teacherAttributes(school, teacher, numbering, options));
  });
  yield* definitions(school, numbering, options);
  yield* list('Eleves', inOrder(school.students), (student) => studentLines(school, student, numbering, options));
  yield* list('Cours', inOrder(school.courses), (course) => courseLines(course, numbering, options));
  if (options.hasLaterLists) yield* laterLists(school, numbering);
  yield '</ExportEmploiDuTemps>';
}

function* yearAndGrid({ calendar, grid }: School): Generator<string> {
  const { firstDay, lastDay, week1Monday } = calendar.schoolYear;
  yield `  ${leaf('AnneeScolaire', { DateDebut: firstDay, DateFin: lastDay, DatePremierJourSemaine1: week1Monday })}`;
  yield `  <GrilleHoraire NombrePlacesParJour="${grid.slots.length}" DureePlace="${grid.slotMinutes}">`;
  yield '    <JoursOuvres>';
  for (const weekday of grid.weekdays) yield `      <Jour>${weekday}</Jour>`;
  yield '    </JoursOuvres>';
  yield '    <PlacesParJour>';
  for (const { number, startTime, endTime } of grid.slots) {
    const times = { LibelleHeureDebut: `${startTime}:00`, LibelleHeureFin: `${endTime}:00` };
    yield `      ${leaf('Place', { Numero: number, ...times })}`;
  }
  yield '    </PlacesParJour>';
  yield '  </GrilleHoraire>';
}

function* definitions(
  school: School,
  { identOf, inOrder }: Numbering,
  { schools = [] }: EdtOptions,
): Generator<string> {
  const partsOf = new Map<string, string[]>();
  for (const { id, divisionId } of school.parts) {
    const parts = partsOf.get(divisionId);
    if (parts) parts.push(id);
    else partsOf.set(divisionId, [id]);
  }
  const withParts = (name: string, attributes: Attributes, partIds: readonly string[], more: readonly string[]) =>
    element(name, attributes, [
      ...inOrder(partIds).map((partId) => leaf('PartieDeClasse', { Ident: identOf('part', partId) })),
      ...more,
    ]);
  yield* list('Classes', inOrder(school.divisions), ({ id, name }) =>
    withParts('Classe', { Ident: identOf('division', id), Nom: name }, partsOf.get(id) ?? [], placeOf(id, schools)),
  );
  yield* list('Groupes', inOrder(school.groups), ({ id, name, partIds, studentIds = [] }) =>
    withParts(
      'Groupe',
      { Ident: identOf('group', id), Nom: name },
      partIds,
      inOrder(studentIds).map((studentId) => leaf('Eleve', { Ident: identOf('student', studentId) })),
    ),
  );
  yield* list('Salles', inOrder(school.rooms), function* ({ id, name }) {
    yield leaf('Salle', { Ident: identOf('room', id), Nom: name });
  });
}

function teacherAttributes(
  school: School,
  teacher: SchoolTeacher,
  { identOf }: Numbering,
  { ids, idpnName = 'IDPN' }: EdtOptions,
): Attributes {
  const wants = (id: OfficialId) => ids === undefined || ids.includes(id);
  return {
    Ident: identOf('teacher', teacher.id),
    Nom: teacher.lastName,
    Prenom: teacher.firstName,
    CodePostal: school.postalCode,
    DateNaissance: teacher.birthDate ?? '',
    IDSTS: wants('sts') ? teacher.stsId : undefined,
    [idpnName]: wants('idpn') ? teacher.idpn : undefined,
  };
}

function* studentLines(
  school: School,
  student: SchoolStudent,
  { identOf, inOrder }: Numbering,
  { ids, idpnName = 'IDPN', hasGuardians = true, membershipDates = 'always', hasLaterLists = false }: EdtOptions,
): Generator<string> {
  const wants = (id: OfficialId) => ids === undefined || ids.includes(id);
  const ident = identOf('student', student.id);
  const attributes: Attributes = {
    Ident: ident,
    Nom: student.lastName,
    Prenom: student.firstName,
    DateNaissance: student.birthDate ?? '',
    Sexe: student.sex === 'male' ? 'Masculin' : 'Feminin',
    CodePostal: school.postalCode,
    NumeroNational: wants('ine') ? student.ine : undefined,
    IDSconet: wants('eleve') ? student.eleveId : undefined,
    [idpnName]: wants('idpn') ? student.idpn : undefined,
  };
  const guardians = (hasGuardians ? student.guardians : []).map((guardian, index) =>
    hasLaterLists
      ? leaf('Responsable', { Ident: guardianIdent(ident, index) })
      : leaf('Responsable', {
          Ident: guardianIdent(ident, index),
          RespLegal: index + 1,
          Nom: guardian.lastName,
          Prenom: guardian.firstName,
          Civilite: guardian.sex === 'male' ? 'M.' : 'Mme',
          Adresse1: guardian.address,
          CodePostal: school.postalCode,
          Ville: school.town,
          [idpnName]: guardian.idpn,
        }),
  );
  const dates = linkDates(school.calendar.schoolYear, membershipDates);
  yield* element('Eleve', attributes, [
    ...guardians,
    ...inOrder(student.divisions).map((link) =>
      leaf('Classe', { Ident: identOf('division', link.id), ...dates(link) }),
    ),
    ...inOrder(student.parts).map((link) =>
      leaf('PartieDeClasse', { Ident: identOf('part', link.id), ...dates(link) }),
    ),
  ]);
}

function linkDates({ firstDay, lastDay }: SchoolYear, written: 'always' | 'partial') {
  return ({ from, to }: SchoolLink): Attributes => ({
    DateEntree: written === 'always' || from !== firstDay ? from : undefined,
    DateSortie: written === 'always' || to !== lastDay ? to : undefined,
  });
}

const resourceNames: readonly (readonly [ResourceKind, string])[] = [
  ['teacher', 'Professeur'],
  ['division', 'Classe'],
  ['part', 'PartieDeClasse'],
  ['group', 'Groupe'],
  ['room', 'Salle'],
];

function* courseLines(
  course: SchoolCourse,
  { identOf, inOrder }: Numbering,
  { hasComments = true, hasLaterLists = false }: EdtOptions,
): Generator<string> {
  const lines: string[] = [];
  if (course.subjectId !== null) lines.push(leaf('Matiere', { Ident: identOf('subject', course.subjectId) }));
  for (const [kind, name] of resourceNames) {
    for (const { id, weeks } of inOrder(course.resources.filter((resource) => resource.kind === kind))) {
      const attributes = { Ident: identOf(kind, id), Semaines: weeks };
      lines.push(...element(name, attributes, hasComments ? [`<!--Domaine : [${rangesOf(weeks)}]-->`] : []));
    }
  }
  for (const { id, weeks } of inOrder(course.students ?? []))
    lines.push(leaf('Eleve', { Ident: identOf('student', id), SemainesInclusion: weeks }));
  const attributes: Attributes = {
    Jour: course.weekday,
    NumeroPlaceDebut: course.firstSlot,
    NombrePlaces: course.slotCount,
    SemainesAnnulation: course.cancelledWeeks === 0n ? undefined : course.cancelledWeeks,
    Annuel: hasLaterLists ? 1 : undefined,
  };
  yield* element('Cours', attributes, lines);
}

const knownRanges = new Map<bigint, string>();

/** Weeks as the publisher's comments spell them: `1..7,10,12..13`. */
export function rangesOf(mask: bigint): string {
  const known = knownRanges.get(mask);
  if (known !== undefined) return known;
  const weeks = weeksOf(mask);
  const text = weeks
    .filter((week) => !weeks.includes(week - 1))
    .map((first) => {
      let last = first;
      while (weeks.includes(last + 1)) last++;
      return first === last ? `${first}` : `${first}..${last}`;
    })
    .join(',');
  knownRanges.set(mask, text);
  return text;
}
