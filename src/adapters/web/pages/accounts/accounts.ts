/** « Comptes d'accès »: the guide's screen; opening, regenerating and deleting accounts, and how to use them. */

import type { FastifyReply } from 'fastify';
import type { AccountItem } from '../../../../domain/administration.ts';
import { MAX_ACCOUNTS } from '../../../../domain/deposit/account.ts';
import type { Credentials } from '../../../../domain/deposit/account-desk.ts';
import { Refusal } from '../../../../domain/model/errors.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { card, notice, refusalNotice } from '../../components/boxes.ts';
import { copyField } from '../../components/copy.ts';
import { confirmStep } from '../../components/forms.ts';
import { buttonLink, heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { accountWords } from '../../words/accounts.ts';
import { shellWords } from '../../words/shell.ts';
import { credentialCards } from '../one-time.ts';
import { askNew, validatePage } from './fresh.ts';
import { softwareGuide } from './guide.ts';
import { historyCard } from './history.ts';
import { endedAccounts, livingAccounts } from './list.ts';

/** What gives an account its password. */
const MAKE_PASSWORDS: ReadonlySet<string> = new Set(['account-created', 'account-regenerated']);

const SECRET_PAGE = { needs: 'manager', isSecret: true } as const;

export const accountsPage: SitePage = {
  place: 'accounts',
  routes(site) {
    site.get('/accounts', show);
    site.get('/accounts/new', askNew, SECRET_PAGE);
    site.post('/accounts', open, SECRET_PAGE);
    site.post('/accounts/:account/notify', notify, SECRET_PAGE);
    site.get('/accounts/:account/regenerate', askRegenerate, SECRET_PAGE);
    site.post('/accounts/:account/regenerate', regenerate, SECRET_PAGE);
    site.get('/accounts/:account/revoke', askRevoke, SECRET_PAGE);
    site.post('/accounts/:account/revoke', revoke, SECRET_PAGE);
  },
};

async function show(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, isSupervision } = visit;
  const words = accountWords[reader.language];
  const title = shellWords[reader.language].places.accounts;
  const [accounts, events] = await Promise.all([
    administration.accounts(site.id),
    administration.accountHistory(site.id),
  ]);
  const help = html`<p>${words.helpSeveral}</p><p>${words.helpUrl}</p><p>${words.helpLeave}</p>`;
  const main = html`${heading(reader, { title, lead: words.lead(reader.number(MAX_ACCOUNTS)), help })}
${isSupervision && html`<p class="hint">${words.supervised}</p>`}
${livingAccounts(visit, accounts.items, events.items)}
<div class="pair">${urlsCard(visit)}${softwareGuide(reader)}</div>
${endedAccounts(visit, accounts.items)}
${historyCard(visit, events.items)}`;
  return visit.page({ title, place: 'accounts', main });
}

function urlsCard({ reader, site, parts }: SiteVisit): Html {
  const words = accountWords[reader.language];
  const root = `${parts.publicUrl ?? ''}/webdav/${site.id}/`;
  const each = site.establishments.map((one) =>
    copyField(reader, `url-${one.number}`, one.name, `${root}${one.number}/`),
  );
  return card(
    'urls',
    words.urls,
    html`<p class="hint">${words.urlsHint}</p>${copyField(reader, 'url-all', words.all, root)}${each}`,
  );
}

async function open(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, fields, reader } = visit;
  const person = fields.get('person') ?? '';
  try {
    const { person: of } = await administration.accessLetter(site.id, person);
    if (of.kind === 'student' && !fields.has('student')) throw new Refusal('student-account', { person: of.name });
    const options = { notify: fields.has('notify'), uploadOnly: fields.has('uploadOnly') };
    const credentials = await administration.createAccount(site.id, person, options);
    return await issued(visit, credentials, 'opened');
  } catch (error) {
    const refusal = refusalFor(error, reader);
    if (refusal.code === 'person-unknown') throw error;
    if (refusal.code === 'account-exists')
      return await madeAlready(visit, await accountOfPerson(visit, person), refusal);
    return await validatePage(visit, person, refusal);
  }
}

/** The same form sent twice, by F5 or from another window: what it made, when, and how to get at it. */
async function madeAlready(
  visit: SiteVisit,
  { id, person, lastUsedAt, createdAt }: AccountItem,
  refusal: DescribedRefusal,
): Promise<FastifyReply> {
  const { administration, site, reader, path } = visit;
  const words = accountWords[reader.language];
  const { items } = await administration.accountHistory(site.id);
  const made = items.find((one) => one.account === id && MAKE_PASSWORDS.has(one.action));
  const at = words.again.at(person.name, reader.moment(made?.at ?? createdAt));
  const { cause } = refusal;
  const remedy = words.again.shownOnce(lastUsedAt === null ? words.resend : words.regenerate);
  const title = words.issued.title(person.name);
  const main = html`<div class="column">${heading(reader, { title })}
${refusalNotice(reader, { ...refusal, cause: `${at} ${cause}`, remedy })}
<p class="actions">${buttonLink(path('/accounts'), words.issued.back)}</p></div>`;
  return visit.page({ title, place: 'accounts', main }, refusal.http);
}

