/** The establishments of « Paramètres »: listed for all, added, corrected and removed by managers. */

import type { FastifyReply } from 'fastify';
import type { EstablishmentSpec, SiteItem } from '../../../../domain/administration.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { MAX_NAME_CHARS } from '../../../../domain/model/roster.ts';
import { isUai, keyLetterOf, tidyUai } from '../../../../domain/model/uai.ts';
import { card, chip, refusalNotice } from '../../components/boxes.ts';
import { actionButton, button, confirmStep, errorSummary, form, textField } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { table } from '../../components/tables.ts';
import { type Html, html, type Part } from '../../html.ts';
import { type Reader, refusalFor } from '../../reader.ts';
import type { SiteRoutes } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { establishmentWords } from '../../words/establishments.ts';
import { settingsWords } from '../../words/settings.ts';
import { shellWords } from '../../words/shell.ts';
import type { Errors } from './entered.ts';

const LIST = '/settings#establishments';
const MAX_NUMBER = 999_999_999;
const MANAGERS = { needs: 'manager' } as const;

/** What stands in the form, as texts. */
interface Entered {
  readonly name: string;
  readonly uai: string;
  readonly number: string;
}

interface Trouble {
  readonly errors?: Errors;
  readonly refusal?: DescribedRefusal;
}

/** Routes of the pages on the way to a change. */
export function establishmentRoutes(site: SiteRoutes): void {
  site.get('/settings/establishments/new', (visit) => askNew(visit), MANAGERS);
  site.post('/settings/establishments/new', add);
  site.get('/settings/establishments/:number', (visit) => askChange(visit, ownOf(visit)), MANAGERS);
  site.post('/settings/establishments/:number', change);
  site.post('/settings/establishments/:number/confirm', confirm);
  site.get('/settings/establishments/:number/remove', (visit) => askRemoval(visit, ownOf(visit)), MANAGERS);
  site.post('/settings/establishments/:number/remove', remove);
}

/** All establishments with their deposit URLs; a manager finds there how to change them. */
export async function establishmentsCard(visit: SiteVisit): Promise<Html> {
  const { reader, administration, site, mayAct, path } = visit;
  const unconfirmed = new Set((await administration.unconfirmedEstablishments(site.id)).map((one) => one.number));
  const words = settingsWords[reader.language].site;
  const own = establishmentWords[reader.language];
  const rows = [{ number: null, uai: null, name: words.all }, ...site.establishments];
  const actions = {
    label: own.actions,
    cell: (one: (typeof rows)[number]): Part =>
      one.number !== null && actionLinks(visit, { ...one, number: one.number }),
  };
  return card(
    'establishments',
    words.establishments,
    html`${table({
      caption: words.establishments,
      rows,
      columns: [
        { label: words.establishment, kind: 'head', cell: (one) => one.name },
        { label: words.number, cell: (one) => (one.number === null ? '–' : String(one.number)) },
        {
          label: words.uai,
          cell: (one) =>
            html`${one.uai ?? '–'}${one.number !== null && unconfirmed.has(one.number) && html` ${chip('warn', own.toConfirm)}`}`,
        },
        { label: words.url, cell: (one) => html`<code>${depositUrl(visit, one.number)}</code>` },
        ...(mayAct ? [actions] : []),
      ],
    })}<p class="hint">${words.establishmentsHint}</p>${waitingPart(visit, unconfirmed)}
${mayAct && html`<p class="actions"><a class="button other" href="${path('/settings/establishments/new')}">${own.add}</a></p>`}`,
  );
}

/** Those that wait for an operator: what that means, and an operator's button. */
function waitingPart({ reader, site, login, path }: SiteVisit, unconfirmed: ReadonlySet<number>): Part {
  const words = establishmentWords[reader.language];
  return site.establishments
    .filter((one) => unconfirmed.has(one.number))
    .map(({ number, name }) => {
      const action = path(`/settings/establishments/${number}/confirm`);
      return html`<p class="hint">${words.unconfirmed(name)}</p>${login.isOperator && actionButton(action, login.proof, words.confirmOf(name))}`;
    });
}

function actionLinks(
  { reader, site, path }: SiteVisit,
  { number, name }: Pick<EstablishmentSpec, 'number' | 'name'>,
): Html {
  const words = establishmentWords[reader.language];
  const address = path(`/settings/establishments/${number}`);
  const removal = html` <a href="${address}/remove" aria-label="${words.removeOf(name)}">${words.remove}</a>`;
  return html`<span class="row-actions"><a href="${address}" aria-label="${words.changeOf(name)}">${words.change}</a>${site.establishments.length > 1 && removal}</span>`;
}

