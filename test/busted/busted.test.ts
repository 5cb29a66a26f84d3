/** One input for each fault: each ends in its own reason with French sentences, nothing is written, and the next good file works. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { XML_LIMITS } from '../../src/adapters/readers/xml.ts';
import { ZIP_LIMITS } from '../../src/adapters/readers/zip.ts';
import { brokenExports } from '../../src/demo/school/broken.ts';
import { hugeAttribute } from '../../src/demo/school/broken-xml.ts';
import { writeEdt, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { rawZip, type ZipEntry } from '../support/raw-zip.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world);
});
afterAll(() => world.close());

/** The file by hand, so that no threshold stands between a fault and its end. */
async function given(file: Uint8Array | string, name = 'export.xml'): Promise<ImportReport> {
  const run = await world.manual(site.id, file, { name });
  expect(run.run.status).not.toBe('failed');
  return run;
}

async function isRefused(report: ImportReport, reason: string, before: Record<string, string>): Promise<void> {
  expect(report.run).toMatchObject({ status: 'rejected', reason });
  expect(CATALOGUE).toHaveProperty(reason);
  for (const text of [report.run.title, report.run.cause, report.run.remedy]) {
    expect(text?.length).toBeGreaterThan(5);
    expect(text).not.toMatch(/\{\w+\}/);
  }
  expect(report.steps.map((step) => step.status)).toEqual(['valid', 'interrupted', 'skipped', 'skipped', 'skipped']);
  expect(await timetableOf(site)).toEqual(before);
  expect((await given(writeEdt(school))).run.status).toBe('unchanged');
}

/** The reason of each refusal; the finding of each warning. */
const ENDS: Readonly<Record<string, string>> = {
  'other-school': 'other-school',
  'courses-past-grid-under-5-percent': 'course-outside-grid',
  'courses-past-grid-over-5-percent': 'outside-grid',
  'no-courses': 'no-course',
  'no-course-with-mask': 'no-dated-course',
  'empty-lists': 'no-course',
  'no-grid': 'no-grid',
  'no-school-year': 'no-school-year',
  'no-uai': 'no-uai',
  'impossible-first-day': 'bad-school-year',
  'impossible-birth-date': 'bad-date',
  'impossible-entry-date': 'bad-date',
  'entry-after-exit': 'inverted-dates',
  'dangling-subject': 'dangling-reference',
  'dangling-teacher': 'dangling-reference',
  'dangling-division': 'dangling-reference',
  'dangling-room': 'dangling-reference',
  'dangling-part-of-student': 'dangling-reference',
  'duplicate-division-ident': 'duplicate-ident',
  'duplicate-teacher-ident': 'duplicate-ident',
  'negative-slot': 'course-outside-grid',
  'negative-length': 'course-outside-grid',
  'weekday-9': 'course-outside-grid',
  'mask-negative': 'week-mask-invalid',
  'mask-20-digits-overflow': 'week-mask-invalid',
  'mask-over-long': 'week-mask-invalid',
  'mask-not-a-number': 'week-mask-invalid',
  'mask-empty': 'week-mask-invalid',
  'mask-with-bit-0': 'week-zero',
  'mask-with-bit-63': 'weeks-outside-year',
  homonyms: 'homonyms',
  'division-names-differ-by-case': 'duplicate-name',
  empty: 'empty-file',
  truncated: 'xml-truncated',
  'truncated-at-the-last-tag': 'xml-truncated',
  'not-xml': 'not-xml',
  'other-xml': 'not-an-export',
  'billion-laughs': 'xml-entities',
  'external-entity': 'xml-external-entity',
  'deep-nesting': 'xml-too-deep',
  'invalid-utf8': 'xml-encoding-wrong',
  nul: 'xml-forbidden-character',
  'says-utf-8-is-latin-1': 'xml-encoding-wrong',
  'unknown-encoding': 'xml-encoding-unknown',
};

describe('a broken export', () => {
  it.each(brokenExports.filter((one) => one.name !== 'other-year').map((one) => [one.name, one] as const))(
    '%s',
    async (name, { fate, build }) => {
      const before = await timetableOf(site);
      const report = await given(build(school));
      const end = ENDS[name];
      const isRefusal = report.run.status === 'rejected';
      if (fate === 'refused') expect(isRefusal).toBe(true);
      if (fate === 'warned' || fate === 'taken') expect(isRefusal).toBe(false);
      if (isRefusal) return await isRefused(report, end ?? '?', before);
      expect(['integrated', 'unchanged']).toContain(report.run.status);
      expect(report.run.reason ?? 'same-as-last').toBe('same-as-last');
      const codes = report.findings.map((finding) => finding.code);
      for (const code of codes) expect(CATALOGUE).toHaveProperty(code);
      for (const { title, cause } of report.findings) expect(`${title} ${cause}`).not.toMatch(/\{\w+\}/);
      if (end !== undefined) expect(codes).toContain(end);
      if (fate === 'warned') expect(report.findings.some((finding) => finding.severity === 'warning')).toBe(true);
      // The good file brings everything back as it was, sessions that vanished under new ids.
      expect(['integrated', 'unchanged']).toContain((await given(writeEdt(school))).run.status);
    },
  );

  it('says the line where a document breaks off', async () => {
    const text = writeEdt(school);
    const broken = text.slice(0, text.indexOf('</Salles>'));
    const report = await given(broken);
    expect(report.run.cause).toContain(`à la ligne ${broken.split('\n').length}`);
  });
});

