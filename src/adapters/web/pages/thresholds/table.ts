/** The table of controls as in the guide: threshold, blocking, default beside; to be changed, or only to be read. */

import type { ThresholdItem } from '../../../../domain/administration.ts';
import { icon } from '../../components/icons.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { thresholdWords } from '../../words/thresholds.ts';
import { type Entered, fieldName, isChanged, isOverWhole, type Row } from './entered.ts';

/** Blocking controls first, each group under what it does. What is entered does not move a row while it is being changed. */
export function controlsTable(visit: SiteVisit, { rows, errors }: Entered): Html {
  const { reader, site, mayAct } = visit;
  const words = thresholdWords[reader.language];
  const { columns, groups } = words;
  const onBreach = site.settings.onBreach === 'stop' ? 'stop' : 'hold';
  const group = (isBlocking: boolean, title: string, hint: string): Html | false => {
    const own = rows.filter((row) => row.item.blocking === isBlocking);
    return (
      own.length > 0 &&
      html`<tbody><tr class="group"><th colspan="5" scope="rowgroup">${title}<span class="hint"> ${hint}</span></th></tr>${own.map((row) => (mayAct ? fieldsOf(reader, row, errors) : valuesOf(reader, row.item)))}</tbody>`
    );
  };
  return html`<table class="limits ${!mayAct && 'read'}">
<thead><tr><th scope="col">${columns.control}</th><th scope="col">${columns.limit}</th><th scope="col">${columns.blocking}</th><th scope="col" class="advanced">${columns.floor}</th><th scope="col">${columns.default}</th></tr></thead>
${group(true, groups.blocking, groups.blockingHint[onBreach])}${group(false, groups.other, groups.otherHint)}
</table>`;
}

function fieldsOf(reader: Reader, { item, limit, blocking, floor }: Row, errors: Entered['errors']): Html {
  const { code, title, locked } = item;
  const words = thresholdWords[reader.language];
  const names = {
    limit: fieldName('limit', code),
    blocking: fieldName('blocking', code),
    floor: fieldName('floor', code),
  };
  const wrong = (name: string): Html | false => {
    const error = errors[name];
    return error !== undefined && html`<p class="error" id="${name}-error">${error}</p>`;
  };
  const invalid = (name: string): Html | false =>
    errors[name] !== undefined && html`aria-invalid="true" aria-describedby="${name}-error"`;
  const isHigh = errors[names.limit] === undefined && isOverWhole(limit);
  return html`<tr>
<th scope="row">${nameOf(reader, item, isMoved(item, limit, blocking, floor))}${isHigh && html`<span class="hint warn">${words.overWhole}</span>`}${wrong(names.limit)}${wrong(names.floor)}</th>
<td class="limit"><span class="with-unit"><input id="${names.limit}" name="${names.limit}" type="text" inputmode="decimal" autocomplete="off" value="${limit}" aria-label="${words.limitOf(title)}" ${invalid(names.limit)}><span aria-hidden="true">%</span></span></td>
<td class="blocking"><label class="choice"><input id="${names.blocking}" name="${names.blocking}" type="checkbox" ${blocking && html`checked`} ${locked && html`disabled`} aria-label="${words.blockingOf(title)}"><span aria-hidden="true">${words.columns.blocking}</span></label></td>
<td class="advanced" data-label="${words.columns.floor}"><input id="${names.floor}" name="${names.floor}" type="text" inputmode="numeric" autocomplete="off" value="${floor}" aria-label="${words.floorOf(title)}" ${invalid(names.floor)}></td>
<td class="default" data-label="${words.columns.default}">${defaultOf(reader, item)}</td>
</tr>`;
}

function valuesOf(reader: Reader, item: ThresholdItem): Html {
  const words = thresholdWords[reader.language];
  return html`<tr><th scope="row">${nameOf(reader, item, isChanged(item))}</th>
<td class="limit">${reader.percent(item.limit)}</td>
<td class="blocking">${words.blockingValue(item.blocking)}</td>
<td class="advanced">${reader.number(item.floor)}</td>
<td class="default" data-label="${words.columns.default}">${defaultOf(reader, item)}</td></tr>`;
}

function nameOf(reader: Reader, { code, title, locked }: ThresholdItem, isOwn = false): Html {
  const words = thresholdWords[reader.language];
  const lock =
    locked && html`<span class="locked">${icon('lock')}<span class="unseen">${words.lockedTitle}</span></span>`;
  const what = words.controls[code];
  const mark =
    isOwn && html`<span class="moved" title="${words.changed}"><span class="unseen">, ${words.changed}</span></span>`;
  return html`<span class="name">${reader.sentence(title)}${lock}${mark}</span>${what !== undefined && html`<span class="hint">${what}</span>`}${locked && html`<span class="hint">${words.locked}</span>`}`;
}

function defaultOf(reader: Reader, item: ThresholdItem): Html {
  const { limit, blocking, floor } = item.default;
  const words = thresholdWords[reader.language];
  return html`${words.byDefault(reader.percent(limit), blocking)}${floor > 0 && html`<span class="advanced-text">${words.resetFloor(reader.number(floor))}</span>`}`;
}

function isMoved(item: ThresholdItem, limit: string, blocking: boolean, floor: string): boolean {
  return (
    limit !== String(item.default.limit) || blocking !== item.default.blocking || floor !== String(item.default.floor)
  );
}
