/** The head of a report: what was imported, when, from which file, with which steps. */

import type { ImportReport } from '../../../domain/report/report.ts';
import { facts } from '../components/boxes.ts';
import { allSteps, statusMark, stepList } from '../components/marks.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';

/** `place` names the establishment; `file` is the file's name, as a link where there is one. Untitled where a page says the title above it. */
export function reportHeader(
  report: ImportReport,
  reader: Reader,
  place: string,
  file: Part,
  { isTitled = true }: { readonly isTitled?: boolean } = {},
): Html {
  const { run, source } = report;
  const words = reportWords[reader.language];
  const common = reader.vocabulary.text.facts;
  const software = [source.product ?? source.format, source.productVersion ?? source.formatVersion].filter(
    (part) => part !== null,
  );
  return html`<section class="card head">
${isTitled && html`<div class="title"><h1>${run.id === null ? words.check : words.run(run.id)}</h1>${statusMark(run.status, reader)}</div>`}
${stepList(allSteps(report.steps, run.status), reader)}
${facts(
  [
    [common.establishment, place],
    [common.trigger, reader.vocabulary.trigger[run.trigger]],
    [common.receivedAt, reader.moment(run.receivedAt)],
    [common.takenInAt, run.takenInAt !== null && reader.moment(run.takenInAt)],
    [common.endedAt, run.endedAt !== null && reader.moment(run.endedAt)],
    [common.file, file],
    [words.facts.size, reader.size(source.size)],
    [words.facts.sentAs, source.archivedAs !== null && source.filename],
    [words.facts.software, source.format !== null && software.join(' ')],
    [common.uai, source.uai],
    [common.approvedBy, run.approvedBy !== undefined && reader.vocabulary.actor(run.approvedBy)],
    [common.approvedWhy, run.approvedWhy],
  ],
  'wide',
)}
</section>`;
}
