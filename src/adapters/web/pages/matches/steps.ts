/** Steps about matches that take a page of their own: search the directory, add an entry, take one out, accept many. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { EntryItem, MatchItem, MatchKey, NewEntry } from '../../../../domain/diff/match-desk.ts';
import { isPersonKind } from '../../../../domain/directory/directory.ts';
import { isBirthDate, isDay, wallClockOf } from '../../../../domain/model/calendar.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import { MAX_NAME_CHARS } from '../../../../domain/model/roster.ts';
import { card, chip, emptyState, notice } from '../../components/boxes.ts';
import { button, confirmStep, errorSummary, form, selectField, textField } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { table } from '../../components/tables.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';
import { shellWords } from '../../words/shell.ts';
import { offerList, takenLink } from './offers.ts';
import { aboutItem, entryPlace, itemFacts, personFacts, scoreMark, whyText } from './parts.ts';
import { KINDS, keyIn, listPager, stepPath, viewPath } from './view.ts';

const PAGE = 25;
/** Pairs that are shown before all are accepted. */
const MAX_SHOWN = 200;

function crumbs({ path, reader }: SiteVisit, back: string) {
  return [
    { href: path(`/matches${back === '' ? '' : `?${back}`}`), label: shellWords[reader.language].places.matches },
  ];
}

const searchQuery = z.object({
  q: z.string().max(200).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});

/** Search the directory for the counterpart of an item. */
export async function choosePage(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path } = visit;
  const words = matchWords[reader.language];
  const { back, ...key } = keyIn(visit);
  const item = await administration.match(site.id, key);
  const { q = item.file?.lastName ?? item.label, cursor = '0' } = visit.query(searchQuery);
  const list = await administration.searchDirectory(site.id, { kind: key.kind, query: q, cursor, limit: PAGE });
  const create = buttonLink(stepPath(visit, 'new', key, back), words.create, 'other');
  return visit.page({
    title: words.chooseTitle(item.label),
    place: 'matches',
    main: html`${heading(reader, { title: words.chooseTitle(item.label), lead: words.chooseLead, crumbs: crumbs(visit, back) })}
${card('fichier', words.inFile, itemFacts(visit, item))}
${list.total === 0 && item.suggestions.length > 0 && card('propositions', words.suggestions, offerList(visit, item, { back, place: '' }))}
${card(
  'annuaire',
  words.entries,
  html`<form class="filters find" method="get" action="${path('/matches/choose')}" role="search"><input type="hidden" name="kind" value="${key.kind}"><input type="hidden" name="key" value="${key.key}"><input type="hidden" name="back" value="${back}"><div class="field"><label for="q">${words.search}</label><input id="q" name="q" type="search" value="${q}" maxlength="200" autocomplete="off" autofocus></div><p class="actions"><button class="button">${words.searchGo}</button></p></form>
${list.total === 0 ? emptyState(words.nobody, words.nobodyHint, create) : entryTable(visit, key.kind, list.items, (one) => setButton(visit, item, one, back))}
${listPager(visit, list.total, PAGE, Number(cursor), (next) => stepPath(visit, 'choose', key, back, { q, cursor: next }))}`,
  list.total > 0 ? create : undefined,
)}`,
  });
}

/** Entries that were found, each with what can be done about it. */
export function entryTable(
  visit: SiteVisit,
  kind: MatchKey['kind'],
  entries: readonly EntryItem[],
  action: (one: EntryItem) => Html,
): Html {
  const { reader } = visit;
  const words = matchWords[reader.language];
  const isPerson = isPersonKind(kind);
  return table({
    caption: words.entries,
    rows: entries,
    columns: [
      {
        label: words.name,
        kind: 'head',
        cell: (one: EntryItem) =>
          html`${one.label} ${one.isByHand && chip('quiet', words.byHand)} ${one.takenBy !== null && html`<span class="hint">${words.taken(one.takenBy)}</span>`}`,
      },
      ...(isPerson
        ? [
            {
              label: words.columns.birth,
              cell: ({ birthDate }: EntryItem) => (birthDate === null ? '–' : reader.day(birthDate)),
            },
          ]
        : []),
      { label: words.columns.place, cell: (one: EntryItem) => entryPlace(visit, one) || '–' },
      { label: words.columns.action, cell: action },
    ],
  });
}

function setButton(visit: SiteVisit, item: MatchItem, one: EntryItem, back: string): Html {
  const { reader, login, path } = visit;
  const words = matchWords[reader.language];
  if (one.takenBy !== null) return takenLink(visit, item, { id: one.id, label: one.label }, back);
  return html`<form class="inline" method="post" action="${path('/matches/set')}"><input type="hidden" name="proof" value="${login.proof}"><input type="hidden" name="kind" value="${item.kind}"><input type="hidden" name="key" value="${item.key}"><input type="hidden" name="to" value="${one.id}"><input type="hidden" name="back" value="${back}"><button class="button other small" aria-label="${words.matchWith(item.label, one.label)}">${words.match}</button></form>`;
}

