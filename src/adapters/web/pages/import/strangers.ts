/** Where a file and the directory do not know each other: nobody of a kind matches, or the search is in the directory of another year. */

import type { DraftFound } from '../../../../domain/report/draft.ts';
import { notice } from '../../components/boxes.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { draftWords } from '../../words/import-steps.ts';
import { directoryLink, emptyDirectoryNotice, isDirectoryEmpty } from '../empty-directory.ts';

/** Groups are made in the timetable: that none is known says nothing. */
const KINDS = ['teachers', 'students', 'divisions'] as const;
type Kind = (typeof KINDS)[number];

/** What the directory calls an entry of each. */
const ENTRY_KINDS = { teachers: 'teacher', students: 'student', divisions: 'division' } as const;

/** Nothing where somebody of each kind that the file lists was found. */
export function strangersNotice(visit: SiteVisit, { report, year }: DraftFound): Html | false {
  const { reader, site } = visit;
  if (year === null) return false;
  const listed = KINDS.filter((kind) => sizeOf(report.matching, kind) > 0);
  const unknown = listed.filter((kind) => report.matching[kind]?.matched === 0);
  if (unknown.length === 0) return false;
  if (isDirectoryEmpty(site)) return emptyDirectoryNotice(visit);
  const words = draftWords[reader.language].content.strangers;
  const list = (kinds: readonly Kind[]): string => kinds.map((kind) => words.kinds[kind]).join(', ');
  const missing = unknown.filter((kind) => site.directory[ENTRY_KINDS[kind]] === 0);
  const isAll = unknown.length === listed.length;
  const link = directoryLink(visit);
  return notice(reader, {
    tone: 'warn',
    title: isAll ? words.all : words.some(list(unknown)),
    cause: causeOf(),
    remedy: words.remedy(year, report.source.uai ?? '?'),
    more: link && html`<p class="actions">${link}</p>`,
  });

  function causeOf(): string {
    if (missing.length === unknown.length) return words.causeMissing(list(missing));
    return isAll ? words.causeAll : words.causeSome;
  }
}

/** Said where somebody searches: the file is of another year than the directory. */
export function otherYearHint({ reader, site }: SiteVisit, found: Pick<DraftFound, 'year'> | null): Html | false {
  const year = found?.year ?? null;
  if (site.schoolYear === null || year === null || year === site.schoolYear) return false;
  return html`<p class="hint other-year">${draftWords[reader.language].matches.otherYear(site.schoolYear, year)}</p>`;
}

function sizeOf(matching: DraftFound['report']['matching'], kind: Kind): number {
  const { matched = 0, unmatched = 0, ambiguous = 0 } = matching[kind] ?? {};
  return matched + unmatched + ambiguous;
}
