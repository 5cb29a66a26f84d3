/** Rapprochements: the routes of the pages, and what their buttons do. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { MatchKey } from '../../../../domain/diff/match-desk.ts';
import { read } from '../../input.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';
import { listsPage } from './lists.ts';
import { acceptPage, choosePage, confirmPage, newPage, readEntry, removePage } from './steps.ts';
import { backOf, KINDS, placeId, type View, viewPath, viewText, withMoving } from './view.ts';

const needs = 'manager' as const;

export const matchesPage: SitePage = {
  place: 'matches',
  routes(site) {
    site.get('/matches', listsPage);
    site.get('/matches/choose', choosePage, { needs });
    site.get('/matches/confirm', confirmPage, { needs });
    site.get('/matches/new', (visit) => newPage(visit), { needs });
    site.get('/matches/remove', removePage, { needs });
    site.get('/matches/accept', acceptPage, { needs });
    site.post('/matches/set', (visit) => decide(visit, fieldOf(visit, 'to')));
    site.post('/matches/ignore', (visit) => decide(visit, null));
    site.post('/matches/clear', clear);
    site.post('/matches/new', create);
    site.post('/matches/remove', remove);
    site.post('/matches/accept', accept);
    site.post('/matches/unaccept', unaccept);
    site.post('/matches/apply', apply);
  },
};

const keyFields = z.object({ kind: z.enum(KINDS), key: z.string().min(1).max(2_000) });

function keyOf({ fields }: SiteVisit): MatchKey {
  return read(keyFields, { kind: fields.get('kind'), key: fields.get('key') });
}

function fieldOf({ fields }: SiteVisit, name: string): string {
  return read(z.string().min(1).max(2_000), fields.get(name));
}

/** The view after a decision, with the runs that it has set going again, and those of decisions before it that are still under way. */
async function viewAfter(visit: SiteVisit, runs: readonly string[]): Promise<View> {
  const { administration, site } = visit;
  const view = backOf(visit);
  const earlier = view.runs.length === 0 ? [] : withMoving(view, await administration.matchBoard(site.id)).runs;
  return { ...view, runs: [...new Set([...runs, ...earlier])] };
}

/** Back to the list, at the place where the decision was taken. */
function pathTo(visit: SiteVisit, view: View): string {
  const place = /^\d{1,3}$/.exec(visit.fields.get('place') ?? '')?.[0];
  return `${viewPath(visit, view)}${place === undefined ? '' : `#${placeId(place)}`}`;
}

async function decide(visit: SiteVisit, directoryId: string | null): Promise<FastifyReply> {
  const { administration, site, login, reader, path } = visit;
  const words = matchWords[reader.language];
  const key = keyOf(visit);
  const before = await administration.match(site.id, key);
  const after = await administration.setMatch(site.id, { ...key, directoryId }, login.actor);
  const view = await viewAfter(visit, after.reopened);
  const back = viewText(view);
  const wasDecided = before.state === 'matched' || before.state === 'ignored';
  const undo =
    wasDecided && before.directoryId !== null
      ? { action: path('/matches/set'), fields: { ...key, to: before.directoryId, back } }
      : { action: path(wasDecided ? '/matches/ignore' : '/matches/clear'), fields: { ...key, back } };
  const told =
    directoryId === null ? words.ignored(after.label) : words.matched(after.label, after.directoryLabel ?? '');
  return visit.done(pathTo(visit, view), told, { undo });
}

async function clear(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, path } = visit;
  const key = keyOf(visit);
  const before = await administration.match(site.id, key);
  const view = await viewAfter(visit, await administration.clearMatch(site.id, key, login.actor));
  const back = viewText(view);
  const undo =
    before.directoryId === null
      ? { action: path('/matches/ignore'), fields: { ...key, back } }
      : { action: path('/matches/set'), fields: { ...key, to: before.directoryId, back } };
  const told = matchWords[reader.language].cleared(before.label);
  // An entry that has left since cannot be matched again.
  const mayUndo = before.state === 'ignored' || (before.state === 'matched' && before.directoryLabel !== null);
  return visit.done(pathTo(visit, view), told, mayUndo ? { undo } : {});
}

async function create(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, fields, path } = visit;
  const key = keyOf(visit);
  const entry = readEntry(visit, key);
  if ('errors' in entry) return await newPage(visit, { key, back: fields.get('back') ?? '', ...entry });
  const made = await administration.addEntry(site.id, entry, login.actor);
  const name = made.directoryLabel ?? made.label;
  const view = await viewAfter(visit, made.reopened);
  const back = viewText(view);
  return visit.done(pathTo(visit, view), matchWords[reader.language].created(name), {
    undo: {
      action: path('/matches/remove'),
      fields: { kind: key.kind, entry: made.directoryId ?? '', name, back },
    },
  });
}

async function remove(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, fields } = visit;
  await administration.removeEntry(site.id, fieldOf(visit, 'entry'), login.actor);
  return visit.done(
    pathTo(visit, await viewAfter(visit, [])),
    matchWords[reader.language].removed((fields.get('name') ?? '').slice(0, 200)),
  );
}

const kindField = z.enum(KINDS);

async function accept(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, path, fields } = visit;
  const kind = read(kindField, fields.get('kind'));
  const { accepted, batch, reopened } = await administration.acceptSure(site.id, kind, login.actor);
  const told = matchWords[reader.language].accepted(accepted, reader.number(accepted));
  const undo = { action: path('/matches/unaccept'), fields: { kind, batch } };
  return visit.done(viewPath(visit, { kind, runs: reopened }), told, accepted > 0 ? { undo } : {});
}

async function unaccept(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader, fields } = visit;
  const kind = read(kindField, fields.get('kind'));
  const count = await administration.clearBatch(site.id, fieldOf(visit, 'batch'), login.actor);
  return visit.done(viewPath(visit, { kind }), matchWords[reader.language].takenBack(count, reader.number(count)));
}

/** Takes the applied file once more: its sessions learn of the decisions. */
async function apply(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, login, reader } = visit;
  const { behind, runs } = await administration.matchBoard(site.id);
  if (behind === null || runs.length > 0) return visit.reply.redirect(pathTo(visit, await viewAfter(visit, [])), 303);
  const run = await administration.act(behind, 'replay', login.actor);
  return visit.done(pathTo(visit, await viewAfter(visit, [run.id])), matchWords[reader.language].applied(run.id));
}
