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
