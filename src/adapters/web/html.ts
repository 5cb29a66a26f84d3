/** HTML that is escaped by construction: whatever stands in a template is text, unless it came from another template. */

const MARKUP = Symbol('markup');

/** Markup made by `html`; no parsed document can pretend to be one. */
export interface Html {
  readonly [MARKUP]: string;
}

export type Part = string | number | Html | null | undefined | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return MARKUP in part ? part[MARKUP] : part.map(render).join('');
}

/** The template: nothing for null, undefined and false; lists one after the other. Attributes must be quoted. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = markup.map((piece, index) => piece + render(parts[index]));
  return { [MARKUP]: pieces.join('') };
}

/** Markup of our own that is a constant of the program, such as the style sheet. */
export function trusted(constant: string): Html {
  return { [MARKUP]: constant };
}

export function markupOf(page: Html): string {
  return page[MARKUP];
}
