/** Apache's mod_dav on a folder, as Debian packages it: what a plain WebDAV server takes for the same deposits. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort } from '../support/daemon.ts';
import { program } from '../support/machine.ts';

const MODULES = '/usr/lib/apache2/modules';
const LOADED = ['mpm_event', 'authz_core', 'dav', 'dav_fs', 'dav_lock'];

export interface Apache {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it on a folder of its own; nothing is asked of clients. Throws where Debian's `apache2-bin` is missing. */
export async function startApache(folder: string): Promise<Apache> {
  const binary = program('apache2');
  if (!binary || !existsSync(MODULES)) throw new Error('apache2 is missing: install apache2-bin');
  const files = path.join(folder, 'files');
  mkdirSync(files, { recursive: true });
  // Its workers are another user.
  for (const one of [folder, files]) chmodSync(one, 0o777);
  const port = await freePort();
  const configuration = path.join(folder, 'apache.conf');
  writeFileSync(
    configuration,
    [
      `ServerRoot ${folder}`,
      `Listen 127.0.0.1:${port}`,
      'ServerName localhost',
      `PidFile ${folder}/apache.pid`,
      `ErrorLog ${folder}/error.log`,
      ...LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
      ...(process.getuid?.() === 0 ? ['User nobody', 'Group nogroup'] : []),
      'StartServers 2',
      'KeepAlive On',
      'MaxKeepAliveRequests 0',
      `DavLockDB ${folder}/locks`,
      `DocumentRoot ${files}`,
      `<Directory ${files}>`,
      '  Dav On',
      '  Require all granted',
      '</Directory>',
    ].join('\n'),
  );
  const child = spawn(binary, ['-f', configuration, '-D', 'FOREGROUND'], { stdio: 'inherit' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await listening(port, ended);
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resolves once something accepts connections there. */
async function listening(port: number, ended: Promise<void>): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = net.connect({ host: '127.0.0.1', port });
      socket.once('connect', () => {
        socket.end();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    if (isOver) throw new Error('apache2 ended at its start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
