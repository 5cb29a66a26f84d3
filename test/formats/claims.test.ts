/** Which format a deposit is: each file is one format's, and what two formats claim is an error, for every two of them. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FORMATS, readExport } from '../../src/adapters/formats/recognise.ts';
import { openGiven } from '../../src/adapters/readers/given.ts';
import { writeCsv } from '../../src/demo/school/csv-writer.ts';
import { writeContainer } from '../../src/demo/school/edt-container.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { writeExpCourses, writeExpStudents } from '../../src/demo/school/exp-writer.ts';
import { writeIcs } from '../../src/demo/school/ics-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { writeUdt } from '../../src/demo/school/udt-writer.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { rawZip, type ZipEntry } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';

const school = inventSchool({ seed: 'claims', size: 'small' });
const edt = writeEdtBytes(school);
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The files of a good deposit, by format. */
const FILES: Readonly<Record<string, readonly ZipEntry[]>> = {
  EDT: [{ name: 'EDT.xml', data: edt }],
  'EDT chiffré': [{ name: 'Edt_To_X.xml', data: writeContainer(edt, { partners: [{ name: 'X', publicKey }] }) }],
  UDT: writeUdt(school).map(({ name, text }) => ({ name, data: text })),
  CSV: [{ name: 'cours.csv', data: writeCsv(school) }],
  iCalendar: [{ name: 'agenda.ics', data: writeIcs(school) }],
  STS: [
    { name: 'sts_emp.xml', data: writeStsEmp(school) },
    { name: 'emp_sts.xml', data: writeEmpSts(school) },
  ],
  EXP_Cours: [
    { name: 'EXP_Cours.xml', data: writeExpCourses(school) },
    { name: 'EXP_ELEVE.xml', data: writeExpStudents(school) },
  ],
};

const NAMES = FORMATS.map(({ name }) => name);
const PAIRS = NAMES.flatMap((one, index) => NAMES.slice(index + 1).map((other) => [one, other] as const));
const filesOf = (name: string): readonly ZipEntry[] => FILES[name] ?? [];

async function claiming(files: readonly ZipEntry[]): Promise<readonly string[]> {
  const given = await openGiven(sourceOf(rawZip(files)));
  if (isStop(given)) throw new Error(given.reason);
  try {
    return FORMATS.filter((format) => format.claims(given)).map(({ name }) => name);
  } finally {
    given.close();
  }
}

describe('a file', () => {
  it.each(NAMES)('of %s is claimed by that format alone', async (name) => {
    expect(filesOf(name)).not.toHaveLength(0);
    expect(await claiming(filesOf(name))).toEqual([name]);
  });

  it.each(NAMES)('of %s beside a note is still that format’s', async (name) => {
    expect(await claiming([...filesOf(name), { name: 'lisez-moi.txt', data: 'Bonjour.' }])).toEqual([name]);
  });
});

describe('an archive', () => {
  it.each(PAIRS)('of %s and %s together is neither: both are named', async (one, other) => {
    for (const files of [
      [...filesOf(one), ...filesOf(other)],
      [...filesOf(other), ...filesOf(one)],
    ]) {
      const outcome = await readExport(sourceOf(rawZip(files)), new FindingLog());
      expect(outcome).toMatchObject({ reason: 'several-formats', values: { formats: `${one}, ${other}` } });
    }
  });

  it.each(['EDT', 'EDT chiffré', 'STS', 'EXP_Cours'])(
    'of several files of %s, or one beside XML of nobody, is refused',
    async (name) => {
      const [first] = filesOf(name);
      if (!first) throw new Error(name);
      for (const other of [
        { ...first, name: 'copie.xml' },
        { name: 'autre.xml', data: '<autre/>' },
      ]) {
        const outcome = await readExport(sourceOf(rawZip([first, other])), new FindingLog());
        expect(outcome).toMatchObject({ reason: 'several-exports', values: { count: 2 } });
      }
    },
  );
});
