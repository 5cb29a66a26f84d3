/** Pairs of STS-WEB that are nearly right: elements and texts changed, files missing, twice, of another school, or in one another's place. */
import type { Random } from '../../src/demo/school/random.ts';
import { withStsGroupNames, writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { rawZip } from '../support/raw-zip.ts';
import type { FuzzCase } from './area.ts';
import { SOUND, UNSOUND } from './edt-cases.ts';
import { SMALL_SCHOOL } from './site-in-memory.ts';
import { copyTree, type Element, elementsOf, parseTree, pickElement, writeTree } from './xml-tree.ts';

interface Entry {
  name: string;
  root: Element;
}

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

const FILES: Readonly<Record<string, (random: Random, files: Entry[]) => void>> = {
  'drop-file': (random, files) => void files.splice(random.integer(0, files.length - 1), 1),
  'file-twice': (random, files) => {
    if (random.chance(0.3)) files.push(copy(random.pick(files)));
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

function copy({ name, root }: Entry): Entry {
  return { name, root: copyTree(root) };
}

function zipped(files: readonly Entry[]): Buffer {
  return rawZip(files.map(({ name, root }) => ({ name, data: writeTree(root) })));
}

/** The good pair that all of them start from. */
export const GOOD_STS = zipped(BASE);

/** A good pair with one to some changes. */
export function drawSts(random: Random): FuzzCase<Buffer> {
  const how: string[] = [];
  const files = BASE.map(copy);
  for (let change = random.pick([1, 1, 1, 2, 3, 5]); change > 0 && files.length > 0; change--) {
    if (random.chance(0.6)) {
      const [name, mutation] = random.pick(Object.entries(FILES));
      how.push(name);
      mutation(random, files);
    } else {
      const [name, mutation] = random.pick(Object.entries(random.chance(0.05) ? UNSOUND : SOUND));
      const file = random.pick(files);
      how.push(`${name} in ${file.name.slice(0, 7)}`);
      mutation(random, file.root);
    }
  }
  return { input: zipped(files), how };
}
