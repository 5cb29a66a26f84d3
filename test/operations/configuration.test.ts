/** Every key of the configuration is explained, every explanation is true, and secrets come from files and go nowhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configReference } from '../../src/commands/config.ts';
import { configInForce, loadConfig, secretFrom, valueAt } from '../../src/config/config.ts';
import { ENVIRONMENT } from '../../src/config/schema.ts';
import { unknownVariables } from '../../src/config/variables.ts';
import { command, ROOT } from '../support/daemon.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'carillon-configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync(path.join(ROOT, 'docs/configuration.md'), 'utf8');
const keys = configInForce({});

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

/** Keys with their first other column, from the tables of a page. */
function rowsOf(text: string): (readonly [string, string])[] {
  return [...text.matchAll(/^\| `([\w.]+)`[^|]*\| ([^|]*) \|/gm)].map(([, key = '', value = '']) => [key, value]);
}

describe('the page of all keys', () => {
  it('is the one that the schema makes', () => {
    expect(page, 'make it anew: npm run --silent carillon -- config --reference > docs/configuration.md').toBe(
      configReference(keys),
    );
  });

  it('has each key of the schema once, with the default that is in force, and no other', () => {
    const defaults = JSON.parse(readFileSync(path.join(ROOT, 'config/default.json'), 'utf8')) as unknown;
    const rows = rowsOf(page);
    expect(rows.map(([key]) => key)).toEqual(keys.map(({ key }) => key));
    for (const [key, told] of rows) {
      const value: unknown = told === 'none' ? null : JSON.parse(told.replaceAll('`', ''));
      expect(value, key).toEqual(valueAt(defaults, key));
    }
  });

  it('explains each key, and each variable sets a key', () => {
    for (const { key, told, type } of keys) {
      expect(told, key).toMatch(/^\p{Lu}.*\.$/u);
      expect(type, key).not.toContain('undefined');
    }
    const named = keys.flatMap(({ variable }) => variable ?? []);
    expect(named.sort()).toEqual(Object.keys(ENVIRONMENT).sort());
  });
});

describe('other pages', () => {
  const pages = ['README.md', ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`)]
    .filter((name) => name.endsWith('.md') && name !== 'docs/configuration.md')
    .map((name) => [name, readFileSync(path.join(ROOT, name), 'utf8')] as const);
  /** Variables that are no keys of the configuration; the last ones are the tests'. */
  const OTHERS = ['CARILLON_CONFIG', 'CARILLON_BACKUP_PASSPHRASE', 'CARILLON_CUTS', 'CARILLON_KILLS', 'CARILLON_SEED'];

  it.each(pages)('%s names no variable that does not exist', (_name, text) => {
    const named = [...text.matchAll(/\b(?:CARILLON_[A-Z_]+|DATABASE_URL|REDIS_URL)(?:_FILE)?\b/g)].map(
      ([name]) => name,
    );
    const known = [...Object.keys(ENVIRONMENT), ...OTHERS].flatMap((name) => [name, `${name}_FILE`]);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('docs/security.md tells the defaults that are in force', () => {
    const [, text = ''] = pages.find(([name]) => name === 'docs/security.md') ?? [];
    const rows = rowsOf(text).flatMap(([key, told]) => {
      const known = keys.filter((one) => one.key === key || one.key.endsWith(`.${key}`));
      return known.length === 1 ? [[key, told, known[0]?.value] as const] : [];
    });
    expect(rows.length).toBeGreaterThan(5);
    for (const [key, told, value] of rows) if (/^\d+$/.test(told)) expect(Number(told), key).toBe(value);
  });
});

describe('a secret in a file', () => {
  it('that is empty refuses the start: a private database would be opened instead', () => {
    expect(() => loadConfig({ DATABASE_URL_FILE: file('empty', '\n') })).toThrow(/DATABASE_URL_FILE.*empty/);
  });

  it('is taken without its last line break', () => {
    const secret = file('database-url', 'postgres://carillon:word@host/db\n');
    expect(loadConfig({ DATABASE_URL_FILE: secret }).databaseUrl).toBe('postgres://carillon:word@host/db');
    expect(configInForce({ DATABASE_URL_FILE: secret }).find(({ key }) => key === 'databaseUrl')?.from).toBe(
      'DATABASE_URL',
    );
    expect(secretFrom({ CARILLON_BACKUP_PASSPHRASE_FILE: secret }, 'CARILLON_BACKUP_PASSPHRASE')).toContain('word');
  });

  it('that is empty is none', () => {
    expect(loadConfig({ CARILLON_SMTP_URL_FILE: file('smtp-url', '\n') }).mail.smtpUrl).toBeNull();
  });

  it('that is not there, or stands beside its variable, refuses the start and names both', () => {
    expect(() => loadConfig({ REDIS_URL_FILE: path.join(folder, 'none') })).toThrow(/^REDIS_URL_FILE: .*none/);
    expect(() => loadConfig({ REDIS_URL: 'redis://a', REDIS_URL_FILE: file('redis-url', 'redis://b') })).toThrow(
      'REDIS_URL and REDIS_URL_FILE: set one of them, not both',
    );
  });
});

describe('what changes with a signal', () => {
  it('is told of each key, and of none that is taken at the start alone', () => {
    const live = keys.filter(({ isLive }) => isLive).map(({ key }) => key);
    expect(live).toContain('logLevel');
    for (const key of ['host', 'port', 'databaseUrl', 'dataFolder', 'deposit.maxMegabytes'])
      expect(live).not.toContain(key);
    for (const key of live) expect(page).toMatch(new RegExp(`^\\| \`${key}\` .*\\| SIGHUP \\|`, 'm'));
  });
});

