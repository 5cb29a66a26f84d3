/** Small bars drawn as SVG: no style attribute, so that the strictest policy lets them through. */

import { addDays } from '../../../domain/model/calendar.ts';
import type { ChangedWeek } from '../../../domain/report/preview.ts';
import type { SessionWeek } from '../../../domain/report/report.ts';
import type { Verdict } from '../../../domain/thresholds/rule.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';

/** A control against its limit: the mark in the middle is the limit, what is right of it is exceeded. */
export function controlBar({ value, limit, exceeded }: Verdict): Html {
  const share = value === null ? 100 : limit === 0 ? (value > 0 ? 100 : 0) : Math.min(100, (50 * value) / limit);
  const width = value !== null && value > 0 ? Math.max(share, 1.5) : share;
  return html`<svg class="bar ${exceeded && 'over'}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="fill" width="${Math.round(width * 10) / 10}" height="6"/><rect class="limit" x="49.5" width="1" height="6"/></svg>`;
}

/** Parts of a whole, from left to right. */
export function shareBar(parts: readonly { readonly tone: string; readonly count: number }[]): Html {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0) return html``;
  let at = 0;
  const rects = parts.map(({ tone, count }) => {
    const [x, width] = [at, (100 * count) / total];
    at += width;
    return count > 0 && html`<rect class="${tone}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="6"/>`;
  });
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rects}</svg>`;
}

/** Every week from the first to the last, holidays as gaps; the first week of a month carries its name. */
export function weekChart(weeks: readonly SessionWeek[], reader: Reader): Html {
  const byMonday = new Map(weeks.map((week) => [week.monday, week]));
  const highest = Math.max(1, ...weeks.map((week) => week.planned + week.cancelled));
  const last = weeks.at(-1)?.monday ?? '';
  const bars: Html[] = [];
  let month = '';
  for (let monday = weeks[0]?.monday ?? ''; monday !== '' && monday <= last; monday = addDays(monday, 7)) {
    // The week belongs to the month of its Thursday.
    const own = addDays(monday, 3).slice(5, 7);
    bars.push(
      weekBar(byMonday.get(monday) ?? { monday, planned: 0, cancelled: 0 }, highest, own === month ? '' : own, reader),
    );
    month = own;
  }
  return html`<ol class="weeks">${bars}</ol>`;
}

function weekBar({ monday, planned, cancelled }: SessionWeek, highest: number, month: string, reader: Reader): Html {
  const texts = reportWords[reader.language];
  const [full, lost] = [(100 * planned) / highest, (100 * cancelled) / highest];
  const words = texts.week(reader.day(monday), reader.number(planned), cancelled > 0 ? reader.number(cancelled) : '');
  return html`<li title="${words}"><svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="planned" y="${(100 - full).toFixed(1)}" width="10" height="${full.toFixed(1)}"/><rect class="cancelled" y="${(100 - full - lost).toFixed(1)}" width="10" height="${lost.toFixed(1)}"/></svg><span class="unseen">${words}</span>${month !== '' && html`<span class="month" aria-hidden="true">${texts.months[Number(month) - 1]}</span>`}</li>`;
}

export interface ChangedWeekWords {
  week(monday: string, created: string, modified: string, deleted: string): string;
  readonly legend: Readonly<Record<'created' | 'modified' | 'deleted', string>>;
}

/** Sessions that would be created, modified and deleted in each week from the first to the last, one on the other. */
export function changeChart(weeks: readonly ChangedWeek[], reader: Reader, words: ChangedWeekWords): Html {
  const byMonday = new Map(weeks.map((week) => [week.monday, week]));
  const highest = Math.max(1, ...weeks.map(({ created, modified, deleted }) => created + modified + deleted));
  const last = weeks.at(-1)?.monday ?? '';
  const bars: Html[] = [];
  let month = '';
  for (let monday = weeks[0]?.monday ?? ''; monday !== '' && monday <= last; monday = addDays(monday, 7)) {
    const own = addDays(monday, 3).slice(5, 7);
    const { created, modified, deleted } = byMonday.get(monday) ?? { created: 0, modified: 0, deleted: 0 };
    const told = words.week(reader.day(monday), ...texts(reader, created, modified, deleted));
    let top = 100;
    const rects = (['created', 'modified', 'deleted'] as const).map((kind) => {
      const height = (100 * { created, modified, deleted }[kind]) / highest;
      top -= height;
      return height > 0 && html`<rect class="${kind}" y="${top.toFixed(1)}" width="10" height="${height.toFixed(1)}"/>`;
    });
    const name = own === month ? '' : reportWords[reader.language].months[Number(own) - 1];
    bars.push(
      html`<li title="${told}"><svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rects}</svg><span class="unseen">${told}</span>${name !== '' && html`<span class="month" aria-hidden="true">${name}</span>`}</li>`,
    );
    month = own;
  }
  const legend = (['created', 'modified', 'deleted'] as const).map(
    (kind) => html`<li class="${kind}"><span aria-hidden="true"></span>${words.legend[kind]}</li>`,
  );
  return html`<ul class="legend" aria-hidden="true">${legend}</ul><ol class="weeks">${bars}</ol>`;
}

function texts(reader: Reader, a: number, b: number, c: number): [string, string, string] {
  return [reader.number(a), reader.number(b), reader.number(c)];
}
