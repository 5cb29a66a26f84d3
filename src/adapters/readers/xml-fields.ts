/** XML as records: elements with attributes open and close, and the whole text of each element comes when it ends. */

import { excerpt } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { Attributes, XmlHandlers } from './xml.ts';

/** What a format of records gets to see. `name` is an element's own name, `parent` that of the element around it, upper case. */
export interface RecordHandlers {
  open(name: string, attributes: Attributes, parent: string): void;
  /** The tidied text of an element that is no other's container. */
  field(name: string, text: string, parent: string): void;
  close(name: string, parent: string): void;
}

/** Longest text of one field: names and numbers. */
const MAX_FIELD_CHARS = 10_000;

function names(path: string): { readonly name: string; readonly parent: string } {
  const cut = path.lastIndexOf('/');
  const name = path.slice(cut + 1).toUpperCase();
  return { name, parent: cut < 0 ? '' : path.slice(path.lastIndexOf('/', cut - 1) + 1, cut).toUpperCase() };
}

/** Handlers for `readXml`; the root element is not told. */
export function recordHandlers(handlers: RecordHandlers): XmlHandlers {
  let path: string | null = null;
  let text = '';
  return {
    root: () => undefined,
    open(at, attributes) {
      const { name, parent } = names(at);
      path = at;
      text = '';
      handlers.open(name, attributes, parent);
    },
    text(at, piece) {
      if (at === path && text.length < MAX_FIELD_CHARS) text += piece;
    },
    close(at) {
      const { name, parent } = names(at);
      if (at === path) handlers.field(name, excerpt(tidy(text), MAX_FIELD_CHARS), parent);
      path = null;
      handlers.close(name, parent);
    },
  };
}
