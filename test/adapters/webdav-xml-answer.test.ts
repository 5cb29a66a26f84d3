/** XML answers, read back by the strict parser: whatever a client sent or a file is called, the answer stays well-formed and says it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  echo,
  echoContent,
  node,
  response,
  writeDocument,
  writeListing,
  writeNodes,
} from '../../src/adapters/webdav/xml-answer.ts';
import { parseXml, type XmlElement } from '../../src/adapters/webdav/xml-body.ts';

const read = (xml: string): XmlElement | null => parseXml(Buffer.from(xml));

/** What XML 1.0 can carry, as a parser hands it over: lines end in LF. */
const asRead = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n');

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\0', '\ud800', 'é', '&amp;', '#text', '-->') }),
);

const names = fc.constantFrom('a', 'été', '_', '__proto__', 'constructor', 'toString', 'xmlns', 'D', 'a.b-c', 'text');
const namespaces = fc.constantFrom('', 'DAV:', 'urn:carillon', 'urn:x"y\'z<&>', '#text', ':@', '__proto__');
const element: fc.Arbitrary<XmlElement> = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc.record({
    namespace: namespaces,
    local: names,
    children: fc.oneof({ maxDepth: 5 }, fc.constant([]), fc.array(tie('element'), { maxLength: 3 })),
    text: anyText.map(asRead),
  }),
})).element;

describe('an XML answer', () => {
  it('says any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(writeDocument('D:a', [node('D:b', text)]))?.children).toMatchObject([
          { namespace: 'DAV:', local: 'b', text: asRead(text) },
        ]);
      }),
    );
  });

  it('echoes any element that a client can send', () => {
    fc.assert(
      fc.property(element, (sent) => {
        expect(read(writeDocument('D:a', [echo(sent, echoContent(sent))]))?.children).toEqual([sent]);
      }),
    );
  });

  it('has no element left open where it is empty, and keeps the quotes of an ETag', () => {
    expect(writeDocument('D:a', [node('D:b'), node('D:c', ''), node('D:d', '"x"')])).toBe(
      '<?xml version="1.0" encoding="utf-8"?><D:a xmlns:D="DAV:"><D:b/><D:c/><D:d>"x"</D:d></D:a>',
    );
  });

  it('takes slices of a listing as they were written', () => {
    const slices = ['é & <b>', '&amp;'].map((href) => writeNodes([response(href, [['200 OK', []]])]));
    expect(read(writeListing(slices))?.children.map(({ children }) => children[0]?.text)).toEqual(['é & <b>', '&amp;']);
  });

  it('leaves out the status that no property has, unless there is no property at all', () => {
    const stats = (...groups: readonly (readonly [string, number])[]): readonly (string | undefined)[] | undefined =>
      read(
        writeDocument('D:multistatus', [
          response(
            '/',
            groups.map(([status, count]) => [status, Array.from({ length: count }, () => node('D:b'))]),
          ),
        ]),
      )
        ?.children[0]?.children.slice(1)
        .map((propstat) => propstat.children[1]?.text);
    expect(stats(['200 OK', 1], ['404 Not Found', 1])).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found']);
    expect(stats(['200 OK', 0], ['404 Not Found', 1])).toEqual(['HTTP/1.1 404 Not Found']);
    expect(stats(['200 OK', 0], ['404 Not Found', 0])).toEqual(['HTTP/1.1 200 OK']);
  });
});