async function accountOfPerson({ administration, site }: SiteVisit, person: string): Promise<AccountItem> {
  const { items } = await administration.accounts(site.id);
  const found = items.find((one) => one.person.id === person && one.status === 'alive');
  if (found === undefined) throw new Refusal('account-unknown', { account: '' });
  return found;
}

/** The one page that shows a new password: answered to the form itself, for nothing of it is kept. */
async function issued(visit: SiteVisit, credentials: Credentials, why: 'opened' | 'renewed'): Promise<FastifyReply> {
  const { reader, path } = visit;
  const words = accountWords[reader.language].issued;
  const { person, hasAddress, oldPasswordUntil } = await accountOf(visit, credentials.id);
  const title = words.title(person.name);
  const told = hasAddress ? words.mailed(person.name) : words.notMailed;
  const old = oldPasswordUntil !== null && html` ${words.old(reader.moment(oldPasswordUntil))}`;
  const main = html`<div class="column">${heading(reader, { title })}
${notice(reader, { tone: 'good', title: words[why], cause: html`${told}${old}` })}
${credentialCards(reader, credentials)}${softwareGuide(reader)}
<p class="actions">${buttonLink(path('/accounts'), words.back)}</p></div>`;
  return visit.page({ title, place: 'accounts', main });
}

async function accountOf({ administration, site, param }: SiteVisit, id = param('account')): Promise<AccountItem> {
  const { items } = await administration.accounts(site.id);
  const found = items.find((one) => one.id === id);
  if (found === undefined) throw new Refusal('account-unknown', { account: id.slice(0, 20) });
  return found;
}

async function livingAccount(visit: SiteVisit): Promise<AccountItem> {
  const account = await accountOf(visit);
  if (account.status !== 'alive') throw new Refusal('account-unknown', { account: account.id });
  return account;
}

async function notify(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, path, reader, fields } = visit;
  const words = accountWords[reader.language];
  const { id, person } = await livingAccount(visit);
  const isOn = fields.get('notify') === 'yes';
  await administration.notifyAccount(site.id, id, isOn);
  return visit.done(path('/accounts'), isOn ? words.notifyOn(person.name) : words.notifyOff(person.name));
}

async function askRegenerate(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, reader, site, path } = visit;
  const words = accountWords[reader.language];
  const { id, person, hasAddress, lastUsedAt } = await livingAccount(visit);
  const isInUse = lastUsedAt !== null;
  const hours = Number(site.settings.passwordGraceHours ?? 0);
  const effect = hours > 0 ? words.confirm.grace(reader.number(hours)) : words.confirm.ends;
  const title = isInUse ? words.confirm.regenerate(person.name) : words.confirm.resend(person.name);
  return confirm(visit, {
    title,
    question: html`<p>${words.confirm.newPassword}</p>
${isInUse && html`<p>${effect} <a href="${path('/settings')}#grace">${words.confirm.setGrace}</a></p>`}
<p>${hasAddress ? words.confirm.mail(person.name) : words.confirm.noMail}</p>`,
    action: `/accounts/${id}/regenerate`,
    button: isInUse ? words.regenerate : words.resend,
    fields: { mark: await administration.passwordMark(site.id, id) },
  });
}

async function regenerate(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, fields, reader } = visit;
  const account = await livingAccount(visit);
  try {
    const credentials = await administration.regenerateAccount(site.id, account.id, fields.get('mark') ?? '');
    return await issued(visit, credentials, account.lastUsedAt === null ? 'opened' : 'renewed');
  } catch (error) {
    const refusal = refusalFor(error, reader);
    if (refusal.code !== 'password-made-already') throw error;
    return await madeAlready(visit, account, refusal);
  }
}

async function askRevoke(visit: SiteVisit): Promise<FastifyReply> {
  const words = accountWords[visit.reader.language];
  const { id, person, login } = await livingAccount(visit);
  return confirm(visit, {
    title: words.confirm.revoke(person.name),
    question: html`<p>${words.confirm.revokeWhat(login)}</p>`,
    action: `/accounts/${id}/revoke`,
    button: words.revoke,
  });
}

async function revoke(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, path, reader } = visit;
  const { id, person } = await livingAccount(visit);
  await administration.revokeAccount(site.id, id);
  return visit.done(path('/accounts'), accountWords[reader.language].revoked(person.name));
}

function confirm(
  visit: SiteVisit,
  {
    title,
    question,
    action,
    button,
    fields = {},
  }: {
    title: string;
    question: Html;
    action: string;
    button: string;
    fields?: Readonly<Record<string, string>>;
  },
): FastifyReply {
  const { reader, login, path } = visit;
  const crumbs = [{ href: path('/accounts'), label: shellWords[reader.language].places.accounts }];
  const step = { action: path(action), proof: login.proof, question, button, back: path('/accounts'), fields };
  const main = html`<div class="column">${heading(reader, { title, crumbs })}${confirmStep(reader, step)}</div>`;
  return visit.page({ title, place: 'accounts', main });
}
