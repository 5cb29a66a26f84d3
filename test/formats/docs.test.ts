/** The pages of formats: there is one for each format that is read, and every message they explain has its title. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DIRECTORY_FORMATS } from '../../src/adapters/formats/directory-formats.ts';
import { FORMATS } from '../../src/adapters/formats/recognise.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { PRODUCTS } from '../../src/domain/validate/origin.ts';
import { json } from '../support/daemon.ts';

const folder = path.join(import.meta.dirname, '../../docs/formats');
const pages = readdirSync(folder);
const textOf = (page: string): string => readFileSync(path.join(folder, page), 'utf8');

it('name every format and its versions in the map, with a page that exists', () => {
  const map = textOf('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  for (const { name, versions } of [...FORMATS, ...DIRECTORY_FORMATS]) {
    const row = map.find((line) => new RegExp(`^\\| ${name}[ ,]`).test(line));
    expect(row, name).toBeDefined();
    const [, page = '?'] = /\(([\w-]+\.md)\)/.exec(row ?? '') ?? [];
    expect(existsSync(path.join(folder, page)), page).toBe(true);
    for (const version of versions.length > 1 ? versions : []) expect(row).toContain(version);
  }
});

it('are formats that a site may choose to accept, but for the container, which is of one of them', () => {
  for (const { name } of FORMATS.filter((format) => format.name !== 'EDT chiffré')) expect(PRODUCTS).toContain(name);
});

it('are what the command line lists', async () => {
  const { items, total } = await json<{ items: readonly object[]; total: number }>(['formats'], {});
  const listed = (kind: string, formats: readonly { name: string; versions: readonly string[] }[]) =>
    formats.map(({ name, versions }) => ({ name, versions: [...versions], kind }));
  expect(items).toEqual([...listed('timetable', FORMATS), ...listed('directory', DIRECTORY_FORMATS)]);
  expect(total).toBe(FORMATS.length + DIRECTORY_FORMATS.length);
});

it.each(pages.filter((page) => page !== 'README.md'))('%s gives each code its title', (page) => {
  const rows = [...textOf(page).matchAll(/^\| `([a-z-]+)` \| ([^|]+?) \|/gm)];
  for (const [, code = '', title] of rows) expect([code, CATALOGUE[code]?.title]).toEqual([code, title]);
});
