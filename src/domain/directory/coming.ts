/** A coming school year: whom its files are matched to before it is opened, and what opening it makes of the directory. */

import { type Comparing, compareDirectory, coverageTest } from './compare.ts';
import { coverageOf } from './directory.ts';
import type { DirectoryPlan } from './plan.ts';
import type { EntryRow, StoredDirectory } from './stored.ts';

/** Entries of a coming year, and those of now of the kinds and places that it says nothing about. */
export function entriesOfYear<E extends Pick<EntryRow, 'id' | 'kind' | 'establishment'>>(
  current: readonly E[],
  coming: readonly E[],
  establishments: readonly number[],
): readonly E[] {
  if (coming.length === 0) return current;
  const covers = coverageTest(coverageOf(coming, establishments));
  const known = new Set(coming.map((entry) => entry.id));
  return [...coming, ...current.filter((entry) => !known.has(entry.id) && !covers(entry))];
}

/** What makes the entries of a coming year the current ones; null: there are none. */
export function turnPlan(
  stored: StoredDirectory,
  year: number,
  of: { readonly siteId: number; readonly runId: string; readonly establishments: readonly number[] },
): DirectoryPlan | null {
  const coming = stored.coming.get(year) ?? [];
  if (coming.length === 0) return null;
  const sources = new Map(coming.map((entry) => [entry.id, entry.source]));
  const comparing: Comparing = { establishments: of.establishments, hash: (text) => text };
  const directory = {
    source: 'csv',
    mode: 'full',
    rows: coming,
    patches: [],
    removed: [],
    complete: coverageOf(coming, of.establishments),
  } as const;
  const { added, changed, left, moves } = compareDirectory(directory, stored.entries, comparing);
  const own = (change: (typeof added)[number]): (typeof added)[number] => ({
    ...change,
    after: { ...change.after, source: sources.get(change.after.id) ?? null },
  });
  return {
    siteId: of.siteId,
    runId: of.runId,
    baseVersion: stored.version,
    source: 'csv',
    year,
    isComing: false,
    exportedOn: null,
    peopleOn: null,
    listsOn: {},
    changes: { added: added.map(own), changed: changed.map(own), left, moves },
    complete: directory.complete,
    schools: [],
    places: [],
  };
}
