/** The settings for who may look and not change. */

import { card, facts } from '../../components/boxes.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { settingsWords } from '../../words/settings.ts';
import type { Form } from './entered.ts';

export function readOnlyCards(visit: SiteVisit, form: Form): Html {
  const { reader } = visit;
  const words = settingsWords[reader.language];
  const accepted = form.accepts
    .filter((one) => one.isAccepted)
    .map(({ product, from }) => (from === '' ? product : words.accepts.one(product, from)));
  const days = Number(form.days);
  const weekdays = form.workingDays.map((weekday) => words.rhythm.weekdays[weekday - 1]).join(', ');
  const behaviour = facts(
    [
      [words.site.name, form.name],
      [words.site.timezone, form.timezone],
      [words.accepts.title, accepted.length === 0 ? words.accepts.any : accepted.join(', ')],
      [words.onBreach.title, words.onBreach.options[form.onBreach === 'stop' ? 'stop' : 'hold'].label],
      [words.rhythm.title, days === 0 ? words.rhythm.never : words.rhythm.every(days, reader.number(days))],
      [words.rhythm.workingDays, weekdays],
    ],
    'wide',
  );
  return html`${card('site-title', words.site.title, behaviour)}${card('passwords-title', words.passwords.title, passwordFacts(visit, form))}`;
}

/** How passwords are passed on and change, to be read. */
export function passwordFacts({ reader }: SiteVisit, { credentialsBy, grace }: Form): Html {
  const words = settingsWords[reader.language].passwords;
  const hours = Number(grace);
  return facts(
    [
      [words.credentialsBy, words.options[credentialsBy === 'mail' ? 'mail' : 'link'].label],
      [words.grace, hours === 0 ? words.graceNone : words.graceHours(hours, reader.number(hours))],
    ],
    'wide',
  );
}
