/** Names under which source files are kept and downloaded: `EDT_2014_1406127300106.zip` (PRODUCT.md 3, RULES.md 1.2). */

import type { Origin } from '../model/timetable.ts';

/** `<PRODUCT>_<VERSION>_<epoch ms>.zip`; without a product the format and its version; `FICHIER_<ms>.zip` when nothing is known. */
export function archiveName(origin: Origin | null, receivedAt: number): string {
  if (!origin) return `FICHIER_${receivedAt}.zip`;
  const product = origin.product ?? origin.format;
  const version = origin.product === undefined ? origin.formatVersion : (origin.productVersion ?? origin.formatVersion);
  const safe = (text: string): string => text.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-+|-+$/g, '') || '0';
  return `${safe(product).toUpperCase()}_${safe(version)}_${receivedAt}.zip`;
}
