/** A daemon that holds as many connections as it may: further ones are closed unanswered, it says so, and goes on when one ends. */
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { type Installation, newInstallation } from '../support/school-site.ts';

const MOST = 10;

let installation: Installation;
let daemon: Daemon;
beforeAll(async () => {
  installation = newInstallation();
  const config = path.join(installation.folder, 'config.json');
  writeFileSync(config, JSON.stringify({ http: { maxConnections: MOST } }));
  daemon = await startDaemon({ ...installation.environment, CARILLON_CONFIG: config });
});
afterAll(async () => {
  await daemon?.stop();
  installation?.remove();
});

interface Connection {
  /** Asks whether the daemon lives: the status, or null when the connection ends without an answer. */
  ask(): Promise<string | null>;
  end(): Promise<void>;
}

function connect(): Connection {
  const socket = net.connect(Number(new URL(daemon.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = new Promise<null>((resolve) => socket.once('close', () => resolve(null)));
  return {
    ask() {
      const answered = new Promise<string>((resolve) =>
        socket.once('data', (chunk) => resolve(chunk.toString('latin1').slice(9, 12))),
      );
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      return Promise.race([answered, closed]);
    },
    async end() {
      socket.end();
      await closed;
    },
  };
}

test('one more than allowed is closed, and has its turn when another ends', async () => {
  const all: Connection[] = [];
  for (let count = 0; count < MOST; count++) {
    const one = connect();
    all.push(one);
    expect(await one.ask()).toBe('200');
  }
  expect(await connect().ask()).toBeNull();
  expect(await connect().ask()).toBeNull();
  // Those that are there are served as before.
  expect(await all[0]?.ask()).toBe('200');
  const told = daemon.lines.filter((line) => String(line.msg).startsWith('too many connections'));
  expect(told.map(({ level, maxConnections }) => [level, maxConnections])).toEqual([['warn', MOST]]);
  await all[0]?.end();
  await expect
    .poll(async () => {
      const again = connect();
      const status = await again.ask();
      await again.end();
      return status;
    })
    .toBe('200');
  await Promise.all(all.slice(1).map((one) => one.end()));
});