describe('a variable that is none of ours', () => {
  it('is told with the one that is meant', () => {
    const environment = {
      CARILLON_PUBLICURL: 'x',
      CARILLON_PORT_8080_TCP_ADDR: '10.0.0.1',
      CARILLON_SMTP_URL_FILE: 'x',
      DATABASE_URI: 'x',
    };
    expect(unknownVariables(environment)).toEqual([
      { name: 'CARILLON_PORT_8080_TCP_ADDR', meant: null },
      { name: 'CARILLON_PUBLICURL', meant: 'CARILLON_PUBLIC_URL' },
    ]);
    expect(unknownVariables({ CARILLON_TRUSTED_PROXY: '10.0.0.1' })[0]?.meant).toBe('CARILLON_TRUSTED_PROXIES');
    for (const name of ['CARILLON_SERVICE_HOST', 'CARILLON_SERVICE_PORT', 'CARILLON_DOMAIN'])
      expect(unknownVariables({ [name]: 'x' }), name).toEqual([{ name, meant: null }]);
  });
});

it('a configuration file may begin with the mark that editors of Windows write', () => {
  expect(loadConfig({ CARILLON_CONFIG: file('marked.json', '\uFEFF{"port": 8081}') }).port).toBe(8_081);
});

describe('carillon config', () => {
  it('says each value in force and where it comes from, and hides secrets', async () => {
    const environment = {
      CARILLON_CONFIG: file('carillon.json', '{"work": {"concurrency": 3}, "mail": {"smtpUrl": "smtp://u:secret1@h"}}'),
      CARILLON_PORT: '9999',
      DATABASE_URL_FILE: file('url', 'postgres://carillon:secret2@host/db'),
    };
    const text = await command(['config'], environment);
    expect(text.status).toBe(0);
    expect(text.stdout).toMatch(/^port +9999 +CARILLON_PORT +restart$/m);
    expect(text.stdout).toMatch(/^work\.concurrency +3 +file +restart$/m);
    expect(text.stdout).toMatch(/^work\.lockSeconds +30 +default +restart$/m);
    expect(text.stdout).toMatch(/^databaseUrl +\(hidden\) +DATABASE_URL +restart$/m);
    const json = await command(['config', '--json'], environment);
    expect(JSON.parse(json.stdout)).toMatchObject({ total: keys.length });
    expect(text.stdout + json.stdout).not.toMatch(/secret[12]/);
  });

  it('refuses a wrong one as the daemon would', async () => {
    const { status, stderr } = await command(['config'], { CARILLON_PORT: 'eighty' });
    expect(status).toBe(1);
    expect(stderr).toContain('CARILLON_PORT (port)');
  });
});
