/** One name of a file that is not applied yet: search the directory for it, then choose, add or ignore, each with one click. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { EntryItem } from '../../../../domain/diff/match-desk.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import type { DraftView, OpenMatch } from '../../../../domain/report/draft.ts';
import { card, emptyState, facts } from '../../components/boxes.ts';
import { actionButton, button, errorSummary, form, proofField } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { read } from '../../input.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { importWords } from '../../words/import.ts';
import { draftWords } from '../../words/import-steps.ts';
import { matchWords } from '../../words/matches.ts';
import { entryFields, entryTable, type NewTried, readEntry } from '../matches/steps.ts';
import { KINDS, listPager } from '../matches/view.ts';
import { choosePath, stepPath } from './frame.ts';
import { decisionFields, NOBODY } from './matches.ts';
import { otherYearHint } from './strangers.ts';

const PAGE = 25;

const keySchema = z.object({ kind: z.enum(KINDS), key: z.string().min(1).max(2_000) });
const query = keySchema.extend({
  q: z.string().max(200).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});

/** Throws Refusal `match-unknown` for what this file does not leave open. */
function openItem(draft: DraftView, { kind, key }: z.infer<typeof keySchema>): OpenMatch {
  const found = draft.found?.openMatches.find((one) => one.kind === kind && one.key === key);
  if (found === undefined) throw new Refusal('match-unknown', { kind, key });
  return found;
}

/** What is written in capitals in front is the family name, as the software writes it. */
function namesIn({ kind, label }: OpenMatch): { readonly lastName: string; readonly firstName: string } {
  const words = label.split(' ');
  const first = words.findIndex((word, at) => at > 0 && word !== word.toLocaleUpperCase('fr'));
  if ((kind !== 'teacher' && kind !== 'student') || first < 0) return { lastName: label, firstName: '' };
  return { lastName: words.slice(0, first).join(' '), firstName: words.slice(first).join(' ') };
}

/** Search, choose, add, ignore. */
export async function chooseView(visit: SiteVisit, draft: DraftView): Promise<FastifyReply> {
  return await choosing(visit, draft, visit.query(query));
}

async function choosing(
  visit: SiteVisit,
  draft: DraftView,
  { q, cursor = '0', ...key }: z.infer<typeof query>,
  tried?: Pick<NewTried, 'values' | 'errors'>,
): Promise<FastifyReply> {
  const { administration, reader, site, login } = visit;
  const words = matchWords[reader.language];
  const item = openItem(draft, key);
  const names = namesIn(item);
  const wanted = q ?? names.lastName;
  const list = await administration.searchDirectory(site.id, { kind: key.kind, query: wanted, cursor, limit: PAGE });
  const step = stepPath(visit, draft.id, 'matches');
  const title = words.chooseTitle(item.label);
  const errors = tried?.errors ?? {};
  const values = tried?.values ?? { ...names, birthDate: item.birthDate ?? '', establishment: '' };
  const crumbs = [{ href: `${step}?kind=${key.kind}`, label: importWords[reader.language].steps.matches }];
  const ignore = actionButton(step, login.proof, words.ignore, { fields: decisionFields(item, NOBODY) });
  const choose = (one: EntryItem): Html => chooseButton(visit, step, item, one);
  return visit.page(
    {
      title,
      place: 'import',
      main: html`${heading(reader, { title, lead: words.chooseLead, crumbs })}
${errorSummary(reader, errors)}
${card(
  'fichier',
  words.inFile,
  facts(
    [
      [words.name, item.label],
      [words.birthDate, item.birthDate && reader.day(item.birthDate)],
    ],
    'wide',
  ),
  ignore,
)}
${card(
  'annuaire',
  words.entries,
  html`${otherYearHint(visit, draft.found)}<form class="filters find" method="get" action="${step}/choose" role="search"><input type="hidden" name="kind" value="${key.kind}"><input type="hidden" name="key" value="${key.key}"><div class="field"><label for="q">${words.search}</label><input id="q" name="q" type="search" value="${wanted}" maxlength="200" autocomplete="off" ${tried === undefined && html`autofocus`}></div><p class="actions"><button class="button">${words.searchGo}</button></p></form>
${list.total === 0 ? emptyState(words.nobody, words.nobodyHint) : entryTable(visit, key.kind, list.items, choose)}
${listPager(visit, list.total, PAGE, Number(cursor), (next) => choosePath(visit, draft, key, { q: wanted, cursor: next }))}`,
)}
${card(
  'nouveau',
  words.create,
  html`<p class="hint">${words.newLead}</p>${form({
    action: `${step}/new`,
    proof: login.proof,
    content: html`<div class="slim"><input type="hidden" name="kind" value="${key.kind}"><input type="hidden" name="key" value="${key.key}">${entryFields(visit, key.kind, values, errors)}</div>`,
    buttons: button(words.newGo, 'other'),
  })}`,
)}`,
    },
    tried === undefined ? 200 : 422,
  );
}

function chooseButton({ reader, login }: SiteVisit, step: string, item: OpenMatch, entry: EntryItem): Html {
  const words = matchWords[reader.language];
  const fields = Object.entries(decisionFields(item, entry.id)).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="inline" method="post" action="${step}">${proofField(login.proof)}${fields}<button class="button other small" aria-label="${words.matchWith(item.label, entry.label)}">${words.match}</button></form>`;
}

/** Adds the entry by hand, and remembers it as the counterpart in this file's year. */
export async function createEntry(visit: SiteVisit, draft: DraftView): Promise<FastifyReply> {
  const { administration, site, login, reader, fields } = visit;
  const key = read(keySchema, { kind: fields.get('kind'), key: fields.get('key') });
  const entry = readEntry(visit, key);
  if ('errors' in entry) return await choosing(visit, draft, key, entry);
  await administration.addEntryInDraft(site.id, draft.id, entry, login.actor);
  const back = `${stepPath(visit, draft.id, 'matches')}?kind=${key.kind}`;
  return visit.done(back, draftWords[reader.language].matches.saved(1, reader.number(1)));
}
