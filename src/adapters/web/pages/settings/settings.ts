/** « Paramètres »: what the site accepts, what happens when a threshold is exceeded, its rhythm and its passwords. */

import type { FastifyReply } from 'fastify';
import { MEGABYTE } from '../../../../domain/model/notation.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { card, facts, refusalNotice } from '../../components/boxes.ts';
import { button, errorSummary, form, radioField, selectField, textField } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { settingsWords } from '../../words/settings.ts';
import { shellWords } from '../../words/shell.ts';
import {
  acceptName,
  asStored,
  changesOf,
  dayName,
  type Errors,
  errorsOf,
  type Form,
  fromName,
  labelsOf,
  readForm,
  zonesFor,
} from './entered.ts';
import { establishmentRoutes, establishmentsCard } from './establishments.ts';
import { passwordFacts, readOnlyCards } from './read-only.ts';

export const settingsPage: SitePage = {
  place: 'settings',
  routes(site) {
    site.get('/settings', (visit) => show(visit, asStored(visit.site)));
    site.post('/settings', save);
    establishmentRoutes(site);
  },
};

async function show(
  visit: SiteVisit,
  entered: Form,
  {
    errors = {},
    refusal = null,
    status = 200,
  }: { errors?: Errors; refusal?: DescribedRefusal | null; status?: number } = {},
): Promise<FastifyReply> {
  const { reader, login, path, mayAct, isSupervision } = visit;
  const words = settingsWords[reader.language];
  const title = shellWords[reader.language].places.settings;
  const changeable = html`${siteCard(visit, entered, errors)}
${acceptsCard(visit, entered, errors)}
<div class="pair">${breachCard(visit, entered, errors)}${rhythmCard(visit, entered, errors)}</div>
${isSupervision ? supervisedPasswords(visit, entered) : passwordsCard(visit, entered, errors)}`;
  const main = html`${heading(reader, { title, lead: words.lead })}
${refusal !== null && refusalNotice(reader, refusal)}${errorSummary(reader, errors, labelsOf(entered, reader))}
${mayAct ? form({ action: path('/settings'), proof: login.proof, attributes: html`novalidate`, content: changeable, buttons: button(words.save) }) : readOnlyCards(visit, entered)}
${await establishmentsCard(visit)}${quotasCard(visit)}`;
  return visit.page({ title, place: 'settings', main }, status);
}

async function save(visit: SiteVisit): Promise<FastifyReply> {
  const { reader, administration, site, path, fields, isSupervision } = visit;
  const words = settingsWords[reader.language];
  const entered = readForm(site, fields, !isSupervision);
  const errors = errorsOf(site, entered, reader);
  if (Object.values(errors).some((error) => error !== undefined)) return show(visit, entered, { errors, status: 422 });
  const changes = changesOf(site, entered);
  if (Object.keys(changes).length === 0) return visit.done(path('/settings'), words.savedNothing);
  try {
    await administration.setSite(site.id, changes);
  } catch (error) {
    const refusal = refusalFor(error, reader);
    return show(visit, entered, { refusal, status: refusal.http });
  }
  return visit.done(path('/settings'), words.saved);
}

function siteCard({ reader, site }: SiteVisit, entered: Form, errors: Errors): Html {
  const words = settingsWords[reader.language].site;
  const options = zonesFor(site).map((value) => ({ value, label: value.replaceAll('_', ' ') }));
  return card(
    'site-title',
    words.title,
    html`<div class="pair">${textField({ name: 'name', label: words.name, value: entered.name, error: errors.name, isRequired: true })}
${selectField({ name: 'timezone', label: words.timezone, hint: words.timezoneHint, value: entered.timezone, options, error: errors.timezone })}</div>`,
  );
}