function depositUrl({ site, parts }: SiteVisit, number: number | null): string {
  return `${parts.publicUrl ?? ''}/webdav/${site.id}/${number === null ? '' : `${number}/`}`;
}

/** The establishment of the address. Throws Refusal `establishment-unknown`. */
function ownOf({ site, param }: SiteVisit): EstablishmentSpec {
  const found = site.establishments.find((one) => String(one.number) === param('number'));
  if (found === undefined) throw new Refusal('establishment-unknown');
  return found;
}

function askNew(visit: SiteVisit, entered?: Entered, trouble: Trouble = {}): FastifyReply {
  const { reader, site, login, path } = visit;
  const words = establishmentWords[reader.language];
  const next = Math.max(site.id, ...site.establishments.map((one) => one.number)) + 1;
  const { name, uai, number } = entered ?? { name: '', uai: '', number: String(next) };
  const { errors = {} } = trouble;
  const content = form({
    action: path('/settings/establishments/new'),
    proof: login.proof,
    kind: 'card',
    attributes: html`novalidate`,
    content: html`${nameField(reader, name, errors)}
${textField({ name: 'uai', label: words.uai, hint: words.uaiHint, value: uai, autocomplete: 'off', error: errors.uai, isRequired: true })}
${textField({ name: 'number', label: words.number, hint: words.numberHint, type: 'number', min: 1, max: MAX_NUMBER, step: 1, value: number, error: errors.number, isRequired: true })}`,
    buttons: html`${button(words.add)}${cancelLink(visit)}`,
  });
  return step(visit, { title: words.add, lead: words.addLead, content, trouble });
}

async function add(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site } = visit;
  const words = establishmentWords[reader.language];
  const entered = readEntered(visit);
  const errors = { ...errorsOf(site, entered, reader), number: numberError(site, entered, reader) };
  if (isWrong(errors)) return askNew(visit, entered, { errors });
  const spec = { ...entered, number: Number(entered.number) };
  try {
    await administration.addEstablishment(site.id, spec);
  } catch (error) {
    return askNew(visit, entered, { refusal: refusalFor(error, reader) });
  }
  return done(visit, words.added(spec.name), spec.uai);
}

function askChange(
  visit: SiteVisit,
  own: EstablishmentSpec,
  entered: Pick<Entered, 'name' | 'uai'> = own,
  trouble: Trouble = {},
): FastifyReply {
  const { reader, login, path } = visit;
  const words = establishmentWords[reader.language];
  const { errors = {} } = trouble;
  const content = form({
    action: path(`/settings/establishments/${own.number}`),
    proof: login.proof,
    kind: 'card',
    attributes: html`novalidate`,
    content: html`${nameField(reader, entered.name, errors)}
${textField({ name: 'uai', label: words.uai, hint: words.uaiChangeHint, value: entered.uai, autocomplete: 'off', error: errors.uai, isRequired: true })}
<p class="hint">${words.numberFixed(String(own.number))}</p>`,
    buttons: html`${button(words.save)}${cancelLink(visit)}`,
  });
  return step(visit, { title: words.changeOf(own.name), content, trouble });
}

/** Another code takes other files: what that means, before anything is changed. */
function askCode(visit: SiteVisit, own: EstablishmentSpec, { name, uai }: Pick<Entered, 'name' | 'uai'>): FastifyReply {
  const { reader, login, path } = visit;
  const words = establishmentWords[reader.language];
  const action = path(`/settings/establishments/${own.number}`);
  const doubt = letterDoubt(visit, uai);
  const content = confirmStep(reader, {
    action,
    proof: login.proof,
    question: html`<p>${words.codeWhat(own.name, own.uai, uai)}</p>${doubt !== '' && html`<p><strong>${doubt}</strong></p>`}`,
    button: words.codeButton,
    back: action,
    fields: { name, uai, sure: uai },
  });
  return step(visit, { title: words.codeTitle(own.name), content, trouble: {} });
}

async function change(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, path, fields } = visit;
  const words = establishmentWords[reader.language];
  const own = ownOf(visit);
  const entered = readEntered(visit);
  const errors = errorsOf(site, entered, reader, own.number);
  if (isWrong(errors)) return askChange(visit, own, entered, { errors });
  const { name, uai } = entered;
  if (name === own.name && uai === own.uai) return visit.done(path(LIST), words.savedNothing);
  // What was asked about is what is saved: another code asks again.
  if (uai !== own.uai && fields.get('sure') !== uai) return askCode(visit, own, { name, uai });
  try {
    await administration.changeEstablishment(site.id, own.number, { name, uai });
  } catch (error) {
    return askChange(visit, own, entered, { refusal: refusalFor(error, reader) });
  }
  return done(visit, words.changed(name), uai);
}

