/** Plain XML is read without the parser: what a format gets to see, and what is refused, is what the parser alone gives. */
import { describe, expect, it } from 'vitest';
import { readXml, XML_LIMITS, type XmlLimits } from '../../src/adapters/readers/xml.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { randomFrom } from '../../src/demo/school/random.ts';
import { inventSchool } from '../../src/demo/school/school.ts';

/** With entities of its own a document is read by the parser alone. */
const BY_PARSER: XmlLimits = { ...XML_LIMITS, entities: {} };

/** Everything that goes by, and how it ends. */
async function seen(document: string, limits: XmlLimits, size: number): Promise<unknown[]> {
  const bytes = Buffer.from(document);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }
  const told: unknown[] = [];
  const outcome = await readXml(
    pieces(),
    {
      root: (name, namespace, attributes) => void told.push(['root', name, namespace, { ...attributes }]),
      open: (path, attributes) => void told.push(['open', path, { ...attributes }]),
      text: (path, text) => void told.push(['text', path, text]),
      close: (path) => void told.push(['close', path]),
    },
    limits,
  );
  return [...told, outcome];
}

async function expectSame(document: string, size = 65_536): Promise<void> {
  expect(await seen(document, XML_LIMITS, size), document.slice(0, 300)).toEqual(await seen(document, BY_PARSER, size));
}

const DOCUMENTS: Readonly<Record<string, string>> = {
  'empty root': '<a/>',
  'only text': '<a>b</a>',
  'blanks in tags': '<a\n x = "1" ><b\n\tx="1"\r\n y="2" /><c ></c\n></a>',
  'both quotes': `<a><b x='1"2' y="1'2"/></a>`,
  entities: '<a><b x="&amp;&lt;&gt;&quot;&apos;&amp;amp;">&lt;&amp;gt;</b></a>',
  'characters by number': '<a><b x="&#233;&#xe9;">&#10;</b><c/></a>',
  'an unknown entity': '<a><b x="&eacute;"/></a>',
  'an ampersand alone': '<a><b x="a & b"/></a>',
  'ends of lines': '<a>\r\n<b>1\r2\r\n3\n4</b>\r\n</a>',
  'an end of line in a value': '<a><b x="1\r\n2\t3"/><c/></a>',
  comments: '<a><!-- 1 < 2 > 3 --><b/><!----><c/><!-- - --></a>',
  'two hyphens in a comment': '<a><b/><!-- -- --><c/></a>',
  'three hyphens at the end of a comment': '<a><b/><!-- ---><c/></a>',
  'a section of text': '<a><b><![CDATA[<x> ]] >]]></b><c/></a>',
  'an instruction': '<a><b/><?do it?><c/></a>',
  'the end of a section in text': '<a><b>]]></b></a>',
  brackets: '<a><b>[1]</b><c/></a>',
  'a greater sign in text and value': '<a><b x="1>0">2>1</b><c/></a>',
  'a less sign in a value': '<a><b x="1<2"/></a>',
  'the same attribute twice': '<a><b x="1" x="2"/></a>',
  'the same attribute twice where others had two': '<a><b x="1" y="2"/><b y="1" y="2"/></a>',
  'attributes of two spellings': '<a><b IDPN="1" IdPN="2"/></a>',
  'attributes that come and go': '<a><b x="1" y="2"/><b y="1"/><b/><b z="1" x="2" y="3"/><b x="1" y="2"/></a>',
  'prefixes and namespaces': '<p:a xmlns:p="u"><p:b p:x="1" xmlns:q="v"/><q:c q:y="1"/></p:a>',
  'names of all objects': '<a><constructor toString="1" __proto__="2" hasOwnProperty="3"/></a>',
  'accents in names': '<a><été où="1"/><b/></a>',
  'signs of other scripts': '<a><b x="日本">😀 ﷐</b><c x="😀"/></a>',
  'no blank between attributes': '<a><b x="1"y="2"/></a>',
  'no quotes': '<a><b x=1/></a>',
  'no value': '<a><b x/></a>',
  'a wrong end': '<a>\n<b>\n</c></a>',
  'an end of a longer name': '<a><b></bc></a>',
  'one end too many': '<a><b/></a></a>',
  'two roots': '<a><b/></a>\n<c/>',
  'text after the root': '<a><b/></a>\ntext',
  'a comment after the root': '<a><b/></a><!-- end -->\n',
  'a forbidden character': '<a>\n<b>\u0001</b></a>',
  'a forbidden character in a value': '<a>\n<b x="\u0001"/></a>',
  'a forbidden character in a comment': '<a>\n<b/><!--\u0001--></a>',
  'no character at all': '<a><b>\uffff</b></a>',
  'cut in a tag': '<a>\n<b>\n<c x="1',
  'cut in text': '<a>\n<b>\ntext',
  'cut in a comment': '<a>\n<b/>\n<!-- ',
  'cut after an element': '<a>\n<b/>\n',
  'a declaration in the middle': '<a><b/><?xml version="1.0"?></a>',
  'a document type in the middle': '<a><b/><!DOCTYPE a></a>',
  'a document type': '<?xml version="1.0"?>\n<!DOCTYPE a>\n<!-- > -->\n<a><b/></a>',
  'XML 1.1': '<?xml version="1.1"?><a><b x="1\u0085">2\u0085</b></a>',
  'many attributes': `<a><b ${Array.from({ length: 40 }, (_, index) => `x${index}="${index}"`).join(' ')}/><c/></a>`,
  'a long name': `<a><${'b'.repeat(200)} ${'x'.repeat(200)}="1"/><c/></a>`,
};

describe('a document', () => {
  it.each(Object.entries(DOCUMENTS))('with %s', async (_, document) => {
    for (const size of [65_536, 1, 7]) await expectSame(document, size);
  });

  it('that goes too deep, has too many elements, or a token without an end, is refused at the same place', async () => {
    const few = { ...XML_LIMITS, maxDepth: 5, maxElements: 20, maxTokenChars: 100_000 };
    for (const document of [
      `<a>\n${'<b>\n'.repeat(10)}`,
      `<a>${'<b/>\n'.repeat(30)}</a>`,
      `<a>\n<b>${'x'.repeat(300_000)}</b></a>`,
      `<a>\n<b x="${'x'.repeat(300_000)}"/></a>`,
      `<a>\n<!--${'x'.repeat(300_000)}--></a>`,
    ]) {
      expect(await seen(document, few, 65_536)).toEqual(await seen(document, { ...few, entities: {} }, 65_536));
    }
  });
});

it('a whole export, cut and changed anywhere', async () => {
  const random = randomFrom('plain');
  const whole = writeEdt(inventSchool({ seed: 'plain', size: 'small' })).slice(0, 60_000);
  const signs = [
    '<',
    '>',
    '"',
    '&',
    '/',
    ' ',
    '\n',
    '\r',
    "'",
    ']',
    '-',
    '!',
    '=',
    'é',
    '\u0001',
    '😀',
    '&amp;',
    '<!--',
    '',
  ];
  await expectSame(whole, 1_000);
  for (let round = 0; round < 300; round++) {
    const at = random.integer(0, whole.length - 1);
    const from = Math.max(0, at - 2_000);
    const changed = `<ExportEmploiDuTemps>\n${whole.slice(whole.indexOf('<', from), at)}${random.pick(signs)}${whole.slice(at + random.integer(0, 2), at + 2_000)}`;
    await expectSame(changed, random.integer(1, 3_000));
  }
});