function acceptsCard({ reader }: SiteVisit, entered: Form, errors: Errors): Html {
  const words = settingsWords[reader.language].accepts;
  const rows = entered.accepts.map(({ product, isAccepted, from }) => {
    const name = fromName(product);
    const error = errors[name];
    const invalid = error !== undefined && html`aria-invalid="true" aria-describedby="${name}-error"`;
    return html`<div class="accept"><label class="choice"><input type="checkbox" id="${acceptName(product)}" name="${acceptName(product)}" ${isAccepted && html`checked`}><span>${product}</span></label>
<span class="from" aria-hidden="true">${words.from}</span><input id="${name}" name="${name}" value="${from}" aria-label="${words.fromOf(product)}" autocomplete="off" ${invalid}>
${error !== undefined && html`<p class="error" id="${name}-error">${error}</p>`}</div>`;
  });
  return card(
    'accepts-title',
    words.title,
    html`<p class="hint">${words.hint}</p><fieldset class="accepts"><legend class="unseen">${words.label}</legend>${rows}</fieldset><p class="hint">${words.fromHint}</p>`,
  );
}

function breachCard({ reader, path, parts }: SiteVisit, entered: Form, errors: Errors): Html {
  const words = settingsWords[reader.language].onBreach;
  const options = (['hold', 'stop'] as const).map((value) => ({ value, ...words.options[value] }));
  const more =
    parts.places.has('thresholds') && html`<p><a href="${path('/thresholds')}">${words.toThresholds}</a></p>`;
  return card(
    'breach-title',
    words.title,
    html`${radioField({ name: 'onBreach', label: words.label, value: entered.onBreach, options, error: errors.onBreach })}${more}`,
  );
}

function rhythmCard({ reader }: SiteVisit, entered: Form, errors: Errors): Html {
  const words = settingsWords[reader.language].rhythm;
  const error = errors[dayName(1)];
  const days = words.weekdays.map(
    (label, index) =>
      html`<label class="choice"><input type="checkbox" id="${dayName(index + 1)}" name="${dayName(index + 1)}" ${entered.workingDays.includes(index + 1) && html`checked`}><span>${label}</span></label>`,
  );
  return card(
    'rhythm-title',
    words.title,
    html`${textField({ name: 'days', label: words.days, hint: words.hint, type: 'number', min: 0, max: 60, step: 1, unit: words.unit, value: entered.days, error: errors.days, isRequired: true })}
<fieldset class="field"><legend>${words.workingDays}</legend>${error !== undefined && html`<p class="error">${error}</p>`}<div class="weekdays">${days}</div></fieldset>`,
  );
}

function passwordsCard({ reader }: SiteVisit, entered: Form, errors: Errors): Html {
  const words = settingsWords[reader.language].passwords;
  const options = (['link', 'mail'] as const).map((value) => ({ value, ...words.options[value] }));
  return card(
    'passwords-title',
    words.title,
    html`<div class="pair">${radioField({ name: 'credentialsBy', label: words.credentialsBy, value: entered.credentialsBy, options, error: errors.credentialsBy })}
${textField({ name: 'grace', label: words.grace, hint: words.graceHint, type: 'number', min: 0, max: 720, step: 1, unit: words.graceUnit, value: entered.grace, error: errors.grace, isRequired: true })}</div>`,
  );
}

function supervisedPasswords(visit: SiteVisit, entered: Form): Html {
  const words = settingsWords[visit.reader.language].passwords;
  return card(
    'passwords-title',
    words.title,
    html`<p class="hint">${words.supervised}</p>${passwordFacts(visit, entered)}`,
  );
}

function quotasCard({ reader, parts }: SiteVisit): Html {
  const words = settingsWords[reader.language].quotas;
  const { quotas, maxUploadBytes } = parts;
  const number = (count: number | undefined): string => (count ? reader.number(count) : words.none);
  const size = (megabytes: number | undefined): string => (megabytes ? reader.size(megabytes * MEGABYTE) : words.none);
  return card(
    'quotas',
    words.title,
    html`<p class="hint">${words.hint}</p>${facts(
      [
        [words.file, reader.size(maxUploadBytes)],
        [words.perHour, words.each(number(quotas?.maxPerHour), number(quotas?.maxPerHourAndSite))],
        [words.perDay, words.each(size(quotas?.maxMegabytesPerDay), size(quotas?.maxMegabytesPerDayAndSite))],
      ],
      'wide',
    )}`,
  );
}
