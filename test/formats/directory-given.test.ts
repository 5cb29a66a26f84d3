/** A directory file given where a timetable is wanted: told what it is and who imports it where, bare or packed. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
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
