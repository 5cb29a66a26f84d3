/** What `docker/` holds is true: files, variables, ports and paths that exist, and an image's files that are enough to run. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/config.ts';
import { ENVIRONMENT } from '../../src/config/schema.ts';
import { freePort, ROOT } from '../support/daemon.ts';
import { describeWith } from '../support/machine.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'carillon-packaging-'));
afterAll(() => {
  // Read-only folders cannot be emptied, but by root.
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const packageJson = JSON.parse(read('package.json')) as { engines: { node: string }; files: string[] };
const isVariable = (name: string): boolean =>
  [name, name.replace(/_FILE$/, '')].some((one) => Object.hasOwn(ENVIRONMENT, one)) || name === 'CARILLON_CONFIG';

describe('the Dockerfile', () => {
  const text = read('docker/Dockerfile');
  /** Instructions with their continuation lines joined. */
  const steps = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line) ?? [])
    .map(([, name = '?', rest = '']) => ({ name, rest }));
  const stages = steps.filter(({ name }) => name === 'FROM').length;
  const last = steps.slice(steps.findLastIndex(({ name }) => name === 'FROM'));
  const of = (name: string): string[] => last.filter((step) => step.name === name).map(({ rest }) => rest);

  it('has stages, and what compiles is not in the last one', () => {
    expect(stages).toBeGreaterThan(2);
    expect(steps.map(({ name }) => name)).not.toContain('?');
    expect(of('COPY').join('\n')).not.toMatch(/tsconfig|(^|\s)src(\s|$)/m);
    expect(of('RUN').join('\n')).not.toMatch(/\bnpm\b|\bapt/);
  });

  it('pins what it is built on to a Node that the package wants, on glibc', () => {
    const [, major = ''] = /^ARG NODE_VERSION=(\d+)$/m.exec(text) ?? [];
    const [, wanted = ''] = /^>=(\d+)\./.exec(packageJson.engines.node) ?? [];
    expect(Number(major)).toBeGreaterThanOrEqual(Number(wanted));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Docker's own placeholder.
    for (const { name, rest } of steps) if (name === 'FROM') expect(rest).toMatch('node:${NODE_VERSION}-bookworm-slim');
  });

  it('runs as somebody who is not root, by number, with /data as the only place to write', () => {
    expect(of('USER')).toEqual(['1000:1000']);
    expect(of('VOLUME')).toEqual(['/data']);
    expect(of('RUN').join()).toContain('install -d -o 1000 -g 1000 -m 700 /data');
  });

  it('uses the forms that pass on signals, and is asked about its health', () => {
    for (const name of ['ENTRYPOINT', 'CMD'])
      for (const rest of of(name)) expect(JSON.parse(rest)).toBeInstanceOf(Array);
    expect(of('STOPSIGNAL')).toEqual(['SIGTERM']);
    const [health = ''] = of('HEALTHCHECK');
    expect(health).toContain('CMD ["node", "/app/docker/healthcheck.mjs"]');
  });

  it('sets variables that exist, and exposes the port it sets', () => {
    const set = Object.fromEntries(
      [
        ...of('ENV')
          .join(' ')
          .matchAll(/(\w+)=(\S+)/g),
      ].map(([, key, value]) => [key, value]),
    );
    expect(Object.keys(set).every(isVariable)).toBe(true);
    expect(of('EXPOSE')).toEqual([set.CARILLON_PORT]);
    const config = loadConfig(set);
    expect(config).toMatchObject({ dataFolder: '/data', host: '0.0.0.0', port: 8080 });
  });

  it('puts no secret and no fetched script into a layer', () => {
    for (const { name, rest } of steps) {
      if (name === 'ARG' || name === 'ENV') expect(rest).not.toMatch(/PASSWORD|SECRET|TOKEN|_URL/);
      expect(name).not.toBe('ADD');
      expect(rest).not.toMatch(/\bcurl\b|\bwget\b|chmod (?:-R )?777/);
    }
  });

  it('copies what is there and what its ignore file lets through', () => {
    const ignored = read('docker/Dockerfile.dockerignore').split('\n');
    expect(ignored.filter((line) => !line.startsWith('#'))[0]).toBe('*');
    const through = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const name of through) expect(existsSync(path.join(ROOT, name)), name).toBe(true);
    const sources = steps
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(8);
    for (const source of sources) {
      expect(existsSync(path.join(ROOT, source)), source).toBe(true);
      expect(
        through.some((name) => source === name || source.startsWith(`${name}/`)),
        source,
      ).toBe(true);
    }
    for (const name of packageJson.files) if (name !== 'dist') expect(of('COPY').join('\n')).toContain(name);
  });

  it('gives the last stage everything that a daemon needs, also where it may write nothing but /data', async () => {
    const image = path.join(folder, 'image');
    for (const rest of of('COPY')) {
      const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      const target = words.pop() ?? '';
      for (const word of words) {
        const source = word.replace(/^\/app\//, '');
        const place = path.join(image, target === './' ? path.basename(source) : target);
        mkdirSync(path.dirname(place), { recursive: true });
        if (source === 'node_modules') symlinkSync(path.join(ROOT, source), place);
        else cpSync(path.join(ROOT, source), place, { recursive: true });
      }
    }
    const data = path.join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    const account = { uid: 65534, gid: 65534 };
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(data, account.uid, account.gid);
    chmodSync(folder, 0o755);
    execFileSync('chmod', ['-R', 'a-w', image]);
    const port = await freePort();
    const daemon = spawn(process.execPath, [path.join(image, 'dist/cli.js'), 'serve'], {
      cwd: image,
      env: { PATH: process.env.PATH, CARILLON_DATA: data, CARILLON_PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot ? account : {}),
    });
    let told = '';
    for (const stream of [daemon.stdout, daemon.stderr])
      stream.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => daemon.once('exit', resolve));
    const runs = new Promise<boolean>((resolve) =>
      daemon.stdout.on('data', () => told.includes('"Carillon is running"') && resolve(true)),
    );
    expect(await Promise.race([runs, ended.then(() => false)]), told).toBe(true);
    const health = spawnSync(process.execPath, [path.join(image, 'docker/healthcheck.mjs')], {
      env: { CARILLON_PORT: String(port) },
    });
    expect(health.status).toBe(0);
    daemon.kill('SIGTERM');
    expect(await ended, told).toBe(0);
    // Nothing was written but under /data, and what was is nobody else's to read.
    expect(statSync(path.join(data, 'postgres')).mode & 0o077).toBe(0);
    if (isRoot) expect(execFileSync('find', [image, '-user', 'nobody'], { encoding: 'utf8' })).toBe('');
  });
});

