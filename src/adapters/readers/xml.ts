/** Streaming XML: hands a document's elements by path to a format, in memory that does not grow with the file. */

import { SaxesParser } from 'saxes';
import { isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { XmlRoot } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
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
  /** What a format keeps of an element stays in memory; an export of 50 MB has half a million. */
  readonly maxElements: number;
  /** Characters for names of entities beside XML's own five; absent: there are no others. Never a document's own. */
  readonly entities?: Readonly<Record<string, string>>;
}

export const XML_LIMITS: XmlLimits = { maxTokenChars: MEGABYTE, maxDepth: 64, maxElements: 2_000_000 };

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Longer names are a file's own, and may have a million characters: they are not remembered. */
const MAX_KNOWN_NAME = 100;
const lowered = new Map<string, string>();

function lowerLocal(name: string): string {
  let known = lowered.get(name);
  if (known === undefined) {
    known = localName(name).toLowerCase();
    if (lowered.size < 1_000 && name.length <= MAX_KNOWN_NAME) lowered.set(name, known);
  }
  return known;
}

const NONE: Attributes = Object.freeze({});

/** Element names that are remembered in one document: a hostile one has a new name each time. */
const MAX_KNOWN_PATHS = 10_000;

function lowerAttributes(attributes: Readonly<Record<string, string>>): Attributes {
  let result: Record<string, string> | null = null;
  for (const name in attributes) {
    // Names of namespaces say nothing of the element.
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    result ??= Object.create(null) as Record<string, string>;
    result[lowerLocal(name)] = attributes[name] ?? '';
  }
  return result ?? NONE;
}

/** Path of each element seen, found again without building strings. */
class PathTree {
  readonly path: string;
  readonly #children = new Map<string, PathTree>();
  /** One count for the whole tree. */
  readonly #known: { count: number };

  constructor(path: string, known = { count: 0 }) {
    this.path = path;
    this.#known = known;
  }

  child(name: string): PathTree {
    let found = this.#children.get(name);
    if (!found) {
      found = new PathTree(this.path === '' ? localName(name) : `${this.path}/${localName(name)}`, this.#known);
      if (this.#known.count < MAX_KNOWN_PATHS && name.length <= MAX_KNOWN_NAME) {
        this.#children.set(name, found);
        this.#known.count += 1;
      }
    }
    return found;
  }
}

/** Why a document with an internal DTD subset is refused: by the worst that it declares. */
function dtdReason(doctype: string): string {
  if (/<!ENTITY\s+(%\s+)?[^\s"']+\s+(SYSTEM|PUBLIC)\b/.test(doctype)) return 'xml-external-entity';
  return doctype.includes('<!ENTITY') ? 'xml-entities' : 'xml-dtd';
}

/** What the parser cannot read. It has no error codes: its words tell. */
function syntaxStop(problem: string, line: number): Stop {
  if (/^(disallowed character|malformed character entity)\.$/.test(problem))
    return stop('xml-forbidden-character', { line });
  if (/^undefined entity/.test(problem)) return stop('xml-unknown-entity', { line });
  return stop('xml-malformed', { line, problem });
}

/**
 * Reads a whole document. Entities other than XML's own five, an internal DTD subset, endless tokens, absurd depth
 * and endless elements are refused; a bare DOCTYPE is ignored and nothing is ever fetched (RULES.md 1.8).
 */
export async function readXml(
  bytes: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
  limits: XmlLimits = XML_LIMITS,
): Promise<Outcome<null>> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  Object.assign(parser.ENTITIES, limits.entities);
  let mark = 0;
  let depth = 0;
  let elements = 0;
  let isAtEnd = false;
  let rootSeen = false;
  const top = new PathTree('');
  const stack: PathTree[] = [];
  const halt = (because: Stop): never => {
    throw new Stopped(because);
  };
  parser.on('error', (error) => {
    const problem = error.message.replace(/^\d+:\d+: /, '').slice(0, 200);
    // What is wrong only because nothing follows has been cut off.
    halt(isAtEnd ? stop('xml-truncated', { line: parser.line }) : syntaxStop(problem, parser.line));
  });
  parser.on('doctype', (doctype) => {
    mark = parser.position;
    if (doctype.includes('[')) halt(stop(dtdReason(doctype)));
  });
  parser.on('comment', () => {
    mark = parser.position;
  });
  parser.on('opentag', (tag) => {
    mark = parser.position;
    depth += 1;
    elements += 1;
    if (elements > limits.maxElements) halt(stop('xml-too-many-elements', { elements: limits.maxElements }));
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
    isAtEnd = true;
    parser.close();
    return null;
  } catch (error) {
    if (error instanceof Stopped) return atLine(error.stop, parser.line);
    throw error;
  } finally {
    await pieces.return(null);
  }
}

/** The bytes do not know their line. */
function atLine(because: Stop, line: number): Stop {
  return because.values === undefined && because.reason === 'xml-truncated' ? stop('xml-truncated', { line }) : because;
}

function namespaceOf(name: string, attributes: Readonly<Record<string, string>>): string {
  const colon = name.indexOf(':');
  return attributes[colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`] ?? '';
}

const ROOT_FOUND = stop('root-found');

/** The root element, reading no further than needed; a Stop when there is none. */
export async function sniffRoot(bytes: AsyncIterable<Uint8Array>): Promise<Outcome<XmlRoot>> {
  let root: XmlRoot | null = null;
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
