/** What older versions have kept: their backups are restored by this one, say what they said, and go on. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../src/adapters/readers/zip.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { settle } from '../../src/commands/open.ts';
import { loadConfig } from '../../src/config/config.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { createLog } from '../../src/log.ts';
import { type Carillon, openCarillon } from '../../src/main.ts';
import { command, ROOT } from '../support/daemon.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { sourceOf } from '../support/source.ts';
import { bytesOf } from '../support/world.ts';
import { type Told, tell } from './told.ts';

const frozen = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.zip'));
const folder = mkdtempSync(path.join(tmpdir(), 'carillon-upgrade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Frozen {
  readonly siteId: number;
  readonly now: string;
  readonly told: Told;
}

/** Unpacks what was frozen; the backup lies beside what it told. */
async function unpack(name: string): Promise<{ readonly backup: string; readonly frozen: Frozen }> {
  const archive = await openArchive(sourceOf(readFileSync(path.join(import.meta.dirname, name))));
  if (isStop(archive)) throw new Error(archive.reason);
  const to = path.join(folder, name);
  for (const entry of archive.entries) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.open()) chunks.push(chunk);
    const file = path.join(to, entry.name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, Buffer.concat(chunks));
  }
  const text = readFileSync(path.join(to, 'told.json'), 'utf8');
  return { backup: path.join(to, 'backup'), frozen: JSON.parse(text) as Frozen };
}

/** Sentences had two kinds of apostrophes once; that they have one now changes nothing of what is told. */
function withPlainApostrophes(told: Told): Told {
  return JSON.parse(JSON.stringify(told).replaceAll('’', "'")) as Told;
}

/** A database without any table. */
async function emptyDatabase(): Promise<TestDatabase> {
  const db = await startTestDatabase();
  await db.pool.query('drop schema public cascade; create schema public');
  return db;
}

it('there is something frozen', () => {
  expect(frozen.length).toBeGreaterThan(0);
});

describe.each(frozen)('%s', (name) => {
  it('is restored, says what it said, and goes on', async () => {
    const { backup, frozen } = await unpack(name);
    const { siteId, told } = frozen;
    const db = await emptyDatabase();
    const environment = {
      DATABASE_URL: db.url,
      CARILLON_DATA: path.join(folder, `${name}-data`),
      // What is told depends on the time of day: how long ago, what may still be undone.
      CARILLON_NOW: frozen.now,
      CARILLON_PUBLIC_URL: 'https://carillon.example.org',
    };
    const restored = await command(['restore', backup], environment);
    expect(restored.status, restored.stderr).toBe(0);
    const carillon = await openCarillon(loadConfig(environment), createLog('silent', 2));
    try {
      expect(withPlainApostrophes(await tell(carillon.administration, siteId))).toMatchObject(
        withPlainApostrophes(told),
      );
      await goOn(carillon, siteId);
    } finally {
      await carillon.close();
    }
    const checks = await diagnose({ ...environment, CARILLON_NOW: '', CARILLON_PUBLIC_URL: '' });
    // What was decided just now was decided on the day of the backup: its letters wait since then, for a worker too.
    expect(checks.filter((one) => !one.ok).map((one) => one.name)).toEqual(['worker', 'work']);
    await db.close();
  });

  it('is restored where commands have been before, also after a try that failed, and leaves what is not ours', async () => {
    const { backup } = await unpack(name);
    const db = await emptyDatabase();
    // A connection of ours would be somebody at work.
    await db.pool.end();
    const environment = { DATABASE_URL: db.url, CARILLON_DATA: path.join(folder, `${name}-touched`) };
    const works = async () => expect(await command(['site', 'list'], environment)).toMatchObject({ status: 0 });
    await works();
    const others = new Client({ connectionString: db.url });
    await others.connect();
    await others.query('create table of_others as select 1 as one');
    const spoilt = path.join(folder, `${name}-spoilt`);
    cpSync(backup, spoilt, { recursive: true });
    writeFileSync(path.join(spoilt, 'tables/sessions.copy.gz'), '');
    const refused = await command(['restore', spoilt], environment);
    expect([refused.status, refused.stderr]).toEqual([1, expect.any(String)]);
    await works();
    const restored = await command(['restore', backup], environment);
    expect(restored.status, restored.stderr).toBe(0);
    await works();
    const again = await command(['restore', backup], environment);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('un autre dossier de données')]);
    expect((await others.query('select one from of_others')).rows).toEqual([{ one: 1 }]);
    await others.end();
    await db.close();
  });

  it('has migrations that nobody has changed since: its tables come up to date', async () => {
    const { backup } = await unpack(name);
    const manifest = JSON.parse(readFileSync(path.join(backup, 'manifest.json'), 'utf8')) as {
      migrations: { name: string; sha256: string }[];
    };
    const db = await emptyDatabase();
    const log = createLog('silent', 2);
    const shipped = readdirSync(path.join(ROOT, 'src/adapters/store/migrations')).sort();
    const names = async () =>
      (
        await db.pool.query<{ name: string; sha256: string }>(
          'select name, sha256 from schema_migrations order by name',
        )
      ).rows;
    await migrate(db.pool, log, { only: manifest.migrations });
    expect(await names()).toEqual(manifest.migrations);
    await migrate(db.pool, log);
    expect((await names()).map((one) => one.name)).toEqual(shipped);
    await db.close();
  });
});

/** What waits is decided, what is applied is undone, and a new file is imported. */
async function goOn(carillon: Carillon, siteId: number): Promise<void> {
  const { administration } = carillon;
  const run = async (id: string): Promise<string> => {
    await settle(carillon, siteId, id);
    return (await administration.run(id)).status;
  };
  const { items: runs } = await administration.runs(siteId, { limit: 50 });
  const held = runs.find((one) => one.status === 'held')?.id ?? '';
  await administration.act(held, 'approve', 'command', 'vérifié');
  expect(await run(held)).toMatch(/^integrated/);
  await administration.act(held, 'undo', 'command', 'pour voir');
  expect(await run(held)).toBe('undone');
  const changed = writeEdt(changeRoom(inventSchool({ seed: 'upgrade', size: 'small' })));
  const file = { name: 'EDT.xml', bytes: bytesOf(changed) };
  const { id } = await administration.startImport({ siteId, establishment: null, file }, 'command');
  expect(await run(id)).toMatch(/^integrated/);
}
