/** A data folder belongs to one database: whoever would open another one there is refused, and told what to set. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, freePort, startDaemon } from '../support/daemon.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { newInstallation } from '../support/school-site.ts';

const PASSWORD = 'Top-Secret-9';
let server: TestDatabase;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server.close());

/** As a server's URL is: with a password. */
function withPassword(url: string): string {
  const said = new URL(url);
  said.password = PASSWORD;
  return said.href;
}

describe('the folder of a daemon that works on a server', () => {
  const host = newInstallation();
  const data = path.join(host.folder, 'data');
  const note = path.join(data, 'database.json');
  let url: string;
  beforeAll(async () => {
    url = withPassword(server.url);
    const daemon = await startDaemon({ ...host.environment, DATABASE_URL: url });
    expect(await daemon.stop()).toBe(0);
  });
  afterAll(() => host.remove());

  it('says which, without its password', () => {
    const text = readFileSync(note, 'utf8');
    expect(JSON.parse(text)).toEqual({ server: expect.stringContaining('/test_'), installation: expect.any(String) });
    expect(text).not.toContain(PASSWORD);
  });

  it.each([['site', 'list'], ['serve'], ['migrate', '--to', 'postgres://host/db']])(
    'refuses `%s` without DATABASE_URL, and makes no private database',
    async (...words) => {
      const { status, stderr, stdout } = await command(words, {
        ...host.environment,
        CARILLON_PORT: String(await freePort()),
      });
      expect([status, stderr + stdout]).toEqual([
        1,
        expect.stringMatching(/works on the database .*DATABASE_URL is not set/),
      ]);
      expect(stderr + stdout).toContain('Set DATABASE_URL as the daemon has it');
      expect(existsSync(path.join(data, 'postgres'))).toBe(false);
    },
  );

  it('is told by the doctor, too', async () => {
    const { status, stdout } = await command(['doctor'], host.environment);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ start: the daemon of .* works on the database[^\n]*\n +→ set DATABASE_URL/);
    expect(existsSync(path.join(data, 'postgres'))).toBe(false);
  });

  it('takes commands with it, and a private one once the note is gone', async () => {
    expect(await command(['site', 'list'], { ...host.environment, DATABASE_URL: url })).toMatchObject({ status: 0 });
    rmSync(note);
    expect(await command(['site', 'list'], host.environment)).toMatchObject({ status: 0 });
    expect(existsSync(path.join(data, 'postgres'))).toBe(true);
  });
});

it('the folder of a daemon with a private database refuses commands on another one, and takes it with the next daemon', async () => {
  const host = newInstallation();
  const first = await startDaemon(host.environment);
  expect(await first.stop()).toBe(0);
  const elsewhere = { ...host.environment, DATABASE_URL: withPassword(server.url) };
  const refused = await command(['site', 'list'], elsewhere);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('works on its private database')]);
  expect(refused.stderr).not.toContain(PASSWORD);
  const second = await startDaemon(elsewhere);
  expect(await second.stop()).toBe(0);
  expect(await command(['site', 'list'], elsewhere)).toMatchObject({ status: 0 });
  host.remove();
});
