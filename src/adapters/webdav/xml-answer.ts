/** XML answers as nodes, written by fast-xml-parser's XMLBuilder: whole, or a long listing slice by slice. */

import { XMLBuilder } from 'fast-xml-parser';
import type { XmlElement } from './xml-body.ts';

/** An element as the builder takes it, with its content in order; made in this file alone. */
export type XmlNode = Readonly<Record<string, unknown>>;

/** What stands in an element: text, written safely whatever it holds, or elements. */
export type XmlContent = string | readonly XmlNode[];

const TEXT = '#text';
const ATTRIBUTES = ':@';
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text as XML character data; what XML 1.0 cannot carry becomes U+FFFD. */
function characterData(_name: string, text: unknown): string {
  return String(text)
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

const OPTIONS = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
  // Its own way would write the quotes of an ETag as entities and let control characters through.
  processEntities: false,
  tagValueProcessor: characterData,
  attributeValueProcessor: characterData,
} as const;

const builder = new XMLBuilder(OPTIONS);
/** Takes the content of a multistatus as it is. */
const listingBuilder = new XMLBuilder({ ...OPTIONS, stopNodes: ['D:multistatus'] });

const DECLARATION = node('?xml', [], { version: '1.0', encoding: 'utf-8' });

/** An element. The name is ours or one that `parseXml` has read: the builder writes it as it is. */
export function node(
  name: string,
  content: XmlContent = [],
  attributes: Readonly<Record<string, string>> = {},
): XmlNode {
  const children = typeof content !== 'string' ? content : content === '' ? [] : [{ [TEXT]: content }];
  return { [name]: children, [ATTRIBUTES]: attributes };
}

/** An element that a client sent, under a name that says its namespace wherever it is placed. */
export function echo({ namespace, local }: Pick<XmlElement, 'namespace' | 'local'>, content: XmlContent = []): XmlNode {
  if (namespace === 'DAV:') return node(`D:${local}`, content);
  if (namespace === '') return node(local, content, { xmlns: '' });
  return node(`x:${local}`, content, { 'xmlns:x': namespace });
}

/** The content of an element that a client sent, to be placed in any answer. */
export function echoContent(element: XmlElement): readonly XmlNode[] {
  const children = element.children.map((child) => echo(child, echoContent(child)));
  return element.text === '' ? children : [...children, { [TEXT]: element.text }];
}

/** Nodes as text, without a declaration. */
export function writeNodes(nodes: readonly XmlNode[]): string {
  return builder.build(nodes);
}

/** A whole answer; the prefix D is declared on its root. */
export function writeDocument(name: string, content: XmlContent): string {
  return writeNodes([DECLARATION, node(name, content, { 'xmlns:D': 'DAV:' })]);
}

/** A multistatus around responses that `writeNodes` has written slice by slice. */
export function writeListing(responses: readonly string[]): string {
  const content = [{ [TEXT]: responses.join('\n') }];
  const root = node('D:multistatus', content, { 'xmlns:D': 'DAV:', 'xmlns:C': 'urn:carillon' });
  return listingBuilder.build([DECLARATION, root]);
}

/** A response of a multistatus: properties by what became of them; without any, the first status says so alone. */
export function response(
  href: string,
  stats: readonly (readonly [status: string, properties: readonly XmlNode[]])[],
): XmlNode {
  const filled = stats.filter(([, properties]) => properties.length > 0);
  const propstats = (filled.length > 0 ? filled : stats.slice(0, 1)).map(([status, properties]) =>
    node('D:propstat', [node('D:prop', properties), node('D:status', `HTTP/1.1 ${status}`)]),
  );
  return node('D:response', [node('D:href', href), ...propstats]);
}
