/** The report as one HTML document with nothing outside it, to keep or to send. */

import type { ImportReport } from '../../../domain/report/report.ts';
import { frenchMoment } from '../../../domain/report/words.ts';
import { STYLE } from '../assets/style.ts';
import { html, markupOf, trusted } from '../html.ts';
import { notice } from './layout.ts';
import { toneOf } from './marks.ts';
import { reportHeader } from './report-header.ts';
import { reportSections, wordsOf } from './report-sections.ts';

export function reportDocument(report: ImportReport, controlTitles: ReadonlyMap<string, string>): string {
  const { run, source } = report;
  const words = wordsOf(report);
  const place = run.establishment === null ? 'Tous' : String(run.establishment);
  return markupOf(html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Bilan de l’import ${run.id} – Carillon</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main class="wrap">
${reportHeader(report, frenchMoment, place, source.archivedAs ?? source.filename)}
${words && notice(toneOf(run.status), words.title, words.cause, words.remedy)}
${reportSections(report, controlTitles)}
</main>
<footer class="wrap">Carillon, import automatisé des emplois du temps, site ${run.site}</footer>
</body>
</html>
`);
}
