/** What docs/security.md says of packages with a past: pinned, without install scripts of use, and out of reach of what comes from outside. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask } from '../support/dav-client.ts';
import { startDoor, type TestDoor } from '../support/webdav-door.ts';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

describe('the XML parser of webdav-server', () => {
  const require = createRequire(createRequire(import.meta.url).resolve('webdav-server'));
  let door: TestDoor;
  afterEach(() => door.close());

  it.each(['PROPFIND', 'PROPPATCH', 'LOCK', 'PUT', 'MKCOL', 'COPY', 'MOVE', 'DELETE', 'GET', 'UNLOCK'])(
    'is never asked by %s with a body',
    async (method) => {
      const parse = vi.spyOn(require('xml-js-builder').XML, 'parse');
      const sax = vi.spyOn(require('xml-js'), 'xml2js');
      door = await startDoor();
      await ask(door, 'PUT', 'a.xml', { body: '<a/>' });
      const headers = { destination: '/webdav/4817/b.xml', depth: '0', 'lock-token': '<opaquelocktoken:x>' };
      for (const body of ['<propfind xmlns="DAV:"><allprop/></propfind>', '<__proto__/>', '<a'])
        await ask(door, method, 'a.xml', { body, headers });
      expect(parse).not.toHaveBeenCalled();
      expect(sax).not.toHaveBeenCalled();
    },
  );
});

it('every version is exact, and the lock file has a hash for each package that Linux on x64 and arm64 installs', () => {
  const { dependencies, devDependencies, optionalDependencies } = read('package.json');
  for (const list of [dependencies, devDependencies, optionalDependencies] as Record<string, string>[])
    for (const [name, version] of Object.entries(list))
      expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-[\w.]+)?$/);
  const { packages } = read('package-lock.json') as {
    packages: Record<string, { integrity?: string; link?: boolean }>;
  };
  const unsealed = Object.entries(packages).filter(([name, one]) => name !== '' && !one.link && !one.integrity);
  // docs/security.md says why these have none: the registry at hand does not hold them.
  const elsewhere = /^node_modules\/(@biomejs\/cli-|@msgpackr-extract\/msgpackr-extract-(darwin|win32|linux-arm$))/;
  expect(unsealed.map(([name]) => name).filter((name) => !elsewhere.test(name))).toEqual([]);
});

describe('lowest versions without a published weakness', () => {
  /** As told in the advisories that docs/security.md names. */
  const FLOORS: Readonly<Record<string, string>> = {
    'fast-xml-parser': '5.5.7',
    'fast-xml-builder': '1.1.7',
    fastify: '5.8.5',
    'fast-uri': '3.1.7',
    'jsonpath-plus': '10.3.0',
    nodemailer: '9.0.1',
  };

  it.each(Object.entries(FLOORS))('%s is at least %s wherever it stands', (name, floor) => {
    const { packages } = read('package-lock.json') as { packages: Record<string, { version?: string }> };
    const all = Object.entries(packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
    expect(all.length).toBeGreaterThan(0);
    const numbers = (text: string): number[] => text.split('.').map(Number);
    for (const [, { version = '0' }] of all) {
      const [own, least] = [numbers(version), numbers(floor)];
      const at = own.findIndex((number, index) => number !== least[index]);
      expect(at < 0 || (own[at] ?? 0) > (least[at] ?? 0), `${name} ${version}`).toBe(true);
    }
  });
});
