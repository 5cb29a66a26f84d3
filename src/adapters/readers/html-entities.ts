/** Names of HTML for letters, which programs write into XML although XML does not know them (FORMATS.md 5a). */

/** The upper half of Latin-1, from the no-break space on. */
const LATIN_1 = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro ' +
  'para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
  'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave ' +
  'Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml ' +
  'igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute ' +
  'thorn yuml'
).split(' ');

const OTHERS = {
  OElig: 'Œ',
  oelig: 'œ',
  Scaron: 'Š',
  scaron: 'š',
  Yuml: 'Ÿ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  euro: '€',
} as const;

/** Characters by the name between `&` and `;`. */
export const HTML_ENTITIES: Readonly<Record<string, string>> = Object.assign(
  Object.create(null) as Record<string, string>,
  Object.fromEntries(LATIN_1.map((name, at) => [name, String.fromCharCode(160 + at)])),
  OTHERS,
);

const XML_OWN: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text that was escaped once more than it was to be: `&eacute;` in it, or `&amp;`, is what it names. */
export function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([A-Za-z]+\d{0,2});/g, (whole, name: string) => HTML_ENTITIES[name] ?? XML_OWN[name] ?? whole);
}
