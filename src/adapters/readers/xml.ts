/** Streaming XML: hands a document's elements by path to a format, in memory that does not grow with the file. */

import { SaxesParser } from 'saxes';
import { isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import { Stopped } from './stopped.ts';
import { decode } from './text.ts';

/** Attributes by lower-case local name: exporters spell `IDPN` and `IdPN`. */
export type Attributes = Readonly<Record<string, string>>;

/** What a format gets to see. Paths are local names below the root joined by `/`; the root's own path is empty. */
export interface XmlHandlers {
  root(name: string, namespace: string, attributes: Attributes): Stop | undefined;
  open(path: string, attributes: Attributes): void;
  text?(path: string, text: string): void;
  close?(path: string): void;
}

export interface XmlLimits {
  /** Longest single tag, text or comment, in characters. */
  readonly maxTokenChars: number;
  readonly maxDepth: number;
}

export const XML_LIMITS: XmlLimits = { maxTokenChars: 1_048_576, maxDepth: 64 };

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const lowered = new Map<string, string>();

function lowerLocal(name: string): string {
  let known = lowered.get(name);
  if (known === undefined) {
    known = localName(name).toLowerCase();
    if (lowered.size < 1_000) lowered.set(name, known);
  }
  return known;
}

const NONE: Attributes = Object.freeze({});

function lowerAttributes(attributes: Readonly<Record<string, string>>): Attributes {
  let result: Record<string, string> | null = null;
  for (const name in attributes) {
    result ??= Object.create(null) as Record<string, string>;
    result[lowerLocal(name)] = attributes[name] ?? '';
  }
  return result ?? NONE;
}

/** Path of each element seen, found again without building strings. */
class PathTree {
  readonly path: string;
  readonly #children = new Map<string, PathTree>();

  constructor(path: string) {
    this.path = path;
  }

  child(name: string): PathTree {
    let found = this.#children.get(name);
    if (!found) {
      found = new PathTree(this.path === '' ? localName(name) : `${this.path}/${localName(name)}`);
      if (this.#children.size < 10_000) this.#children.set(name, found);
    }
    return found;
  }
}

/**
 * Reads a whole document. Entities other than XML's own five, an internal DTD subset, endless tokens and absurd depth
 * are refused; a bare DOCTYPE is ignored and nothing is ever fetched (RULES.md 1.8).
 */
export async function readXml(
  bytes: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
  limits: XmlLimits = XML_LIMITS,
): Promise<Outcome<null>> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let mark = 0;
  let depth = 0;
  let rootSeen = false;
  const top = new PathTree('');
  const stack: PathTree[] = [];
  const halt = (because: Stop): never => {
    throw new Stopped(because);
  };
  parser.on('error', (error) =>
    halt(stop('xml-malformed', { line: parser.line, problem: error.message.replace(/^\d+:\d+: /, '').slice(0, 200) })),
  );
  parser.on('doctype', (doctype) => {
    mark = parser.position;
    if (doctype.includes('[')) halt(stop('xml-dtd'));
  });
  parser.on('comment', () => {
    mark = parser.position;
  });
  parser.on('opentag', (tag) => {
    mark = parser.position;
    depth += 1;
    if (depth > limits.maxDepth) halt(stop('xml-too-deep', { depth: limits.maxDepth, line: parser.line }));
    const attributes = lowerAttributes(tag.attributes);
    if (!rootSeen) {
      rootSeen = true;
      const because = handlers.root(localName(tag.name), namespaceOf(tag.name, tag.attributes), attributes);
      if (because) halt(because);
      stack.push(top);
      return;
    }
    const here = (stack[stack.length - 1] ?? top).child(tag.name);
    stack.push(here);
    handlers.open(here.path, attributes);
  });
  parser.on('closetag', () => {
    mark = parser.position;
    depth -= 1;
    const here = stack.pop();
    if (here && here !== top) handlers.close?.(here.path);
  });
  const text = (piece: string): void => {
    mark = parser.position;
    const here = stack[stack.length - 1];
    if (here && here !== top) handlers.text?.(here.path, piece);
  };
  if (handlers.text) {
    parser.on('text', text);
    parser.on('cdata', text);
  } else {
    parser.on('cdata', () => {
      mark = parser.position;
    });
  }
  const pieces = decode(bytes);
  try {
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      if (next.done) {
        if (next.value !== null) return next.value;
        break;
      }
      for (let from = 0; from < next.value.length; from += 65_536) {
        parser.write(next.value.slice(from, from + 65_536));
        if (parser.position - mark > limits.maxTokenChars) {
          halt(stop('xml-token-too-long', { line: parser.line, characters: limits.maxTokenChars }));
        }
      }
    }
    parser.close();
    return null;
  } catch (error) {
    if (error instanceof Stopped) return error.stop;
    throw error;
  } finally {
    await pieces.return(null);
  }
}

function namespaceOf(name: string, attributes: Readonly<Record<string, string>>): string {
  const colon = name.indexOf(':');
  return attributes[colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`] ?? '';
}

/** Root element of a document: what formats recognise a file by. */
export interface Root {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Attributes;
}

const ROOT_FOUND = stop('root-found');

/** The root element, reading no further than needed; a Stop when there is none. */
export async function sniffRoot(bytes: AsyncIterable<Uint8Array>): Promise<Outcome<Root>> {
  let root: Root | null = null;
  const outcome = await readXml(bytes, {
    root(name, namespace, attributes) {
      root = { name, namespace, attributes };
      return ROOT_FOUND;
    },
    open() {},
  });
  if (root) return root;
  return outcome !== null && isStop(outcome) ? outcome : stop('not-xml');
}
