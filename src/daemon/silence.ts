/** Tells people of sites that expect deposits and get none (PRODUCT.md 6). */

import { silentSites } from '../adapters/store/freshness.ts';
import { writeNews } from '../adapters/store/news.ts';
import { wallClockOf } from '../domain/model/calendar.ts';
import { newsOfSilence } from '../domain/notify/message.ts';
import type { Carillon } from '../main.ts';

/** Nobody is told in the middle of the night: from this hour on, in the site's zone. */
const FIRST_HOUR = '07:00';

/** Tells each silent site once, however many processes look; returns how many were told. */
export async function tellSilence({
  database,
  clock,
  publicUrl,
  log,
}: Pick<Carillon, 'database' | 'clock' | 'publicUrl' | 'log'>): Promise<number> {
  const now = clock.now();
  let told = 0;
  for (const site of await silentSites(database.pool, now)) {
    const { siteId, name, timeZone, lastGoodAt, missedDays } = site;
    if (wallClockOf(now, timeZone).time < FIRST_HOUR) continue;
    const last = lastGoodAt === null ? null : wallClockOf(lastGoodAt, timeZone);
    const news = newsOfSilence({
      siteName: name,
      url: `${publicUrl}/sites/${siteId}`,
      lastGoodAt: last && `${last.day}T${last.time}`,
      missedDays,
    });
    await database.transaction((client) => writeNews(client, { siteId, id: null }, news, now));
    log.warn({ site: siteId, missedDays }, 'no deposit for longer than the site expects');
    told += 1;
  }
  return told;
}
