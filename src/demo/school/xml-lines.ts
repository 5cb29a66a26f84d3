/** Lines of XML for the writers of invented exports. */

/** Attributes in the order of writing; an undefined one is left out. */
export type Attributes = { readonly [name: string]: string | number | bigint | undefined };

/** A list of elements, indented; an empty one is one tag. */
export function* list<T>(
  name: string,
  entries: readonly T[],
  linesOf: (entry: T) => Iterable<string>,
): Generator<string> {
  if (entries.length === 0) {
    yield `  <${name}/>`;
    return;
  }
  yield `  <${name}>`;
  for (const entry of entries) for (const line of linesOf(entry)) yield `    ${line}`;
  yield `  </${name}>`;
}

/** An element with lines between its tags. */
export function element(name: string, attributes: Attributes, children: readonly string[]): readonly string[] {
  if (children.length === 0) return [leaf(name, attributes)];
  return [`<${name}${written(attributes)}>`, ...children.map((child) => `  ${child}`), `</${name}>`];
}

/** An element without content. */
export function leaf(name: string, attributes: Attributes): string {
  return `<${name}${written(attributes)}/>`;
}

function written(attributes: Attributes): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) text += ` ${name}="${typeof value === 'string' ? escaped(value) : value}"`;
  }
  return text;
}

const escapes: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it may stand between quotes and between tags. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/gu, (character) => escapes[character] ?? character);
}
