/** Exports of UnDeuxTEMPS that are nearly right: files changed, missing, twice, of another week, or in one another's place. */
import type { Random } from '../../src/demo/school/random.ts';
import { writeUdt } from '../../src/demo/school/udt-writer.ts';
import type { FuzzCase } from './area.ts';
import { copyEntry, drawEntries, type Entry, type FileMutation, zippedEntries } from './entries.ts';
import { SMALL_SCHOOL } from './site-in-memory.ts';
import { elementsOf, parseTree, pickElement } from './xml-tree.ts';

/** A month of real weeks: enough of them for every road, few enough for thousands of cases. */
const BASE: readonly Entry[] = writeUdt(SMALL_SCHOOL)
  .filter(({ name }) => !/_(?!3[6-9]|0[12])\d\d\.xml$/.test(name.replace(/^UDCal_\d\d/, '')))
  .map(({ name, text }) => ({ name, root: parseTree(text.replace(/^<\?xml[^>]*>\s*/, '')) }));

const VALUES =
  '*** 0 1 -1 53 54 60 99 999 4503599627370496 9007199254740992 18446744073709551615 18446744073709551616 01/09/2026 31/02/2027 2026-09-01 01/01/1999 31/12/2099 00h00 23h59 24h00 8h 08:30:00 __proto__ constructor'.split(
    ' ',
  );
const NAMES = [
  'UDCal_12.xml',
  'udcal_12_36.xml',
  'UDCal_12_53.xml',
  'UDCal_12_00.xml',
  'UDCal_23_60.xml',
  'semaines.xml',
  'x.xml',
];

/** Changes to the files themselves. */
const FILES: Readonly<Record<string, FileMutation>> = {
  'drop-file': (random, files) => void files.splice(random.integer(0, files.length - 1), 1),
  'file-twice': (random, files) => {
    if (random.chance(0.2)) files.push(copyEntry(random.pick(files)));
  },
  'rename-file': (random, files) => {
    random.pick(files).name = random.pick(NAMES);
  },
  'swap-files': (random, files) => {
    const [one, two] = [random.pick(files), random.pick(files)];
    [one.root, two.root] = [two.root, one.root];
  },
  'odd-value': (random, files) => {
    const { element } = pickElement(random, random.pick(files).root);
    const attribute = random.pick(element.attributes.length > 0 ? element.attributes : [['x', ''] as [string, string]]);
    attribute[1] = random.pick(VALUES);
  },
  'odd-value-everywhere': (random, files) => {
    const { root } = random.pick(files);
    const { element } = pickElement(random, root);
    const [name] = random.pick(element.attributes.length > 0 ? element.attributes : [['x', ''] as [string, string]]);
    const value = random.pick(VALUES);
    for (const other of elementsOf(root))
      for (const attribute of other.element.attributes) if (attribute[0] === name) attribute[1] = value;
  },
  'odd-text': (random, files) => {
    pickElement(random, random.pick(files).root).element.children = [random.pick(VALUES)];
  },
};

/** The good export that all of them start from. */
export const GOOD_UDT = zippedEntries(BASE);

/** A good export with one to some changes. */
export function drawUdt(random: Random): FuzzCase<Buffer> {
  return drawEntries(random, BASE, FILES);
}
