/** The real web application before the fake administration, listening on a port of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createWebApp, type WebParts } from '../../src/adapters/web/server.ts';
import { MEGABYTE } from '../../src/domain/model/notation.ts';
import { createFakeAdministration, type FakeAdministration } from './fake-administration.ts';

export interface TestWeb {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly fake: FakeAdministration;
  readonly lines: { readonly level: string; readonly about: object; readonly message: string }[];
  readonly time: { now: number };
  /** What lies in the folder for uploads. */
  readonly uploadFolder: string;
  close(): Promise<void>;
}

export async function startWeb(over: Partial<WebParts> = {}): Promise<TestWeb> {
  const uploadFolder = await mkdtemp(path.join(os.tmpdir(), 'carillon-uploads-'));
  const fake = createFakeAdministration();
  const lines: TestWeb['lines'] = [];
  const line = (level: string) => (about: object, message: string) => void lines.push({ level, about, message });
  const time = { now: Date.parse('2026-11-22T16:56:00+01:00') };
  const app = await createWebApp({
    administration: fake.administration,
    log: { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') },
    clock: { now: () => time.now },
    publicUrl: null,
    readiness: async () => ({ ready: true, checks: { database: 'ok' } }),
    version: '0.1.0-test',
    maxUploadBytes: 2 * MEGABYTE,
    // Not the defaults: what pages say of it is what is configured.
    retention: { reportDays: 300, changeDays: 45 },
    uploadFolder,
    ...over,
  });
  const server = createServer((request, response) => app.routing(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    app,
    fake,
    lines,
    time,
    uploadFolder,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await app.close();
      await rm(uploadFolder, { recursive: true, force: true });
    },
  };
}
