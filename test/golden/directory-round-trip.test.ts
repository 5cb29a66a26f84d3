/** One invented school as a directory in every format: whom each gives is who is there, but for what the table says a format cannot carry. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeAaf } from '../../src/demo/school/aaf-writer.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import type { School, SchoolPerson } from '../../src/demo/school/model.ts';
import { changeStudentDivision } from '../../src/demo/school/mutate.ts';
import { inventSchool, schoolSizes } from '../../src/demo/school/school.ts';
import { siecleClosures, writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { withStsGroupNames, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { groupNamesOf, taughtIn } from '../../src/demo/school/taught.ts';
import { encoderOf } from '../../src/demo/school/text-encoding.ts';
import type { Directory, DirectoryKind } from '../../src/domain/directory/directory.ts';
import { normaliseName } from '../../src/domain/model/identity.ts';
import { rawTar } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { type DirectoryFile, takenDirectory } from '../support/read-directory.ts';

const SIZE = { ...schoolSizes.small, divisions: 6, students: 110, teachers: 20 };
const SCHOOL: School = withStsGroupNames(changeStudentDivision(inventSchool({ seed: 'round trip', size: SIZE })));

/** A directory in no format's terms: sorted lines by what they are about. */
interface Meant {
  readonly people: Readonly<Record<'teacher' | 'student' | 'staff', readonly string[]>>;
  readonly divisions: readonly string[];
  readonly groups: readonly string[];
  /** Student, division and groups. */
  readonly places: readonly string[];
  /** Official numbers. */
  readonly numbers: readonly string[];
  readonly services: readonly string[];
  readonly closures: readonly string[];
}

const sorted = (lines: Iterable<string>): string[] => [...new Set(lines)].sort();
const personOf = ({ lastName, firstName, birthDate }: Pick<SchoolPerson, 'lastName' | 'firstName' | 'birthDate'>) =>
  `${lastName} ${firstName} ${birthDate ?? ''}`.trim();

function meantBy(school: School): Meant {
  const divisions = new Map(school.divisions.map(({ id, name }) => [id, name]));
  const groups = groupNamesOf(school);
  const codes = new Map(school.subjects.map(({ nationalCode, label }) => [nationalCode, label]));
  return {
    people: {
      teacher: sorted(school.teachers.map(personOf)),
      student: sorted(school.students.map(personOf)),
      staff: sorted(school.staff.map(personOf)),
    },
    divisions: sorted(school.divisions.map((one) => one.name)),
    groups: sorted(school.groups.map((one) => one.name)),
    places: sorted(
      school.students.map((one) =>
        [personOf(one), divisions.get(one.divisions[0]?.id ?? ''), ...sorted(groups.get(one.id) ?? [])].join(' | '),
      ),
    ),
    numbers: sorted([
      ...school.teachers.map((one) => `sts ${one.stsId}`),
      ...school.students.flatMap((one) => [`ine ${one.ine}`, `eleve ${one.eleveId}`]),
    ]),
    services: sorted(taughtIn(school).map(({ kind, name, subject }) => `${kind} ${name} ${codes.get(subject)}`)),
    closures: sorted(siecleClosures(school).map((one) => `${one.firstDay} ${one.lastDay}`)),
  };
}

function meantIn({ rows, schools }: Directory): Meant {
  const of = (kind: DirectoryKind) => rows.filter((row) => row.kind === kind);
  // Numbers of other staff are in some files only, those that publishers make for themselves are no official ones.
  const official = rows.filter((row) => row.kind !== 'staff').flatMap(({ ids }) => Object.entries(ids));
  return {
    people: {
      teacher: sorted(of('teacher').map(personOf)),
      student: sorted(of('student').map(personOf)),
      staff: sorted(of('staff').map(personOf)),
    },
    divisions: sorted(of('division').map((row) => row.lastName)),
    groups: sorted(of('group').map((row) => row.lastName)),
    places: sorted(of('student').map((row) => [personOf(row), row.division, ...sorted(row.groups ?? [])].join(' | '))),
    numbers: sorted(
      official.filter(([name]) => /^(sts|ine|eleve)$/.test(name)).map(([name, value]) => `${name} ${value}`),
    ),
    services: sorted(
      schools
        .flatMap((one) => one.services ?? [])
        .map(({ audience, name, subject }) => `${audience} ${name} ${subject.at(-1)}`),
    ),
    closures: sorted(schools.flatMap((one) => one.closures ?? []).map((one) => `${one.firstDay} ${one.lastDay}`)),
  };
}

