/** A week as people look at it: a table on a desk and on paper, a list by day on a phone. */

import type { Day } from '../../../domain/model/calendar.ts';
import type { SessionKind } from '../../../domain/report/session-lines.ts';
import type { MarkedSession, WeekFilter, WeekMark, WeekSession } from '../../../domain/report/week.ts';
import {
  type Bundle,
  bundle,
  type Frame,
  frameOf,
  type GridRow,
  layOut,
  type WeekGrid,
} from '../../../domain/report/week-grid.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { sessionWords } from '../words/sessions.ts';
import { weekWords } from '../words/week.ts';
import { type IconName, icon } from './icons.ts';
import { withSoftHyphens } from './soft-hyphens.ts';

/** A session to show, with what an import does to it. */
export type ShownSession = WeekSession & Partial<Pick<MarkedSession, 'mark'>>;

export interface WeekView<T extends ShownSession> {
  /** Says what the table shows, to who does not see it. */
  readonly caption: string;
  readonly sessions: readonly T[];
  /** Whose week it is: what goes without saying is left out. */
  readonly filter: WeekFilter;
  /** Rows and days; the same for two weeks that are compared. */
  readonly frame?: Frame;
  /** Of the headings of days in the list; default 3. */
  readonly level?: 3 | 4;
  /** Under the facts of a session. */
  readonly more?: (session: T) => Part;
  /** How names are written; default: as they are. */
  readonly spell?: (name: string) => string;
}

/** Two weeks of one, to be compared. */
export interface ComparedWeeks<T extends ShownSession> {
  /** Says what the table shows, to who does not see it. */
  readonly caption: string;
  readonly sides: readonly [ComparedWeek<T>, ComparedWeek<T>];
  readonly filter: WeekFilter;
  readonly frame: Frame;
}

export interface ComparedWeek<T extends ShownSession> {
  readonly name: string;
  readonly sessions: readonly T[];
}

const KIND_ICONS: Readonly<Record<SessionKind, IconName>> = {
  linked: 'check',
  deleted: 'cross',
  created: 'plus',
  moved: 'move',
  cancelled: 'cross',
  restored: 'back',
  changed: 'pen',
};

/** Sessions of one time stand one below the other: half a column breaks their names. Others that overlap stand side by side. */
const SIDE_BY_SIDE = 1;

/** Both forms of a week; the style shows one of them. */
export function weekTable<T extends ShownSession>(reader: Reader, view: WeekView<T>): Html {
  const { sessions, frame = frameOf(sessions) } = view;
  const grid = layOut(bundle(sessions, SIDE_BY_SIDE), frame);
  const rows = grid.rows.map((row) => html`<tr class="${rowClass(row)}">${rowCells(reader, row, view)}</tr>`);
  return html`<div class="week-wide"><table class="week">
<caption class="unseen">${view.caption}</caption>
<thead><tr>${dayHeads(reader, grid)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
${dayList(reader, view)}`;
}

