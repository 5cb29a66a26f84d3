/** The pages of formats: there is one for each format that is read, and every message that a file may meet stands on one, with its title. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIRECTORY_FORMATS } from '../../src/adapters/formats/directory-formats.ts';
import { FORMATS } from '../../src/adapters/formats/recognise.ts';
import { RUN_STATUSES } from '../../src/domain/model/run-filter.ts';
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

/** Rows of the tables of messages of a page: code, title, and what is said of it. */
function rowsOf(page: string): (readonly [code: string, title: string, told: string])[] {
  const rows = [...textOf(page).matchAll(/^\| `([a-z-]+)` \| ((?:[^|\\]|\\.)+?) \| ((?:[^|\\]|\\.)*?) \|$/gm)];
  return rows.map(([, code = '', title = '', told = '']) => [code, title, told]);
}

describe('messages', () => {
  const codes = new Set(Object.keys(CATALOGUE).map((key) => key.replace(/:.*/, '')));

  it.each(pages)('of %s have their title and a word on what to do or what it changes', (page) => {
    for (const [code, title, told] of rowsOf(page)) {
      expect([code, CATALOGUE[code]?.title]).toEqual([code, title]);
      expect(told.trim(), code).not.toBe('');
    }
  });

  it.each(pages)('stand once on %s', (page) => {
    const own = rowsOf(page).map(([code]) => code);
    expect(own.filter((code, index) => own.indexOf(code) !== index)).toEqual([]);
  });

  it('of the catalogue all stand on a page', () => {
    const told = new Set(pages.flatMap((page) => rowsOf(page).map(([code]) => code)));
    expect([...codes].filter((code) => !told.has(code)).sort()).toEqual([]);
  });

  /** Which page tells what a file of `src` may say; the first that fits. */
  const PAGES: readonly (readonly [RegExp, string])[] = [
    [/^adapters\/(formats\/edt|readers\/sealed)/, 'edt.md'],
    [/^adapters\/formats\/udt/, 'udt.md'],
    [/^adapters\/(formats\/csv|readers\/csv)/, 'csv.md'],
    [/^adapters\/(formats\/ics|readers\/ics)/, 'ics.md'],
    [/^adapters\/formats\/(directory-)?sts/, 'sts.md'],
    [/^adapters\/formats\/exp/, 'exp.md'],
    [/^adapters\/formats\/(directory-)?aaf/, 'aaf.md'],
    [/^adapters\/formats\/(directory-)?siecle/, 'siecle.md'],
    [/^adapters\/formats\/directory-csv/, 'annuaire-csv.md'],
    [/^(adapters\/(formats|readers|keys)|domain\/(validate|directory|model|deposit)|pipeline)\//, 'messages.md'],
  ];
  /** Words of the code that are codes as well. */
  const statuses: readonly string[] = [...RUN_STATUSES, 'cancelled'];
  const src = path.join(import.meta.dirname, '../../src');
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('domain/model/refusals'));

  it.each(PAGES.map(([, page]) => page))('that only its own readers have stand on %s', (page) => {
    const own = sources.filter((name) => PAGES.find(([pattern]) => pattern.test(name))?.[1] === page);
    const made = own.flatMap((name) =>
      [...readFileSync(path.join(src, name), 'utf8').matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, code = '']) => code),
    );
    const needed = new Set(made.filter((code) => codes.has(code) && !statuses.includes(code)));
    expect(needed.size).toBeGreaterThan(0);
    const told = rowsOf(page).map(([code]) => code);
    expect([...needed].filter((code) => !told.includes(code)).sort()).toEqual([]);
  });
});