const confirmQuery = z.object({ to: z.string().min(1).max(2_000) });

/** The step before two names of the file become one person, class or group of the directory. */
export async function confirmPage(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, login, path } = visit;
  const words = matchWords[reader.language];
  const { back, ...key } = keyIn(visit);
  const { to } = visit.query(confirmQuery);
  const item = await administration.match(site.id, key);
  const entry = await administration.directoryEntry(site.id, key.kind, to);
  const title = words.chooseTitle(item.label);
  const about = personFacts(reader, entry);
  return visit.page({
    title,
    place: 'matches',
    main: html`${heading(reader, { title, crumbs: crumbs(visit, back) })}
${card('fichier', words.inFile, itemFacts(visit, item))}
${confirmStep(reader, {
  action: path('/matches/set'),
  proof: login.proof,
  question: html`<p>${words.confirmTaken(about === '' ? entry.label : `${entry.label} (${about})`, entry.takenBy ?? '')}</p>`,
  button: words.match,
  back: path(`/matches?${back}`),
  fields: { ...key, to, back },
})}`,
  });
}

export interface NewTried {
  readonly key: MatchKey;
  readonly back: string;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string | undefined>>;
}

/** What an entry says of itself, to be written. */
export function entryFields(
  { reader, site }: SiteVisit,
  kind: MatchKey['kind'],
  values: NewTried['values'],
  errors: NewTried['errors'],
  isFocused = false,
): Html {
  const words = matchWords[reader.language];
  const isPerson = isPersonKind(kind);
  const options = [
    { value: '', label: words.allEstablishments },
    ...site.establishments.map((one) => ({ value: String(one.number), label: one.name })),
  ];
  return html`${textField({ name: 'lastName', label: words.name, value: values.lastName, error: errors.lastName, isRequired: true, autocomplete: 'off', isFocused })}
${isPerson && textField({ name: 'firstName', label: words.firstName, value: values.firstName, error: errors.firstName, autocomplete: 'off' })}
${isPerson && textField({ name: 'birthDate', label: words.birthDate, value: values.birthDate, error: errors.birthDate, type: 'date' })}
${site.establishments.length > 1 && selectField({ name: 'establishment', label: words.establishment, value: values.establishment ?? '', options })}`;
}

/** Add an entry by hand, filled in with what the file says. */
export async function newPage(visit: SiteVisit, tried?: NewTried): Promise<FastifyReply> {
  const { administration, reader, site, login, path } = visit;
  const words = matchWords[reader.language];
  const { back, ...key } = tried ? { ...tried.key, back: tried.back } : keyIn(visit);
  const item = await administration.match(site.id, key);
  const { file } = item;
  const errors = tried?.errors ?? {};
  const values = tried?.values ?? {
    lastName: file?.lastName ?? item.label,
    firstName: file?.firstName ?? '',
    birthDate: file?.birthDate ?? '',
    establishment: String(file?.establishment ?? ''),
  };
  const title = words.newTitle(item.label);
  return visit.page(
    {
      title,
      place: 'matches',
      main: html`${heading(reader, { title, lead: words.newLead, crumbs: crumbs(visit, back) })}
${errorSummary(reader, errors)}
${item.suggestions.length > 0 && closeNames(visit, item, back)}
${form({
  action: path('/matches/new'),
  proof: login.proof,
  kind: 'card',
  content: html`<div class="slim"><input type="hidden" name="kind" value="${key.kind}"><input type="hidden" name="key" value="${key.key}"><input type="hidden" name="back" value="${back}">
${entryFields(visit, key.kind, values, errors, true)}</div>`,
  buttons: html`${button(words.newGo)}<a class="button other" href="${path(`/matches?${back}`)}">${shellWords[reader.language].keep}</a>`,
})}`,
    },
    tried ? 422 : 200,
  );
}

function closeNames(visit: SiteVisit, item: MatchItem, back: string): Html {
  const { reader } = visit;
  const words = matchWords[reader.language];
  return notice(reader, {
    tone: 'warn',
    title: words.newClose,
    more: html`<ul class="next-steps">${item.suggestions.map((one) => html`<li><strong>${one.label}</strong> <span class="hint">${whyText(reader, one)}</span></li>`)}</ul><p class="actions">${buttonLink(stepPath(visit, 'choose', item, back), words.choose, 'other')}</p>`,
  });
}

