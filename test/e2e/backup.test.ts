/** Backup and restore: what is restored is what was backed up, row by row and byte by byte; what is damaged is told. */
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, listKeys } from '../../src/adapters/keys/key-folder.ts';
import { verifyAudit } from '../../src/adapters/store/audit.ts';
import { installationOf } from '../../src/adapters/store/installation.ts';
import { backUp, restore } from '../../src/backup/backup.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'carillon-backup-'));
  world = await startWorld();
  site = await openSite(world);
  await site.deposit(changeRoom(school));
  await world.administration.createAccount(site.id, school.staff[3]?.id ?? '', { notify: true });
  await createKey(path.join(folder, 'own-keys'), 'Carillon', 2_048);
}, 60_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const partsOf = (of: World, keys = path.join(folder, 'own-keys')) => ({
  database: of.db.database,
  spool: of.spool,
  folders: { data: folder, spool: folder, drop: folder, mail: folder, rules: folder, keys },
  clock: { now: of.now },
});

async function tablesOf(of: World): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  const { rows } = await of.db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  );
  for (const { name } of rows) {
    if (['schema_migrations', 'outbox', 'installation', 'workers'].includes(name)) continue;
    const { rows: sums } = await of.db.pool.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') sum from ${name} t`,
    );
    state[name] = sums[0]?.sum ?? '';
  }
  return state;
}

