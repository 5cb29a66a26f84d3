/** Elements of a document by where they stand, found again without building strings. */

/** Attributes by lower-case local name: exporters spell `IDPN` and `IdPN`. */
export type Attributes = Readonly<Record<string, string>>;

/** Longer names are a file's own, and may have a million characters: they are not remembered. */
export const MAX_KNOWN_NAME = 100;
/** Element names that are remembered in one document: a hostile one has a new name each time. */
const MAX_KNOWN_PATHS = 10_000;

/** How an attribute was written in the last element of a path, and what it is called here. */
export interface KnownAttribute {
  /** Name, equals sign and quote. */
  readonly start: string;
  readonly name: string;
}

/** One kind of element: all that stand on the same path. */
export class PathTree {
  /** As it is written. */
  readonly name: string;
  /** Local names below the root joined by `/`. */
  readonly path: string;
  /** Attributes of the last element of this path, by their order: the next one's are mostly the same. */
  readonly attributes: KnownAttribute[] = [];
  /** The last element inside of one of this path. */
  latest: PathTree | null = null;
  readonly #children = new Map<string, PathTree>();
  /** One count for the whole tree. */
  readonly #known: { count: number };

  constructor(name: string, path: string, known = { count: 0 }) {
    this.name = name;
    this.path = path;
    this.#known = known;
  }

  child(name: string): PathTree {
    let found = this.#children.get(name);
    if (!found) {
      const path = this.path === '' ? localName(name) : `${this.path}/${localName(name)}`;
      const own = copied(name);
      found = new PathTree(own, path, this.#known);
      if (this.#known.count < MAX_KNOWN_PATHS && name.length <= MAX_KNOWN_NAME) {
        this.#children.set(own, found);
        this.#known.count += 1;
      }
    }
    return found;
  }
}

/** A name without its namespace's prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A text that keeps nothing but itself: one cut out of a document keeps a large piece of it. */
export function copied(text: string): string {
  return ` ${text}`.slice(1);
}

const lowered = new Map<string, string>();

/** How an attribute is called here; null for the names of namespaces, which say nothing of the element. */
export function attributeName(name: string): string | null {
  if (name === 'xmlns' || name.startsWith('xmlns:')) return null;
  let known = lowered.get(name);
  if (known === undefined) {
    known = localName(name).toLowerCase();
    if (lowered.size < 1_000 && name.length <= MAX_KNOWN_NAME) lowered.set(name, known);
  }
  return known;
}

const Bag = function Bag() {} as unknown as new () => Record<string, string>;
Bag.prototype = Object.freeze(Object.create(null));

/**
 * An empty set of attributes, to be filled, without the names that all objects have. For names that are short and few: the
 * engine remembers them, and finds them sooner than in what `Object.create(null)` gives.
 */
export function noAttributes(): Record<string, string> {
  return new Bag();
}

export const NONE: Attributes = Object.freeze(noAttributes());