/** What was written into the form, as an entry; or what is wrong with it. */
export function readEntry(visit: SiteVisit, key: MatchKey): NewEntry | Pick<NewTried, 'values' | 'errors'> {
  const { fields, reader, site } = visit;
  const words = matchWords[reader.language];
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  const [lastName, firstName, birthDate] = [text('lastName'), text('firstName'), text('birthDate')];
  const tooLong = (name: string): string | undefined =>
    name.length > MAX_NAME_CHARS ? words.nameLong(reader.number(MAX_NAME_CHARS)) : undefined;
  const errors = {
    lastName: lastName === '' ? words.nameMissing : tooLong(lastName),
    firstName: tooLong(firstName),
    birthDate: birthDate === '' ? undefined : birthDateError(visit, birthDate),
  };
  if (Object.values(errors).some((error) => error !== undefined))
    return { values: { lastName, firstName, birthDate, establishment: text('establishment') }, errors };
  const entry = { ...key, lastName, firstName, birthDate: birthDate === '' ? null : birthDate };
  if (site.establishments.length < 2) return entry;
  const establishment = text('establishment');
  return { ...entry, establishment: establishment === '' ? null : Number(establishment) };
}

function birthDateError({ reader, site, parts }: SiteVisit, text: string): string | undefined {
  const words = matchWords[reader.language];
  const today = wallClockOf(parts.clock.now(), site.timezone).day;
  if (isBirthDate(text, today)) return undefined;
  return isDay(text) && text > today ? words.dateFuture : words.dateWrong;
}

/** The step before an entry that was added by hand is taken out. Throws Refusal `directory-unknown`, `account-in-supervision`. */
export async function removePage(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, login, path } = visit;
  const words = matchWords[reader.language];
  const { back, ...key } = keyIn(visit);
  const { directoryId, directoryLabel, isByHand = false } = await administration.match(site.id, key);
  if (directoryId === null || !isByHand) throw new Refusal('directory-unknown', { id: directoryId ?? '' });
  const name = directoryLabel ?? '';
  const { items: accounts } = await administration.accounts(site.id);
  const account = accounts.find((one) => one.person.id === directoryId && one.status === 'alive');
  if (account && visit.isSupervision) throw new Refusal('account-in-supervision', { logins: account.login });
  const title = words.removeTitle(name);
  return visit.page({
    title,
    place: 'matches',
    main: html`${heading(reader, { title, crumbs: crumbs(visit, back) })}
${confirmStep(reader, {
  action: path('/matches/remove'),
  proof: login.proof,
  question: html`<p>${words.removeQuestion}</p>${account && notice(reader, { tone: 'warn', title: words.removeAccount(account.login), cause: words.removeAccountWhat(name) })}`,
  button: words.remove,
  back: path(`/matches?${back}`),
  fields: { kind: key.kind, entry: directoryId, name, back },
})}`,
  });
}

const acceptQuery = z.object({ kind: z.enum(KINDS) });

/** All sure suggestions of a kind, to be read before they are accepted together. */
export async function acceptPage(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, login, path } = visit;
  const words = matchWords[reader.language];
  const { kind } = visit.query(acceptQuery);
  const [{ items, total }, open] = await Promise.all([
    administration.sureMatches(site.id, kind),
    administration.openMatches(site.id, { kind, limit: 1 }),
  ]);
  const back = viewPath(visit, { kind });
  const title = words.acceptTitle;
  const count = reader.number(total);
  return visit.page({
    title,
    place: 'matches',
    main: html`${heading(reader, { title, lead: words.acceptLead, crumbs: [{ href: back, label: shellWords[reader.language].places.matches }] })}
${
  total === 0
    ? html`<section class="card">${emptyState(words.acceptNone, open.total > 0 ? words.lead : words.allDoneHint[kind], buttonLink(back, shellWords[reader.language].places.matches, 'other'))}</section>`
    : html`<section class="card" aria-label="${words.suggestions}">${table({
        caption: words.acceptTitle,
        rows: items.slice(0, MAX_SHOWN),
        columns: [
          {
            label: words.columns.file,
            kind: 'head',
            cell: (item: MatchItem) => html`${item.label}<br><span class="hint">${aboutItem(visit, item)}</span>`,
          },
          {
            label: words.columns.directory,
            cell: (item: MatchItem) => html`<strong>${item.directoryLabel}</strong>`,
          },
          { label: words.columns.why, cell: (item: MatchItem) => whyOf(visit, item) },
        ],
      })}
${total > MAX_SHOWN && html`<p class="hint">${words.andMore(reader.number(total - MAX_SHOWN))}</p>`}
${form({
  action: path('/matches/accept'),
  proof: login.proof,
  content: html`<input type="hidden" name="kind" value="${kind}">`,
  buttons: html`${button(words.accept(total, count))}<a class="button other" href="${back}">${shellWords[reader.language].keep}</a>`,
})}</section>`
}`,
  });
}

function whyOf({ reader }: SiteVisit, { suggestions, directoryId }: MatchItem): Html | false {
  const own = suggestions.find((one) => one.directoryId === directoryId);
  return (
    own !== undefined &&
    html`<div>${scoreMark(reader, own.score)}<br><span class="hint">${whyText(reader, own)}</span></div>`
  );
}
