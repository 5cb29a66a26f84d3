/** XML as a tree of raw text, so that mutations can make any document of it, a wrong one too. */
import type { Random } from '../../src/demo/school/random.ts';

export interface Element {
  name: string;
  /** Values as they stand in the file: nothing is escaped on the way out. */
  attributes: [name: string, value: string][];
  children: (Element | string)[];
}

/** Reads what our own writers write: one root, no CDATA, no `>` in a value. */
export function parseTree(xml: string): Element {
  const stack: Element[] = [{ name: '', attributes: [], children: [] }];
  for (const [token] of xml.matchAll(/<!--[\s\S]*?-->|<[^>]*>|[^<]+/g)) {
    const top = stack.at(-1);
    if (!top) throw new Error('more is closed than opened');
    if (token.startsWith('</')) stack.pop();
    else if (!token.startsWith('<') || token.startsWith('<!--')) top.children.push(token);
    else if (!token.startsWith('<?')) {
      const name = /^<([^\s/>]+)/.exec(token)?.[1] ?? '';
      const attributes = [...token.matchAll(/([^\s="]+)="([^"]*)"/g)].map(
        ([, key = '', value = '']): [string, string] => [key, value],
      );
      const element: Element = { name, attributes, children: [] };
      top.children.push(element);
      if (!token.endsWith('/>')) stack.push(element);
    }
  }
  const root = stack[0]?.children.find((child) => typeof child === 'object');
  if (!root) throw new Error('no element');
  return root;
}

export function copyTree(element: Element): Element {
  return {
    name: element.name,
    attributes: element.attributes.map(([name, value]) => [name, value]),
    children: element.children.map((child) => (typeof child === 'string' ? child : copyTree(child))),
  };
}

export function writeTree({ name, attributes, children }: Element): string {
  const written = attributes.map(([key, value]) => ` ${key}="${value}"`).join('');
  if (children.length === 0) return `<${name}${written}/>`;
  const inside = children.map((child) => (typeof child === 'string' ? child : writeTree(child))).join('');
  return `<${name}${written}>${inside}</${name}>`;
}

/** All elements with their parents, the root without one. */
export function elementsOf(root: Element): { readonly element: Element; readonly parent: Element | null }[] {
  const all: { element: Element; parent: Element | null }[] = [{ element: root, parent: null }];
  for (let at = 0; at < all.length; at++) {
    const element = all[at]?.element;
    for (const child of element?.children ?? [])
      if (typeof child === 'object') all.push({ element: child, parent: element ?? null });
  }
  return all;
}

/** An element below the root; kinds that are rare in the file are drawn as often as frequent ones. */
export function pickElement(random: Random, root: Element): { readonly element: Element; readonly parent: Element } {
  const below = elementsOf(root).flatMap(({ element, parent }) => (parent ? [{ element, parent }] : []));
  if (below.length === 0) {
    const element: Element = { name: 'x', attributes: [], children: [] };
    root.children.push(element);
    return { element, parent: root };
  }
  const path = ({ element, parent }: (typeof below)[number]): string => `${parent.name}/${element.name}`;
  const kind = random.pick([...new Set(below.map(path))]);
  return random.pick(below.filter((one) => path(one) === kind));
}
