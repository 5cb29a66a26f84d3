/** Small XML bodies of WebDAV requests, read within fixed bounds; a document type is refused outright. */

import { SaxesParser } from 'saxes';

/** An element with its namespace; `text` is its own character data. */
export interface XmlElement {
  readonly namespace: string;
  readonly local: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

export const MAX_XML_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
const MAX_TAGS = 500;

interface Growing {
  namespace: string;
  local: string;
  children: Growing[];
  text: string;
}

/** The document element; null for anything that is not well-formed, declares a document type or is too deep or too rich. */
export function parseXml(bytes: Uint8Array): XmlElement | null {
  const open: Growing[] = [];
  let root: Growing | null = null;
  let tags = 0;
  const stop = (why: string): never => {
    throw new Error(why);
  };
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => stop(error.message));
  parser.on('doctype', () => stop('document type'));
  parser.on('opentag', (tag) => {
    tags += 1;
    if (tags > MAX_TAGS || open.length >= MAX_DEPTH) stop('too much');
    const element: Growing = { namespace: tag.uri, local: tag.local, children: [], text: '' };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (text: string): void => {
    const parent = open.at(-1);
    if (parent) parent.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).close();
  } catch {
    return null;
  }
  return root;
}

export function isDav(element: XmlElement, local: string): boolean {
  return element.namespace === 'DAV:' && element.local === local;
}

export function davChild(element: XmlElement, local: string): XmlElement | undefined {
  return element.children.find((child) => isDav(child, local));
}

/** Text as XML character data; what XML 1.0 cannot carry becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&quot;'))
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

/** An element written out again with its namespaces, safe to place in any answer. */
export function writeXml(element: XmlElement): string {
  const inner = element.children.map(writeXml).join('') + escapeXml(element.text);
  if (element.namespace === 'DAV:') return `<D:${element.local}>${inner}</D:${element.local}>`;
  if (element.namespace === '') return `<${element.local}>${inner}</${element.local}>`;
  return `<x:${element.local} xmlns:x="${escapeXml(element.namespace)}">${inner}</x:${element.local}>`;
}
