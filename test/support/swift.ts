/** An S3 server of the test's own: OpenStack Swift (Debian's python3-swift) with its S3 API, in a temporary folder and on a free port. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { S3Settings } from '../../src/adapters/spool/s3-client.ts';
import { describeWhere } from './machine.ts';

/** Debian's own: others do not see its packages. */
const PYTHON = '/usr/bin/python3';
const KEYS = { accessKey: 'carillon:daemon', secretKey: 'no-log-shows-this-secret' };
const BUCKET = 'deposits';

export interface TestSwift {
  /** Its own, and gone with it. */
  readonly folder: string;
  readonly settings: S3Settings;
  /** For the environment of a daemon. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it as a power cut would, with what it has written. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it holds made so many days older. */
  start(olderByDays?: number): Promise<void>;
  close(): Promise<void>;
}

/** A suite that needs the server: the package, and a temporary folder whose files can have attributes. */
export function describeWithSwift(title: string, suite: () => void): void {
  const probe = `import os, tempfile, swift.proxy.server
with tempfile.NamedTemporaryFile() as file: os.setxattr(file.name, 'user.carillon', b'yes')`;
  const attempt = (): unknown => execFileSync(PYTHON, ['-c', probe], { stdio: ['ignore', 'ignore', 'pipe'] });
  describeWhere(() => void attempt(), 'an S3 server (Debian package python3-swift)', title, suite);
}

/** Starts one with an empty bucket. */
export async function startTestSwift(): Promise<TestSwift> {
  const folder = await mkdtemp(path.join(process.env.CARILLON_TEST_FOLDER ?? os.tmpdir(), 'swift-'));
  let server: ChildProcess | null = null;
  let port = '0';

  async function start(olderByDays = 0): Promise<void> {
    const program = path.join(import.meta.dirname, 'swift-server.py');
    const values = [program, folder, BUCKET, KEYS.accessKey, KEYS.secretKey, port, String(olderByDays)];
    const child = spawn(PYTHON, values, { stdio: ['pipe', 'pipe', 'inherit'] });
    server = child;
    for await (const line of createInterface({ input: child.stdout })) {
      port = /^listening (\d+)$/.exec(line)?.[1] ?? '';
      if (port !== '') return;
    }
    throw new Error('the S3 server did not start');
  }

  async function kill(): Promise<void> {
    const running = server;
    server = null;
    if (!running) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }

  await start();
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    folder,
    settings: { endpoint, region: 'us-east-1', bucket: BUCKET, pathStyle: true, ...KEYS, timeoutMs: 20_000 },
    environment: {
      CARILLON_SPOOL_STORE: 's3',
      CARILLON_S3_ENDPOINT: endpoint,
      CARILLON_S3_BUCKET: BUCKET,
      CARILLON_S3_ACCESS_KEY: KEYS.accessKey,
      CARILLON_S3_SECRET_KEY: KEYS.secretKey,
    },
    start,
    kill,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
