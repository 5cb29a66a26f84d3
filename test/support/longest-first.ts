/** Files that take a minute or more begin first, so that none of them goes on alone at the end of a run. */
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first; those that mostly wait for others beside those that work. */
const LONG = [
  'e2e/pages-all',
  'chaos/cut-off-host',
  'chaos/fault-points',
  'e2e/pages-import',
  'busted/large-files',
  'chaos/engines',
  'e2e/pages-run',
  'e2e/pages-browser',
  'operations/doctor',
  'chaos/full-disk',
  'chaos/crowd',
  'e2e/story',
  'chaos/random-kills',
  'busted/large-imports',
].map((name) => path.join(import.meta.dirname, '..', `${name}.test.ts`));

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.indexOf(moduleId);
  return place < 0 ? LONG.length : place;
}

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => placeOf(one) - placeOf(other));
  }
}
