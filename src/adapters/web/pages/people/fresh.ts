/** Inviting somebody to a site: name, address, role. */

import type { FastifyReply } from 'fastify';
import { INVITATION_HOURS, type Role } from '../../../../domain/model/person.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { refusalNotice } from '../../components/boxes.ts';
import { button, errorSummary, form, radioField, textField } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { type Reader, refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { shellWords } from '../../words/shell.ts';
import { sitePeopleWords } from '../../words/site-people.ts';

interface Tried {
  readonly errors?: Readonly<Record<string, string | undefined>>;
  readonly refusal?: DescribedRefusal;
  readonly status?: number;
}

/** Each with what it means. */
export function roleField(reader: Reader, value: Role): Html {
  const words = sitePeopleWords[reader.language];
  const options = (['manager', 'reader'] as const).map((role) => ({
    value: role,
    label: words.roles[role],
    hint: words.roleHints[role],
  }));
  return radioField({ name: 'role', label: words.fresh.role, value, options });
}

/** The role that a form asks for; anything else than the two is the lesser one. */
export function roleOf({ fields }: SiteVisit): Role {
  return fields.get('role') === 'manager' ? 'manager' : 'reader';
}

/** The form, also shown again with what is wrong. */
export function askInvitation(visit: SiteVisit, { errors = {}, refusal, status }: Tried = {}): FastifyReply {
  const { reader, path, login, fields, request } = visit;
  const words = sitePeopleWords[reader.language].fresh;
  const isAgain = request.method === 'POST';
  const crumbs = [{ href: path('/people'), label: shellWords[reader.language].places.people }];
  const main = html`<div class="column">${heading(reader, { title: words.title, crumbs })}
${refusal && refusalNotice(reader, refusal)}${errorSummary(reader, errors)}
${form({
  action: path('/people'),
  proof: login.proof,
  kind: 'card',
  content: html`${textField({ name: 'name', label: words.name, hint: words.nameHint, value: fields.get('name'), autocomplete: 'off', error: errors.name, isRequired: true, isFocused: !isAgain })}
${textField({ name: 'email', label: words.email, hint: words.emailHint, type: 'email', value: fields.get('email'), autocomplete: 'off', error: errors.email, isRequired: true })}
${roleField(reader, isAgain ? roleOf(visit) : 'manager')}
<p class="hint">${words.mail(reader.number(INVITATION_HOURS))}</p>`,
  buttons: html`${button(words.send)}<a class="button other" href="${path('/people')}">${shellWords[reader.language].keep}</a>`,
})}</div>`;
  return visit.page({ title: words.title, place: 'people', main }, status ?? refusal?.http);
}

export async function invite(visit: SiteVisit): Promise<FastifyReply> {
  const { administration, site, path, reader, fields } = visit;
  const words = sitePeopleWords[reader.language];
  const typed = (field: string): string => (fields.get(field) ?? '').trim().slice(0, 255);
  const [name, email] = [typed('name'), typed('email')];
  const errors = {
    name: name === '' ? words.fresh.noName : undefined,
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length < 255 ? undefined : words.fresh.noAddress,
  };
  if (Object.values(errors).some((one) => one !== undefined)) return askInvitation(visit, { errors, status: 422 });
  try {
    const person = await administration.invite(site.id, { name: name.slice(0, 200), email, role: roleOf(visit) });
    return visit.done(path('/people'), words.invited(person.email));
  } catch (error) {
    return askInvitation(visit, { refusal: refusalFor(error, reader) });
  }
}
