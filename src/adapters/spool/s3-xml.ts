/** The small XML answers of an S3-compatible store, as the texts of their innermost elements. */

import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { MEGABYTE } from '../../domain/model/notation.ts';

/** An element without elements, by the names of those that it stands in. */
export interface Leaf {
  /** `ListBucketResult/Contents/Key`. */
  readonly path: string;
  readonly text: string;
}

/** A page of a listing has a thousand objects; nothing that is asked for is longer. */
const MAX_CHARACTERS = 4 * MEGABYTE;

/** An answer's text, read to its end. */
export async function readText(answer: Readable): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_CHARACTERS) throw new Error('an answer without end');
  }
  return text;
}

/** In the order of the document; none for what is no XML, as proxies between us and a store answer. */
export function leavesOf(text: string): Leaf[] {
  const found: Leaf[] = [];
  const open: { readonly path: string; text: string; isLeaf: boolean }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a document type');
  });
  parser.on('opentag', ({ name }) => {
    const outer = open.at(-1);
    if (outer) outer.isLeaf = false;
    open.push({ path: outer ? `${outer.path}/${name}` : name, text: '', isLeaf: true });
  });
  parser.on('text', (more) => {
    const inner = open.at(-1);
    if (inner) inner.text += more;
  });
  parser.on('closetag', () => {
    const inner = open.pop();
    if (inner?.isLeaf) found.push({ path: inner.path, text: inner.text });
  });
  try {
    parser.write(text).close();
  } catch {
    return [];
  }
  return found;
}
