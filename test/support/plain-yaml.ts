/** Reads the plain part of YAML that our own files use; anything else is an error, so that nothing is misread in silence. */

export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

interface Reading {
  readonly lines: Line[];
  at: number;
  readonly anchors: Map<string, Yaml>;
}

/** Block mappings and lists, lists in brackets, quoted and plain scalars, comments, anchors of mappings and `<<`. */
export function parseYaml(text: string): Yaml {
  const lines = text.split('\n').flatMap((raw, index): Line[] => {
    const bare = withoutComment(raw).trimEnd();
    if (bare.includes('\t')) throw new Error(`line ${index + 1}: a tab`);
    return bare.trim() === '' ? [] : [{ indent: bare.search(/\S/), text: bare.trim(), number: index + 1 }];
  });
  const reading: Reading = { lines, at: 0, anchors: new Map() };
  const value = block(reading, 0);
  const rest = lines[reading.at];
  if (rest) throw new Error(`line ${rest.number}: not understood: ${rest.text}`);
  return value;
}

/** A `#` after a blank begins a comment, unless quotes are open. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? '';
    if (quote !== '') {
      if (sign === '\\' && quote === '"') at++;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") {
      if (/[\s[:,-]/.test(line[at - 1] ?? ' ')) quote = sign;
    } else if (sign === '#' && /^$|\s/.test(line[at - 1] ?? '')) return line.slice(0, at);
  }
  return line;
}

function block(reading: Reading, indent: number): Yaml {
  const line = reading.lines[reading.at];
  if (!line || line.indent < indent) return null;
  return line.text.startsWith('- ') ? list(reading, line.indent) : mapping(reading, line.indent);
}

function list(reading: Reading, indent: number): Yaml {
  const items: Yaml[] = [];
  for (let line = reading.lines[reading.at]; line?.indent === indent; line = reading.lines[reading.at]) {
    if (!line.text.startsWith('- ')) throw new Error(`line ${line.number}: no item of the list before it`);
    const inner = line.text.slice(2).trimStart();
    if (!KEY.test(inner)) {
      reading.at++;
      items.push(scalar(inner, line.number));
      continue;
    }
    // What follows the dash is the first line of a mapping that stands as far in.
    const moved = { ...line, indent: indent + line.text.indexOf(inner), text: inner };
    reading.lines[reading.at] = moved;
    items.push(mapping(reading, moved.indent));
  }
  return items;
}

const KEY = /^("[^"]+"|[\w.<-]+):(?:\s+(.*))?$/;

function mapping(reading: Reading, indent: number): Yaml {
  const entries: Record<string, Yaml> = {};
  for (let line = reading.lines[reading.at]; line?.indent === indent; line = reading.lines[reading.at]) {
    const [, quoted, rest = ''] = KEY.exec(line.text) ?? [];
    if (quoted === undefined) throw new Error(`line ${line.number}: no key: ${line.text}`);
    const key = quoted.replaceAll('"', '');
    if (Object.hasOwn(entries, key)) throw new Error(`line ${line.number}: ${key} stands there twice`);
    reading.at++;
    const [, anchor] = /^&(\w+)$/.exec(rest) ?? [];
    const value = rest === '' || anchor !== undefined ? nested(reading, indent) : alias(reading, rest, line.number);
    if (anchor !== undefined) reading.anchors.set(anchor, value);
    if (key === '<<') Object.assign(entries, { ...(value as object), ...entries });
    else entries[key] = value;
  }
  return entries;
}

/** A list may stand as far out as its key. */
function nested(reading: Reading, indent: number): Yaml {
  const next = reading.lines[reading.at];
  return block(reading, next?.indent === indent && next.text.startsWith('- ') ? indent : indent + 1);
}

function alias(reading: Reading, text: string, number: number): Yaml {
  if (!text.startsWith('*')) return scalar(text, number);
  const value = reading.anchors.get(text.slice(1));
  if (value === undefined) throw new Error(`line ${number}: unknown anchor ${text}`);
  return value;
}

function scalar(text: string, number: number): Yaml {
  if (text === '{}') return {};
  if (text.startsWith('[')) return bracketed(text, number);
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^[&*!|>%@`{'"]|: |\s#/.test(text)) throw new Error(`line ${number}: not plain: ${text}`);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const known: Readonly<Record<string, Yaml>> = { true: true, false: false, null: null, '~': null };
  return Object.hasOwn(known, text) ? (known[text] ?? null) : text;
}

function bracketed(text: string, number: number): Yaml {
  if (!text.endsWith(']')) throw new Error(`line ${number}: a list that does not end: ${text}`);
  const inner = text.slice(1, -1).trim();
  const parts = inner === '' ? [] : (inner.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^,]+/g) ?? []);
  return parts.map((part) => part.trim()).flatMap((part) => (part === '' ? [] : [scalar(part, number)]));
}
