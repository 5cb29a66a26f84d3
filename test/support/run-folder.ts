/** One folder for all that a test run leaves on the disk; ends the servers in it, those of runs that were killed too. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openHome } from '../../src/adapters/store/embedded-postgres-home.ts';
import { isAlive } from '../../src/adapters/store/embedded-postgres-lock.ts';
import { runningServer, stopServer } from '../../src/adapters/store/embedded-postgres-process.ts';

const prefix = 'carillon-run-';

/** Vitest's global setup; what it returns is the teardown. */
export default async function setUp(): Promise<() => Promise<void>> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = Number(name.split('-')[2]);
    const folder = path.join(os.tmpdir(), name);
    if (!name.startsWith(prefix) || (await isAlive(pid))) continue;
    if ((await stat(folder)).uid === process.getuid?.()) await clear(folder);
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  process.env.CARILLON_TEST_FOLDER = folder;
  return () => clear(folder);
}

async function clear(folder: string): Promise<void> {
  const server = await runningServer(await openHome(folder));
  if (server) await stopServer(server);
  await rm(folder, { recursive: true, force: true });
}
