/** On the board: the year that is announced, until its first import opens it. */

import { startYearOf, wallClockOf } from '../../../../domain/model/calendar.ts';
import { announcedIn, yearName } from '../../../../domain/model/school-year.ts';
import { notice } from '../../components/boxes.ts';
import { buttonLink } from '../../components/navigation.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { boardWords } from '../../words/board.ts';

/** Until when which deposits are applied; nothing where no year is open or none is announced. */
export function announcedNotice({ site, reader, path, parts }: SiteVisit): Html | false {
  const words = boardWords[reader.language].announced;
  const announced = announcedIn(site.settings);
  const { schoolYear: open } = site;
  if (announced === null || open === null) return false;
  const { firstDay } = announced;
  const next = yearName(startYearOf(firstDay));
  const isLate = wallClockOf(parts.clock.now(), site.timezone).day >= firstDay;
  return notice(reader, {
    tone: isLate ? 'warn' : 'quiet',
    mark: 'flag',
    title: isLate ? words.lateTitle(next) : words.title(next),
    cause: isLate ? words.lateCause(next, open) : words.cause(next, open, reader.day(firstDay)),
    ...(isLate ? { remedy: words.remedy(next) } : {}),
    more: html`<p class="actions">${buttonLink(path('/year'), words.go, 'other')}</p>`,
  });
}
