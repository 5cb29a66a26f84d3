/** Tables that become a stack of entries on a phone. */

import { type Html, html, type Part } from '../html.ts';

export interface Column<T> {
  readonly label: string;
  /** `number`: to the right, digits of equal width; `head`: names the row. */
  readonly kind?: 'number' | 'head';
  /** On a phone its cells say what they are by themselves. */
  readonly isPlain?: boolean;
  readonly cell: (row: T) => Part;
}

export interface Table<T> {
  /** Says what the table lists, to who does not see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  /** `diff`: cells say what was and what is, and need room. */
  readonly kind?: 'diff';
  /** A class for a row. */
  readonly rowClass?: (row: T) => string;
}

/** On a phone each row is an entry, and each cell says the name of its column. */
export function table<T>({ caption, columns, rows, kind, rowClass }: Table<T>): Html {
  const kindOf = ({ kind }: Column<T>): string => (kind === 'number' ? 'n' : '');
  return html`<table class="stack ${kind}">
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${kindOf(column)}">${column.label}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr class="${rowClass?.(row) ?? ''}">${columns.map((column) =>
        column.kind === 'head'
          ? html`<th scope="row">${column.cell(row)}</th>`
          : html`<td class="${kindOf(column)}" ${!column.isPlain && html`data-label="${column.label}"`}><div>${column.cell(row)}</div></td>`,
      )}</tr>`,
  )}</tbody>
</table>`;
}
