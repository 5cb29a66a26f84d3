/** The school year at a glance: one row a month, one square a day, closures in colour. */

import { isClosed } from '../../../../domain/diff/derive.ts';
import { addDays, type Day, weekdayOf } from '../../../../domain/model/calendar.ts';
import type { ClosurePeriod } from '../../../../domain/model/timetable.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import { yearWords } from '../../words/year.ts';

const CELL = 13;
const LEFT = 42;

export interface YearCalendar {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly closures: readonly ClosurePeriod[];
  readonly today: Day;
}

/** Drawn for the eye; the list of closures below it says the same in words. */
export function yearCalendar({ firstDay, lastDay, closures, today }: YearCalendar, reader: Reader): Html {
  const words = yearWords[reader.language];
  const rows: Html[] = [];
  let month = '';
  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
    if (day.slice(0, 7) !== month) {
      month = day.slice(0, 7);
      rows.push(
        html`<text x="0" y="${rowsOf(firstDay, month) * CELL + 10}">${words.months[Number(month.slice(5)) - 1] ?? ''}</text>`,
      );
    }
    rows.push(square(day, rowsOf(firstDay, month), kindOf(day, closures)));
    if (day === today) rows.push(square(day, rowsOf(firstDay, month), 'today'));
  }
  const height = (rowsOf(firstDay, lastDay.slice(0, 7)) + 1) * CELL;
  return html`<svg class="calendar" viewBox="0 0 ${LEFT + 31 * CELL} ${height}" aria-hidden="true" focusable="false">${rows}</svg>
<ul class="legend">${(['lesson', 'weekend', 'closed'] as const).map(
    (one) =>
      html`<li><svg viewBox="0 0 10 10" aria-hidden="true" focusable="false"><rect class="${one}" width="10" height="10"/></svg>${words.legend[one]}</li>`,
  )}</ul>`;
}

/** How many months lie between. */
function rowsOf(first: Day, month: string): number {
  return (
    (Number(month.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(month.slice(5, 7)) - Number(first.slice(5, 7))
  );
}

function kindOf(day: Day, closures: readonly ClosurePeriod[]): 'lesson' | 'weekend' | 'closed' {
  if (isClosed(closures, day)) return 'closed';
  return weekdayOf(day) >= 6 ? 'weekend' : 'lesson';
}

function square(day: Day, row: number, kind: string): Html {
  const x = LEFT + (Number(day.slice(8)) - 1) * CELL;
  return html`<rect class="${kind}" x="${x}" y="${row * CELL}" width="${CELL - 2}" height="${CELL - 2}" rx="2"/>`;
}