/** Both weeks side by side in one table, for then each hour of one is level with that of the other. */
export function comparedTable<T extends ShownSession>(reader: Reader, weeks: ComparedWeeks<T>): Html {
  const { caption, sides, filter, frame } = weeks;
  const views = sides.map(({ sessions }) => {
    const view: WeekView<T> = { caption, sessions, filter, frame, spell: withSoftHyphens };
    return { view, grid: layOut(bundle(sessions, SIDE_BY_SIDE), frame) };
  });
  const columns = views.map(({ grid }) => grid.days.reduce((all, day) => all + day.columns, 0));
  const rows = views[0]?.grid.rows.map((row, index) => {
    const cells = views.map(({ grid, view }) => rowCells(reader, grid.rows[index] ?? row, view));
    return html`<tr class="${rowClass(row)}">${apart(cells)}</tr>`;
  });
  const widths = columns.map((count) => html`<col class="time"><col span="${count}">`);
  const names = sides.map(
    ({ name }, index) => html`<th scope="colgroup" colspan="${1 + (columns[index] ?? 0)}"><h3>${name}</h3></th>`,
  );
  return html`<div class="both"><table class="week">
<caption class="unseen">${caption}</caption>
<colgroup>${apart(widths, html`<col class="between">`)}</colgroup>
<thead><tr>${apart(names)}</tr><tr>${apart(views.map(({ grid }) => dayHeads(reader, grid)))}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

/** The parts of two weeks with what stands between them. */
function apart([left, right]: readonly Html[], between = html`<td class="between"></td>`): Html {
  return html`${left}${between}${right}`;
}

function dayHeads<T>(reader: Reader, { days }: WeekGrid<T>): Html {
  const { time } = weekWords[reader.language];
  const heads = days.map(({ day, columns }) => html`<th scope="col" colspan="${columns}">${reader.longDay(day)}</th>`);
  return html`<th scope="col"><span class="unseen">${time}</span></th>${heads}`;
}

function rowCells<T extends ShownSession>(reader: Reader, row: GridRow<Bundle<T>>, view: WeekView<T>): Html {
  const cells = row.days.flat().map((cell) => {
    const edge = cell.column === 0 && 'edge';
    if (!cell.item) return html`<td class="free ${edge}" colspan="${cell.columnSpan}"></td>`;
    const lessons = cell.item.items.map(
      (one) => html`<div class="lesson ${stateOf(one)}">${lesson(reader, one, view)}</div>`,
    );
    return html`<td class="${edge}" rowspan="${cell.rowSpan}" colspan="${cell.columnSpan}">${lessons}</td>`;
  });
  const time = row.isStart ? html`<th scope="row">${row.from}</th>` : html`<td class="no-time"></td>`;
  return html`${time}${cells}`;
}

function rowClass({ isBreak, minutes }: GridRow<unknown>): string {
  return isBreak ? 'gap' : heightOf(minutes);
}

/** Rows are as high as they last, to five minutes. */
function heightOf(minutes: number): string {
  return `m${Math.min(240, Math.max(5, Math.round(minutes / 5) * 5))}`;
}

function stateOf({ status, mark = 'same' }: ShownSession): string {
  return `${status === 'cancelled' ? 'off' : ''} ${mark === 'same' || mark === 'linked' ? '' : `mark-${mark}`}`;
}

function dayList<T extends ShownSession>(reader: Reader, view: WeekView<T>): Html {
  const days = [...new Set(view.sessions.map(({ day }) => day))].sort();
  const own = (day: Day): readonly T[] => view.sessions.filter((one) => one.day === day);
  const { level = 3 } = view;
  return html`<div class="week-narrow">${days.map(
    (
      day,
    ) => html`${level === 3 ? html`<h3 class="day">${reader.longDay(day)}</h3>` : html`<h4 class="day">${reader.longDay(day)}</h4>`}
<ul>${own(day).map((one) => html`<li class="${stateOf(one)}">${lesson(reader, one, view)}</li>`)}</ul>`,
  )}</div>`;
}

function lesson<T extends ShownSession>(reader: Reader, session: T, view: WeekView<T>): Html {
  const { filter, more, spell = (name) => name } = view;
  const { from, to, subject } = session;
  const isOff = session.status === 'cancelled';
  const name = spell(subject.label || subject.code || '–');
  return html`<p class="lesson-time">${from}–${to}</p>
<p class="lesson-name">${isOff ? html`<s>${name}</s>` : name}</p>
<p class="lesson-fact">${spell(lessonFacts(session, filter).join(' · '))}</p>
${markOf(reader, session)}${more?.(session)}`;
}

/** Audience, teachers and rooms, without whose week it is. */
function lessonFacts({ divisions, groups, teachers, rooms }: WeekSession, { kind, name }: WeekFilter): string[] {
  const others = (names: readonly string[], of: WeekFilter['kind']): readonly string[] =>
    names.length === 1 && kind === of ? [] : names.filter((one) => kind !== of || one !== name || names.length > 1);
  // A group says more than its division.
  const audience = [...others(groups, 'group'), ...(groups.length > 0 ? [] : others(divisions, 'division'))];
  return [
    audience.join(', '),
    others(
      teachers.map((one) => one.name),
      'teacher',
    ).join(', '),
    others(rooms, 'room').join(', '),
  ].filter((text) => text !== '');
}

/** In words and by a sign, not only by colour. */
function markOf(reader: Reader, { mark = 'same', status }: ShownSession): Html | false {
  const words = weekWords[reader.language];
  const isOff = status === 'cancelled';
  if (mark === 'cancelled' && !isOff) return sign('cross', words.toBeCancelled);
  if (mark !== 'same' && mark !== 'linked') {
    const kind = kindOf(mark);
    return html`${sign(KIND_ICONS[kind], sessionWords[reader.language].one[kind])}${isOff && kind !== 'cancelled' && sign('cross', words.cancelled)}`;
  }
  return isOff && sign('cross', words.cancelled);
}

/** What only one of two weeks has is deleted or created, as far as its reader is concerned. */
function kindOf(mark: Exclude<WeekMark, 'same'>): SessionKind {
  if (mark === 'removed') return 'deleted';
  return mark === 'added' ? 'created' : mark;
}

function sign(name: IconName, text: string): Html {
  return html`<p class="lesson-mark">${icon(name)}<span>${text}</span></p>`;
}
