/** The command line beside what it answers: a reader who goes away, an empty spool afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeAaf } from '../../src/demo/school/aaf-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { command, environmentOf, json, ROOT } from '../support/daemon.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { rawTar } from '../support/raw-tar.ts';
import { type Installation, newInstallation } from '../support/school-site.ts';

let db: TestDatabase;
let installation: Installation;
beforeAll(async () => {
  db = await startTestDatabase({ own: true });
  installation = newInstallation({ DATABASE_URL: db.url });
  const site = ['--id', '4817', '--name', 'Cité Émanche', '--establishment', '1:0990001A:Collège'];
  await json(['site', 'create', ...site], installation.environment);
});
afterAll(async () => {
  await db.close();
  installation.remove();
});

const leftIn = (): string[] => readdirSync(path.join(installation.environment.CARILLON_DATA ?? '', 'spool/tmp'));

it('leaves nothing in the spool', () => {
  expect(leftIn()).toEqual([]);
});

it('ends well when whoever reads its answer has gone, and leaves nothing then either', async () => {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli.js'), 'site', 'list'], {
    env: environmentOf(installation.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const [status] = await once(child, 'close');
  expect([status, told]).toEqual([0, '']);
  expect(leftIn()).toEqual([]);
});

it('imports a feed of the academy for the sites that are in it', async () => {
  const school = inventSchool({ seed: 'feed', size: 'small' });
  const file = path.join(installation.environment.CARILLON_DATA ?? '', 'flux.tar');
  writeFileSync(file, rawTar(writeAaf([school, { ...school, uai: '0990002B' }])));
  const words = ['directory', 'feed', file];
  const foreseen = await json<{ items: object[] }>([...words, '--dry-run'], installation.environment);
  expect(foreseen.items).toMatchObject([{ site: 4817, run: null, status: 'integrated' }]);
  const told = await json<{ items: object[]; total: number; otherSchools: number }>(words, installation.environment);
  const people = school.students.length + school.teachers.length + school.staff.length;
  const all = people + school.divisions.length + school.groups.length;
  expect(told).toMatchObject({ items: [{ site: 4817, status: 'integrated', added: all, left: 0 }], otherSchools: 1 });
  expect(leftIn()).toEqual([]);
  const nobodys = rawTar(writeAaf([{ ...school, uai: '0990002B' }]).filter(({ name }) => !name.includes('Etab')));
  writeFileSync(file, nobodys.subarray(0, 700));
  expect((await command(words, installation.environment)).status).toBe(1);
});

it('adds, corrects and removes an establishment, and says what the site is then', async () => {
  const place = ['--site', '4817', '--number', '2'];
  const run = async (...words: string[]) =>
    (await json<{ establishments: object[] }>(['site', 'establishment', ...words], installation.environment))
      .establishments;
  const college = { number: 1, uai: '0990001A', name: 'Collège' };
  expect(await run('add', ...place, '--uai', '0750654D', '--name', 'Lycée')).toEqual([
    college,
    { number: 2, uai: '0750654D', name: 'Lycée' },
  ]);
  expect(await run('change', ...place, '--name', 'Lycée Colt')).toEqual([
    college,
    { number: 2, uai: '0750654D', name: 'Lycée Colt' },
  ]);
  expect(await run('remove', ...place)).toEqual([college]);
  const twice = await command(['site', 'establishment', 'remove', ...place], installation.environment);
  expect([twice.status, twice.stderr]).toEqual([1, expect.stringContaining('Établissement inconnu')]);
});
