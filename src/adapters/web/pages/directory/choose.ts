/** Choosing a directory file: what it is, which school and year it is of; it is sent to be looked at. */

import type { FastifyReply } from 'fastify';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { radioField, selectField } from '../../components/forms.ts';
import { isScriptUpload, uploadForm } from '../../components/upload-form.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import type { Upload } from '../../upload.ts';
import { directoryWords } from '../../words/directory.ts';
import { establishmentOptions } from '../place-names.ts';

/** What was chosen beside the file, to be shown again. */
export interface Chosen {
  readonly source: 'file' | 'export';
  readonly establishment: string;
  /** Start of the school year; empty: what the file says. */
  readonly year: string;
}

export const NOTHING: Chosen = { source: 'file', establishment: '', year: '' };

const ACCEPTED =
  '.csv,.txt,.zip,.gz,.tgz,.tar,.xml,.ics,text/csv,application/zip,application/gzip,application/xml,text/xml,text/calendar';

export function chooseForm(visit: SiteVisit, chosen: Chosen, refusal: DescribedRefusal | null): Html {
  const { reader, site, login, parts, path } = visit;
  const words = directoryWords[reader.language].choose;
  const [, another] = site.establishments;
  return uploadForm(reader, {
    action: path('/directory'),
    proof: login.proof,
    maxBytes: parts.maxUploadBytes,
    words,
    accept: ACCEPTED,
    refusal,
    choices: html`${radioField({
      name: 'source',
      label: words.source,
      value: chosen.source,
      options: (['file', 'export'] as const).map((value) => ({
        value,
        label: words.sources[value],
        hint: words.sourceHints[value],
      })),
    })}
${
  another !== undefined &&
  selectField({
    name: 'establishment',
    label: words.establishment,
    hint: words.establishmentHint,
    value: chosen.establishment,
    options: [{ value: '', label: words.all }, ...establishmentOptions(site)],
  })
}
${selectField({
  name: 'year',
  label: words.year,
  hint: words.yearHint,
  value: chosen.year,
  options: [{ value: '', label: words.thisYear }, ...yearsOf(visit)],
})}`,
  });
}

/** The open year and the next; before the first one those around today. */
function yearsOf({ site, parts }: SiteVisit): { readonly value: string; readonly label: string }[] {
  const now = new Date(parts.clock.now());
  const open = Number(site.schoolYear?.slice(0, 4) ?? now.getUTCFullYear() - (now.getUTCMonth() < 5 ? 1 : 0));
  return [open, open + 1].map((year) => ({ value: String(year), label: `${year}-${year + 1}` }));
}

/** Takes a file in and leads to what it would change. */
export async function send(visit: SiteVisit, { file, fields }: Upload): Promise<FastifyReply> {
  const { site, administration, login, request, reply, path } = visit;
  const { establishment = '', year = '' } = fields;
  const draft = await administration.makeDirectoryDraft(
    {
      siteId: site.id,
      establishment: /^\d{1,9}$/.test(establishment) ? Number(establishment) : null,
      files: [file],
      ...(fields.source === 'export' ? { fromExport: true } : {}),
      ...(/^\d{4}$/.test(year) ? { year: Number(year) } : {}),
    },
    login.actor,
  );
  const next = path(`/directory/${draft.id}`);
  if (!isScriptUpload(request.headers)) return reply.redirect(next, 303);
  return reply.code(201).header('location', next).send();
}
