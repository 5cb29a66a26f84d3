/** The directory as a table that somebody made in a spreadsheet: its encodings, separators, headers, kinds and dates, and what is no table. */
import { expect, it } from 'vitest';
import { encoderOf, type TextEncoding } from '../../src/demo/school/text-encoding.ts';
import { DIRECTORY_COLUMNS, DIRECTORY_KIND_NAMES } from '../../src/domain/directory/columns.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
import { rawZip } from '../support/raw-zip.ts';
import { directoryLines, readDirectoryFiles, takenDirectory } from '../support/read-directory.ts';

const FRENCH = [
  'TYPE;identifiant;Nom;PRENOM;Date de naissance;Courriel;classe;Groupes;N° STS;Ine;Numéro SIECLE;Etablissement',
  'Enseignant;T1;PÉTIT;Zoé;1/9/1980;zoe@ecole.example;;;123;;;',
  'élève;E1;CŒUR;Léo;17/05/2013;;6A;6A LATIN;;0123456789A;1002;1',
  'Personnel;P1;MARTIN;Luc;;;;;;;;',
  'classe;C1;6A;;;;;;;;;1',
  'GROUPE;G1;6A LATIN;;;;;;;;;1',
].join('\r\n');

const ENGLISH = [
  'kind;id;lastName;firstName;birthDate;email;division;groups;stsId;ine;eleveId;establishment',
  'teacher;T1;PÉTIT;Zoé;1980-09-01;zoe@ecole.example;;;123;;;',
  'student;E1;CŒUR;Léo;2013-05-17;;6A;6A LATIN;;0123456789A;1002;1',
  'staff;P1;MARTIN;Luc;;;;;;;;',
  'division;C1;6A;;;;;;;;;1',
  'group;G1;6A LATIN;;;;;;;;;1',
].join('\n');

const written = (text: string, encoding: TextEncoding, hasMark = false): Buffer => {
  const { mark, encode } = encoderOf(encoding, hasMark);
  return Buffer.concat([mark, encode(text)]);
};

/** What a manager reads of a refusal. */
async function toldOf(name: string, bytes: Uint8Array | string) {
  const { outcome } = await readDirectoryFiles([{ name, bytes }]);
  if (!isStop(outcome)) throw new Error('not refused');
  return { ...describeReason(outcome.reason, outcome.values ?? {}), reason: outcome.reason };
}

it.each<[string, string, Buffer]>([
  ['Windows-1252', 'a.csv', written(FRENCH, 'windows-1252')],
  ['UTF-8', 'a.csv', written(FRENCH, 'utf-8')],
  ['UTF-8 with its mark', 'a.csv', written(FRENCH, 'utf-8', true)],
  ['« Texte Unicode »', 'a.txt', written(FRENCH.replaceAll(';', '\t'), 'utf-16')],
  ['text with tabs', 'a.txt', written(FRENCH.replaceAll(';', '\t'), 'windows-1252')],
  ['commas', 'a.csv', written(FRENCH.replaceAll(';', ','), 'windows-1252')],
  ['rows that were emptied', 'a.csv', written(`${FRENCH}\r\n;;;;;;;;;;;\r\n`, 'windows-1252')],
  ['columns without a title that are empty', 'a.csv', written(FRENCH.replaceAll('\r\n', ';;\r\n'), 'windows-1252')],
])('is the same from a French spreadsheet as %s', async (_what, name, bytes) => {
  const wanted = await takenDirectory([{ name: 'a.csv', bytes: ENGLISH }]);
  expect(wanted.rows).toHaveLength(5);
  expect(directoryLines(await takenDirectory([{ name, bytes }]))).toEqual(directoryLines(wanted));
});

it.each(['iso-8859-15', 'windows-1252'] as const)(
  'has letters of French that %s says in its own way',
  async (encoding) => {
    const names = ['L\u0152ILLET', 'C\u0153ur', 'L\u0178S', '\u0160imek', 'Ad\u017dic', 'H\u0153lé'];
    const text = `Type;Id;Nom\n${names.map((name, index) => `Élève;${index};${name}`).join('\n')}\n`;
    const { rows } = await takenDirectory([{ name: 'a.csv', bytes: written(text, encoding) }]);
    expect(rows.map((row) => row.lastName)).toEqual(names);
  },
);

