/**
 * The least that a deposit takes of Node, the disk and PostgreSQL: a process that answers each PUT with 201 once its bytes are hashed, synced, renamed and
 * their folder synced, and with a second argument once a row is committed, too. No password, no WebDAV, no queue. Prints its port.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Pool } from 'pg';

const [folder = '', url] = process.argv.slice(2);
const [tmp, objects] = [path.join(folder, 'tmp'), path.join(folder, 'objects')];
for (const one of [tmp, objects]) mkdirSync(one, { recursive: true });
const pool = url === undefined ? null : new Pool({ connectionString: url, max: 10 });
await pool?.query(
  'create table if not exists bare (id bigint generated always as identity, sha256 text, name text, size int)',
);

async function synced(file: string, flags: string, bytes?: Buffer): Promise<void> {
  const handle = await open(file, flags);
  try {
    if (bytes) await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function keep(request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = path.join(tmp, randomUUID());
  await synced(file, 'wx', bytes);
  await rename(file, path.join(objects, sha256));
  await synced(objects, 'r');
  await pool?.query({
    name: 'bare',
    text: 'insert into bare (sha256, name, size) values ($1, $2, $3)',
    values: [sha256, request.url, bytes.length],
  });
}

const server = createServer((request, response) => {
  keep(request).then(
    () => response.writeHead(201).end(),
    () => response.writeHead(500).end(),
  );
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit());
