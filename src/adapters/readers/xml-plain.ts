/** Reads the plain part of an XML document quickly; whatever is not plain, right or wrong, is left to the parser that knows all of XML. */

import {
  type Attributes,
  attributeName,
  copied,
  type KnownAttribute,
  MAX_KNOWN_NAME,
  NONE,
  noAttributes,
  type PathTree,
} from './xml-path.ts';

/** What goes by, in the order of the document. */
export interface PlainEvents {
  /** The element around; the root has no name here. */
  readonly here: () => PathTree;
  /** Says whether one more element may be opened; why it may not the parser tells. */
  readonly mayOpen: () => boolean;
  readonly open: (element: PathTree, attributes: Attributes) => void;
  readonly close: () => void;
  readonly text: (piece: string) => void;
}

const [TAB, NEWLINE, RETURN, BLANK] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, AMPERSAND, APOSTROPHE, SLASH] = [0x22, 0x26, 0x27, 0x2f];
const [LESS, EQUALS, GREATER] = [0x3c, 0x3d, 0x3e];
const BRACKET = 0x5d;
/** From here on there are characters that XML forbids; names of schools and people have none of them. */
const FIRST_ODD = 0xd800;
/** Of a tag or a text that is plain. */
const LONGEST_TOKEN = 65_536;
/** Of one element. */
const MAX_ATTRIBUTES = 20;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const KNOWN_ENTITY = /&(amp|lt|gt|quot|apos);/g;

/** 1: may begin a name, 2: may go on in it. Others than these of ASCII are not plain. */
const NAME = new Uint8Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') NAME[letter.charCodeAt(0)] = 1;
for (const sign of '0123456789-.:') NAME[sign.charCodeAt(0)] = 2;

function isBlank(code: number): boolean {
  return code === BLANK || code === NEWLINE || code === TAB || code === RETURN;
}

/** Where the name that begins here ends; the same place when none does. */
function endOfName(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (!(first < 128) || NAME[first] !== 1) return from;
  let at = from + 1;
  for (let code = text.charCodeAt(at); code < 128 && NAME[code] !== 0; code = text.charCodeAt(at)) at += 1;
  return at;
}

/** Could a name go on here? */
function mayName(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return !(code < 128) || NAME[code] !== 0;
}

/** Null: it names something that only the parser may judge. */
function withoutEntities(text: string): string | null {
  const plain = text.replace(KNOWN_ENTITY, '');
  if (plain.includes('&')) return null;
  return text.replace(KNOWN_ENTITY, (_, name: string) => ENTITIES[name] ?? '');
}

/** Reads the inside of a root element piece by piece, until it meets something that is not plain. */
export class PlainReader {
  readonly #events: PlainEvents;
  #text = '';
  #lines: number;
  #isLost = false;

  /** `line` is the one on which the first piece begins. */
  constructor(events: PlainEvents, line: number) {
    this.#events = events;
    this.#lines = line;
  }

  /** The line of what has not been read yet. */
  get line(): number {
    return this.#lines;
  }

  /** What has been given and not been read: the beginning of a tag, or what is not plain. */
  get rest(): string {
    return this.#text;
  }

  /** Reads on. False: what is left, and all that follows, is for the parser. */
  read(piece: string): boolean {
    const text = this.#text + piece;
    const read = this.#tokens(text);
    this.#lines += linesIn(text, read);
    this.#text = text.slice(read);
    return !this.#isLost && this.#text.length <= LONGEST_TOKEN;
  }

  /** How far there are whole tokens, and plain ones. */
  #tokens(text: string): number {
    let at = 0;
    for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', at)) {
      const isComment = text.startsWith('<!--', open);
      const last = isComment ? text.indexOf('--', open + 4) : text.indexOf('>', open);
      const end = isComment ? last + 2 : last;
      // Until it is whole nothing of it is read.
      if (last < 0 || end >= text.length) return at;
      if (open > at && !this.#words(text, at, open)) return this.#lose(at);
      if (!(isComment ? isPlainComment(text, open + 4, end) : this.#tag(text, open + 1, end))) return this.#lose(open);
      at = end + 1;
    }
    return at;
  }

  #lose(at: number): number {
    this.#isLost = true;
    return at;
  }