it.each(Object.entries(DIRECTORY_COLUMNS))('knows the column %s by each of its names', async (column, names) => {
  const others = ['kind', 'id', 'lastName'].filter((one) => one !== column);
  for (const name of [column, ...names]) {
    const { outcome } = await readDirectoryFiles([
      { name: 'a.csv', bytes: `${[name, ...others].join(';')}\n;x;x;x\nx;\n` },
    ]);
    // The lines are wrong, the header is not.
    expect(outcome, name).toMatchObject({ values: { line: 2 } });
  }
});

it.each(Object.entries(DIRECTORY_KIND_NAMES))('knows the kind %s by each of its names', async (kind, names) => {
  for (const name of [kind, ...names, names[0].toUpperCase()]) {
    const { rows } = await takenDirectory([{ name: 'a.csv', bytes: `Type;Id;Nom\n${name};1;UN\n` }]);
    expect(rows[0]?.kind, name).toBe(kind);
  }
});

it.each([
  ['a day that is none', 'Élève;E1;A;30/02/2013', /^a\.csv : ligne 2, colonne « Né le » : « 30\/02\/2013 » n'est pas/],
  ['a year of two figures', 'Élève;E1;A;17/05/13', /« 17\/05\/13 » n'est pas une date JJ\/MM\/AAAA/],
  ['another kind', 'Parent;E1;A;', /« Parent » n'est pas un type \(Enseignant, Élève, Personnel, Classe, Groupe\)/],
])('refuses %s, and says to correct that line', async (_what, line, cause) => {
  const told = await toldOf('a.csv', `Type;Identifiant;Nom;Né le\n${line}\n`);
  expect(told.cause).toMatch(cause);
  expect(told.remedy).toContain('ligne indiquée');
});

it.each([
  ['an unknown column', 'Type;Identifiant;Nom;Couleur\n', /« Couleur »/],
  ['a column twice', 'Type;Identifiant;Nom;Nom de famille\n', /Nom, Nom de famille/],
  ['no column that is known', 'rien du tout\n', /ne nomme aucune colonne connue/],
  ['a column that is needed', 'Type;Nom\n', /la colonne « Identifiant » manque/],
])('of %s it speaks without a line, and names the model', async (_what, text, cause) => {
  const told = await toldOf('a.csv', text);
  expect(told.cause).toMatch(cause);
  expect(told.remedy).not.toContain('ligne');
  expect(told.remedy).toContain('modèle');
});

it('says in English what it says in French', async () => {
  const inEnglish = async (text: string) => {
    const { outcome } = await readDirectoryFiles([{ name: 'a.csv', bytes: text }]);
    if (!isStop(outcome)) throw new Error('it was taken');
    return describeReason(outcome.reason, outcome.values ?? {}, 'en').cause;
  };
  expect(await inEnglish('Type;Identifiant;Nom;Né le\nÉlève;E1;A;17/05/13\n')).toBe(
    'a.csv: line 2, column “Né le”: “17/05/13” is no date DD/MM/YYYY or YYYY-MM-DD.',
  );
  expect(await inEnglish('Type;Identifiant;Nom\nÉlève;;A\n')).toBe(
    'a.csv: line 2, column “Identifiant”: the identifier is missing.',
  );
  expect(await inEnglish('Type;Nom\n')).toBe('a.csv: the column “Identifiant” is missing.');
});

const hex = (digits: string): Buffer => Buffer.concat([Buffer.from(digits, 'hex'), Buffer.alloc(600)]);

it.each<[string, string, Buffer, RegExp]>([
  ['a picture', 'trombinoscope.jpg', hex('ffd8ffe000104a464946'), /image/],
  ['a picture called a table', 'annuaire.csv', hex('89504e470d0a1a0a'), /image/],
  ['a PDF', 'liste.pdf', Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n'), /PDF/],
  ['a workbook', 'annuaire.xlsx', rawZip([{ name: '[Content_Types].xml', data: '<Types/>' }]), /classeur/],
  ['an older workbook', 'annuaire.xls', hex('d0cf11e0a1b11ae1'), /classeur/],
  [
    'a workbook of LibreOffice',
    'annuaire.ods',
    rawZip([{ name: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet' }]),
    /classeur/,
  ],
])('tells %s to be that', async (_what, name, bytes, title) => {
  const told = await toldOf(name, bytes);
  expect(told).toMatchObject({ reason: 'directory-not-recognised', title: expect.stringMatching(title) });
});

it('takes no notice of a PDF that comes with a feed', async () => {
  const { rows } = await takenDirectory([
    { name: 'a.csv', bytes: ENGLISH },
    { name: 'lisez-moi.pdf', bytes: '%PDF-1.7\n' },
  ]);
  expect(rows).toHaveLength(5);
});
