/** Manual import: where it begins. A file is sent, and what was sent before is taken up again. */

import type { FastifyReply } from 'fastify';
import type { Refusal } from '../../../../domain/model/errors.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import type { DraftItem, DraftPurpose } from '../../../../domain/report/draft.ts';
import { card, chip, emptyState, notice } from '../../components/boxes.ts';
import { radioField, selectField } from '../../components/forms.ts';
import { heading } from '../../components/navigation.ts';
import { table } from '../../components/tables.ts';
import { isScriptUpload, uploadForm } from '../../components/upload-form.ts';
import { type Html, html } from '../../html.ts';
import { type Reader, refusalFor } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import type { Upload } from '../../upload.ts';
import { importWords } from '../../words/import.ts';
import { shellWords } from '../../words/shell.ts';
import { emptyDirectoryNotice } from '../empty-directory.ts';
import { formatsLink } from '../formats.ts';
import { establishmentName, establishmentOptions } from '../place-names.ts';
import { importStepper, personOf, stepNumber, stepPath } from './frame.ts';

/** What was chosen beside the file, to be shown again. */
interface Asked {
  readonly purpose: DraftPurpose;
  readonly establishment: string;
}

const NOTHING: Asked = { purpose: 'import', establishment: '' };

export async function startView(
  visit: SiteVisit,
  asked: Asked = NOTHING,
  refusal: DescribedRefusal | null = null,
): Promise<FastifyReply> {
  const { reader, site, administration } = visit;
  const words = importWords[reader.language];
  const title = shellWords[reader.language].places.import;
  const { items } = await administration.drafts(site.id);
  return visit.page(
    {
      title,
      place: 'import',
      main: html`${heading(reader, { title, lead: words.lead, help: words.help.map((one) => html`<p>${one}</p>`) })}
${importStepper(visit, null, 'file')}
${emptyDirectoryNotice(visit)}
${site.schoolYear === null && notice(reader, { tone: 'hold', mark: 'flag', ...words.firstOfAll })}
${card('choose', words.file.title, chooseForm(visit, asked, refusal), formatsLink(visit))}
${card('drafts', words.list.title, items.length === 0 ? emptyState(words.list.none, words.list.noneHint) : list(visit, items))}`,
    },
    refusal?.http,
  );
}

/** Takes a file in. Our script asks for the address only, and goes there itself. */
export async function send(visit: SiteVisit, { file, fields }: Upload): Promise<FastifyReply> {
  const { site, administration, login, request, reply } = visit;
  const { purpose, establishment } = askedIn(fields);
  const number = /^\d{1,9}$/.test(establishment) ? Number(establishment) : null;
  const asked = { siteId: site.id, establishment: number, purpose, file };
  const draft = await administration.makeDraft(asked, login.actor);
  const path = stepPath(visit, draft.id, draft.step);
  if (!isScriptUpload(request.headers)) return reply.redirect(path, 303);
  return reply.code(201).header('location', path).send();
}

/** What is wrong with a file is said where it was chosen. */
export async function refuseFile(visit: SiteVisit, error: Refusal): Promise<FastifyReply> {
  return await startView(visit, NOTHING, refusalFor(error, visit.reader));
}

function askedIn(fields: Readonly<Record<string, string>>): Asked {
  return {
    purpose: fields.purpose === 'trial' ? 'trial' : 'import',
    establishment: fields.establishment ?? '',
  };
}

const ACCEPTED = '.xml,.zip,.csv,.txt,.ics,text/xml,application/xml,application/zip,text/csv,text/calendar';

function chooseForm(visit: SiteVisit, { purpose, establishment }: Asked, refusal: DescribedRefusal | null): Html {
  const { reader, site, login, parts } = visit;
  const words = importWords[reader.language].file;
  const [, another] = site.establishments;
  return uploadForm(reader, {
    action: visit.path('/import'),
    proof: login.proof,
    maxBytes: parts.maxUploadBytes,
    words,
    accept: ACCEPTED,
    refusal,
    choices: html`${radioField({
      name: 'purpose',
      label: words.purpose,
      value: purpose,
      options: [
        { value: 'import', label: words.import, hint: words.importHint },
        { value: 'trial', label: words.trial, hint: words.trialHint },
      ],
    })}
${
  another !== undefined &&
  selectField({
    name: 'establishment',
    label: words.establishment,
    hint: words.establishmentHint,
    value: establishment,
    options: [{ value: '', label: words.all }, ...establishmentOptions(site)],
  })
}`,
  });
}

function list(visit: SiteVisit, items: readonly DraftItem[]): Html {
  const { reader, site } = visit;
  const words = importWords[reader.language].list;
  const [, another] = site.establishments;
  return table({
    caption: words.title,
    rows: items,
    columns: [
      {
        label: words.file,
        kind: 'head',
        cell: (one) =>
          html`<a class="strong" href="${stepPath(visit, one.id, one.step)}">${one.filename}</a>${another !== undefined && one.establishment !== null && html`<span class="hint block">${establishmentName(site, one.establishment, reader)}</span>`}`,
      },
      {
        label: words.sent,
        cell: (one) =>
          html`${reader.moment(one.madeAt)} <span class="hint block">${words.by(personOf(one, reader))}</span>`,
      },
      {
        label: words.state,
        cell: (one) =>
          html`${one.purpose === 'trial' && html`${chip('quiet', words.trial)} `}${stateOf(one, reader)}<span class="hint block">${words.kept(reader.day(one.keptUntil.slice(0, 10)))}</span>`,
      },
      {
        label: words.action,
        cell: (one) =>
          html`<span class="links"><a href="${stepPath(visit, one.id, one.step)}" aria-label="${canGoOn(one) ? words.resumeOf(one.filename) : words.seeOf(one.filename)}">${canGoOn(one) ? words.resume : words.see}</a><a href="${visit.path(`/import/${one.id}/discard`)}" aria-label="${words.discardOf(one.filename)}">${importWords[reader.language].discard.link}</a></span>`,
      },
    ],
  });
}

/** A file that is refused, or applied already, can only be looked at. */
function canGoOn({ outcome }: DraftItem): boolean {
  return outcome === null || outcome === 'integrated';
}

function stateOf({ state, step, outcome, purpose }: DraftItem, reader: Reader): Html {
  const words = importWords[reader.language];
  if (state === 'waiting') return chip('busy', words.list.reading);
  if (state === 'failed') return chip('bad', words.list.trouble);
  if (outcome === 'rejected') return chip('bad', words.list.refused);
  if (outcome === 'unchanged') return chip('quiet', words.list.unchanged);
  return html`${words.steps.at(stepNumber(step), purpose === 'trial' ? 5 : 6, words.steps[step])}`;
}