/** What a format cannot carry, by name. */
const LOSSES = {
  students: (meant: Meant): Meant => ({
    ...meant,
    people: { ...meant.people, student: [] },
    places: [],
    numbers: meant.numbers.filter((one) => one.startsWith('sts')),
  }),
  teachers: (meant: Meant): Meant => ({
    ...meant,
    people: { ...meant.people, teacher: [] },
    numbers: meant.numbers.filter((one) => !one.startsWith('sts')),
  }),
  'other staff': (meant: Meant): Meant => ({ ...meant, people: { ...meant.people, staff: [] } }),
  services: (meant: Meant): Meant => ({ ...meant, services: [] }),
  closures: (meant: Meant): Meant => ({ ...meant, closures: [] }),
  // An export of a timetable says who is where by dates, which a directory does not keep.
  'who is in which division': (meant: Meant): Meant => ({
    ...meant,
    places: meant.people.student.map((person) => `${person} | `),
  }),
} as const;

/** The table as somebody has it who opened it in a French Excel and saved it. */
function fromSpreadsheet(table: string): Buffer {
  const kinds: Readonly<Record<string, string>> = {
    teacher: 'Enseignant',
    student: 'Élève',
    staff: 'Personnel',
    division: 'Classe',
    group: 'Groupe',
  };
  const [, ...lines] = table.trimEnd().split('\n');
  const header =
    'Type;Identifiant;Nom;Prénom;Date de naissance;Courriel;Classe;Groupes;Numéro STS;INE;Numéro SIECLE;Établissement';
  const french = lines.map((line) =>
    line.replace(/^\w+/, (kind) => kinds[kind] ?? kind).replace(/;(\d{4})-(\d\d)-(\d\d);/, ';$3/$2/$1;'),
  );
  return encoderOf('windows-1252', false).encode([header, ...french, ''].join('\r\n'));
}

const siecle = writeSiecle(SCHOOL);
const emp: DirectoryFile = { name: 'sts_emp.xml', bytes: writeStsEmp(SCHOOL, { hasServices: true }) };

const FORMATS: readonly {
  readonly name: string;
  readonly files: readonly DirectoryFile[];
  readonly loses: readonly (keyof typeof LOSSES)[];
  readonly isExport?: boolean;
}[] = [
  { name: 'AAF', files: [{ name: 'flux.tar.gz', bytes: gzipSync(rawTar(writeAaf([SCHOOL]))) }], loses: ['closures'] },
  {
    name: 'SIECLE',
    files: siecle.map(({ name, bytes }) => ({ name: `ExportXML_${name}.zip`, bytes: rawZip([{ name, data: bytes }]) })),
    loses: ['teachers', 'other staff', 'services'],
  },
  { name: 'STS', files: [emp], loses: ['students', 'closures'] },
  { name: 'SIECLE and STS', files: [...siecle, emp], loses: [] },
  { name: 'CSV', files: [{ name: 'a.csv', bytes: writeDirectoryCsv(SCHOOL) }], loses: ['services', 'closures'] },
  {
    name: 'CSV from a French spreadsheet',
    files: [{ name: 'a.csv', bytes: fromSpreadsheet(writeDirectoryCsv(SCHOOL)) }],
    loses: ['services', 'closures'],
  },
  {
    name: 'an export of EDT',
    files: [{ name: 'EDT.xml', bytes: writeEdtBytes(SCHOOL) }],
    loses: ['other staff', 'services', 'closures', 'who is in which division'],
    isExport: true,
  },
];

describe('the same school', () => {
  it.each(FORMATS)('is read from $name', async ({ files, loses, isExport = false }) => {
    const directory = await takenDirectory(files, { uai: SCHOOL.uai, isExport });
    const wanted = loses.reduce((meant, loss) => LOSSES[loss](meant), meantBy(SCHOOL));
    expect(meantIn(directory)).toEqual(wanted);
    // Nobody twice, and no two names for one structure.
    const structures = directory.rows.filter((row) => row.kind === 'division' || row.kind === 'group');
    expect(new Set(structures.map((row) => `${row.kind} ${normaliseName(row.lastName)}`)).size).toBe(structures.length);
  });
});
