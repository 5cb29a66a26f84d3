/** Directory files of the ministry that are nearly right: attributes, texts and whole files changed, and archives spoilt byte by byte. */
import { gzipSync } from 'node:zlib';
import { structureIdOf, writeAaf, writeAafDelta } from '../../src/demo/school/aaf-writer.ts';
import type { Random } from '../../src/demo/school/random.ts';
import { writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { rawTar } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import type { DirectoryFile } from '../support/read-directory.ts';
import type { FuzzCase } from './area.ts';
import { SOUND, UNSOUND } from './edt-cases.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { SMALL_SCHOOL as school } from './site-in-memory.ts';
import { copyTree, type Element, elementsOf, parseTree, pickElement, writeTree } from './xml-tree.ts';

interface Entry {
  name: string;
  root: Element;
}

/** Files as trees, without prolog, DOCTYPE and comments. */
function entriesOf(files: readonly { name: string; bytes: Buffer }[]): readonly Entry[] {
  return files.map(({ name, bytes }) => ({
    name,
    root: parseTree(
      bytes
        .toString()
        .replace(/<\?xml[^>]*>|<!DOCTYPE[^>]*>|<!--[\s\S]*?-->/g, '')
        .trim(),
    ),
  }));
}

const later = {
  ...school,
  students: school.students.slice(1).map((one) => ({ ...one, lastName: `${one.lastName}S` })),
};

/** What cases begin with. */
export const GOOD_DIRECTORIES: Readonly<Record<string, readonly Entry[]>> = {
  aaf: entriesOf(writeAaf([school])),
  delta: entriesOf(writeAafDelta([school], [later], { day: '2026-09-16' })),
  siecle: entriesOf(writeSiecle(school, { encoding: 'utf-8' })),
  sts: entriesOf([{ name: 'sts_emp.xml', bytes: writeStsEmp(school, { encoding: 'utf-8', hasServices: true }) }]),
};

const STRUCTURE = structureIdOf(school);
const VALUES = [
  '',
  '$',
  '$$$',
  `${STRUCTURE}$`,
  `${STRUCTURE}$3A$`,
  `${STRUCTURE}$$030201`,
  '&amp;eacute;',
  '&#x1F600;',
  '?',
  '31/02/2012',
  '31/12/9999',
  '2012-02-30',
  '01/01/0001',
  '2027',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'Inactifs',
  'replace',
  'delete',
  'x'.repeat(20_000),
  `x${'\u{1F600}'.repeat(6_000)}`,
  ' '.repeat(300),
];

/** Changes to texts and to the files themselves. */
const CHANGES: Readonly<Record<string, (random: Random, files: Entry[]) => void>> = {
  'odd-text': (random, files) => {
    leafOf(random, random.pick(files).root).children = [random.pick(VALUES)];
  },
  'odd-text-everywhere': (random, files) => {
    const { root } = random.pick(files);
    const { name } = leafOf(random, root);
    const value = random.pick(VALUES);
    for (const { element } of elementsOf(root))
      if (element.name === name && isLeaf(element)) element.children = [value];
  },
  'odd-attribute': (random, files) => {
    const { element } = pickElement(random, random.pick(files).root);
    const [attribute] = element.attributes;
    if (attribute) attribute[1] = random.pick(VALUES);
  },
  'drop-file': (random, files) => {
    if (files.length > 1) files.splice(random.integer(0, files.length - 1), 1);
  },
  'file-twice': (random, files) => {
    files.push({ ...random.pick(files), name: random.pick(['a.xml', 'ENT_Delta_20260916_Eleve_0001.xml']) });
  },
  'rename-file': (random, files) => {
    random.pick(files).name = random.pick(['x.xml', '../x.xml', 'ENT_Complet_20260101_Eleve_0099.xml', 'x.txt']);
  },
  'other-format': (random, files) => {
    files.push(...random.pick(Object.values(GOOD_DIRECTORIES)).map(copy).slice(0, 2));
  },
};

function copy({ name, root }: Entry): Entry {
  return { name, root: copyTree(root) };
}

function isLeaf({ children }: Element): boolean {
  return children.every((child) => typeof child === 'string');
}

function leafOf(random: Random, root: Element): Element {
  const leaves = elementsOf(root).filter(({ element }) => isLeaf(element));
  return leaves.length === 0 ? root : random.pick(leaves).element;
}

/** Some good files with one to some changes, bare or in one of the archives they come in. */
export function drawDirectory(random: Random): FuzzCase<readonly DirectoryFile[]> {
  const [base, good] = random.pick(Object.entries(GOOD_DIRECTORIES));
  const how: string[] = [base];
  const files = good.map(copy);
  for (let change = random.pick([1, 1, 1, 2, 3, 5]); change > 0; change--) {
    const file = random.pick(files);
    const [name, mutation] = random.chance(0.6)
      ? random.pick(Object.entries(CHANGES))
      : random.pick(Object.entries(random.chance(0.1) ? UNSOUND : SOUND));
    how.push(name);
    if (name in CHANGES) CHANGES[name]?.(random, files);
    else mutation(random, file.root as never);
  }
  const written = files.map(({ name, root }) => ({ name, bytes: Buffer.from(writeTree(root)) }));
  const packed = random.pick(['bare', 'bare', 'zip', 'tar', 'tar.gz'] as const);
  how.push(packed);
  if (packed === 'bare') return { input: written, how };
  const zip = (): Buffer => rawZip(written.map(({ name, bytes }) => ({ name, data: bytes })));
  const archive = packed === 'zip' ? zip() : packed === 'tar' ? rawTar(written) : gzipSync(rawTar(written));
  const bytes = random.chance(0.3) ? mutateBytes(random, archive, how) : archive;
  return { input: [{ name: `a.${packed}`, bytes }], how };
}