describe('the health check', () => {
  const check = (environment: Readonly<Record<string, string>>) =>
    new Promise<number | null>((resolve) => {
      spawn(process.execPath, [path.join(ROOT, 'docker/healthcheck.mjs')], { env: environment }).once('exit', resolve);
    });

  it('fails where nobody answers or the answer is bad', async () => {
    expect(await check({ CARILLON_PORT: String(await freePort()) })).toBe(1);
    const server = createServer((_request, answer) => answer.writeHead(500).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(await check({ CARILLON_PORT: String((server.address() as AddressInfo).port) })).toBe(1);
    server.close();
  });

  it('finds a process of either kind, where the variables are the same for all', async () => {
    const server = createServer((_request, answer) => answer.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [port, other] = [String((server.address() as AddressInfo).port), String(await freePort())];
    expect(await check({ CARILLON_PORT: port, CARILLON_WORKER_PORT: other })).toBe(0);
    expect(await check({ CARILLON_PORT: other, CARILLON_WORKER_PORT: port })).toBe(0);
    server.close();
  });
});

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[] | Readonly<Record<string, { ipv4_address?: string }>>;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly [key: string]: unknown;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

describe('compose.yaml', () => {
  const compose = parse(read('docker/compose.yaml'), { merge: true }) as Compose;
  const services = Object.entries(compose.services);
  const { web, worker, postgres, proxy, valkey } = compose.services;
  const networksOf = ({ networks = [] }: Service): readonly string[] =>
    Array.isArray(networks) ? networks : Object.keys(networks);

  it('names networks, volumes, secrets and services that it declares, and uses all of them', () => {
    expect([...new Set(services.flatMap(([, one]) => networksOf(one)))].sort()).toEqual(
      Object.keys(compose.networks).sort(),
    );
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((one) => one.split(':')[0] ?? ''));
    expect([...new Set(named.filter((one) => !one.startsWith('.')))].sort()).toEqual(
      Object.keys(compose.volumes).sort(),
    );
    for (const one of named.filter((name) => name.startsWith('.')))
      expect(existsSync(path.join(ROOT, 'docker', one)), one).toBe(true);
    const secrets = services.flatMap(([, one]) => one.secrets ?? []);
    expect([...new Set(secrets)].sort()).toEqual(Object.keys(compose.secrets).sort());
    for (const [, { depends_on = {} }] of services)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(compose.services, name).toHaveProperty(name);
        // The image of ours brings its own.
        if (condition === 'service_healthy' && name !== 'web')
          expect(compose.services[name]).toHaveProperty('healthcheck');
      }
  });

  it('sets variables of ours that exist, with values that the schema takes', () => {
    for (const service of [web, worker]) {
      const environment = service?.environment ?? {};
      expect(Object.keys(environment).filter((name) => !isVariable(name) && name !== 'NODE_OPTIONS')).toEqual([]);
      const set = Object.entries(environment).flatMap(([name, value]) =>
        name.endsWith('_FILE') ? [] : [[name, String(value).replaceAll(/\$\{\w+:-(\w+)\}/g, '$1')] as const],
      );
      expect(loadConfig(Object.fromEntries(set))).toMatchObject({ publicUrl: 'https://localhost' });
    }
    expect(web?.command).toEqual(['serve', '--role', 'web']);
    expect(worker?.command).toEqual(['serve', '--role', 'worker']);
    // An image without a recipe would be asked for at a registry.
    for (const service of [web, worker]) expect(service).toMatchObject({ image: 'carillon', build: { context: '..' } });
  });

  it('hands out secrets as files that exist where a variable looks for them, and as nothing else', () => {
    for (const [name, { environment = {}, secrets = [] }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        const file = /^\/run\/secrets\/(.*)$/.exec(String(value))?.[1];
        expect(file !== undefined, `${name} ${key}`).toBe(key.endsWith('_FILE'));
        if (file !== undefined) expect(secrets, `${name} ${key}`).toContain(file);
        if (key.endsWith('_URL')) expect(String(value)).not.toContain('@');
      }
    }
  });

  it('lets Carillon write nothing but its volume, with no rights and time to drain', () => {
    const { drainSeconds } = loadConfig({}).work;
    for (const service of [web, worker]) {
      expect(service).toMatchObject({ read_only: true, user: '1000:1000', cap_drop: ['ALL'], init: true });
      expect(service?.volumes).toEqual(['data:/data']);
      expect(Number.parseInt(String(service?.stop_grace_period), 10)).toBeGreaterThan(drainSeconds + 10);
    }
  });

  it('shows the world nothing but the proxy, whose address alone is trusted', () => {
    const published = services.filter(([, one]) => Array.isArray(one.ports));
    const open = published.filter(([, one]) => !(one.ports as string[]).every((port) => port.startsWith('127.0.0.1:')));
    expect(open.map(([name]) => name)).toEqual(['proxy']);
    expect(compose.networks.back).toEqual({ internal: true });
    for (const service of [postgres, valkey]) expect(service?.networks).toEqual(['back']);
    const { front } = (proxy?.networks ?? {}) as Readonly<Record<string, { ipv4_address: string }>>;
    expect(web?.environment?.CARILLON_TRUSTED_PROXIES).toBe(front?.ipv4_address);
    expect(networksOf(web ?? {})).toContain('front');
    // The doctor is run there, and looks at whatever a worker needs.
    expect(networksOf(web ?? {})).toEqual(expect.arrayContaining([...networksOf(worker ?? {})]));
    const caddy = read('docker/Caddyfile');
    expect(caddy).toContain(`reverse_proxy web:${/^EXPOSE (\d+)$/m.exec(read('docker/Dockerfile'))?.[1]}`);
    expect(caddy).toMatch(/respond \/metrics 404/);
  });

  it('fills no disk with what containers say, and counts a database as there when others can reach it', () => {
    for (const [name, { logging }] of services) expect(logging, name).toEqual({ driver: 'local' });
    expect(postgres?.healthcheck).toMatchObject({ test: expect.arrayContaining(['pg_isready', '-h', '127.0.0.1']) });
  });

  it('has each of its processes scraped as a target of its own by what the handbook shows', () => {
    const [, sample = ''] = /```yaml\n(scrape_configs:[\s\S]*?)```/.exec(read('docs/operations.md')) ?? [];
    const { scrape_configs: jobs } = parse(sample) as {
      scrape_configs: {
        dns_sd_configs?: { names: string[]; type: string; port: number }[];
        static_configs?: unknown;
      }[];
    };
    const [job] = jobs;
    expect(job?.static_configs).toBeUndefined();
    expect(job?.dns_sd_configs).toEqual([{ names: ['web', 'worker'], type: 'A', port: 8080 }]);
    expect(worker?.environment?.CARILLON_WORKER_PORT).toBe('8080');
  });

  it('pins every image', () => {
    for (const [name, { image = '' }] of services)
      if (image !== 'carillon') expect(image, name).toMatch(/^[a-z/]+:v?\d[\w.-]*$/);
  });

  it('gets secrets from a script that makes each once', () => {
    const place = path.join(folder, 'secrets');
    const make = (): void => void execFileSync('sh', [path.join(ROOT, 'docker/make-secrets.sh'), place]);
    make();
    expect(readdirSync(place).sort()).toEqual(Object.keys(compose.secrets).sort());
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
    const content = (name: string): string => readFileSync(path.join(place, name), 'utf8');
    const url = loadConfig({ DATABASE_URL_FILE: path.join(place, 'database-url') }).databaseUrl ?? '';
    expect(new URL(url)).toMatchObject({
      hostname: 'postgres',
      username: String(postgres?.environment?.POSTGRES_USER),
      password: content('postgres-password'),
      pathname: `/${String(postgres?.environment?.POSTGRES_DB)}`,
    });
    expect(content('postgres-password')).toMatch(/^[0-9a-f]{48}$/);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    make();
    expect(loadConfig({ DATABASE_URL_FILE: path.join(place, 'database-url') }).databaseUrl).toBe(url);
    expect(read('.gitignore')).toContain('docker/secrets/');
  });

  it('uses keys of the Compose Specification only', () => {
    const known =
      `build cap_add cap_drop command depends_on deploy environment healthcheck image init logging networks ports
      profiles read_only restart secrets security_opt shm_size stop_grace_period tmpfs user volumes`.split(/\s+/);
    for (const [name, service] of services)
      expect(
        Object.keys(service).filter((key) => !known.includes(key)),
        name,
      ).toEqual([]);
  });

  describeWith('docker-compose', 'as Docker Compose reads it', (dockerCompose) => {
    it('is taken, with all its profiles', () => {
      const place = path.join(folder, 'compose');
      mkdirSync(path.join(place, 'secrets'), { recursive: true });
      // Version 1, which needs no engine beside it, does not know this key yet.
      const text = read('docker/compose.yaml').replace(/^name: carillon$/m, '');
      writeFileSync(path.join(place, 'compose.yaml'), text);
      const words = ['-f', path.join(place, 'compose.yaml'), '--profile', 'mail', 'config'];
      const asked = spawnSync(dockerCompose, words, { encoding: 'utf8' });
      expect(asked).toMatchObject({ status: 0, stderr: '' });
      const merged = parse(asked.stdout) as Compose;
      expect(Object.keys(merged.services).sort()).toEqual(services.map(([name]) => name).sort());
      expect(merged.services.web?.environment).toMatchObject({
        CARILLON_PUBLIC_URL: 'https://localhost',
        DATABASE_URL_FILE: '/run/secrets/database-url',
        CARILLON_TRUSTED_PROXIES: '172.31.250.2',
      });
      const spoilt = text.replace('restart: unless-stopped', 'restarts: unless-stopped');
      writeFileSync(path.join(place, 'compose.yaml'), spoilt);
      expect(spawnSync(dockerCompose, words, { encoding: 'utf8' }).status).not.toBe(0);
    });
  });
});

