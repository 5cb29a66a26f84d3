/** The head of a report: what was imported, when, from which file, with which steps. */

import type { ImportReport } from '../../../domain/report/report.ts';
import { actorWord, frenchSize, triggerWord } from '../../../domain/report/words.ts';
import { type Html, html, type Part } from '../html.ts';
import { allSteps, statusMark, stepList } from './marks.ts';

/** `place` names the establishment; `file` is the file's name, as a link where there is one. */
export function reportHeader(report: ImportReport, time: (iso: string) => string, place: string, file: Part): Html {
  const { run, source } = report;
  const software = [source.product ?? source.format, source.productVersion ?? source.formatVersion].filter(
    (part) => part !== null,
  );
  const facts: readonly (readonly [string, Part])[] = [
    ['Établissement', place],
    ['Import', triggerWord(run.trigger)],
    ['Reçu le', time(run.receivedAt)],
    ['Pris en charge le', run.takenInAt && time(run.takenInAt)],
    ['Terminé le', run.endedAt && time(run.endedAt)],
    ['Fichier', file],
    ['Taille', frenchSize(source.size)],
    ['Nom à l’envoi', source.archivedAs !== null && source.filename],
    ['Logiciel', source.format !== null && software.join(' ')],
    ['Code UAI', source.uai],
    ['Approuvé par', run.approvedBy !== undefined && actorWord(run.approvedBy)],
  ];
  return html`<section class="card head">
<div class="title"><h1>${run.id === null ? 'Contrôle d’un fichier' : `Import n° ${run.id}`}</h1>${statusMark(run.status)}</div>
${stepList(allSteps(report.steps, run.status), time)}
<dl class="facts wide">${facts.map(([label, value]) => value !== null && value !== false && html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
</section>`;
}