describe('a document of another encoding', () => {
  it.each(['utf-8', 'utf-16', 'iso-8859-1', 'iso-8859-15', 'windows-1252'] as const)(
    '%s means the same timetable',
    async (encoding) => {
      const report = await given(writeEdtBytes(school, { encoding }));
      expect(report.run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    },
  );

  it('UTF-16 without a mark is known by its shape', async () => {
    const text = writeEdt(school).replace('encoding="UTF-8"', 'encoding="UTF-16"');
    for (const swap of [false, true]) {
      const bytes = Buffer.from(text, 'utf16le');
      expect((await given(swap ? bytes.swap16() : bytes)).run.status).toBe('unchanged');
    }
  });

  it('fetches nothing for a bare external DOCTYPE', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const doctype = `<!DOCTYPE ExportEmploiDuTemps SYSTEM "http://127.0.0.1:${port}/x.dtd">`;
    const report = await given(writeEdt(school).replace('<ExportEmploiDuTemps ', `${doctype}\n<ExportEmploiDuTemps `));
    await new Promise((resolve) => server.close(resolve));
    expect(report.run.status).toBe('unchanged');
    expect(asked).toBe(0);
  });
});

const good = (): Buffer => writeEdtBytes(school);
const whole = (entry: Partial<ZipEntry> = {}): Buffer => rawZip([{ name: 'EDT.xml', data: good(), ...entry }]);
/** Blanks after the root: a ratio of nearly a thousand. */
const bomb = (): Buffer => Buffer.concat([good(), Buffer.alloc(30_000_000, ' ')]);

describe('a zip', () => {
  it.each<[string, () => Buffer]>([
    ['deflated', () => whole()],
    ['stored', () => whole({ method: 0 })],
    ['without an extension', () => whole({ name: 'export' })],
    ['in a folder, in capitals', () => whole({ name: 'exports/EDT.XML' })],
    [
      'with the litter of other systems',
      () =>
        rawZip([
          { name: '__MACOSX/', method: 0 },
          { name: '__MACOSX/._EDT.xml', data: 'litter' },
          { name: '.DS_Store', data: 'litter' },
          { name: 'lisezmoi.txt', data: 'Bonjour' },
          { name: 'EDT.xml', data: good() },
          { name: 'Thumbs.db', data: 'litter' },
        ]),
    ],
  ])('%s is the file inside', async (_what, build) => {
    expect((await given(build(), 'EDT.zip')).run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
  });

  it.each<[string, string, () => Buffer]>([
    ['of two XML', 'several-exports', () => rawZip(['a', 'b'].map((name) => ({ name: `${name}.xml`, data: good() })))],
    ['of no XML', 'zip-no-xml', () => rawZip(['a', 'b'].map((name) => ({ name: `${name}.txt`, data: 'x' })))],
    ['of one file that is no XML', 'zip-no-xml', () => rawZip([{ name: 'a.txt', data: 'Bonjour' }])],
    ['in a zip', 'zip-nested', () => rawZip([{ name: 'EDT.zip', data: whole() }])],
    ['of nothing', 'zip-empty', () => rawZip([])],
    ['of litter alone', 'zip-empty', () => rawZip([{ name: '__MACOSX/._EDT.xml', data: 'x' }])],
    ['that is a bomb by its ratio', 'zip-bomb', () => whole({ data: bomb() })],
    ['that is a bomb by its claim', 'zip-bomb', () => whole({ size: ZIP_LIMITS.maxInflatedBytes + 1 })],
    ['that holds more than it claims', 'zip-damaged', () => whole({ size: 1_000 })],
    ['that holds less than it claims', 'zip-damaged', () => whole({ size: 600_000 })],
    ['that is encrypted', 'zip-encrypted', () => whole({ flags: 1 })],
    ['with a path that climbs', 'zip-bad-name', () => whole({ name: '../../etc/EDT.xml' })],
    ['with an absolute path', 'zip-bad-name', () => whole({ name: '/etc/EDT.xml' })],
    ['with a symbolic link', 'zip-link', () => whole({ mode: 0o120777, data: '/etc/passwd', method: 0 })],
    ['with a wrong checksum', 'zip-wrong-checksum', () => whole({ crc: 1 })],
    ['of another method', 'zip-method', () => whole({ method: 12 })],
    ['cut in the middle', 'zip-damaged', () => halfOf(whole())],
    ['cut before its end', 'zip-damaged', () => whole().subarray(0, -10)],
    [
      'of a thousand and one files',
      'zip-too-many-entries',
      () =>
        rawZip(Array.from({ length: ZIP_LIMITS.maxEntries + 1 }, (_, index) => ({ name: `${index}.xml`, method: 0 }))),
    ],
    ['with garbage in its data', 'zip-damaged', () => spoilt(whole())],
    ['of a broken document', 'xml-truncated', () => whole({ data: good().subarray(0, 30_000) })],
  ])('%s is refused: %s', async (_what, reason, build) => {
    const before = await timetableOf(site);
    await isRefused(await given(build(), 'EDT.zip'), reason, before);
  });
});

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length >> 1);
}

