/** docker/Caddyfile in front of a daemon, read and run by the real proxy: what comes through it, who is believed, and what is shown to nobody. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { until } from '../support/chaos.ts';
import { type Daemon, freePort, json, ROOT, startDaemon } from '../support/daemon.ts';
import { describeWith } from '../support/machine.ts';
import { type Installation, makeSite, newInstallation } from '../support/school-site.ts';

const SITE = 4817;
/** Another address of this machine than the proxy's own. */
const CLIENT = '127.0.0.5';
const run = promisify(execFile);

/** The part of Caddy's own configuration that is not the Caddyfile's to say here. */
interface Adapted {
  admin?: object;
  apps: {
    http: { http_port?: number; servers: object };
    pki?: object;
  };
}

describeWith('caddy', 'the proxy of compose.yaml', (caddy) => {
  const school = inventSchool({ seed: 'proxy', size: 'small' });
  let installation: Installation;
  let daemon: Daemon;
  let proxy: ChildProcess;
  let authority: string;
  let url: string;
  let login: string;

  beforeAll(async () => {
    const [port, plainPort] = [await freePort(), await freePort()];
    url = `https://localhost:${port}`;
    installation = newInstallation({ CARILLON_TRUSTED_PROXIES: '127.0.0.1', CARILLON_PUBLIC_URL: url });
    const account = await makeSite(installation, school, SITE);
    login = `${account.login}:${account.password}`;
    daemon = await startDaemon(installation.environment, 'web');
    const home = path.join(installation.folder, 'caddy');
    mkdirSync(home);
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      XDG_DATA_HOME: home,
      XDG_CONFIG_HOME: home,
      CARILLON_DOMAIN: `localhost:${port}`,
    };
    const adapted = execFileSync(caddy, ['adapt', '--config', path.join(ROOT, 'docker/Caddyfile')], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Its own ports, and no certificate of its own in this machine's list of authorities.
    const configuration = JSON.parse(adapted.replaceAll('web:8080', new URL(daemon.url).host)) as Adapted;
    configuration.admin = { disabled: true };
    configuration.apps.http.http_port = plainPort;
    configuration.apps.pki = { certificate_authorities: { local: { install_trust: false } } };
    const file = path.join(home, 'caddy.json');
    writeFileSync(file, JSON.stringify(configuration));
    proxy = spawn(caddy, ['run', '--config', file], { env, stdio: 'ignore' });
    authority = path.join(home, 'caddy/pki/authorities/local/root.crt');
    await until(
      'the proxy answers',
      async () => existsSync(authority) && (await curl('/healthz').catch(() => '')) !== '',
    );
  });
  afterAll(async () => {
    const ended = once(proxy, 'exit');
    proxy.kill('SIGTERM');
    await ended;
    await daemon.stop();
    installation.remove();
  });

  /** What curl prints; fails where it cannot connect or the certificate is not good. */
  async function curl(address: string, ...more: readonly string[]): Promise<string> {
    const words = ['-sS', '--cacert', authority, '--interface', CLIENT, ...more, `${url}${address}`];
    return (await run('curl', words)).stdout;
  }
  const status = (address: string, ...more: readonly string[]): Promise<string> =>
    curl(address, '-o', '/dev/null', '-w', '%{http_code}', ...more);

  it('lets deposits through, large ones too, and every verb that drives need', async () => {
    const file = path.join(installation.folder, 'EDT.xml');
    writeFileSync(file, writeEdt(school));
    const folder = `/webdav/${SITE}`;
    expect(await status(`${folder}/EDT.xml`, '-u', login, '-T', file)).toBe('201');
    expect(await curl(`${folder}/EDT.xml`, '-u', login)).toBe(readFileSync(file, 'utf8'));
    const large = path.join(installation.folder, 'large.xml');
    writeFileSync(large, Buffer.alloc(64 * 2 ** 20, ' '));
    expect(await status(`${folder}/large.xml`, '-u', login, '-T', large)).toBe('201');
    const listed = await curl(`${folder}/`, '-u', login, '-X', 'PROPFIND', '-H', 'Depth: 1');
    expect(listed).toContain(`${folder}/EDT.xml`);
    const moved = ['-X', 'MOVE', '-H', `Destination: ${url}${folder}/moved.xml`];
    expect(await status(`${folder}/large.xml`, '-u', login, ...moved)).toBe('201');
    expect(await status(`${folder}/moved.xml`, '-u', login, '-X', 'DELETE')).toBe('204');
  });

  it('tells who the client is, and takes no client’s word for it', async () => {
    const wrong = ['-u', `${login}?`, '-H', 'X-Forwarded-For: 203.0.113.9', '-H', 'X-Forwarded-Proto: http'];
    expect(await status(`/webdav/${SITE}/`, ...wrong)).toBe('401');
    const { items } = await json<{ items: { address: string | null }[] }>(
      ['audit', '--site', String(SITE)],
      installation.environment,
    );
    const addresses = items.map(({ address }) => address);
    expect(addresses).toContain(CLIENT);
    expect(addresses).not.toContain('203.0.113.9');
    // Known to be encrypted: no browser sends this cookie in the clear.
    expect(await curl('/sign-in', '-D', '-')).toMatch(/^set-cookie: [^\r\n]*; Secure/im);
  });

  it('shows figures to nobody, and health to everybody', async () => {
    expect(await status('/metrics')).toBe('404');
    expect([await status('/healthz'), await status('/readyz')]).toEqual(['200', '200']);
    expect((await fetch(`${daemon.url}/metrics`)).status).toBe(200);
  });
});
