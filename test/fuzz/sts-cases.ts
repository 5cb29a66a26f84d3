/** Pairs of STS-WEB that are nearly right: elements and texts changed, files missing, twice, of another school, or in one another's place. */
import type { Random } from '../../src/demo/school/random.ts';
import { withStsGroupNames, writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import type { FuzzCase } from './area.ts';
import { copyEntry, drawEntries, type Entry, type FileMutation, zippedEntries } from './entries.ts';
import { SMALL_SCHOOL } from './site-in-memory.ts';
import { type Element, elementsOf, parseTree, pickElement } from './xml-tree.ts';

const SCHOOL = withStsGroupNames(SMALL_SCHOOL);
const treeOf = (bytes: Buffer): Element => parseTree(bytes.toString().replace(/^<\?xml[^>]*>\s*/, ''));

const BASE: readonly Entry[] = [
  { name: 'sts_emp_0990001A_2026.xml', root: treeOf(writeStsEmp(SCHOOL, { encoding: 'utf-8' })) },
  { name: 'emp_sts_0990001A_2026.xml', root: treeOf(writeEmpSts(SCHOOL, { encoding: 'utf-8' })) },
];

const VALUES =
  'H Q1 Q2 0 1 8 -1 0800 2400 2360 800 0055 0000 155 1:55 99:99 2026-08-31 2026-09-06 2026-02-30 1999-01-01 2099-12-31 demain 2027 0990002B 0990001a epp local EPP true false __proto__ constructor \u202e \ufffd'.split(
    ' ',
  );

const FILES: Readonly<Record<string, FileMutation>> = {
  'drop-file': (random, files) => void files.splice(random.integer(0, files.length - 1), 1),
  'file-twice': (random, files) => {
    if (random.chance(0.3)) files.push(copyEntry(random.pick(files)));
  },
  'swap-roots': (random, files) => {
    const [one, two] = [random.pick(files), random.pick(files)];
    [one.root.name, two.root.name] = [two.root.name, one.root.name];
  },
  'odd-text': (random, files) => {
    textOf(random, files).children = [random.pick(VALUES)];
  },
  'odd-text-everywhere': (random, files) => {
    const { root } = random.pick(files);
    const { name } = pickElement(random, root).element;
    const value = random.pick(VALUES);
    for (const { element } of elementsOf(root))
      if (element.name === name && element.children.every((child) => typeof child === 'string'))
        element.children = [value];
  },
  'no-text': (random, files) => {
    textOf(random, files).children = [];
  },
  'odd-attribute': (random, files) => {
    const { element } = pickElement(random, random.pick(files).root);
    const attribute = random.pick(element.attributes.length > 0 ? element.attributes : [['x', ''] as [string, string]]);
    attribute[1] = random.pick(VALUES);
  },
};

/** An element that holds a text, if one is soon found. */
function textOf(random: Random, files: readonly Entry[]): Element {
  const { root } = random.pick(files);
  const holding = elementsOf(root).filter(({ element }) => element.children.every((one) => typeof one === 'string'));
  return holding.length > 0 ? random.pick(holding).element : root;
}

/** The good pair that all of them start from. */
export const GOOD_STS = zippedEntries(BASE);

/** A good pair with one to some changes. */
export function drawSts(random: Random): FuzzCase<Buffer> {
  return drawEntries(random, BASE, FILES);
}
