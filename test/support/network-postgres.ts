/** A PostgreSQL on a network of the test's own; the test itself asks it through its socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { openDatabase } from '../../src/adapters/store/database.ts';
import {
  fillCluster,
  openHome,
  openSocketFolder,
  port,
  socketFolderOf,
  superuser,
} from '../../src/adapters/store/embedded-postgres-home.ts';
import { findPrograms, identityFor } from '../../src/adapters/store/embedded-postgres-programs.ts';
import { until } from './chaos.ts';
import type { NetworkPlace } from './network.ts';

export interface NetworkPostgres {
  /** For the test. */
  readonly socketUrl: string;
  /** For hosts of the network. */
  readonly url: string;
  close(): Promise<void>;
}

/** Empty, with the server's own settings but for where it listens. */
export async function startNetworkPostgres({ address, within }: NetworkPlace): Promise<NetworkPostgres> {
  const folder = await mkdtemp(path.join(process.env.CARILLON_TEST_FOLDER ?? os.tmpdir(), 'network-'));
  const home = await openHome(folder);
  const identity = await identityFor(home.folder);
  const programs = await findPrograms(home.libraries);
  await fillCluster(home, programs, identity);
  await appendFile(path.join(home.cluster, 'pg_hba.conf'), `\nhost all all ${address}/24 trust\n`);
  const socketFolder = socketFolderOf(home);
  await openSocketFolder(socketFolder, identity);
  const [command = '', ...words] = [...within, ...identity.prefix, programs.postgres, '-D', home.cluster];
  for (const setting of [`listen_addresses=${address}`, `port=${port}`, `unix_socket_directories="${socketFolder}"`])
    words.push('-c', setting);
  const server: ChildProcess = spawn(command, words, { cwd: '/', env: programs.env, stdio: 'ignore' });
  const socketUrl = (database: string): string =>
    `postgresql://${superuser}@localhost:${port}/${database}?host=${encodeURIComponent(socketFolder)}`;
  const log = pino({ level: 'silent' });
  await until('the server answers', async () => {
    const database = await openDatabase({ url: socketUrl('postgres'), dataFolder: folder, log });
    await database.close();
    return true;
  });
  return {
    socketUrl: socketUrl('postgres'),
    url: `postgresql://${superuser}@${address}:${port}/postgres`,
    async close() {
      const ended = once(server, 'exit');
      server.kill('SIGQUIT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
