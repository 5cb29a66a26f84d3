/** Deposits of several XML files, which all start from a good one: some changes to the files themselves, or within one of them. */
import type { Random } from '../../src/demo/school/random.ts';
import { rawZip } from '../support/raw-zip.ts';
import type { FuzzCase } from './area.ts';
import { SOUND, UNSOUND } from './edt-cases.ts';
import { copyTree, type Element, writeTree } from './xml-tree.ts';

export interface Entry {
  name: string;
  root: Element;
}

export type FileMutation = (random: Random, files: Entry[]) => void;

export function copyEntry({ name, root }: Entry): Entry {
  return { name, root: copyTree(root) };
}

export function zippedEntries(files: readonly Entry[]): Buffer {
  return rawZip(files.map(({ name, root }) => ({ name, data: writeTree(root) })));
}

/** The good deposit with one to some changes. */
export function drawEntries(
  random: Random,
  base: readonly Entry[],
  mutations: Readonly<Record<string, FileMutation>>,
): FuzzCase<Buffer> {
  const how: string[] = [];
  const files = base.map(copyEntry);
  for (let change = random.pick([1, 1, 1, 2, 3, 5]); change > 0; change--) {
    const ofFiles = random.chance(0.5);
    if (ofFiles && files.length > 1) {
      const [name, mutation] = random.pick(Object.entries(mutations));
      how.push(name);
      mutation(random, files);
    } else {
      const [name, mutation] = random.pick(Object.entries(random.chance(0.05) ? UNSOUND : SOUND));
      const file = random.pick(files);
      how.push(`${name} in ${file.name}`.replace(/_\d\d\.xml$/, '.xml'));
      mutation(random, file.root);
    }
  }
  return { input: zippedEntries(files), how };
}
