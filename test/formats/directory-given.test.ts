/** A directory file given where a timetable is wanted: told what it is and who imports it where, bare or packed. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
import { school } from '../support/flow.ts';
import { rawTar } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { readDirectoryFiles } from '../support/read-directory.ts';
import { sourceOf } from '../support/source.ts';

const students = '<?xml version="1.0" encoding="ISO-8859-15"?><BEE_ELEVES VERSION="2.1"><DONNEES/></BEE_ELEVES>';
const structures = '<BEE_STRUCTURES VERSION="2.0"><DONNEES/></BEE_STRUCTURES>';
const feed = '<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd"><ficAlimMENESR></ficAlimMENESR>';
const zipped = (name: string, data: string): Buffer => rawZip([{ name, data }]);

async function refused(bytes: Uint8Array | string, name: string) {
  const outcome = await readExport({ ...sourceOf(Buffer.from(bytes as string)), name }, new FindingLog());
  return isStop(outcome) ? { reason: outcome.reason, values: outcome.values } : { reason: 'read', values: {} };
}

describe('a directory file given as a timetable', () => {
  it.each([
    ['pupils of SIECLE', 'ElevesSansAdresses.xml', students, 'SIECLE', 'BEE_ELEVES'],
    ['them in their zip', 'ExportXML.zip', zipped('ElevesSansAdresses.xml', students), 'SIECLE', 'BEE_ELEVES'],
    [
      'two files of SIECLE in one zip',
      'siecle.zip',
      rawZip([
        { name: 'Structures.xml', data: structures },
        { name: 'Eleves.xml', data: students },
      ]),
      'SIECLE',
      'BEE_STRUCTURES',
    ],
    [
      'the zips of SIECLE in one zip',
      'tout.zip',
      rawZip([
        { name: 'a/ExportXML_Structures.zip', data: zipped('Structures.xml', structures) },
        { name: 'a/ExportXML_Eleves.zip', data: zipped('Eleves.xml', students) },
      ]),
      'SIECLE',
      'BEE_STRUCTURES',
    ],
    ['a file of the feed', 'ENT_Eleve_0000.xml', feed, 'AAF', 'ficAlimMENESR'],
    [
      'the archive of the feed',
      'flux.tar.gz',
      gzipSync(rawTar([{ name: 'ENT_0000.xml', bytes: feed }])),
      'AAF',
      'ficAlimMENESR',
    ],
    ['a compressed file of the feed', 'ENT_0000.xml.gz', gzipSync(feed), 'AAF', 'ficAlimMENESR'],
  ])('is told to be one: %s', async (_name, name, bytes, format, root) => {
    const { reason, values } = await refused(bytes, name);
    expect([reason, values?.format, values?.root]).toEqual(['directory-given', format, root]);
    const { cause, remedy } = describeReason(reason, values ?? {});
    expect(cause).toContain(format);
    expect(remedy).toContain('« Annuaire »');
  });

  it.each([
    ['a web page', 'a.xml', '<html/>', 'not-an-export'],
    ['a text', 'a.txt', 'Bonjour', 'not-xml'],
    ['a damaged archive of the feed', 'flux.tar.gz', gzipSync(feed).subarray(0, 20), 'not-xml'],
    ['an archive in an archive', 'a.zip', zipped('b.zip', 'PK, but no zip at all'), 'zip-nested'],
    [
      'pages in an archive in an archive',
      'a.zip',
      rawZip([{ name: 'b.zip', data: zipped('c', '<html/>') }]),
      'zip-nested',
    ],
  ])('is told from what nobody reads: %s', async (_name, name, bytes, reason) => {
    expect((await refused(bytes, name)).reason).toBe(reason);
  });
});

describe('a directory file that comes with a timetable', () => {
  const edt = writeEdtBytes(school);
  const sts = [
    { name: 'sts_emp.xml', bytes: writeStsEmp(school) },
    { name: 'emp_sts.xml', bytes: writeEmpSts(school) },
  ];
  const [names] = sts;
  const table = 'kind;id;lastName;firstName;birthDate;email;division;groups\nteacher;1;Alba;Ana;;a@example.org;;\n';
  const lessons = 'Jour;Début;Fin;Classes\nLundi;8h;9h;3A\n';
  const eleves = { name: 'ElevesAvecAdresses.xml', data: students };
  it.each([
    ['EDT', [{ name: 'EDT.xml', data: edt }, eleves], 'SIECLE'],
    [
      'EDT and a feed',
      [
        { name: 'EDT.xml', data: edt },
        { name: 'ENT_Eleve_0000.xml', data: feed },
      ],
      'AAF',
    ],
    [
      'EDT and guardians',
      [
        { name: 'EDT.xml', data: edt },
        { name: 'R.xml', data: '<BEE_RESPONSABLES/>' },
      ],
      'SIECLE',
    ],
    [
      'EDT and a table',
      [
        { name: 'EDT.xml', data: edt },
        { name: 'annuaire.csv', data: table },
      ],
      'CSV',
    ],
    [
      'EDT and a zip',
      [
        { name: 'EDT.xml', data: edt },
        { name: 'E.zip', data: zipped('E.xml', students) },
      ],
      'SIECLE',
    ],
    [
      'EDT, a damaged zip and a compressed feed',
      [
        { name: 'EDT.xml', data: edt },
        { name: 'a.zip', data: 'PK, but no zip at all' },
        { name: 'f.xml.gz', data: gzipSync(feed) },
      ],
      'AAF',
    ],
    ['half of STS', [{ name: 'sts_emp.xml', data: names?.bytes ?? '' }, eleves], 'SIECLE'],
    ['both halves of STS', [...sts.map(({ name, bytes }) => ({ name, data: bytes })), eleves], 'SIECLE'],
    ['one of many of UDT', [{ name: 'UDCal_24.xml', data: '<a/>' }, eleves], 'SIECLE'],
    [
      'a table',
      [
        { name: 'cours.csv', data: lessons },
        { name: 'annuaire.csv', data: table },
      ],
      'CSV',
    ],
    [
      'files of two formats',
      [{ name: 'EDT.xml', data: edt }, { name: 'UDCal_24.xml', data: '<a/>' }, eleves],
      'SIECLE',
    ],
  ])('is told beside %s', async (_name, entries, format) => {
    const { reason, values } = await refused(rawZip(entries), 'envoi.zip');
    expect([reason, values?.variant, values?.format]).toEqual(['directory-given', 'company', format]);
    expect(describeReason(reason, values ?? {}).cause).toContain(values?.file);
  });

  it('is found behind a timetable in an archive of tar', async () => {
    const bytes = gzipSync(
      rawTar([
        { name: 'EDT.xml', bytes: edt.toString() },
        { name: 'E.xml', bytes: students },
      ]),
    );
    expect(await refused(bytes, 'tout.tar.gz')).toMatchObject({ reason: 'directory-given', values: { file: 'E.xml' } });
  });

  it('is none where both halves of STS, or a table of students, come with what they complete', async () => {
    expect(await refused(rawZip(sts.map(({ name, bytes }) => ({ name, data: bytes }))), 's.zip')).toMatchObject({
      reason: 'read',
    });
    const entries = [
      { name: 'cours.csv', data: lessons },
      { name: 'eleves.csv', data: 'Nom;Prénom;Classe\nAlba;Ana;3A\n' },
    ];
    expect((await refused(rawZip(entries), 't.zip')).reason).not.toBe('directory-given');
  });
});

describe('files of SIECLE that name nobody', () => {
  const nomenclature =
    '<BEE_NOMENCLATURES VERSION="2.0"><PARAMETRES><UAJ>0990001A</UAJ></PARAMETRES></BEE_NOMENCLATURES>';
  const guardians = '<BEE_RESPONSABLES VERSION="2.0"/>';
  it.each([
    ['nomenclature', [nomenclature]],
    ['nomenclature', [guardians, nomenclature]],
    ['siecle', [guardians]],
  ])('are no empty directory: %s', async (variant, files) => {
    const { outcome } = await readDirectoryFiles(files.map((bytes, index) => ({ name: `${index}.xml`, bytes })));
    expect(outcome).toMatchObject({ reason: 'directory-empty', values: { variant } });
    expect(describeReason('directory-empty', { variant }).remedy).toContain('« Structures »');
  });
});
