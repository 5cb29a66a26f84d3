/** The assistant for manual imports: its routes, and who may look at which step. */

import type { FastifyReply } from 'fastify';
import { Refusal } from '../../../../domain/model/errors.ts';
import { DRAFT_STEPS, type DraftStep, type DraftView, unseenControls } from '../../../../domain/report/draft.ts';
import { confirmStep } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { html } from '../../html.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { importWords } from '../../words/import.ts';
import { draftWords } from '../../words/import-steps.ts';
import { shellWords } from '../../words/shell.ts';
import { apply, applyView } from './apply.ts';
import { chooseView, createEntry } from './choose.ts';
import { contentView } from './content.ts';
import { controlsView, exceededOf } from './controls.ts';
import { isReached, stepPath, stepsOf } from './frame.ts';
import { matchesView, saveMatches } from './matches.ts';
import { previewStep, saveMoment } from './preview.ts';
import { refuseFile, send, startView } from './start.ts';

const MANAGERS = { needs: 'manager' } as const;

export const importPages: SitePage = {
  place: 'import',
  routes(site) {
    site.get('/import', (visit) => startView(visit), MANAGERS);
    site.upload('/import', send, { refused: refuseFile });
    site.get('/import/:draft', async (visit) => onTo(visit, await draftOf(visit)), MANAGERS);
    site.get('/import/:draft/discard', discardView, MANAGERS);
    site.post('/import/:draft/discard', discard);
    for (const step of DRAFT_STEPS) {
      site.get(`/import/:draft/${step}`, (visit) => show(visit, step), MANAGERS);
    }
    site.get('/import/:draft/matches/choose', async (visit) => chooseView(visit, await draftOf(visit)), MANAGERS);
    site.post('/import/:draft/next', next);
    site.post('/import/:draft/matches', async (visit) => saveMatches(visit, await draftOf(visit)));
    site.post('/import/:draft/matches/new', async (visit) => createEntry(visit, await draftOf(visit)));
    site.post('/import/:draft/moment', takeMoment);
    site.post('/import/:draft/turn', turn);
    site.post('/import/:draft/again', again);
    site.post('/import/:draft/apply', async (visit) => apply(visit, await draftOf(visit)));
  },
};

async function draftOf({ administration, site, reader, param }: SiteVisit): Promise<DraftView> {
  const id = param('draft');
  if (!/^\d{1,18}$/.test(id)) throw new Refusal('draft-unknown');
  return await administration.draft(site.id, id, reader.language);
}

/** To the step where somebody left off. */
function onTo(visit: SiteVisit, draft: DraftView): FastifyReply {
  const steps = stepsOf(draft);
  const step = steps.includes(draft.step) ? draft.step : (steps[0] ?? 'content');
  return visit.reply.redirect(stepPath(visit, draft.id, step), 303);
}

async function show(visit: SiteVisit, step: DraftStep): Promise<FastifyReply> {
  const draft = await draftOf(visit);
  const isOver = draft.state === 'applied' || draft.state === 'discarded';
  if (!isOver && !isReached(draft, step)) return onTo(visit, draft);
  switch (step) {
    case 'content':
      return contentView(visit, draft);
    case 'matches':
      return matchesView(visit, draft);
    case 'controls':
      return await controlsView(visit, draft);
    case 'preview':
      return previewStep(visit, draft);
    case 'apply':
      return await applyView(visit, draft);
  }
}

/** Goes on to a step; past the controls only with the tick, where one is exceeded. */
async function next(visit: SiteVisit): Promise<FastifyReply> {
  const { fields, administration, site, login, reader } = visit;
  const draft = await draftOf(visit);
  const to = DRAFT_STEPS.find((one) => one === fields.get('to'));
  if (to === undefined || !stepsOf(draft).includes(to)) return onTo(visit, draft);
  const exceeded = exceededOf(draft.found);
  const isTicked = fields.get('seen') !== undefined;
  const isPast = DRAFT_STEPS.indexOf(to) > DRAFT_STEPS.indexOf('controls');
  const isSeen = isTicked || unseenControls(draft.found?.report.controls ?? [], draft.seenControls).length === 0;
  if (isPast && !isSeen && draft.purpose === 'import') {
    return await controlsView(visit, draft, draftWords[reader.language].controls.tick);
  }
  const change = { step: to, ...(isTicked ? { seenControls: exceeded } : {}) };
  const { id } = await administration.changeDraft(site.id, draft.id, change, login.actor);
  return visit.reply.redirect(stepPath(visit, id, to), 303);
}

/** Back to the preview of the moment that was chosen, or on, as the button says. */
async function takeMoment(visit: SiteVisit): Promise<FastifyReply> {
  const draft = await draftOf(visit);
  const refused = await saveMoment(visit, draft);
  if (refused !== null) return refused;
  if (visit.fields.get('to') !== undefined) return await next(visit);
  return visit.reply.redirect(stepPath(visit, draft.id, 'preview'), 303);
}

async function turn(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader } = visit;
  const { id } = await draftOf(visit);
  const draft = await administration.changeDraft(site.id, id, { purpose: 'import' }, login.actor);
  return visit.done(stepPath(visit, draft.id, draft.step), draftWords[reader.language].trial.turned);
}

async function again(visit: SiteVisit): Promise<FastifyReply> {
  const draft = await draftOf(visit);
  await visit.administration.evaluateDraftAgain(visit.site.id, draft.id);
  return onTo(visit, draft);
}

async function discardView(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, login } = visit;
  const words = importWords[reader.language].discard;
  const draft = await draftOf(visit);
  const path = visit.path(`/import/${draft.id}`);
  return visit.page({
    title: words.title,
    place: 'import',
    main: html`${heading(reader, { title: words.title, crumbs: [{ href: visit.path('/import'), label: shellWords[reader.language].places.import }] })}
${confirmStep(reader, { action: `${path}/discard`, proof: login.proof, question: html`<p>${words.question(draft.filename)}</p>`, button: words.button, back: path })}`,
  });
}

async function discard(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, param } = visit;
  await administration.discardDraft(site.id, param('draft'), login.actor);
  return visit.done(visit.path('/import'), importWords[reader.language].discard.done);
}
