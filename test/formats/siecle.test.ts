/** SIECLE as a directory (FORMATS.md 5): students, structures and the calendar, in every way the files are given. */
import { describe, expect, it } from 'vitest';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import {
  type SiecleOptions,
  siecleClosures,
  writeSiecle,
  writeSiecleGuardians,
} from '../../src/demo/school/siecle-writer.ts';
import { writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { groupNamesOf } from '../../src/demo/school/taught.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { rawZip } from '../support/raw-zip.ts';
import { directoryLines, readDirectoryFiles, takenDirectory } from '../support/read-directory.ts';

const school: School = inventSchool({ seed: 'siecle', size: 'small' });
const wish = { uai: school.uai };
const zipped = ({ name, bytes }: { name: string; bytes: Buffer }) => ({
  name: `ExportXML_${name.replace('.xml', '.zip')}`,
  bytes: rawZip([{ name, data: bytes }]),
});
const only = (name: string, options?: SiecleOptions) =>
  writeSiecle(school, options).filter((file) => file.name.includes(name));

describe('the four files', async () => {
  const files = writeSiecle(school);
  const { outcome, said } = await readDirectoryFiles(files, wish);
  if (isStop(outcome)) throw new Error(outcome.reason);
  const lines = directoryLines(outcome);

  it('give students with division and groups, structures, and the closures', () => {
    const groups = groupNamesOf(school);
    for (const { id, eleveId, ine, lastName, firstName, birthDate, divisions } of school.students) {
      const row = outcome.rows.find((one) => one.ids.eleve === eleveId);
      expect(row).toMatchObject({ kind: 'student', lastName, firstName, birthDate, establishment: 1, ids: { ine } });
      expect(row?.division).toBe(school.divisions.find((one) => one.id === divisions[0]?.id)?.name);
      expect([...(row?.groups ?? [])].sort()).toEqual([...(groups.get(id) ?? [])].sort());
    }
    const named = (kind: string) =>
      outcome.rows
        .filter((row) => row.kind === kind)
        .map((row) => row.lastName)
        .sort();
    expect(named('division')).toEqual(school.divisions.map((one) => one.name).sort());
    expect(named('group')).toEqual(school.groups.map((one) => one.name).sort());
    expect(outcome.rows.filter((row) => row.kind === 'student')).toHaveLength(school.students.length);
    expect(outcome.schools).toEqual([
      {
        establishment: 1,
        services: null,
        aaf: null,
        closures: siecleClosures(school).map(({ firstDay, lastDay, name }) => ({ firstDay, lastDay, label: name })),
      },
    ]);
    expect(outcome).toMatchObject({ year: 2026, mode: 'full', source: 'siecle' });
    expect(outcome.origin).toMatchObject({ format: 'SIECLE', uai: school.uai, exportedAt: '2026-09-15' });
    expect(said).toEqual([]);
  });

  it.each([
    ['each in its zip', files.map(zipped)],
    [
      'zips in one zip',
      [
        {
          name: 'tout.zip',
          bytes: rawZip(files.map(zipped).map(({ name, bytes }) => ({ name, data: bytes, method: 0 }))),
        },
      ],
    ],
    ['in UTF-8', writeSiecle(school, { encoding: 'utf-8' })],
    ['without addresses', writeSiecle(school, { withoutAddresses: true })],
    ['in reverse order', [...files].reverse()],
  ])('%s say the same', async (_name, given) => {
    expect(directoryLines(await takenDirectory(given, wish))).toEqual(lines);
  });

  it('say what they hold all of: groups only where the structures are given', async () => {
    const kinds = async (given: Parameters<typeof readDirectoryFiles>[0]) =>
      [...new Set((await takenDirectory(given, wish)).complete.map((one) => one.kind))].sort();
    expect(await kinds(only('Eleves'))).toEqual(['division', 'student']);
    expect(await kinds(only('Structures'))).toEqual(['division', 'group']);
    expect(await kinds(only('Communs'))).toEqual([]);
    expect(await kinds(files)).toEqual(['division', 'group', 'student']);
  });

  it('leave guardians unread, and say so', async () => {
    const read = await readDirectoryFiles([...files, writeSiecleGuardians(school)], wish);
    expect(read.said).toEqual(['siecle-ignored']);
    expect(isStop(read.outcome) ? [] : directoryLines(read.outcome)).toEqual(lines);
  });

  it('go together with sts_emp: students of the one, teachers and services of the other', async () => {
    const both = await takenDirectory(
      [...files, { name: 'sts_emp.xml', bytes: writeStsEmp(school, { hasServices: true }) }],
      wish,
    );
    expect(both.rows.filter((row) => row.kind === 'teacher')).toHaveLength(school.teachers.length);
    expect(both.rows.filter((row) => row.kind === 'student')).toHaveLength(school.students.length);
    expect(both.rows.filter((row) => row.kind === 'division')).toHaveLength(school.divisions.length);
    expect(both.schools).toHaveLength(1);
    expect(both.schools[0]?.closures?.length).toBeGreaterThan(0);
    expect(both.schools[0]?.services?.length).toBeGreaterThan(0);
    expect(both.origin.format).toBe('SIECLE + STS');
  });
});

describe('students', () => {
  const edited = (edit: (text: string) => string) =>
    only('Eleves', { encoding: 'utf-8' }).map((file) => ({ ...file, bytes: Buffer.from(edit(file.bytes.toString())) }));
  const rows = async (edit: (text: string) => string) =>
    (await takenDirectory(edited(edit), wish)).rows.filter((row) => row.kind === 'student');

  it('who have left by the day of the export are not taken', async () => {
    const leaving = (day: string) => (text: string) =>
      text.replace('<CODE_SEXE>', `<DATE_SORTIE>${day}</DATE_SORTIE><CODE_SEXE>`);
    expect(await rows(leaving('14/09/2026'))).toHaveLength(school.students.length - 1);
    expect(await rows(leaving('15/09/2026'))).toHaveLength(school.students.length);
    expect(await rows(leaving('31/12/9999'))).toHaveLength(school.students.length);
  });

  it('of older files are read by the older names, and without ELENOET', async () => {
    const old = await rows((text) =>
      text
        .replaceAll('NOM_DE_FAMILLE', 'NOM')
        .replaceAll(/ ELENOET="\d+"/g, '')
        .replaceAll('ID_NATIONAL', 'INE_BEA'),
    );
    expect(old).toEqual(await rows((text) => text));
  });

  it('of no class, or of the class of the inactive, are students without a class', async () => {
    const [first] = school.divisions;
    const inactive = await rows((text) =>
      text.replaceAll(`<CODE_STRUCTURE>${first?.name}</CODE_STRUCTURE>`, '<CODE_STRUCTURE>Inactifs</CODE_STRUCTURE>'),
    );
    expect(inactive).toHaveLength(school.students.length);
    expect(inactive.filter((row) => row.division === null).length).toBeGreaterThan(0);
  });
});

describe('sts_emp', () => {
  const emp = { name: 'sts_emp_0990001A_2026.xml', bytes: writeStsEmp(school, { hasServices: true }) };

  it('gives teachers, other staff, divisions, groups and services', async () => {
    const { outcome, said } = await readDirectoryFiles([emp], wish);
    if (isStop(outcome)) throw new Error(outcome.reason);
    expect(said).toEqual([]);
    expect(
      outcome.rows
        .filter((row) => row.kind === 'teacher')
        .map((row) => row.ids.sts)
        .sort(),
    ).toEqual(school.teachers.map((one) => one.stsId).sort());
    expect(outcome.rows.filter((row) => row.kind === 'staff')).toHaveLength(school.staff.length);
    expect(outcome.year).toBe(2026);
    const [subject] = school.subjects;
    const services = outcome.schools[0]?.services ?? [];
    expect(services.find((one) => one.subject.includes(subject?.nationalCode ?? '?'))?.subject).toEqual([
      subject?.nationalCode,
      subject?.code,
      subject?.label,
    ]);
    // Other staff may be missing from STS-WEB: nobody of them is closed.
    expect([...new Set(outcome.complete.map((one) => one.kind))].sort()).toEqual(['division', 'group', 'teacher']);
  });

  it('without services replaces none, and says why', async () => {
    const { outcome, said } = await readDirectoryFiles([{ ...emp, bytes: writeStsEmp(school) }], wish);
    expect(said).toEqual(['sts-no-services']);
    expect(isStop(outcome) ? null : outcome.schools[0]?.services).toBeNull();
  });

  it('keeps a number of a person hired by the school apart from the same one of the ministry', async () => {
    const text = writeStsEmp(school, { encoding: 'utf-8' }).toString();
    const [first] = school.teachers;
    const local = text.replace(
      `<INDIVIDU ID="${first?.stsId}" TYPE="epp">`,
      `<INDIVIDU ID="${first?.stsId}" TYPE="local">`,
    );
    const read = await takenDirectory([{ ...emp, bytes: Buffer.from(local) }], wish);
    expect(read.rows.find((row) => row.lastName === first?.lastName && row.kind === 'teacher')?.ids.sts).toBe(
      `local:${first?.stsId}`,
    );
  });

  it('is read beside emp_sts, which alone is no directory', async () => {
    const courses = { name: 'emp_sts_0990001A_2026.xml', bytes: writeEmpSts(school) };
    expect(directoryLines(await takenDirectory([courses, emp], wish))).toEqual(
      directoryLines(await takenDirectory([emp], wish)),
    );
    const { outcome } = await readDirectoryFiles([courses], wish);
    expect(outcome).toMatchObject({ reason: 'sts-names-needed' });
  });
});
