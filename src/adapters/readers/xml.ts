/** Streaming XML: hands a document's elements by path to a format, in memory that does not grow with the file. */

import { SaxesParser } from 'saxes';
import { isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { XmlRoot } from '../../domain/model/given.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import { Stopped } from './stopped.ts';
import { decode } from './text.ts';
import { type Attributes, attributeName, localName, NONE, PathTree } from './xml-path.ts';
import { PlainReader } from './xml-plain.ts';

export type { Attributes } from './xml-path.ts';

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

function lowerAttributes(attributes: Readonly<Record<string, string>>): Attributes {
  let result: Record<string, string> | null = null;
  for (const spelled in attributes) {
    const name = attributeName(spelled);
    if (name === null) continue;
    result ??= Object.create(null) as Record<string, string>;
    result[name] = attributes[spelled] ?? '';
  }
  return result ?? NONE;
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
  // The parser is told once more what the plain part has told already.
  let isMuted = false;
  const top = new PathTree('', '');
  const stack: PathTree[] = [];
  const halt = (because: Stop): never => {
    throw new Stopped(because);
  };
  const here = (): PathTree => stack[stack.length - 1] ?? top;
  const open = (element: PathTree, attributes: Attributes): void => {
    depth += 1;
    elements += 1;
    stack.push(element);
    handlers.open(element.path, attributes);
  };
  const close = (): void => {
    depth -= 1;
    const element = stack.pop();
    if (element && element !== top) handlers.close?.(element.path);
  };
  const text = (piece: string): void => {
    mark = parser.position;
    const element = here();
    if (element !== top) handlers.text?.(element.path, piece);
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
    if (isMuted) return;
    mark = parser.position;
    if (elements === limits.maxElements) halt(stop('xml-too-many-elements', { elements: limits.maxElements }));
    if (depth === limits.maxDepth) halt(stop('xml-too-deep', { depth: limits.maxDepth, line: parser.line }));
    const attributes = lowerAttributes(tag.attributes);
    if (rootSeen) {
      open(here().child(tag.name), attributes);
      return;
    }
    rootSeen = true;
    depth += 1;
    elements += 1;
    const because = handlers.root(localName(tag.name), namespaceOf(tag.name, tag.attributes), attributes);
    if (because) halt(because);
    stack.push(top);
  });
  parser.on('closetag', () => {
    mark = parser.position;
    close();
  });
  if (handlers.text) {
    parser.on('text', text);
    parser.on('cdata', text);
  } else {
    parser.on('cdata', () => {
      mark = parser.position;
    });
  }
  const parse = (piece: string): void => {
    parser.write(piece);
    if (parser.position - mark > limits.maxTokenChars) {
      halt(stop('xml-token-too-long', { line: parser.line, characters: limits.maxTokenChars }));
    }
  };
  const mayOpen = (): boolean => elements < limits.maxElements && depth < limits.maxDepth;
  let plain: PlainReader | null = null;
  /** Where the plain part has ended the parser goes on, inside of the same elements. */
  const leavePlain = ({ rest, line }: PlainReader): void => {
    plain = null;
    isMuted = true;
    for (const { name } of stack.slice(1)) parser.write(`<${name}>`);
    isMuted = false;
    parser.line = line;
    mark = parser.position;
    parse(rest);
  };
  /** The parser reads up to the end of the root's own tag; where the inside of the root begins. */
  const parseStart = (piece: string): number => {
    let from = 0;
    for (let end = piece.indexOf('>'); end >= 0 && !rootSeen; end = piece.indexOf('>', from)) {
      parse(piece.slice(from, end + 1));
      from = end + 1;
    }
    return from;
  };
  const take = (piece: string): void => {
    if (plain) {
      if (!plain.read(piece)) leavePlain(plain);
      return;
    }
    const wasSeen = rootSeen;
    const from = wasSeen ? 0 : parseStart(piece);
    const rest = piece.slice(from);
    const mayBePlain = rootSeen && !wasSeen && depth === 1 && !limits.entities && parser.xmlDecl.version !== '1.1';
    if (!mayBePlain) {
      parse(rest);
      return;
    }
    plain = new PlainReader({ here, mayOpen, open, close, text }, parser.line);
    take(rest);
  };
  const pieces = decode(bytes);
  try {
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      if (next.done) {
        if (next.value !== null) return next.value;
        break;
      }
      for (let from = 0; from < next.value.length; from += 65_536) take(next.value.slice(from, from + 65_536));
    }
    if (plain) leavePlain(plain);
    isAtEnd = true;
    parser.close();
    return null;
  } catch (error) {
    const line = (plain as PlainReader | null)?.line ?? parser.line;
    if (error instanceof Stopped) return atLine(error.stop, line);
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
