/** The command line beside what it answers: a reader who goes away, an empty spool afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environmentOf, json, ROOT } from '../support/daemon.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
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
