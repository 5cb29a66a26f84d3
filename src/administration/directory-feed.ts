/** One feed of the academy for all sites that occur in it: split into files of their own, which are given to each. */

import { appendFileSync, createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { splitFeed } from '../adapters/formats/aaf-split.ts';
import { isStop, type Outcome } from '../domain/model/finding.ts';
import { addTo } from '../domain/model/gather.ts';
import type { Source } from '../domain/model/given.ts';
import { MEGABYTE } from '../domain/model/notation.ts';
import type { DirectoryDesk, GivenFile } from '../domain/report/directory-desk.ts';

/** Text that waits to be written, for all sites together. */
const MAX_WAITING_CHARS = 16 * MEGABYTE;

export interface DistributedFeed<T> {
  /** What was made of each site's part, in the order of the sites. */
  readonly items: readonly T[];
  /** Schools of the feed that no site has. */
  readonly otherSchools: number;
}

/**
 * Splits a feed and hands each site its files, one site after the other; afterwards nothing of them is left. A Stop where
 * the files are no feed.
 */
export async function distributeFeed<T>(
  files: readonly Source[],
  desk: Pick<DirectoryDesk, 'feedSites' | 'feedPeople'>,
  give: (siteId: number, files: readonly GivenFile[]) => Promise<T>,
): Promise<Outcome<DistributedFeed<T>>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'carillon-feed-'));
  try {
    const drafts = createDrafts(folder);
    const split = await splitFeed(files, await desk.feedSites(), await desk.feedPeople(), drafts.append);
    if (isStop(split)) return split;
    drafts.flush();
    const items: T[] = [];
    for (const [siteId, types] of split.sites) {
      const own = types.map((type) => ({
        name: split.nameOf(type),
        bytes: bytesAt(drafts.pathOf(siteId, type)),
      }));
      items.push(await give(siteId, own));
    }
    return { items, otherSchools: split.otherSchools };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bytes of a file, opened when somebody reads them. */
async function* bytesAt(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file);
}

/** Files that grow, thousands of them, written in few strokes. */
function createDrafts(folder: string) {
  const waiting = new Map<string, string[]>();
  let chars = 0;
  const pathOf = (siteId: number, type: string): string => path.join(folder, `${siteId}-${type}.xml`);
  const flush = (): void => {
    for (const [file, texts] of waiting) appendFileSync(file, texts.join(''), { mode: 0o600 });
    waiting.clear();
    chars = 0;
  };
  return {
    pathOf,
    flush,
    append(siteId: number, type: string, text: string): void {
      const file = pathOf(siteId, type);
      addTo(waiting, file, text);
      chars += text.length;
      if (chars > MAX_WAITING_CHARS) flush();
    },
  };
}
