/** What the parts of Administration do with a file that a person hands over: keep it safely, and check what is asked of it. */

import type { Database } from '../adapters/store/database.ts';
import * as sites from '../adapters/store/sites.ts';
import type { GivenFile } from '../domain/administration.ts';
import type { Sealed } from '../domain/deposit/deposit.ts';
import { dayToUtc } from '../domain/model/calendar.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { Spool } from '../domain/ports.ts';

/** Brings the bytes into the spool: what it returns survives a power cut. */
export async function keepFile(spool: Spool, file: GivenFile): Promise<Sealed> {
  const incoming = await spool.receive();
  try {
    for await (const chunk of file.bytes) await incoming.write(chunk);
    return await incoming.seal();
  } catch (error) {
    await incoming.discard();
    throw error;
  }
}

/** Throws Refusal `site-unknown`, and `establishment-unknown` when the site has no such one. */
export async function checkPlace(
  { pool }: Pick<Database, 'pool'>,
  { siteId, establishment }: { readonly siteId: number; readonly establishment: number | null },
): Promise<void> {
  const site = await sites.findSite(pool, siteId);
  if (establishment !== null && !site.establishments.some((one) => one.number === establishment)) {
    throw new Refusal('establishment-unknown', { establishment });
  }
}

/** The moment that a text says; null without a text. Throws Refusal `bad-input`. */
export function momentOf(text: string | null | undefined): number | null {
  if (text === undefined || text === null) return null;
  const at = Number.isNaN(dayToUtc(text.slice(0, 10))) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(at)) throw new Refusal('bad-input', { problem: `« ${text} » n'est pas un moment ISO 8601` });
  return at;
}