describe('carillon.service', () => {
  const unit = read('docker/carillon.service');
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

  it('starts the daemon, sets what exists, and gives it time to drain before it is killed', () => {
    expect(value('ExecStart')).toBe('/usr/bin/node /opt/carillon/dist/cli.js serve');
    expect(value('Environment')).toBe('CARILLON_DATA=/var/lib/carillon');
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(loadConfig({}).work.drainSeconds + 10);
    // Another mode would ask the private PostgreSQL to stop while the daemon still drains.
    expect(value('KillMode')).toBe('mixed');
    const [, page = ''] = /^Documentation=file:\/\/\/opt\/carillon\/(.*)$/m.exec(unit) ?? [];
    expect(page).toMatch(/^docs\/.*\.md$/);
    expect(existsSync(path.join(ROOT, page))).toBe(true);
  });

  it('locks the process in, but for what V8 and PostgreSQL need', () => {
    const locks = [
      'NoNewPrivileges',
      'ProtectHome',
      'PrivateTmp',
      'PrivateDevices',
      'RestrictNamespaces',
      'LockPersonality',
    ];
    for (const lock of locks) expect(value(lock), lock).toBe('yes');
    expect(value('ProtectSystem')).toBe('strict');
    expect(value('CapabilityBoundingSet')).toBe('');
    expect(unit).not.toMatch(/^(?:MemoryDenyWriteExecute|ProcSubset)=/m);
  });

  describeWith('systemd-analyze', 'as systemd reads it', (analyze) => {
    it('has no fault, and is hardly exposed', () => {
      const copy = path.join(folder, 'carillon.service');
      writeFileSync(copy, unit.replace('/usr/bin/node', process.execPath));
      const verified = spawnSync(analyze, ['verify', copy], { encoding: 'utf8' });
      expect([verified.status, verified.stdout, verified.stderr].join('')).toBe('0');
      const judged = spawnSync(analyze, ['security', '--offline=yes', '--no-pager', copy], { encoding: 'utf8' });
      expect(Number(/exposure level[^:]*: ([\d.]+)/.exec(judged.stdout)?.[1])).toBeLessThan(2.5);
    });
  });
});