  /** Text between two tags. False: it is not plain. */
  #words(text: string, from: number, to: number): boolean {
    let [hasEntities, hasReturns] = [false, false];
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === AMPERSAND) hasEntities = true;
      else if (code === RETURN) hasReturns = true;
      else if ((code < BLANK && code !== NEWLINE && code !== TAB) || code === BRACKET || code >= FIRST_ODD)
        return false;
    }
    const raw = text.slice(from, to);
    const ended = hasReturns ? raw.replace(/\r\n?/g, '\n') : raw;
    const words = hasEntities ? withoutEntities(ended) : ended;
    if (words === null) return false;
    this.#events.text(words);
    return true;
  }

  /** The tag between these two places. False: it is not plain. */
  #tag(text: string, from: number, end: number): boolean {
    const isEnd = text.charCodeAt(from) === SLASH;
    return isEnd ? this.#closeTag(text, from + 1, end) : this.#openTag(text, from, end);
  }

  #closeTag(text: string, from: number, end: number): boolean {
    const { name } = this.#events.here();
    // The end of the root, and what comes after it, is for the parser.
    if (name === '' || !text.startsWith(name, from)) return false;
    for (let at = from + name.length; at < end; at++) if (!isBlank(text.charCodeAt(at))) return false;
    this.#events.close();
    return true;
  }

  #openTag(text: string, from: number, end: number): boolean {
    const around = this.#events.here();
    const { latest } = around;
    // Mostly it is called as the one before it.
    const isAsBefore =
      latest !== null && text.startsWith(latest.name, from) && !mayName(text, from + latest.name.length);
    const endOf = isAsBefore ? from + latest.name.length : endOfName(text, from);
    if (endOf === from || !this.#events.mayOpen()) return false;
    const element = isAsBefore ? latest : around.child(text.slice(from, endOf));
    around.latest = element;
    const isEmpty = text.charCodeAt(end - 1) === SLASH;
    const attributes = readAttributes(text, endOf, isEmpty ? end - 1 : end, element);
    if (attributes === null) return false;
    this.#events.open(element, attributes);
    if (isEmpty) this.#events.close();
    return true;
  }
}

/** Null: they are not plain. */
function readAttributes(text: string, from: number, end: number, element: PathTree): Attributes | null {
  const known = element.attributes;
  let attributes: Record<string, string> | null = null;
  let isAsBefore = true;
  let at = from;
  for (let order = 0; ; order++) {
    const before = at;
    while (at < end && isBlank(text.charCodeAt(at))) at += 1;
    if (at >= end) return attributes ?? NONE;
    if (at === before) return null;
    let attribute = known[order] ?? null;
    if (attribute === null || !text.startsWith(attribute.start, at)) {
      attribute = order < MAX_ATTRIBUTES ? newAttribute(text, at) : null;
      if (attribute === null) return null;
      // What follows is another's: an element's own names are never the same twice.
      known.length = order;
      known.push(attribute);
      isAsBefore = false;
    }
    at += attribute.start.length;
    attributes ??= noAttributes();
    // The same name twice is for the parser, which minds the spelling.
    if (!isAsBefore && attributes[attribute.name] !== undefined) return null;
    const close = endOfValue(text, at, end, text.charCodeAt(at - 1));
    if (close < 0) return null;
    const value = text.slice(at, close);
    const plain = value.includes('&') ? withoutEntities(value) : value;
    if (plain === null) return null;
    attributes[attribute.name] = plain;
    at = close + 1;
  }
}

/** The name that begins here, up to the quote after it; null when it is not plain. */
function newAttribute(text: string, at: number): KnownAttribute | null {
  const end = endOfName(text, at);
  const quote = text.charCodeAt(end + 1);
  if (end === at || end - at > MAX_KNOWN_NAME || text.charCodeAt(end) !== EQUALS) return null;
  if (quote !== QUOTE && quote !== APOSTROPHE) return null;
  const start = copied(text.slice(at, end + 2));
  const name = attributeName(start.slice(0, -2));
  return name === null ? null : { start, name };
}

/** Where the value that begins here ends; -1 when it is not plain. */
function endOfValue(text: string, from: number, end: number, quote: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code < BLANK || code === LESS || code >= FIRST_ODD) return -1;
  }
  return -1;
}

/** `end` is where its last sign should be. */
function isPlainComment(text: string, from: number, end: number): boolean {
  if (text.charCodeAt(end) !== GREATER) return false;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if ((code < BLANK && !isBlank(code)) || code >= FIRST_ODD) return false;
  }
  return true;
}

/** Lines that end before a place. */
function linesIn(text: string, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines += 1;
  if (text.includes('\r')) lines += text.slice(0, to).match(/\r(?!\n)/g)?.length ?? 0;
  return lines;
}
