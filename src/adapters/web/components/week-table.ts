/** A week as people look at it: a table on a desk and on paper, a list by day on a phone. */

import type { Day } from '../../../domain/model/calendar.ts';
import type { SessionKind } from '../../../domain/report/session-lines.ts';
import type { MarkedSession, WeekFilter, WeekMark, WeekSession } from '../../../domain/report/week.ts';
import { bundle, type Frame, frameOf, layOut } from '../../../domain/report/week-grid.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { sessionWords } from '../words/sessions.ts';
import { weekWords } from '../words/week.ts';
import { type IconName, icon } from './icons.ts';

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
  const words = weekWords[reader.language];
  const { sessions, frame = frameOf(sessions) } = view;
  const grid = layOut(bundle(sessions, SIDE_BY_SIDE), frame);
  const head = grid.days.map(
    ({ day, columns }) => html`<th scope="col" colspan="${columns}">${reader.longDay(day)}</th>`,
  );
  const rows = grid.rows.map((row) => {
    const cells = row.days.map((own) =>
      own.map((cell) => {
        const edge = cell.column === 0 && 'edge';
        if (!cell.item) return html`<td class="free ${edge}" colspan="${cell.columnSpan}"></td>`;
        const lessons = cell.item.items.map(
          (one) => html`<div class="lesson ${stateOf(one)}">${lesson(reader, one, view)}</div>`,
        );
        return html`<td class="${edge}" rowspan="${cell.rowSpan}" colspan="${cell.columnSpan}">${lessons}</td>`;
      }),
    );
    const time = row.isStart ? html`<th scope="row">${row.from}</th>` : html`<td class="no-time"></td>`;
    return html`<tr class="${row.isBreak ? 'gap' : heightOf(row.minutes)}">${time}${cells}</tr>`;
  });
  return html`<div class="week-wide"><table class="week">
<caption class="unseen">${view.caption}</caption>
<thead><tr><th scope="col"><span class="unseen">${words.time}</span></th>${head}</tr></thead>
<tbody>${rows}</tbody>
</table></div>
${dayList(reader, view)}`;
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

function lesson<T extends ShownSession>(reader: Reader, session: T, { filter, more }: WeekView<T>): Html {
  const { from, to, subject } = session;
  const isOff = session.status === 'cancelled';
  const name = subject.label || subject.code || '–';
  return html`<p class="lesson-time">${from}–${to}</p>
<p class="lesson-name">${isOff ? html`<s>${name}</s>` : name}</p>
<p class="lesson-fact">${lessonFacts(session, filter).join(' · ')}</p>
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
