/** Opening an account: a person of the directory is found and chosen, the letter is shown, then it is confirmed. */

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AccessLetterItem, Candidates } from '../../../../domain/deposit/account-desk.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { SECRET } from '../../../../domain/notify/access-letter.ts';
import { emptyState, facts, notice, refusalNotice } from '../../components/boxes.ts';
import { button, checkField, form } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html, type Part } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { accountWords } from '../../words/accounts.ts';
import { shellWords } from '../../words/shell.ts';
import { establishmentName } from '../place-names.ts';

const query = z.object({ q: z.string().max(200).optional(), person: z.string().max(500).optional() });

/** The two steps are one address: `?q=` searches, `?person=` has chosen. */
export async function askNew(visit: SiteVisit): Promise<FastifyReply> {
  const { person, q = '' } = visit.query(query);
  if (person !== undefined) return await validatePage(visit, person);
  const found = await visit.administration.candidates(visit.site.id, q);
  const words = accountWords[visit.reader.language].fresh;
  return framed(
    visit,
    html`<form class="card" method="get" action="${visit.path('/accounts/new')}" role="search" data-try="${visit.path('/accounts/new')}" data-try-parts="candidates">
<div class="field"><label for="q">${words.search}</label><p class="hint" id="q-hint">${words.searchHint}</p><div class="copy"><input id="q" name="q" type="search" value="${q}" autocomplete="off" autofocus aria-describedby="q-hint" aria-controls="candidates">${button(words.go, 'other')}</div></div>
<div id="candidates" aria-live="polite">${q.trim() !== '' && candidates(visit, found)}</div></form>`,
  );
}

/** Students are not offered: they are there for the one school where a student does look after the timetable. */
function candidates(visit: SiteVisit, { offered, students }: Candidates): Html {
  const words = accountWords[visit.reader.language].fresh;
  if (offered.total + students.total === 0) return emptyState(words.nobody, words.nobodyHint);
  return html`<h2 class="unseen">${words.found}</h2>${
    offered.total === 0 ? html`<p class="hint">${words.onlyStudents}</p>` : people(visit, offered)
  }${students.total > 0 && html`<details><summary>${words.students(students.total, visit.reader.number(students.total))}</summary><p>${words.studentsWhy}</p>${people(visit, students)}</details>`}`;
}

function people(visit: SiteVisit, { items, total }: Candidates['offered']): Html {
  const { reader, site, path } = visit;
  const words = accountWords[reader.language].fresh;
  const rows = items.map((one) => {
    const name = `${one.lastName} ${one.firstName}`.trim();
    const isOne = site.establishments.length === 1 || one.establishment === null;
    const place = isOne ? null : establishmentName(site, one.establishment, reader);
    const about = [words.kinds[one.kind], one.division, place].filter(Boolean).join(', ');
    const choose = html`<a class="button other" href="${path(`/accounts/new?person=${encodeURIComponent(one.id)}`)}" aria-label="${words.chooseOf(name)}">${words.choose}</a>`;
    return html`<li><span><strong>${name}</strong> <span class="hint">${about}</span></span>${one.login === null ? choose : html`<span class="hint">${words.has(one.login)}</span>`}</li>`;
  });
  return html`<ul class="candidates">${rows}</ul>${total > items.length && html`<p class="hint">${words.more(reader.number(total - items.length))}</p>`}`;
}

/** The second step; also shown again with what was refused. */
export async function validatePage(
  visit: SiteVisit,
  personId: string,
  refusal: DescribedRefusal | null = null,
): Promise<FastifyReply> {
  const { reader, site, login, path, fields, request } = visit;
  const words = accountWords[reader.language].fresh;
  const letter = await visit.administration.accessLetter(site.id, personId);
  const isAgain = request.method === 'POST';
  const isStudent = letter.person.kind === 'student';
  const main = html`${refusal !== null && refusalNotice(reader, refusal)}
${form({
  action: path('/accounts'),
  proof: login.proof,
  kind: 'card',
  content: html`<input type="hidden" name="person" value="${personId}">
${facts(
  [
    [words.person, letter.person.name],
    [words.login, html`<code>${letter.login}</code> <span class="hint">${words.loginHint}</span>`],
  ],
  'wide',
)}
<div class="account-choices">${checkField({ name: 'notify', label: words.notify, hint: words.notifyHint, isChecked: isAgain ? fields.has('notify') : letter.recipient !== null })}
${checkField({ name: 'uploadOnly', label: words.uploadOnly, hint: words.uploadOnlyHint, isChecked: fields.has('uploadOnly') })}</div>
${letterPart(visit, letter)}${isStudent && studentPart(visit, letter, refusal)}`,
  buttons: html`${button(words.open)}<a class="button other" href="${path('/accounts/new')}">${words.other}</a>`,
})}`;
  return framed(visit, main, refusal?.http);
}

/** Whoever deposits replaces the school's timetable: of a student that is asked twice. */
function studentPart(
  { reader, fields }: SiteVisit,
  { person }: AccessLetterItem,
  refusal: DescribedRefusal | null,
): Html {
  const words = accountWords[reader.language].fresh;
  return notice(reader, {
    tone: 'warn',
    title: words.isStudent(person.name),
    cause: words.studentsWhy,
    more: checkField({
      name: 'student',
      label: words.confirmStudent(person.name),
      isChecked: fields.has('student'),
      isRequired: true,
      error: refusal?.code === 'student-account' ? refusal.title : undefined,
    }),
  });
}

function letterPart({ reader, site }: SiteVisit, { recipient, language, subject, body }: AccessLetterItem): Html {
  const words = accountWords[reader.language].fresh;
  if (recipient === null) return notice(reader, { tone: 'warn', title: words.noMail, cause: words.noMailWhy });
  const hidden = site.settings.credentialsBy === 'mail' ? words.secretPassword : words.secretLink;
  return html`<p>${words.willMail(recipient)}</p><blockquote class="letter preview" lang="${language}" aria-label="${words.willMailTitle}"><strong>${subject}</strong>

${body.replaceAll(SECRET, hidden)}</blockquote>`;
}

function framed(visit: SiteVisit, main: Part, status = 200): FastifyReply {
  const { reader, path } = visit;
  const { title } = accountWords[reader.language].fresh;
  const crumbs = [{ href: path('/accounts'), label: shellWords[reader.language].places.accounts }];
  return visit.page(
    { title, place: 'accounts', main: html`<div class="column">${heading(reader, { title, crumbs })}${main}</div>` },
    status,
  );
}
