/** « Seuils et contrôles »: the guide's screen, with what the last imports would have given while a value is being moved. */

import type { FastifyReply } from 'fastify';
import type { ThresholdItem, WhatIfItem } from '../../../../domain/administration.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { refusalNotice } from '../../components/boxes.ts';
import { button, confirmStep, errorSummary, form } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { thresholdWords } from '../../words/thresholds.ts';
import { asStored, type Entered, fieldName, isChanged, readEntered } from './entered.ts';
import { controlsTable } from './table.ts';
import { summaryPart, TRIED_PARTS, whatIfPart } from './what-if.ts';

export const thresholdsPage: SitePage = {
  place: 'thresholds',
  routes(site) {
    site.get('/thresholds', async (visit) => show(visit, asStored(await controlsOf(visit), visit.reader)));
    // The script asks here while somebody is writing; without it « Simuler » does.
    site.post('/thresholds/try', async (visit) => {
      const entered = readEntered(await controlsOf(visit), visit.fields, visit.reader);
      return await show(visit, entered, hasErrors(entered) ? 422 : 200);
    });
    site.post('/thresholds', save);
    site.get('/thresholds/reset', askReset, { needs: 'manager' });
    site.post('/thresholds/reset', reset);
  },
};

async function controlsOf({ administration, site, reader }: SiteVisit): Promise<readonly ThresholdItem[]> {
  return (await administration.thresholds(site.id, reader.language)).items;
}

function hasErrors({ errors }: Entered): boolean {
  return Object.keys(errors).length > 0;
}

function isMoved({ changes }: Entered): boolean {
  return Object.keys(changes).length > 0;
}

/** Names of the fields: a control's own, and for its floor that it is that. */
function labelsOf({ reader }: SiteVisit, { rows }: Entered): Record<string, string> {
  const words = thresholdWords[reader.language];
  return Object.fromEntries(
    rows.flatMap(({ item: { code, title } }) => [
      [fieldName('limit', code), reader.sentence(title)],
      [fieldName('floor', code), words.floorOf(reader.sentence(title))],
    ]),
  );
}

async function show(
  visit: SiteVisit,
  entered: Entered,
  status = 200,
  refusal: DescribedRefusal | null = null,
): Promise<FastifyReply> {
  const { reader, administration, site, mayAct } = visit;
  const words = thresholdWords[reader.language];
  const title = shellWords[reader.language].places.thresholds;
  const items = entered.rows.map((row) => row.item);
  const tried =
    hasErrors(entered) || refusal !== null
      ? null
      : (await administration.tryThresholds(site.id, entered.changes)).items;
  const help = html`<p>${words.helpStrictly}</p><p>${words.helpManual}</p><p>${words.helpDefaults}</p>`;
  const main = html`${heading(reader, { title, lead: words.lead, help })}
${refusal !== null && refusalNotice(reader, refusal)}${errorSummary(reader, entered.errors, labelsOf(visit, entered))}
<div class="beside"><div>${mayAct ? changing(visit, entered, tried) : html`<section class="card" aria-label="${title}">${controlsTable(visit, entered)}</section>`}</div>
${whatIfPart(visit, items, tried, isMoved(entered))}</div>`;
  return visit.page({ title, place: 'thresholds', main }, status);
}

function changing(visit: SiteVisit, entered: Entered, tried: readonly WhatIfItem[] | null): Html {
  const { reader, login, path } = visit;
  const words = thresholdWords[reader.language];
  const items = entered.rows.map((row) => row.item);
  const isAdvanced = entered.rows.some(({ item, floor }) => floor !== String(item.default.floor));
  const isOwn = items.some(isChanged);
  return form({
    action: path('/thresholds'),
    proof: login.proof,
    kind: 'card',
    attributes: html`id="thresholds" data-try="${path('/thresholds/try')}" data-try-parts="${TRIED_PARTS}" novalidate`,
    content: html`${summaryPart(visit, tried, isMoved(entered))}<label class="choice"><input type="checkbox" id="advanced" ${isAdvanced && html`checked`}><span>${words.advanced}</span></label>
<p class="hint advanced-hint">${words.advancedHint}</p>
${controlsTable(visit, entered)}`,
    buttons: html`${button(words.save)}${button(words.tryIt, 'other', html`formaction="${path('/thresholds/try')}" data-without-script`)}${isOwn && html`<a href="${path('/thresholds/reset')}">${words.reset}</a>`}<span class="hint">${words.notYet}</span>`,
  });
}

async function save(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, path } = visit;
  const words = thresholdWords[reader.language];
  const entered = readEntered(await controlsOf(visit), visit.fields, reader);
  if (hasErrors(entered)) return await show(visit, entered, 422);
  if (!isMoved(entered)) return visit.done(path('/thresholds'), words.savedNothing);
  try {
    await administration.setThresholds(site.id, entered.changes);
  } catch (error) {
    const refusal = refusalFor(error, reader);
    return await show(visit, entered, refusal.http, refusal);
  }
  return visit.done(path('/thresholds'), site.held > 0 ? words.savedHeld(reader.number(site.held)) : words.saved);
}

async function askReset(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, login, path } = visit;
  const words = thresholdWords[reader.language];
  const place = shellWords[reader.language].places.thresholds;
  const own = (await controlsOf(visit)).filter(isChanged);
  if (own.length === 0) return visit.done(path('/thresholds'), words.allDefault);
  const told = ({ limit, blocking, floor }: ThresholdItem['default']): string =>
    [
      words.byDefault(reader.percent(limit), blocking),
      ...(floor > 0 ? [words.resetFloor(reader.number(floor))] : []),
    ].join(', ');
  const lines = own.map(
    (one) => html`<li>${words.resetLine(reader.sentence(one.title), told(one), told(one.default))}</li>`,
  );
  return visit.page({
    title: words.reset,
    place: 'thresholds',
    main: html`${heading(reader, { title: words.reset, crumbs: [{ href: path('/thresholds'), label: place }] })}
${confirmStep(reader, {
  action: path('/thresholds/reset'),
  proof: login.proof,
  question: html`<p>${words.resetQuestion}</p><ul>${lines}</ul>`,
  button: words.resetButton,
  back: path('/thresholds'),
})}`,
  });
}

async function reset(visit: SiteVisit): Promise<FastifyReply> {
  await visit.administration.resetThresholds(visit.site.id);
  return visit.done(visit.path('/thresholds'), thresholdWords[visit.reader.language].resetDone);
}
