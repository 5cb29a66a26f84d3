/** Exports that are nearly right: a good one with elements, attributes, values, encoding or bytes changed. */
import { writeLater } from '../../src/demo/school/broken-later.ts';
import { type EdtOptions, writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { Random } from '../../src/demo/school/random.ts';
import type { FuzzCase } from './area.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { SMALL_SCHOOL } from './site-in-memory.ts';
import { copyTree, type Element, elementsOf, parseTree, pickElement, writeTree } from './xml-tree.ts';

const WRITINGS: readonly EdtOptions[] = [
  {},
  { ids: [], membershipDates: 'partial', hasGuardians: false, hasComments: false },
  { ids: ['ine', 'idpn'], idpnName: 'IdPN', identSeed: 'again', hasComments: false, formatVersion: '2.0' },
];
const BASES: readonly Element[] = [
  ...WRITINGS.map((options) => writeEdt(SMALL_SCHOOL, options)),
  writeLater(SMALL_SCHOOL),
].map(parseTree);

/** The publisher's container for partners: read for what it says of itself. */
const CONTAINER = parseTree(
  '<EXPORT_INDEX_EDUCATION><UAI>0990001A</UAI><NOMETABLISSEMENT>Collège</NOMETABLISSEMENT><LOGICIEL>PRONOTE 2026 - 0.1</LOGICIEL><VERSION>1.0</VERSION><DATEHEURE>2026-05-20T10:19:08.486+02:00</DATEHEURE><CLES><PARTENAIRE nom="INDEXEDUCATION">x</PARTENAIRE><PARTENAIRE nom="AUTRE">y</PARTENAIRE></CLES><CONTENU>AAAA</CONTENU></EXPORT_INDEX_EDUCATION>',
);

/** The good export that all of them start from. */
export const GOOD_EXPORT = Buffer.from(writeEdt(SMALL_SCHOOL));

export const NUMBERS =
  '0 1 2 5 6 7 8 19 20 30 600 601 63 64 255 65535 999999999 1000000000 2147483648 4294967295 4294967296 9007199254740993 18446744073709551615 18446744073709551616 36893488147419103232 -1 -0 +1 1.5 1e5 0x10 ٣ １ NaN Infinity null 007'.split(
    ' ',
  );
export const DAYS =
  '0000-00-00 0001-01-01 0099-12-31 0100-01-01 1582-10-10 1899-12-30 1970-01-01 2026-02-29 2026-13-01 2027-02-30 2026-9-1 2026-08-31 2026-09-01 2026-09-07 2026-10-25 2027-03-28 2027-08-31 2028-02-29 2028-06-30 2099-09-01 9998-09-01 9999-12-31 10000-01-01 -000001-01-01 01/09/2026 2026-09-01T00:00:00 2026-W36'.split(
    ' ',
  );
export const TIMES = '00:00:00 24:00:00 23:59:59 08:00 8:00 07:60 08:00:00.5 25:00 12:30:00+02:00 02:30:00 -1:00'.split(
  ' ',
);
export const NAMES = [
  '',
  ' ',
  '\t\n',
  'é',
  'e\u0301',
  '6A',
  '6a',
  '6 A',
  'ß',
  'İ',
  '#2',
  '|',
  '+',
  'd:1/6A',
  'label:X',
  "D'ARC",
  'D’ARC',
  '__proto__',
  'constructor',
  'toString',
  '{root}',
  '$&',
  '%s',
  '\u202egrebrA',
  '\ufeff',
  'A'.repeat(300),
  '𝒜'.repeat(150),
  `${'x'.repeat(29)}😀`,
  `${'x'.repeat(59)}😀`,
  `${'x'.repeat(119)}😀`,
  ...[180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194, 195].map(
    (n) => `${'x'.repeat(n)}😀😀😀`,
  ),
];
const MARKUP = ['&amp;', '&lt;', '&quot;', '&#10;', '&#x1F600;', '&#169;'];
const WRONG_MARKUP = ['&nbsp;', '&lol;', '&', '<', '"', '&#0;', '&#xD800;', '&#x110000;', '\u0001', '\uffff', '&#;'];
const ELEMENT_NAMES =
  'AnneeScolaire GrilleHoraire JoursOuvres Jour PlacesParJour Place Matieres Matiere Professeurs Professeur Classes Classe PartieDeClasse Groupes Groupe Salles Salle Eleves Eleve Cours Responsable Etablissements Etablissement Personnels Materiel Etiquette constructor __proto__ toString valueOf x:Cours É A.b-c_d'.split(
    ' ',
  );
const ATTRIBUTE_NAMES =
  'Ident ident IDENT x:Ident Nom Prenom Code Libelle Semaines SemainesAnnulation Jour NumeroPlaceDebut NombrePlaces DateEntree DateSortie DateDebut DateFin DatePremierJourSemaine1 DureePlace Numero LibelleHeureDebut IDSTS IDPN NumeroNational IDSconet DateNaissance Etablissement UAI Version __proto__ constructor'.split(
    ' ',
  );

/** Something that an attribute of this name could hold, or could not. */
function valueFor(random: Random, name: string, old: string): string {
  if (random.chance(0.1)) return random.pick(MARKUP);
  if (random.chance(0.12)) return random.pick([...NUMBERS, ...DAYS, ...TIMES, ...NAMES]);
  if (/^date/i.test(name)) return random.pick(DAYS);
  if (/heure/i.test(name)) return random.pick(TIMES);
  if (/semaines/i.test(name))
    return random.chance(0.5) ? String((BigInt(random.integer(0, 2 ** 31)) << 32n) | 2n) : random.pick(NUMBERS);
  if (/^(jour|numero|nombre|duree|ident$)/i.test(name))
    return random.chance(0.3) && /^\d+$/.test(old)
      ? String(Number(old) + random.pick([-1, 1, 2]))
      : random.pick(NUMBERS);
  return random.pick(NAMES);
}

export type TreeMutation = (random: Random, root: Element) => void;

function pickAttribute(random: Random, root: Element): { element: Element; at: number } | null {
  const { element } = pickElement(random, root);
  return element.attributes.length === 0 ? null : { element, at: random.integer(0, element.attributes.length - 1) };
}

function without<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** Those after which the document is still XML: they reach what reads it. */
export const SOUND: Readonly<Record<string, TreeMutation>> = {
  'change-value': (random, root) => {
    const found = pickAttribute(random, root);
    if (!found) return;
    const [name, old] = found.element.attributes[found.at] ?? ['', ''];
    found.element.attributes[found.at] = [name, valueFor(random, name, old)];
  },
  'change-value-everywhere': (random, root) => {
    const { element } = pickElement(random, root);
    const [name] = random.pick(element.attributes.length > 0 ? element.attributes : [['Nom', ''] as [string, string]]);
    const share = random.pick([0.03, 0.5, 1]);
    for (const other of elementsOf(root).filter((one) => one.element.name === element.name))
      other.element.attributes = other.element.attributes.map(([key, value]) =>
        key === name && random.chance(share) ? [key, valueFor(random, key, value)] : [key, value],
      );
  },
  'swap-values': (random, root) => {
    const [one, two] = [pickAttribute(random, root), pickAttribute(random, root)];
    if (!one || !two) return;
    const [a, b] = [one.element.attributes[one.at], two.element.attributes[two.at]];
    if (!a || !b) return;
    [a[1], b[1]] = [b[1], a[1]];
  },
  'drop-attribute': (random, root) => {
    const found = pickAttribute(random, root);
    found?.element.attributes.splice(found.at, 1);
  },
  'rename-attribute': (random, root) => {
    const found = pickAttribute(random, root);
    const attribute = found?.element.attributes[found.at];
    const name = random.pick(ATTRIBUTE_NAMES);
    if (attribute && !found?.element.attributes.some(([key]) => key === name)) attribute[0] = name;
  },
  'add-attribute': (random, root) => {
    const { element } = pickElement(random, root);
    const name = random.pick(ATTRIBUTE_NAMES);
    if (!element.attributes.some(([key]) => key === name)) element.attributes.push([name, valueFor(random, name, '1')]);
  },
  'drop-element': (random, root) => {
    const { element, parent } = pickElement(random, root);
    without(parent.children, element);
  },
  'repeat-element': (random, root) => {
    const { element, parent } = pickElement(random, root);
    const times = random.pick([1, 1, 2, 60]);
    for (let time = 0; time < times; time++) parent.children.push(copyTree(element));
  },
  'move-element': (random, root) => {
    const [from, to] = [pickElement(random, root), pickElement(random, root)];
    to.element.children.push(copyTree(from.element));
    if (random.chance(0.7)) without(from.parent.children, from.element);
  },
  'shuffle-children': (random, root) => {
    const { parent } = pickElement(random, root);
    parent.children = random.shuffle(parent.children);
  },
  'rename-element': (random, root) => {
    pickElement(random, root).element.name = random.pick(ELEMENT_NAMES);
  },
  'wrap-element': (random, root) => {
    const { element, parent } = pickElement(random, root);
    parent.children[parent.children.indexOf(element)] = {
      name: random.pick(ELEMENT_NAMES),
      attributes: [],
      children: [element],
    };
  },
  'nest-in-itself': (random, root) => {
    const { element } = pickElement(random, root);
    element.children.push(copyTree(element));
  },
  'empty-element': (random, root) => {
    pickElement(random, root).element.children = [];
  },
  'add-element': (random, root) => {
    const name = random.pick(ELEMENT_NAMES);
    const attributes = random
      .shuffle(ATTRIBUTE_NAMES)
      .slice(0, random.integer(0, 4))
      .map((key): [string, string] => [key, valueFor(random, key, '1')]);
    pickElement(random, root).element.children.push({ name, attributes, children: [] });
  },
  'add-text': (random, root) => {
    const text = random.pick([
      'x',
      ' ',
      '<!-- c -->',
      '<?x y?>',
      '<![CDATA[<Cours/>]]>',
      ...MARKUP,
      ...NUMBERS,
      ...NAMES,
    ]);
    const { element } = pickElement(random, root);
    element.children = random.chance(0.5) ? [...element.children, text] : [text];
  },
  'declare-establishments': (random, root) => {
    const uai = random.pick(['0990001A', '0990009Z', '', '١٢٣٤٥٦٧A', '0990001a']);
    const own: Element = {
      name: 'Etablissement',
      attributes: [
        ['Ident', '1'],
        ['Numero', uai],
      ],
      children: [],
    };
    root.children.unshift({ name: 'Etablissements', attributes: [], children: [own] });
    for (const { element } of elementsOf(root))
      if (element.name === 'Classe') element.attributes.push(['Etablissement', random.pick(['1', '2', ''])]);
    if (random.chance(0.5)) root.attributes = root.attributes.filter(([name]) => name !== 'UAI');
  },
  'change-root': (random, root) => {
    const kind = random.integer(0, 3);
    if (kind === 0)
      root.name = random.pick(['ExportEmploiDuTemps', 'x:ExportEmploiDuTemps', ...ELEMENT_NAMES, '𝒜'.repeat(40)]);
    else if (kind === 1) root.attributes = root.attributes.filter(([name]) => name !== 'UAI');
    else if (kind === 2)
      root.attributes = root.attributes.map(([name, value]) => [name, name === 'UAI' ? random.pick(NAMES) : value]);
    else root.name = 'EXPORT_INDEX_EDUCATION';
  },
};

/** Those after which it is no XML, or one that is refused. */
export const UNSOUND: Readonly<Record<string, TreeMutation>> = {
  'wrong-markup': (random, root) => {
    const found = pickAttribute(random, root);
    const attribute = found?.element.attributes[found.at];
    if (attribute) attribute[1] += random.pick(WRONG_MARKUP);
    else root.children.push(random.pick(WRONG_MARKUP));
  },
  'attribute-twice': (random, root) => {
    const { element } = pickElement(random, root);
    element.attributes.push(...element.attributes.map(([name, value]): [string, string] => [name, value]));
  },
  'deep-nesting': (random, root) => {
    const depth = random.pick([61, 62, 63, 64, 300]);
    root.children.push(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`);
  },
  'unclosed-element': (random, root) => {
    pickElement(random, root).element.children.push(random.pick(['<a>', '</a>', '<!--', '<![CDATA[', '<?x', '<a b="']));
  },
};

const PROLOGUES = [
  '<!DOCTYPE ExportEmploiDuTemps>',
  '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
  '<!DOCTYPE x [<!ENTITY lol "lol">]>',
  '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>',
  '<!DOCTYPE x [',
  '<!-- -->',
  '<!-- -- -->',
  '<?xml version="1.0"?>',
  '\n\n',
  'x',
  '\0',
];

const ENCODINGS =
  'utf-8 UTF8 us-ascii iso-8859-1 ISO-8859-15 windows-1252 cp1252 utf-16 utf-16le utf-7 utf-32 ebcdic x constructor __proto__ hasOwnProperty valueOf'.split(
    ' ',
  );

/** The text in bytes: mostly UTF-8, else as some encoding says or does not say. */
function encode(random: Random, text: string, how: string[]): Buffer {
  if (random.chance(0.8)) return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  const declared = random.pick(ENCODINGS);
  const written = random.pick(['utf8', 'latin1', 'utf16le'] as const);
  const mark = random.pick([[], [], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]]);
  how.push(`declare-${declared}-write-${written}`);
  const quote = random.pick(['"', "'"]);
  const declaration = random.chance(0.9) ? `<?xml version="1.0" encoding=${quote}${declared}${quote}?>\n` : '';
  const bytes = Buffer.from(declaration + text, written);
  return Buffer.concat([Buffer.from(mark), written === 'utf16le' && random.chance(0.5) ? bytes.swap16() : bytes]);
}

/** A good export with one to some changes: three in four stay XML. */
export function drawExport(random: Random): FuzzCase<Buffer> {
  const how: string[] = [];
  const root = copyTree(random.chance(0.04) ? CONTAINER : random.pick(BASES));
  const mutate = (mutations: Readonly<Record<string, TreeMutation>>): void => {
    const [name, mutation] = random.pick(Object.entries(mutations));
    how.push(name);
    mutation(random, root);
  };
  const changes = random.pick([1, 1, 1, 2, 2, 3, 5, 8]);
  for (let change = 0; change < changes; change++) mutate(SOUND);
  if (random.chance(0.12)) mutate(UNSOUND);
  let text = writeTree(root);
  if (random.chance(0.08)) {
    how.push('prologue');
    text = random.pick(PROLOGUES) + text;
  }
  if (random.chance(0.04)) {
    how.push('epilogue');
    text += random.pick(['\n', ' \n<!-- end -->', '<x/>', 'x', '\0']);
  }
  let bytes = encode(random, text, how);
  if (random.chance(0.1))
    for (let time = random.integer(1, 3); time > 0; time--) bytes = mutateBytes(random, bytes, how);
  return { input: bytes, how };
}
