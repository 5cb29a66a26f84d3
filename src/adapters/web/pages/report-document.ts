/** The report as one HTML document with nothing outside it, to keep or to send. */

import type { ImportReport } from '../../../domain/report/report.ts';
import { STYLE } from '../assets/style.ts';
import { notice } from '../components/boxes.ts';
import { toneOf } from '../components/marks.ts';
import { html, markupOf, trusted } from '../html.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';
import { shellWords } from '../words/shell.ts';
import { reportHeader } from './report-header.ts';
import { reportSections, sentencesOf } from './report-sections.ts';

export function reportDocument(
  report: ImportReport,
  controlTitles: ReadonlyMap<string, string>,
  reader: Reader,
): string {
  const { run, source } = report;
  const words = reportWords[reader.language];
  const told = sentencesOf(report, reader);
  const place = run.establishment === null ? words.all : String(run.establishment);
  return markupOf(html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${run.id === null ? words.check : words.reportOf(run.id)} – Carillon</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main class="wrap document">
${reportHeader(report, reader, place, source.archivedAs ?? source.filename)}
${told && notice(reader, { tone: toneOf(run), ...told })}
${reportSections(report, controlTitles, reader)}
</main>
<footer class="wrap">${shellWords[reader.language].tagline}, ${run.site}</footer>
</body>
</html>
`);
}