/** Names of the files in the spool. */
function objectsOf(of: World): string[] {
  const entries = readdirSync(path.join(of.db.dataFolder, 'spool', 'objects'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((one) => one.isFile()).map((one) => one.name);
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

it('restores every table, file and key, and the installation goes on from there', async () => {
  const to = path.join(folder, 'good');
  const manifest = await backUp(partsOf(world), to, 'a long phrase');
  expect(manifest.files.count).toBe(2);
  expect(manifest.keys).toBe(1);
  const other = await startWorld();
  const keys = path.join(folder, 'restored-keys');
  await restore(partsOf(other, keys), to, 'a long phrase');
  expect(await tablesOf(other)).toEqual(await tablesOf(world));
  // Beside the original, on the same Redis, it would be another one.
  expect(await installationOf(other.db.pool)).not.toBe(await installationOf(world.db.pool));
  expect((await verifyAudit(other.db.pool)).broken).toBeNull();
  expect((await listKeys(keys)).map((key) => key.fingerprint)).toEqual(
    (await listKeys(path.join(folder, 'own-keys'))).map((key) => key.fingerprint),
  );
  // Numbers go on, the archived source opens, what was applied can be undone, and the same file is the same.
  const { items } = await other.administration.runs(site.id, {});
  const report = await other.deposit(site.folder, 'EDT.xml', readFileSync(await sourceOf(other, items[0]?.id ?? '')));
  expect(report.run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
  expect((await other.administration.act(items[0]?.id ?? '', 'undo', 'test')).status).toBe('undone');
  expect(await codeOf(restore(partsOf(other, keys), to, 'a long phrase'))).toBe('restore-not-empty');
  await other.close();
}, 60_000);

it('is made though a deposited file is lost, names it, and is restored without it', async () => {
  const { rows } = await world.db.pool.query<{ sha256: string }>(
    'select sha256 from deposits where forgotten_at is null order by id limit 1',
  );
  const [lost = ''] = rows.map(({ sha256 }) => sha256);
  const place = path.join(world.db.dataFolder, 'spool/objects', lost.slice(0, 2), lost);
  renameSync(place, path.join(folder, lost));
  const to = path.join(folder, 'without-one');
  try {
    expect(await backUp(partsOf(world), to, 'a long phrase')).toMatchObject({ files: { count: 1 }, missing: [lost] });
  } finally {
    renameSync(path.join(folder, lost), place);
  }
  const other = await startWorld();
  await restore(partsOf(other, path.join(folder, 'keys-without-one')), to, 'a long phrase');
  expect(await tablesOf(other)).toEqual(await tablesOf(world));
  expect(objectsOf(other)).toEqual(objectsOf(world).filter((name) => name !== lost));
  await other.close();
}, 60_000);

/** The deposited bytes of a run as a file. */
async function sourceOf(of: World, runId: string): Promise<string> {
  const { rows } = await of.db.pool.query<{ sha256: string }>(
    'select d.sha256 from runs r join deposits d on d.id = r.deposit_id where r.id = $1',
    [runId],
  );
  const file = path.join(folder, `source-${runId}.xml`);
  writeFileSync(file, '');
  for await (const chunk of of.spool.open(rows[0]?.sha256 ?? '')) appendFileSync(file, chunk);
  return file;
}

it('holds no secret in the clear: keys only under the passphrase, no link that waits in the outbox', async () => {
  const { rows } = await world.db.pool.query<{ secret: string }>('select secret from outbox where secret is not null');
  const secret = rows[0]?.secret ?? '';
  expect(secret).not.toBe('');
  const to = path.join(folder, 'secrets');
  await backUp(partsOf(world), to, 'a long phrase');
  const texts = readdirSync(path.join(to, 'tables')).map((name) =>
    gunzipSync(readFileSync(path.join(to, 'tables', name))).toString(),
  );
  for (const text of texts) expect(text).not.toContain(secret);
  const [key] = readdirSync(path.join(to, 'keys'));
  expect(readFileSync(path.join(to, 'keys', key ?? ''), 'utf8')).toContain('ENCRYPTED');
  const without = path.join(folder, 'without');
  expect((await backUp(partsOf(world), without, null)).keys).toBe(0);
  expect(readdirSync(without)).not.toContain('keys');
});

it('leaves nothing of one that finds no room, says so, and can be made in the same folder then', async () => {
  const to = path.join(folder, 'full');
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const spool = {
    ...world.spool,
    async *open(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('some');
      throw full;
    },
  };
  const failed = await backUp({ ...partsOf(world), spool }, to, 'a long phrase').catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 'folder-unusable',
    message: expect.stringContaining(`room for the backup in ${to}`),
  });
  expect(readdirSync(to)).toEqual([]);
  expect((await backUp(partsOf(world), to, 'a long phrase')).files.count).toBe(2);
});

it('is refused where it is cut, damaged, of another version or without its passphrase, and leaves nothing behind', async () => {
  const good = path.join(folder, 'good');
  expect(await codeOf(backUp(partsOf(world), good, null))).toBe('backup-folder-taken');
  expect(await codeOf(backUp(partsOf(world), '/proc/carillon', null))).toBe('folder-unusable');
  const other = await startWorld();
  const before = await tablesOf(other);
  const spoil = async (name: string, how: (at: string) => void): Promise<string> => {
    const at = path.join(folder, `spoilt-${name}`);
    cpSync(good, at, { recursive: true });
    how(at);
    const keys = path.join(folder, `keys-${name}`);
    const code = await codeOf(restore(partsOf(other, keys), at, 'a long phrase'));
    expect(await tablesOf(other), name).toEqual(before);
    expect(await listKeys(keys), name).toEqual([]);
    expect(objectsOf(other), name).toEqual([]);
    return code;
  };
  const table = 'tables/sessions.copy.gz';
  const lines = gunzipSync(readFileSync(path.join(good, table)))
    .toString()
    .split('\n');
  const rewrite = (at: string, text: string): void => writeFileSync(path.join(at, table), gzipSync(text));
  const firstFile = (at: string): string => {
    const [prefix = ''] = readdirSync(path.join(at, 'files'));
    const [name = ''] = readdirSync(path.join(at, 'files', prefix));
    return path.join(at, 'files', prefix, name);
  };
  expect(await spoil('cut', (at) => rmSync(path.join(at, 'manifest.json')))).toBe('backup-incomplete');
  expect(await spoil('row', (at) => rewrite(at, lines.slice(1).join('\n')))).toBe('backup-damaged');
  expect(await spoil('changed', (at) => rewrite(at, lines.join('\n').replace(/\tf\n/, '\tt\n')))).toBe(
    'backup-damaged',
  );
  const packed = readFileSync(path.join(good, table));
  for (const [name, bytes] of Object.entries({
    head: Buffer.concat([Buffer.from('XXXX'), packed.subarray(4)]),
    middle: Buffer.concat([packed.subarray(0, 900), Buffer.alloc(40, 0x58), packed.subarray(940)]),
    sum: Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]),
    short: packed.subarray(0, 900),
    empty: Buffer.alloc(0),
    other: readFileSync(path.join(good, 'tables/groups.copy.gz')),
  }))
    expect(await spoil(`table-${name}`, (at) => writeFileSync(path.join(at, table), bytes)), name).toBe(
      'backup-damaged',
    );
  expect(await spoil('table-lost', (at) => rmSync(path.join(at, table)))).toBe('backup-damaged');
  expect(await spoil('manifest', (at) => writeFileSync(path.join(at, 'manifest.json'), '{"version":'))).toBe(
    'backup-damaged',
  );
  expect(await spoil('file', (at) => appendFileSync(firstFile(at), 'x'))).toBe('backup-damaged');
  expect(await spoil('lost', (at) => rmSync(firstFile(at)))).toBe('backup-damaged');
  expect(
    await spoil('version', (at) => {
      const file = path.join(at, 'manifest.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      manifest.migrations.pop();
      writeFileSync(file, JSON.stringify(manifest));
    }),
  ).toBe('backup-other-version');
  expect(await codeOf(restore(partsOf(other, path.join(folder, 'k')), good, null))).toBe('backup-passphrase');
  expect(await codeOf(restore(partsOf(other, path.join(folder, 'k')), good, 'other words'))).toBe(
    'backup-passphrase-wrong',
  );
  // Nothing of all these tries is in the way of a good one.
  await restore(partsOf(other, path.join(folder, 'k')), good, 'a long phrase');
  expect(await tablesOf(other)).toEqual(await tablesOf(world));
  await other.close();
  copyFileSync(path.join(good, 'manifest.json'), path.join(folder, 'seen.json'));
}, 60_000);
