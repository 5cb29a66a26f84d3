/** Addresses and names that several pages share. */

import type { RunItem, SiteItem } from '../../../domain/administration.ts';
import type { Option } from '../components/forms.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';

export function runPath({ site, id }: Pick<RunItem, 'site' | 'id'>): string {
  return `/sites/${site}/runs/${id}`;
}

/** « Tous » when a file covers several, or is not known to cover one. */
export function establishmentName(site: SiteItem, number: number | null, { language }: Reader): string {
  const [only, another] = site.establishments;
  if (number === null) return only && !another ? only.name : reportWords[language].all;
  return site.establishments.find((one) => one.number === number)?.name ?? String(number);
}

/** The establishments of a site, to choose one. */
export function establishmentOptions({ establishments }: SiteItem): readonly Option[] {
  return establishments.map((one) => ({ value: String(one.number), label: `${one.name} (${one.uai})` }));
}
