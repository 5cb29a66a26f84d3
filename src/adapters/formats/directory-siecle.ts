/** SIECLE as a directory (FORMATS.md 5): students, divisions and groups, and the closures of `Communs`. */

import {
  type Directory,
  type DirectoryKind,
  type DirectoryRow,
  impliedStructures,
} from '../../domain/directory/directory.ts';
import type { Day } from '../../domain/model/calendar.ts';
import { excerpt, type FindingLog, isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import type { Origin } from '../../domain/model/timetable.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';
import { dateIn } from './csv-values.ts';
import {
  coverageAt,
  type DirectoryFormat,
  mergeDirectories,
  placeOf,
  structureRow,
  withoutTwins,
} from './directory-format.ts';
import {
  INE_FIELDS,
  readSiecleCalendar,
  readSiecleHead,
  readSiecleStructures,
  readSiecleStudents,
  type SiecleHead,
  type SiecleKind,
  type SiecleStudent,
  type SiecleStudents,
  siecleKindOf,
} from './siecle-files.ts';

/** Students without a class are put there by some schools. */
const NO_DIVISION = 'INACTIFS';

/** Files of SIECLE, bare or each in its `ExportXML_….zip`, of one establishment or of several. */
export const directorySiecle: DirectoryFormat = {
  name: 'SIECLE',
  versions: ['1', '2', '3'],
  claims: (part) => siecleKindOf(part) !== null,
  async read(parts, wanted, findings) {
    const read: Directory[] = [];
    const seen = new Set<string>();
    for (const part of parts) {
      const kind = siecleKindOf(part) ?? 'ignored';
      if (kind === 'ignored') {
        findings.add({ code: 'siecle-ignored', severity: 'info', about: part.name });
        continue;
      }
      const directory = await readOne(part, kind, wanted, findings);
      if (isStop(directory)) return directory;
      const key = `${kind} ${directory.origin.uai}`;
      if (seen.has(key)) return stop('directory-twice', { file: part.name });
      seen.add(key);
      read.push(directory);
    }
    return mergeDirectories(read);
  },
};

type Content = Pick<Directory, 'rows' | 'complete' | 'schools' | 'listsOn'>;

async function readOne(
  part: Part,
  kind: Exclude<SiecleKind, 'ignored'>,
  wanted: DirectoryWanted,
  findings: FindingLog,
): Promise<Outcome<Directory>> {
  const readers = {
    students: async () => {
      const read = await readSiecleStudents(part);
      return isStop(read) ? read : at(read, (place) => studentsOf(read, place, wanted, findings));
    },
    structures: async () => {
      const read = await readSiecleStructures(part);
      return isStop(read)
        ? read
        : at(read, (place) => {
            const rows = [
              ...[...read.divisions].map((code) => structureRow('division', code, place)),
              ...[...read.groups].map((code) => structureRow('group', code, place)),
            ];
            const listsOn = read.day === null ? {} : { structures: read.day };
            return { rows, complete: coverageAt(kindsIn(rows), place, wanted), schools: [], listsOn };
          });
    },
    calendar: async () => {
      const read = await readSiecleCalendar(part);
      if (isStop(read)) return read;
      for (const about of read.wrong) findings.add({ code: 'siecle-bad-closure', severity: 'warning', about });
      const closures = read.closures.length === 0 ? null : read.closures;
      if (closures === null) findings.add({ code: 'siecle-no-closures', severity: 'info', about: part.name });
      return at(read, (establishment) => ({
        rows: [],
        complete: [],
        schools: closures === null ? [] : [{ establishment, closures, services: null, aaf: null }],
        listsOn: closures === null || read.day === null ? {} : { closures: read.day },
      }));
    },
    // Names of subjects and programmes: whose it is and of which year is checked, and that is all.
    nomenclature: async () => {
      const read = await readSiecleHead(part);
      return isStop(read) ? read : at(read, () => ({ rows: [], complete: [], schools: [] }));
    },
  };
  return await readers[kind]();

  function at(head: SiecleHead, contentAt: (place: number) => Content): Outcome<Directory> {
    const origin = originOf(part, head);
    const place = placeOf(origin, wanted);
    if (isStop(place)) return place;
    if (head.year !== '' && !/^20\d\d$/.test(head.year)) {
      return { ...stop('bad-school-year', { from: head.year.slice(0, 20), to: '?' }), origin };
    }
    const year = head.year === '' ? null : Number(head.year);
    return { origin, source: 'siecle', mode: 'full', year, patches: [], removed: [], ...contentAt(place) };
  }
}

function originOf({ root }: Part, { uai, day }: SiecleHead): Origin {
  return {
    format: 'SIECLE',
    formatVersion: excerpt(root?.attributes.version?.trim() ?? '', 20) || '1',
    uai: excerpt(uai, 20),
    ...(day === null ? {} : { exportedAt: day }),
  };
}

function kindsIn(rows: readonly DirectoryRow[]): DirectoryKind[] {
  return [...new Set(rows.map((row) => row.kind))];
}

/** Students who are there on the day of the export. Divisions are all those of students; groups only where `Structures` lists them. */
function studentsOf(read: SiecleStudents, place: number, wanted: DirectoryWanted, findings: FindingLog): Content {
  const rows: DirectoryRow[] = [];
  for (const student of read.students.values()) {
    if (student.leftOn !== null && read.day !== null && student.leftOn < read.day) continue;
    if (student.lastName === '') {
      findings.add({ code: 'directory-person-unnamed', severity: 'warning', about: student.id });
      continue;
    }
    const { divisions, groups } = read.structures.get(student.id) ?? { divisions: [], groups: [] };
    const own = divisions.filter((code) => normaliseName(code) !== NO_DIVISION);
    if (own.length > 1) {
      findings.add({
        code: 'siecle-several-divisions',
        severity: 'warning',
        about: `${student.lastName} ${student.firstName} : ${own.join(', ')}`,
      });
    }
    rows.push({
      id: null,
      kind: 'student',
      lastName: student.lastName,
      firstName: student.firstName,
      birthDate: birthDateOf(student, findings),
      division: own[0] ?? null,
      groups,
      establishment: place,
      ids: idsOf(student),
    });
  }
  const all = withoutTwins([...rows, ...impliedStructures(rows)]);
  const kinds = kindsIn(all).filter((kind) => kind !== 'group');
  return { rows: all, complete: coverageAt(kinds, place, wanted), schools: [] };
}

function idsOf({ id, ine }: SiecleStudent): DirectoryRow['ids'] {
  const national = INE_FIELDS.map((name) => ine.get(name)).find((one) => one !== undefined);
  return { eleve: id, ...(national === undefined ? {} : { ine: national }) };
}

function birthDateOf({ lastName, firstName, birthDate }: SiecleStudent, findings: FindingLog): Day | null {
  const day = dateIn(birthDate);
  if (birthDate !== '' && day === null) {
    const about = `${lastName} ${firstName} : ${birthDate}`;
    findings.add({ code: 'directory-bad-birth-date', severity: 'warning', about });
  }
  return day;
}