/** Throws Refusal `not-allowed` for managers: which schools' directories a site may get is not theirs to say. */
async function confirm(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, login, path } = visit;
  const own = ownOf(visit);
  if (!login.isOperator) throw new Refusal('not-allowed');
  await administration.confirmEstablishment(site.id, own.number);
  return visit.done(path(LIST), establishmentWords[reader.language].confirmed(own.name));
}

function askRemoval(visit: SiteVisit, own: EstablishmentSpec, trouble: Trouble = {}): FastifyReply {
  const { reader, login, path } = visit;
  const words = establishmentWords[reader.language];
  const content = confirmStep(reader, {
    action: path(`/settings/establishments/${own.number}/remove`),
    proof: login.proof,
    question: html`<p>${words.removeWhat(own.name, own.uai, depositUrl(visit, own.number))}</p>`,
    button: words.remove,
    back: path(LIST),
  });
  return step(visit, { title: words.removeTitle(own.name), content, trouble });
}

async function remove(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, path } = visit;
  const own = ownOf(visit);
  try {
    await administration.removeEstablishment(site.id, own.number);
  } catch (error) {
    return askRemoval(visit, own, { refusal: refusalFor(error, reader) });
  }
  return visit.done(path(LIST), establishmentWords[reader.language].removed(own.name));
}

/** Says what was done, and that the letter of a code does not go with its digits: then it is probably mistyped, but schools know better. */
function done(visit: SiteVisit, told: string, uai: string): FastifyReply {
  const { path, done: lead } = visit;
  return lead(path(LIST), `${told} ${letterDoubt(visit, uai)}`.trim());
}

/** Empty where the letter of a code goes with its digits. */
function letterDoubt({ reader }: SiteVisit, uai: string): string {
  const letter = keyLetterOf(uai);
  return uai.endsWith(letter) ? '' : establishmentWords[reader.language].otherLetter(uai, letter);
}

function readEntered({ fields }: SiteVisit): Entered {
  const text = (name: string): string => fields.get(name)?.trim() ?? '';
  return { name: text('name'), uai: tidyUai(text('uai')), number: text('number').replace(/\s/g, '') };
}

/** What is wrong with name and UAI; `self` is the establishment that they are of. */
function errorsOf(site: SiteItem, { name, uai }: Entered, { language }: Reader, self: number | null = null): Errors {
  const words = establishmentWords[language].errors;
  const holder = site.establishments.find((one) => one.uai === uai && one.number !== self);
  const nameError = name === '' ? words.name : words.nameLong(MAX_NAME_CHARS);
  return {
    name: name === '' || name.length > MAX_NAME_CHARS ? nameError : undefined,
    uai: isUai(uai) ? holder && words.uaiTaken(holder.name) : words.uai,
  };
}

function numberError(site: SiteItem, { number }: Entered, { language }: Reader): string | undefined {
  const words = establishmentWords[language].errors;
  if (!/^\d{1,9}$/.test(number) || Number(number) === 0) return words.number;
  const holder = site.establishments.find((one) => one.number === Number(number));
  return holder && words.numberTaken(holder.name);
}

function isWrong(errors: Errors): boolean {
  return Object.values(errors).some((error) => error !== undefined);
}

function nameField({ language }: Reader, value: string, errors: Errors): Html {
  const { name: label } = establishmentWords[language];
  return textField({ name: 'name', label, value, autocomplete: 'off', error: errors.name, isRequired: true });
}

function cancelLink({ reader, path }: SiteVisit): Html {
  return html`<a class="button other" href="${path(LIST)}">${shellWords[reader.language].keep}</a>`;
}

/** A page on the way to a change of one establishment. */
function step(
  visit: SiteVisit,
  { title, lead, content, trouble }: { title: string; lead?: string; content: Part; trouble: Trouble },
): FastifyReply {
  const { reader, path } = visit;
  const { errors = {}, refusal } = trouble;
  const crumbs = [{ href: path(LIST), label: shellWords[reader.language].places.settings }];
  const main = html`<div class="column">${heading(reader, { title, crumbs, ...(lead === undefined ? {} : { lead }) })}
${refusal !== undefined && refusalNotice(reader, refusal)}${errorSummary(reader, errors, labelsOf(reader))}${content}</div>`;
  return visit.page({ title, place: 'settings', main }, refusal?.http ?? (isWrong(errors) ? 422 : 200));
}

function labelsOf({ language }: Reader): Readonly<Record<string, string>> {
  const { name, uai, number } = establishmentWords[language];
  return { name, uai, number };
}
