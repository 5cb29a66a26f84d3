/** « Gestionnaires et lecteurs »: who may act on the site or look at it; invitations, roles, and taking access away. */

import type { FastifyReply } from 'fastify';
import { Refusal } from '../../../../domain/model/errors.ts';
import type { ManagerItem } from '../../../../domain/model/person.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { help, refusalNotice } from '../../components/boxes.ts';
import { button, confirmStep, form } from '../../components/forms.ts';
import { LOOK_SECONDS, live } from '../../components/live.ts';
import { heading } from '../../components/navigation.ts';
import { html, type Part } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { sitePeopleWords } from '../../words/site-people.ts';
import { askInvitation, invite, roleField, roleOf } from './fresh.ts';
import { historyCard } from './history.ts';
import { isSending, nameOf, peopleCard } from './list.ts';

const MANAGERS = { needs: 'manager' } as const;
const SECRET_PAGE = { needs: 'manager', isSecret: true } as const;

export const peoplePage: SitePage = {
  place: 'people',
  routes(site) {
    site.get('/people', (visit) => show(visit), MANAGERS);
    site.get('/people/new', (visit) => askInvitation(visit), SECRET_PAGE);
    site.post('/people', invite, SECRET_PAGE);
    site.post('/people/:person/again', inviteAgain, SECRET_PAGE);
    site.get('/people/:person/role', async (visit) => askRole(visit, await personOf(visit)), SECRET_PAGE);
    site.post('/people/:person/role', changeRole, SECRET_PAGE);
    site.get('/people/:person/revoke', async (visit) => askRevoke(visit, await personOf(visit)), SECRET_PAGE);
    site.post('/people/:person/revoke', revoke, SECRET_PAGE);
  },
};

async function show(visit: SiteVisit, refusal: DescribedRefusal | null = null): Promise<FastifyReply> {
  const { reader, administration, site, isSupervision, path } = visit;
  const words = sitePeopleWords[reader.language];
  const title = shellWords[reader.language].places.people;
  const [people, events] = await Promise.all([administration.managers(site.id), administration.peopleHistory(site.id)]);
  const isMoving = people.items.some(isSending);
  const main = html`${heading(reader, { title, lead: words.lead })}
${refusal !== null && refusalNotice(reader, refusal)}
${isSupervision && html`<p class="hint">${words.supervised}</p>`}
${help(reader, html`<ul>${words.help.map((one) => html`<li>${one}</li>`)}</ul>`)}
${live({ id: 'people-now', url: isMoving ? path('/people') : null, content: peopleCard(visit, people.items) })}
${historyCard(reader, events.items)}`;
  return visit.page(
    { title, place: 'people', main, refreshSeconds: isMoving ? LOOK_SECONDS : undefined },
    refusal?.http,
  );
}

async function personOf({ administration, site, param }: SiteVisit): Promise<ManagerItem> {
  const { items } = await administration.managers(site.id);
  const found = items.find((one) => one.id === param('person'));
  if (found === undefined) throw new Refusal('manager-unknown', { manager: param('person').slice(0, 20) });
  return found;
}

async function inviteAgain(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, path, reader } = visit;
  const person = await personOf(visit);
  try {
    await administration.inviteAgain(site.id, person.id);
  } catch (error) {
    return await show(visit, refusalFor(error, reader));
  }
  return visit.done(path('/people'), sitePeopleWords[reader.language].againDone(person.email));
}

function askRole(visit: SiteVisit, person: ManagerItem, refusal: DescribedRefusal | null = null): FastifyReply {
  const { reader, path, login } = visit;
  const words = sitePeopleWords[reader.language];
  const isOwn = person.id === login.personId;
  return step(
    visit,
    words.role.title(nameOf(person)),
    html`${refusal !== null && refusalNotice(reader, refusal)}
${form({
  action: path(`/people/${person.id}/role`),
  proof: login.proof,
  kind: 'card',
  content: html`${roleField(reader, person.role)}${isOwn && html`<p class="hint">${words.role.own}</p>`}`,
  buttons: html`${button(words.role.save)}<a class="button other" href="${path('/people')}">${shellWords[reader.language].keep}</a>`,
})}`,
    refusal?.http,
  );
}

async function changeRole(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, path, reader, login } = visit;
  const words = sitePeopleWords[reader.language];
  const person = await personOf(visit);
  const role = roleOf(visit);
  try {
    await administration.changeRole(site.id, person.id, role);
  } catch (error) {
    return askRole(visit, person, refusalFor(error, reader));
  }
  // Who is a reader now does not see this page any more.
  const isOut = person.id === login.personId && role === 'reader';
  return visit.done(path(isOut ? '' : '/people'), words.role.done(nameOf(person), words.roles[role]));
}

function askRevoke(visit: SiteVisit, person: ManagerItem, refusal: DescribedRefusal | null = null): FastifyReply {
  const { reader, path, login } = visit;
  const words = sitePeopleWords[reader.language];
  const isOwn = person.id === login.personId;
  return step(
    visit,
    words.remove.title(nameOf(person)),
    html`${refusal !== null && refusalNotice(reader, refusal)}
${confirmStep(reader, {
  action: path(`/people/${person.id}/revoke`),
  proof: login.proof,
  question: html`<p>${words.remove.what(nameOf(person), person.email)}</p>${isOwn && html`<p><strong>${words.remove.own}</strong></p>`}`,
  button: words.revoke,
  back: path('/people'),
})}`,
    refusal?.http,
  );
}

async function revoke(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, path, reader, login, reply } = visit;
  const person = await personOf(visit);
  try {
    await administration.dismiss(site.id, person.id);
  } catch (error) {
    return askRevoke(visit, person, refusalFor(error, reader));
  }
  // Nobody is signed in any more to be told.
  if (person.id === login.personId) return reply.redirect('/sign-in', 303);
  return visit.done(path('/people'), sitePeopleWords[reader.language].remove.done(nameOf(person)));
}

/** A page on the way to a change of one person. */
function step(visit: SiteVisit, title: string, content: Part, status = 200): FastifyReply {
  const { reader, path } = visit;
  const crumbs = [{ href: path('/people'), label: shellWords[reader.language].places.people }];
  const main = html`<div class="column">${heading(reader, { title, crumbs })}${content}</div>`;
  return visit.page({ title, place: 'people', main }, status);
}
