/** The head of a report: what was imported, when, from which file, with which steps. */

import { occasionOf } from '../../../domain/model/run.ts';
import type { ImportReport } from '../../../domain/report/report.ts';
import { facts } from '../components/boxes.ts';
import { allSteps, statusMark, stepList } from '../components/marks.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';

export interface HeaderOptions {
  /** False where a page says the title above it. */
  readonly isTitled?: boolean;
  /** Where another run is shown; absent: the document stands alone. */
  readonly addressOf?: (run: string) => string;
}

/** `place` names the establishment; `file` is the file's name, as a link where there is one. */
export function reportHeader(
  report: ImportReport,
  reader: Reader,
  place: string,
  file: Part,
  { isTitled = true, addressOf }: HeaderOptions = {},
): Html {
  const { run, source } = report;
  const words = reportWords[reader.language];
  const common = reader.vocabulary.text.facts;
  const occasion = occasionOf(run);
  const software = [source.product ?? source.format, source.productVersion ?? source.formatVersion].filter(
    (part) => part !== null,
  );
  return html`<section class="card head">
${isTitled && html`<div class="title"><h1>${run.id === null ? words.check : words.run(run.id)}</h1>${statusMark(run, reader)}</div>`}
${stepList(allSteps(report.steps, run), reader)}
${facts(
  [
    [common.establishment, place],
    [common.trigger, reader.vocabulary.trigger[occasion]],
    [common.replayOf, run.replayOf !== undefined && replayed(run.replayOf, reader, addressOf)],
    [common.askedBy, whoIs(run.askedBy, run.askedByName, reader)],
    [occasion === 'replay' ? common.askedAt : common.receivedAt, reader.moment(run.receivedAt)],
    [common.takenInAt, run.takenInAt !== null && reader.moment(run.takenInAt)],
    [common.endedAt, run.endedAt !== null && reader.moment(run.endedAt)],
    [common.file, file],
    [words.facts.size, run.kind === 'timetable' && reader.size(source.size)],
    [words.facts.sentAs, source.archivedAs !== null && source.filename],
    [words.facts.software, source.format !== null && software.join(' ')],
    [common.uai, source.uai],
    [common.approvedBy, whoIs(run.approvedBy, run.approvedByName, reader)],
    [common.approvedWhy, run.approvedWhy],
  ],
  'wide',
)}
${run.forgotten && html`<p class="hint warn">${reader.sentence(reader.vocabulary.text.forgotten)}</p>`}</section>`;
}

/** The name of somebody who acted; neutral words for programs, and for people who are no longer known. */
export function whoIs(actor: string | undefined, name: string | undefined, { vocabulary }: Reader): string | undefined {
  return actor === undefined ? name : vocabulary.actor(actor, name);
}

function replayed(run: string, { language }: Reader, addressOf: HeaderOptions['addressOf']): Part {
  const name = reportWords[language].run(run);
  return addressOf ? html`<a href="${addressOf(run)}">${name}</a>` : name;
}
