/** The real web application before the real administration of a world, listening on a port of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createWebApp } from '../../src/adapters/web/server.ts';
import { askingByRequest } from '../../src/asker.ts';
import type { Role } from '../../src/domain/model/person.ts';
import type { World } from './world.ts';

export interface RealWeb {
  readonly url: string;
  /** Lets somebody in; the password. */
  letIn(siteId: number, email: string, role?: Role): Promise<string>;
  close(): Promise<void>;
}

export async function startRealWeb(world: World): Promise<RealWeb> {
  const uploadFolder = await mkdtemp(path.join(os.tmpdir(), 'carillon-uploads-'));
  const app = await createWebApp({
    administration: world.administration,
    log: world.tools.log,
    clock: { now: () => world.now() },
    publicUrl: null,
    readiness: async () => ({ ready: true, checks: {} }),
    version: '0.1.0-test',
    maxUploadBytes: 50_000_000,
    uploadFolder,
    asking: askingByRequest(() => '192.0.2.7'),
  });
  const server = createServer((request, response) => app.routing(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return {
    url: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`,
    async letIn(siteId, email, role = 'manager') {
      const made = await world.administration.createManager(siteId, { email, role, withPassword: true });
      return made.password ?? '';
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await app.close();
      await rm(uploadFolder, { recursive: true, force: true });
    },
  };
}
