/** « Mon compte »: who I am and where I may act, my language, my password. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../../domain/model/errors.ts';
import { createSlowdown } from '../../../domain/model/guesses.ts';
import { LANGUAGES } from '../../../domain/model/language.ts';
import { card, facts } from '../components/boxes.ts';
import { button, form, radioField, textField } from '../components/forms.ts';
import { heading } from '../components/navigation.ts';
import { OWN_PASSWORD_GUESSES, waitText } from '../guesses.ts';
import { html } from '../html.ts';
import { read } from '../input.ts';
import { checkForm, type PageParts, signedIn } from '../login.ts';
import { languageOf, refusalFor } from '../reader.ts';
import { setFlash } from '../shell/flash.ts';
import { OPERATOR_PATH, placePath } from '../shell/places.ts';
import { type Visit, visitOf } from '../shell/visit.ts';
import { peopleWords } from '../words/people.ts';
import { newPasswordFields } from './passwords.ts';
import { browserOf, startLogin } from './stranger.ts';

const languageForm = z.object({ language: z.enum(['', ...LANGUAGES]) });

export function accountRoutes(app: FastifyInstance, parts: PageParts): void {
  const guesses = createSlowdown(OWN_PASSWORD_GUESSES, parts.clock.now);
  app.get(
    '/account',
    signedIn(parts, async (request, reply, login) => accountPage(visitOf(request, reply, login, parts))),
  );
  app.post(
    '/account/language',
    signedIn(parts, async (request, reply, login) => {
      checkForm(request, login.token);
      const { language } = read(languageForm, Object.fromEntries(visitOf(request, reply, login, parts).fields));
      await parts.administration.setLanguage(login.token, language === '' ? null : language);
      const words = peopleWords[languageOf(request, language === '' ? null : language)];
      return visitOf(request, reply, login, parts).done('/account', words.account.languageDone);
    }),
  );
  app.post(
    '/account/password',
    signedIn(parts, async (request, reply, login) => {
      checkForm(request, login.token);
      const visit = visitOf(request, reply, login, parts);
      const words = peopleWords[visit.reader.language];
      const [old = '', chosen = '', repeat = ''] = ['old', 'new', 'repeat'].map((name) => visit.fields.get(name));
      if (chosen !== repeat) return accountPage(visit, { new: words.differ }, 422);
      const browser = browserOf(request, parts);
      try {
        const waitMs = guesses.waitMs(login.personId);
        if (waitMs > 0) throw new Refusal('too-many-attempts', { wait: waitText(Math.ceil(waitMs / 1_000)) });
        const fresh = await parts.administration.changePassword(login.token, old, chosen, browser);
        startLogin(reply, parts, fresh, browser);
        setFlash(reply, parts.cookies, fresh.token, { text: words.account.passwordDone });
        return reply.redirect('/account', 303);
      } catch (error) {
        const { code, http, detail } = refusalFor(error, visit.reader);
        if (code === 'password-wrong') guesses.add(login.personId);
        const isOld = code === 'password-wrong' || code === 'too-many-attempts';
        return accountPage(visit, isOld ? { old: detail } : { new: detail }, http);
      }
    }),
  );
}

function accountPage(
  visit: Visit,
  errors: { readonly old?: string; readonly new?: string } = {},
  status = 200,
): FastifyReply {
  const { reader, login } = visit;
  const words = peopleWords[reader.language];
  const own = words.account;
  const roles = login.sites.map(
    (site) => [html`<a href="${placePath(site.id, 'board')}">${site.name}</a>`, own.roles[site.role]] as const,
  );
  return visit.page(
    {
      title: own.title,
      isNarrow: true,
      main: html`${heading(reader, { title: own.title })}
${card(
  'who',
  own.who,
  html`${facts([
    [own.name, login.name],
    [own.email, login.email],
  ])}<ul class="plain-list">${roles.map(([site, role]) => html`<li>${site}, ${role}</li>`)}${login.isOperator && html`<li><a href="${OPERATOR_PATH}">${own.operator}</a></li>`}</ul>`,
)}
${card(
  'language-title',
  own.language,
  form({
    action: '/account/language',
    proof: login.proof,
    content: radioField({
      name: 'language',
      label: own.languageHint,
      value: login.language ?? '',
      options: (['', ...LANGUAGES] as const).map((value) => ({ value, label: own.languages[value] })),
    }),
    buttons: button(own.save, 'other'),
  }),
)}
${card(
  'password-title',
  own.password,
  form({
    action: '/account/password',
    proof: login.proof,
    content: html`<p class="hint">${own.passwordLead}</p><input type="hidden" name="username" value="${login.email}" autocomplete="username">
${textField({ name: 'old', label: own.old, type: 'password', autocomplete: 'current-password', error: errors.old, isRequired: true, isFocused: errors.old !== undefined })}
${newPasswordFields(reader, errors.new)}`,
    buttons: button(own.change),
  }),
)}
<p class="hint">${own.security}</p>`,
    },
    status,
  );
}
