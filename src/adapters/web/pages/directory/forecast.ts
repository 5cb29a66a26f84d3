/** What a directory file would change, with the names; importing it, or giving it up. */

import type { FastifyReply } from 'fastify';
import { Refusal } from '../../../../domain/model/errors.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import type { DirectoryForecast } from '../../../../domain/report/directory-desk.ts';
import { card, facts, notice, refusalNotice } from '../../components/boxes.ts';
import { actionButton, button, checkField, form } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { directoryWords } from '../../words/directory.ts';
import { shellWords } from '../../words/shell.ts';
import { isDirectoryEmpty } from '../empty-directory.ts';
import { titlesOf } from '../import/controls.ts';
import { reportSections } from '../report-sections.ts';

/** Also shown again, when what was seen is no longer so or the tick is missing. */
export async function forecastView(
  visit: SiteVisit,
  { refusal, error }: { readonly refusal?: DescribedRefusal; readonly error?: string } = {},
): Promise<FastifyReply> {
  const { reader, administration, site, path } = visit;
  const words = directoryWords[reader.language].forecast;
  const [found, titles] = await Promise.all([
    administration.directoryForecast(site.id, draftId(visit), reader.language),
    titlesOf(visit),
  ]);
  const { draft, report } = found;
  const title = words.title(draft.filename);
  const crumbs = [{ href: path('/directory'), label: shellWords[reader.language].places.directory }];
  const lead = words.sent(reader.size(draft.size), reader.moment(draft.madeAt));
  const main = html`${heading(reader, { title, crumbs, lead })}
${refusal && refusalNotice(reader, refusal)}
${standing(visit, found, titles)}
${report.directory !== undefined && totals(visit, found)}
${reportSections(report, titles, reader)}
${onward(visit, found, error)}`;
  return visit.page({ title, place: 'directory', main }, refusal?.http ?? (error === undefined ? 200 : 422));
}

function draftId({ param }: SiteVisit): string {
  const id = param('draft');
  if (!/^\d{1,18}$/.test(id)) throw new Refusal('draft-unknown');
  return id;
}

/** In one box: nothing is changed yet, and why it could not be. */
function standing(
  { reader, site }: SiteVisit,
  { report, applies }: DirectoryForecast,
  titles: ReadonlyMap<string, string>,
): Html {
  const words = directoryWords[reader.language].forecast;
  const { run, controls } = report;
  if (applies === 'freely' && isDirectoryEmpty(site))
    return notice(reader, { tone: 'hold', title: words.first, cause: words.firstCause });
  if (applies === 'freely') return notice(reader, { tone: 'hold', title: words.nothing, cause: words.nothingCause });
  if (applies === 'seen') {
    const exceeded = controls.filter((one) => one.exceeded && one.blocking);
    const names = exceeded.map(({ code }) => titles.get(code) ?? code).join(' ; ');
    return notice(reader, { tone: 'warn', title: words.blocked, cause: words.blockedCause(names) });
  }
  return notice(reader, {
    tone: run.status === 'unchanged' ? 'quiet' : 'bad',
    title: reader.sentence(run.title ?? ''),
    cause: reader.sentence(run.cause ?? ''),
    remedy: reader.sentence(run.remedy ?? ''),
  });
}

function totals({ reader }: SiteVisit, { report: { directory } }: DirectoryForecast): Html {
  const words = directoryWords[reader.language].forecast;
  const counts = (['added', 'changed', 'left', 'unchanged'] as const).map(
    (list) => [words[list], reader.number(directory?.[list] ?? 0)] as const,
  );
  return card('totals', words.totals, facts(counts));
}

function onward({ reader, path, login }: SiteVisit, found: DirectoryForecast, error: string | undefined): Html {
  const words = directoryWords[reader.language].forecast;
  const own = path(`/directory/${found.draft.id}`);
  const discardButton = actionButton(`${own}/discard`, login.proof, words.discard);
  if (found.applies === 'nothing')
    return html`<div class="actions">${buttonLink(path('/directory'), words.other)}${discardButton}</div>`;
  const tick =
    found.applies === 'seen' &&
    checkField({ name: 'seen', label: words.seen, hint: words.seenHint, isChecked: false, isRequired: true, error });
  return html`${form({
    action: `${own}/apply`,
    proof: login.proof,
    kind: 'card',
    content: html`<input type="hidden" name="digest" value="${found.digest}">${tick}`,
    buttons: button(words.apply),
  })}${discardButton}`;
}

export async function apply(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, login, fields, path } = visit;
  const words = directoryWords[reader.language].forecast;
  const seen = { digest: fields.get('digest') ?? '', controls: fields.has('seen') };
  try {
    const run = await administration.applyDirectoryDraft(site.id, draftId(visit), seen, login.actor);
    return visit.done(path(`/runs/${run}`), words.started);
  } catch (error) {
    const refusal = refusalFor(error, reader);
    if (refusal.code === 'draft-unknown') throw error;
    return await forecastView(visit, refusal.code === 'controls-unseen' ? { error: words.unseen } : { refusal });
  }
}

export async function discard(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, path } = visit;
  await administration.discardDirectoryDraft(site.id, draftId(visit));
  return visit.done(path('/directory'), directoryWords[reader.language].forecast.discarded);
}
