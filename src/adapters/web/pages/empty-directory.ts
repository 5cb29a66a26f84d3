/** What a page says while the site has no directory: why that matters, and the way to import one. */

import type { SiteItem } from '../../../domain/administration.ts';
import { notice } from '../components/boxes.ts';
import { buttonLink } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import type { SiteVisit } from '../shell/visit.ts';
import { directoryWords } from '../words/directory.ts';

/** Nothing can be matched, and nobody have an access account, where there is no directory. */
export function isDirectoryEmpty({ directory }: Pick<SiteItem, 'directory'>): boolean {
  return Object.values(directory).every((count) => count === 0);
}

/** To « Annuaire », for whoever may import one. */
export function directoryLink({ reader, parts, path, mayAct }: SiteVisit): Html | false {
  const words = directoryWords[reader.language].missing;
  return mayAct && parts.places.has('directory') && buttonLink(path('/directory'), words.go);
}

/** Nothing on a site that has a directory. */
export function emptyDirectoryNotice(visit: SiteVisit): Html | false {
  const { reader, site } = visit;
  if (!isDirectoryEmpty(site)) return false;
  const { title, cause, remedy } = directoryWords[reader.language].missing;
  const link = directoryLink(visit);
  return notice(reader, { tone: 'warn', title, cause, remedy, more: link && html`<p class="actions">${link}</p>` });
}
