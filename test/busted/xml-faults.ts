/** Faults of XML, each by its name: documents that attack, lie about their bytes, contradict themselves, or hold absurd numbers. */
import { replaceOnce } from '../../src/demo/school/broken-text.ts';
import { writeEdt, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { school } from '../support/flow.ts';

export interface XmlFault {
  readonly name: string;
  /** Reason of the refusal, or finding of what is taken. */
  readonly code: string;
  readonly build: () => Buffer;
}

const good = (): string => writeEdt(school);
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const edited = (pattern: RegExp, by: string) => (): Buffer => bytes(replaceOnce(good(), pattern, by));

/** The good export behind a document type declaration, with something at the name of the first room. */
function declared(subset: string, name = 'x'): Buffer {
  const text = replaceOnce(good(), /<ExportEmploiDuTemps /, `<!DOCTYPE e ${subset}>\n<ExportEmploiDuTemps `);
  return bytes(replaceOnce(text, /(<Salle Ident="\d+" Nom=")[^"]*/, `$1${name}`));
}

function withBytes(inserted: readonly number[]): Buffer {
  const whole = writeEdtBytes(school);
  const at = whole.indexOf('Nom="', whole.indexOf('<Salles>')) + 5;
  return Buffer.concat([whole.subarray(0, at), Buffer.from(inserted), whole.subarray(at)]);
}

function declaring(encoding: string, written: Buffer): Buffer {
  const at = written.indexOf('encoding="') + 10;
  return Buffer.concat([written.subarray(0, at), Buffer.from(encoding), written.subarray(written.indexOf('"', at))]);
}

const BIG = 'a'.repeat(50_000);

/** Refused before anything means something. */
export const attacks: readonly XmlFault[] = [
  {
    name: 'bomb-of-one-large-entity',
    code: 'xml-entities',
    build: () => declared(`[<!ENTITY a "${BIG}">]`, '&a;'.repeat(10_000)),
  },
  {
    name: 'bomb-of-parameter-entities',
    code: 'xml-entities',
    build: () => declared('[<!ENTITY % a "<!ENTITY b \'x\'>"> %a; %a; %a;]'),
  },
  {
    name: 'entities-in-a-cycle',
    code: 'xml-entities',
    build: () => declared('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', '&a;'),
  },
  { name: 'entity-of-itself', code: 'xml-entities', build: () => declared('[<!ENTITY a "&a;">]', '&a;') },
  {
    name: 'external-entity-of-a-file',
    code: 'xml-external-entity',
    build: () => declared('[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
  },
  {
    name: 'external-entity-of-an-address',
    code: 'xml-external-entity',
    build: () => declared('[<!ENTITY x PUBLIC "-//x" "http://127.0.0.1:9/x">]'),
  },
  {
    name: 'external-parameter-entity',
    code: 'xml-external-entity',
    build: () => declared('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]'),
  },
  {
    name: 'dtd-without-entities',
    code: 'xml-dtd',
    build: () => declared('[<!ELEMENT e ANY><!ATTLIST e a CDATA "b">]'),
  },
  { name: 'entity-nobody-defined', code: 'xml-unknown-entity', build: edited(/(<Salle [^>]*Nom=")/, '$1&eacute;') },
  {
    name: '10000-levels-of-unknown-elements',
    code: 'xml-too-deep',
    build: edited(/<Salles>/, `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}<Salles>`),
  },
  {
    name: '10000-levels-of-courses',
    code: 'xml-too-deep',
    build: edited(/<Cours>/, `${'<Cours>'.repeat(10_000)}`),
  },
  {
    name: '100000-attributes-of-one-name',
    code: 'xml-malformed',
    build: edited(/<Salle /, `<Salle ${'a="" '.repeat(100_000)}`),
  },
  {
    name: 'text-of-two-million-characters',
    code: 'xml-token-too-long',
    build: edited(/<Jour>1/, `<Jour>${'1'.repeat(2_097_152)}`),
  },
];

/** What the bytes say against the declaration, or against every encoding. */
export const wrongBytes: readonly XmlFault[] = [
  {
    name: 'says-utf-8-is-iso-8859-15',
    code: 'xml-encoding-wrong',
    build: () => declaring('UTF-8', writeEdtBytes(school, { encoding: 'iso-8859-15' })),
  },
  {
    name: 'says-nothing-is-windows-1252',
    code: 'xml-encoding-wrong',
    build: () => {
      const written = writeEdtBytes(school, { encoding: 'windows-1252' });
      return written.subarray(written.indexOf('?>') + 2);
    },
  },
  { name: 'says-ebcdic', code: 'xml-encoding-unknown', build: () => declaring('EBCDIC-CP-FR', writeEdtBytes(school)) },
  ...(
    [
      ['a-lone-continuation', [0x80]],
      ['an-overlong-slash', [0xc0, 0xaf]],
      ['a-surrogate-in-utf-8', [0xed, 0xa0, 0x80]],
      ['beyond-unicode', [0xf5, 0x80, 0x80, 0x80]],
      ['half-a-character', [0xe2, 0x82]],
    ] as const
  ).map(([name, inserted]): XmlFault => ({ name, code: 'xml-encoding-wrong', build: () => withBytes(inserted) })),
  {
    name: 'a-lone-surrogate-in-utf-16',
    code: 'xml-encoding-wrong',
    build: () => {
      const utf16 = writeEdtBytes(school, { encoding: 'utf-16' });
      utf16.writeUInt16LE(0xd800, 2 * Math.floor(utf16.length / 4));
      return utf16;
    },
  },
  ...(
    [
      ['nul-in-a-name', '\0'],
      ['bell-in-a-name', '\x07'],
      ['u-ffff-in-a-name', '\uffff'],
      ['nul-by-number', '&#0;'],
      ['control-by-number', '&#x1;'],
      ['surrogate-by-number', '&#xD800;'],
    ] as const
  ).map(
    ([name, text]): XmlFault => ({
      name,
      code: 'xml-forbidden-character',
      build: edited(/(<Salle [^>]*Nom=")/, `$1${text}`),
    }),
  ),
  { name: 'nothing-but-nul', code: 'xml-forbidden-character', build: () => Buffer.alloc(5_000) },
  { name: 'two-byte-order-marks', code: 'not-xml', build: () => bytes(`\ufeff\ufeff${good()}`) },
];

/** One link of each kind that leads nowhere. */
const LINKS: readonly (readonly [string, RegExp])[] = [
  ['subject', /(<Cours [^>]*>\s*<Matiere Ident=")\d+/],
  ['teacher', /(<Professeur Ident=")\d+(?=" Semaines)/],
  ['division', /(<Classe Ident=")\d+(?=" Semaines)/],
  ['group', /(<Groupe Ident=")\d+(?=" Semaines)/],
  ['room', /(<Salle Ident=")\d+(?=" Semaines)/],
  ['part-of-group', /(<Groupe Ident="\d+" Nom="[^>]*>\s*<PartieDeClasse Ident=")\d+/],
  ['division-of-student', /(<Eleve [^>]*>\s*<Classe Ident=")\d+/],
  ['part-of-student', /(<PartieDeClasse Ident=")\d+(?=" DateEntree)/],
];

/** Definitions whose number is taken already. */
const DEFINED = ['Matiere', 'Professeur', 'Classe', 'Groupe', 'Salle', 'Eleve'];

export const dangling: readonly XmlFault[] = [
  ...LINKS.map(
    ([what, pattern]): XmlFault => ({
      name: `dangling-${what}`,
      code: 'dangling-reference',
      build: edited(pattern, '$1987654'),
    }),
  ),
  // The invented school's groups hold parts alone.
  ...['Classe', 'Eleve'].map(
    (element): XmlFault => ({
      name: `dangling-${element}-of-group`,
      code: 'dangling-reference',
      build: edited(/(<Groupe Ident="\d+" Nom="[^"]*">)/, `$1<${element} Ident="987654"/>`),
    }),
  ),
];

export const duplicated: readonly XmlFault[] = [
  ...DEFINED.map((element): XmlFault => {
    const pattern = new RegExp(
      `(<${element} Ident="(\\d+)" (?:Nom|Code)=[\\s\\S]*?<${element} Ident=")\\d+(?=" (?:Nom|Code)=)`,
    );
    return { name: `two-${element}-of-one-number`, code: 'duplicate-ident', build: edited(pattern, '$1$2') };
  }),
  {
    name: 'two-PartieDeClasse-of-one-number',
    code: 'duplicate-ident',
    build: edited(/(<Classe Ident="\d+" Nom="[^"]*"[^>]*>\s*)(<PartieDeClasse Ident="\d+"[^>]*>)/, '$1$2$2'),
  },
  { name: 'room-without-number', code: 'missing-ident', build: edited(/<Salle Ident="\d+" Nom=/, '<Salle Nom=') },
];

/** Groups that hold one another. The format has no other place where a thing could hold its holder. */
export const cycles: readonly XmlFault[] = [
  {
    name: 'group-of-itself',
    code: 'group-in-group',
    build: edited(/(<Groupe Ident="(\d+)" Nom="[^"]*">)/, '$1<Groupe Ident="$2"/>'),
  },
  {
    name: 'groups-of-one-another',
    code: 'group-in-group',
    build: () => {
      const [a = '', b = ''] = [...good().matchAll(/<Groupe Ident="(\d+)" Nom="[^"]*">/g)].map((found) => found[1]);
      const put = (text: string, into: string, other: string): string =>
        replaceOnce(text, new RegExp(`(<Groupe Ident="${into}" Nom="[^"]*"[^>]*>)`), `$1<Groupe Ident="${other}"/>`);
      return bytes(put(put(good(), a, b), b, a));
    },
  },
];

const NUMBERS = ['-2', '99999999999999999999', `1${'0'.repeat(400)}`, '1e3', '0x10', '1.5', 'NaN', 'Infinity', '', '٣'];

/** Places of a course, and the numbers of the grid's first slot, that are no numbers a grid could have. */
export const numbers: readonly XmlFault[] = NUMBERS.flatMap((number) => [
  ...['Jour', 'NumeroPlaceDebut', 'NombrePlaces'].map(
    (attribute): XmlFault => ({
      name: `${attribute} « ${number.slice(0, 24)} »`,
      code: 'bad-number',
      build: edited(new RegExp(`(<Cours [^>]*${attribute}=")\\d+`), `$1${number}`),
    }),
  ),
  {
    name: `DureePlace « ${number.slice(0, 24)} »`,
    code: 'no-grid',
    build: edited(/DureePlace="\d+"/, `DureePlace="${number}"`),
  },
  {
    name: `Semaines « ${number.slice(0, 24)} »`,
    code: 'week-mask-invalid',
    build: edited(/Semaines="\d+"/, `Semaines="${number}"`),
  },
]);

const DAYS = [
  '2026-02-30',
  '2027-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-09-31',
  '0000-00-00',
  '30/02/2026',
  '2026-2-3',
  '+12026-09-01',
];

export const dates: readonly XmlFault[] = DAYS.flatMap((day) => [
  ...['DateDebut', 'DateFin', 'DatePremierJourSemaine1'].map(
    (attribute): XmlFault => ({
      name: `${attribute} « ${day} »`,
      code: 'bad-school-year',
      build: edited(new RegExp(`(<AnneeScolaire [^>]*${attribute}=")[^"]*`), `$1${day}`),
    }),
  ),
  ...['DateNaissance', 'DateEntree', 'DateSortie'].map(
    (attribute): XmlFault => ({
      name: `${attribute} « ${day} »`,
      code: 'bad-date',
      build: edited(new RegExp(`${attribute}="[^"]*"`), `${attribute}="${day}"`),
    }),
  ),
]);

export const years: readonly XmlFault[] = [
  { name: 'year-of-8000-years', code: 'bad-school-year', build: edited(/DateFin="[^"]*"/, 'DateFin="9999-12-31"') },
  {
    name: 'year-that-ends-before-it-begins',
    code: 'bad-school-year',
    build: edited(/DateFin="[^"]*"/, 'DateFin="2025-07-04"'),
  },
  {
    name: 'week-one-in-another-century',
    code: 'bad-school-year',
    build: edited(/DatePremierJourSemaine1="[^"]*"/, 'DatePremierJourSemaine1="1926-08-30"'),
  },
];

const LISTS = ['Matieres', 'Professeurs', 'Classes', 'Groupes', 'Salles', 'Eleves'];

/** Courses and nothing that they speak of; with or without year and grid. */
export function onlyCourses(keeps: readonly string[]): Buffer {
  const gone = [...LISTS, 'AnneeScolaire', 'GrilleHoraire'].filter((name) => !keeps.includes(name));
  return bytes(
    gone.reduce((text, name) => text.replace(new RegExp(`<${name}( [^>]*)?(/>|>[\\s\\S]*?</${name}>)`), ''), good()),
  );
}

/** Every course that many times over. */
export function manyCourses(times: number): Buffer {
  const text = good();
  const start = text.indexOf('<Cours>') + '<Cours>'.length;
  const end = text.lastIndexOf('</Cours>');
  const all = text.slice(start, end);
  return bytes(text.slice(0, start) + all.repeat(times) + text.slice(end));
}
