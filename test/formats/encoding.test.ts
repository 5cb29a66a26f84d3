/** XML that announces ISO-8859-15 or a neighbour and is written in UTF-8, as an editor leaves it: read as it is written, and told. */
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { decode } from '../../src/adapters/readers/text.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { school } from '../support/flow.ts';
import { readDirectoryFiles } from '../support/read-directory.ts';
import { sourceOf } from '../support/source.ts';

/** The bytes as they are, under another declaration. */
function declaring(encoding: string, bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/<\?xml[^>]*\?>/, `<?xml version="1.0" encoding="${encoding}"?>`);
  return Buffer.from(text, 'latin1');
}

const utf8 = writeEdtBytes(school);
const western = writeEdtBytes(school, { encoding: 'iso-8859-15' });

async function read(bytes: Buffer) {
  const findings = new FindingLog();
  const raw = await readExport(sourceOf(bytes), findings);
  if (isStop(raw)) throw new Error(raw.reason);
  return { raw, told: findings.groups().filter(({ code }) => code === 'xml-encoding-differs') };
}

describe('a timetable', () => {
  it.each(['ISO-8859-15', 'iso-8859-1', 'Windows-1252'])(
    'in UTF-8 that announces %s is what it is',
    async (encoding) => {
      const { raw, told } = await read(declaring(encoding, utf8));
      expect(raw).toEqual((await read(utf8)).raw);
      expect(told).toMatchObject([{ severity: 'warning', count: 1, items: [{ values: { encoding } }] }]);
    },
  );

  it('in the encoding that it announces is read so, and nothing is told', async () => {
    for (const bytes of [utf8, western]) expect((await read(bytes)).told).toEqual([]);
    expect((await read(western)).raw).toEqual((await read(utf8)).raw);
  });

  it('that begins in UTF-8 and goes on otherwise is refused', async () => {
    const mixed = Buffer.concat([declaring('ISO-8859-15', utf8), Buffer.from('<!-- \xe9t\xe9 -->', 'latin1')]);
    expect(await readExport(sourceOf(mixed), new FindingLog())).toMatchObject({ reason: 'xml-encoding-wrong' });
  });
});

it('a directory in UTF-8 that announces ISO-8859-15 keeps the names of its people', async () => {
  const files = writeSiecle(school, { encoding: 'utf-8' }).filter(({ name }) => name.startsWith('Eleves'));
  const rows = async (bytes: Buffer) => {
    const { outcome, said } = await readDirectoryFiles([{ name: 'Eleves.xml', bytes }]);
    if (isStop(outcome)) throw new Error(outcome.reason);
    return { rows: outcome.rows, codes: said };
  };
  const bytes = Buffer.from(files[0]?.bytes ?? '');
  const right = await rows(bytes);
  expect(right.codes).toEqual([]);
  expect(right.rows.some(({ firstName }) => /[À-ÿ]/.test(firstName))).toBe(true);
  expect(await rows(declaring('ISO-8859-15', bytes))).toEqual({ ...right, codes: ['xml-encoding-differs'] });
});

describe('a table in UTF-8', () => {
  const rows = Array.from({ length: 20 }, (_, at) => `student;E${at};Élève;Zoé;;;3A;;;;;`);
  const header = 'kind;id;lastName;firstName;birthDate;email;division;groups;stsId;ine;eleveId;establishment';
  const text = Buffer.from([header, ...rows, ''].join('\n'));
  const read = async (bytes: Buffer) => {
    const { outcome, said } = await readDirectoryFiles([{ name: 'annuaire.csv', bytes }]);
    if (isStop(outcome)) throw new Error(JSON.stringify(outcome));
    return { said, people: outcome.rows.filter(({ kind }) => kind === 'student').map((row) => row.lastName) };
  };

  it('with a line in another encoding, or a character that was cut, keeps its other names', async () => {
    const pasted = Buffer.concat([text, Buffer.from('student;E90;Zo\xe9ry;Ana;;;3A;;;;;\n', 'latin1')]);
    expect((await read(pasted)).people).toEqual([...rows.map(() => 'Élève'), 'Zo\uFFFDry']);
    const cut = Buffer.concat([text, Buffer.from('student;E90;Zo;Ana;;;3A;Chor'), Buffer.from([0xc3])]);
    expect((await read(cut)).people).toEqual([...rows.map(() => 'Élève'), 'Zo']);
  });

  it('is not taken for it where its accents are those of Windows', async () => {
    const western = Buffer.from(text.toString(), 'latin1');
    expect((await read(western)).people).toEqual(rows.map(() => 'Élève'));
  });
});

describe('text that announces ISO-8859-15', () => {
  const HEAD = '<?xml version="1.0" encoding="ISO-8859-15"?><a>';
  const textOf = async (body: Buffer, size: number, padding = 2_000): Promise<string> => {
    const bytes = Buffer.concat([Buffer.from(HEAD.padEnd(padding)), body, Buffer.from('</a>')]);
    let text = '';
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    const pieces = decode(
      (async function* () {
        yield* chunks;
      })(),
    );
    for await (const piece of pieces) text += piece;
    return text.slice(Math.max(HEAD.length, padding), -4);
  };

  it.each([1, 2, 3, 1_024, 10_000])('is told by its first accent, wherever a piece of %i bytes ends', async (size) => {
    for (const text of ['Élève', '« Œuvre »', 'l’été', 'A – é', '€']) {
      expect(await textOf(Buffer.from(text, 'utf8'), size)).toBe(text);
      expect(await textOf(Buffer.from(text, 'utf8'), size, 0)).toBe(text);
    }
    for (const text of ['Élève', 'É\xa0»', 'CAFÉ «\xa0a\xa0»', 'à', 'é']) {
      expect(await textOf(Buffer.from(text, 'latin1'), size)).toBe(text);
    }
  });
});