/** Overwrites compressed bytes in the middle of the first entry. */
function spoilt(zip: Buffer): Buffer {
  return zip.fill(0xff, 2_000, 2_100);
}

describe('limits', () => {
  it('stop a value of a hundred megabytes after the first of them', async () => {
    let pieces = 0;
    const source = {
      size: 101 * 1024 * 1024,
      async *open({ end = Number.POSITIVE_INFINITY } = {}) {
        for (const piece of hugeAttribute(school)) {
          if (end < 100) {
            yield piece.subarray(0, end + 1);
            return;
          }
          pieces += 1;
          yield piece;
        }
      },
    };
    const outcome = await readExport(source, new FindingLog());
    expect(isStop(outcome) && outcome.reason).toBe('xml-token-too-long');
    // The root is sniffed first: two or three pieces.
    expect(pieces * 1024 * 1024).toBeLessThan(6 * XML_LIMITS.maxTokenChars);
  });

  it('stop endless text, comments and nothing but blanks alike', async () => {
    const open = '<ExportEmploiDuTemps Version="1.1" UAI="0990001A">';
    for (const [before, piece] of [
      [open, 'x'],
      [`${open}<!--`, '-x'],
      [`${open}<![CDATA[`, ']'],
      [`${open}<?p `, '?'],
      ['', ' '],
      [`${open}<a b="`, '\n'],
    ] as const) {
      let pieces = 0;
      const source = {
        size: 1e12,
        async *open({ end = Number.POSITIVE_INFINITY } = {}) {
          yield Buffer.from(before);
          for (; pieces < 1_000 && end > 100; pieces++) yield Buffer.alloc(1_048_576, piece);
        },
      };
      const outcome = await readExport(source, new FindingLog());
      expect(isStop(outcome) && outcome.reason).toBe('xml-token-too-long');
      expect(pieces).toBeLessThan(10);
    }
  });

  it('inflate no more of a bomb that lies about its size than it claims', async () => {
    const report = await given(whole({ data: bomb(), size: 100_000 }), 'EDT.zip');
    expect(report.run.reason).toBe('zip-damaged');
  });
});

it.each([
  ['a text', Buffer.from('Bonjour,\nvoici le fichier.\n')],
  ['a PDF', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1')],
  ['a JSON', Buffer.from('{"a": 1}')],
  ['noise', Buffer.from([0x8f, 0x01, 0xfe, 0x00, 0x99, 0x0a, 0x10])],
])('%s is no XML, whatever its name', async (_what, bytes) => {
  await isRefused(await given(bytes, 'EDT.xml'), 'not-xml', await timetableOf(site));
});

it('names what is in an encrypted container, which is for somebody else', async () => {
  const container = `<?xml version="1.0"?><EXPORT_INDEX_EDUCATION xmlns="http://www.index-education.com/conteneurexportchiffre">
    <VERSION>1.0</VERSION><LOGICIEL>PRONOTE Monoposte-PRONOTE 2013 - 0.5.14</LOGICIEL>
    <CLES><PARTENAIRE NOM="INDEXEDUCATION">AAAA</PARTENAIRE><PARTENAIRE NOM="LaclasseCom">BBBB</PARTENAIRE></CLES>
    <CONTENU>${'A'.repeat(2_000_000)}</CONTENU><VERIFICATION>x</VERIFICATION><DATEHEURE>2026-09-01T08:00:00</DATEHEURE>
    <UAI>0990001A</UAI></EXPORT_INDEX_EDUCATION>`;
  const before = await timetableOf(site);
  const report = await given(container);
  expect(report.run.cause).toContain('LaclasseCom');
  expect(report.run.cause).toContain('PRONOTE 2013');
  await isRefused(report, 'encrypted-for-others', before);
});
