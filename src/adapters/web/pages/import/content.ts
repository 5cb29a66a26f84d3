/** Step 2 of a manual import: what was read, what is odd about it, and which year it opens. */

import type { FastifyReply } from 'fastify';
import type { SiteItem } from '../../../../domain/administration.ts';
import { startYearOf } from '../../../../domain/model/calendar.ts';
import { announcedIn, yearName } from '../../../../domain/model/school-year.ts';
import type { DraftFound, DraftView } from '../../../../domain/report/draft.ts';
import type { Opening } from '../../../../domain/validate/next-year.ts';
import { card, chip, facts, notice } from '../../components/boxes.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { draftWords } from '../../words/import-steps.ts';
import { establishmentName } from '../place-names.ts';
import { contents, finding } from '../report-sections.ts';
import { weeksNotice } from '../year/weeks.ts';
import { onwardForm, stepPage } from './frame.ts';
import { strangersNotice } from './strangers.ts';

export function contentView(visit: SiteVisit, draft: DraftView): FastifyReply {
  const { found } = draft;
  const content =
    found &&
    html`${weeks(visit, draft, found)}${strangersNotice(visit, found)}${found.opensYear && opening(visit, draft, found)}${read(visit, draft, found)}${anomalies(visit, found)}`;
  return stepPage(visit, draft, { step: 'content', content, onward: onwardForm(visit, draft, 'matches') });
}

/** Of a file without dates: whose calendar places its courses. */
function weeks(visit: SiteVisit, draft: DraftView, { report }: DraftFound): Html | false {
  const isMissing = report.run.reason === 'exp-calendar-needed';
  return (isMissing || report.source.format === 'EXP_Cours') && weeksNotice(visit, draft.id, isMissing);
}

function opening({ reader, site }: SiteVisit, { purpose }: DraftView, { year, opening: how }: DraftFound): Html {
  const words = draftWords[reader.language].content;
  const isExpected = how === null || how === 'expected';
  const effect = site.schoolYear === null ? words.opensFirst : words.opensNext(site.schoolYear);
  return notice(reader, {
    tone: isExpected ? 'hold' : 'warn',
    mark: 'flag',
    title: (purpose === 'trial' ? words.wouldOpen : words.opens)(year ?? ''),
    cause: isExpected ? effect : oddity(how, site, reader),
    more: !isExpected && html`<p>${effect}</p>`,
  });
}

/** What is unexpected about the year that a file opens. */
function oddity(how: Exclude<Opening, 'expected'>, { schoolYear, settings }: SiteItem, reader: Reader): string {
  const { unexpected } = draftWords[reader.language].content;
  const announced = announcedIn(settings);
  switch (how) {
    case 'unannounced':
      return unexpected.unannounced(schoolYear ?? '');
    case 'other':
      return unexpected.other(announced ? yearName(startYearOf(announced.firstDay)) : '');
    case 'ahead':
      return unexpected.ahead(schoolYear);
    case 'past':
      return unexpected.past;
  }
}

/** The establishments that a file covers, by name. */
export function placesOf({ site, reader }: SiteVisit, scope: readonly number[] | null): string {
  return (scope ?? []).map((number) => establishmentName(site, number, reader)).join(', ');
}

function read(visit: SiteVisit, draft: DraftView, found: DraftFound): Html {
  const { reader } = visit;
  const words = draftWords[reader.language].content;
  const { source, read: counts } = found.report;
  const software = [source.product, source.productVersion].filter((part) => part !== undefined).join(' ');
  const isRead = Object.values(counts).some((count) => count > 0);
  return html`${card(
    'read',
    words.title,
    facts(
      [
        [words.file, draft.filename],
        [words.size, reader.size(draft.size)],
        [words.software, software !== '' && software],
        [words.format, source.format !== null && `${source.format} ${source.formatVersion ?? ''}`],
        [words.year, found.year],
        [words.uai, source.uai],
        [words.establishments, found.scope && placesOf(visit, found.scope)],
        [words.exportedAt, source.exportedAt !== undefined && exportedAt(source.exportedAt, visit)],
      ],
      'wide',
    ),
  )}
${isRead && card('counts', words.counts, contents(found.report, reader))}`;
}

/** As the file says it: some say a day, some a moment without a zone. */
function exportedAt(text: string, { reader }: SiteVisit): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return reader.day(text);
  return /(Z|[+-]\d{2}:\d{2})$/.test(text) ? reader.moment(text) : text.replace('T', ' ');
}

function anomalies({ reader }: SiteVisit, { report }: DraftFound): Html | false {
  const words = draftWords[reader.language].content;
  if (report.findings.length === 0)
    return report.run.status === 'integrated' && html`<p class="fine">${chip('good', words.noFindings)}</p>`;
  const hint = report.run.status === 'integrated' && html`<p class="hint">${words.findingsHint}</p>`;
  return card('findings', words.findings, html`${hint}${report.findings.map((one) => finding(one, reader))}`);
}
