/** Rules and configuration that are wrong: the start is refused, in words that name the file and the key. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { configKeys, loadConfig } from '../../src/config/config.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import { command } from '../support/daemon.ts';
import { OWN_RULE } from '../support/rules.ts';
import { RULES } from '../support/world.ts';

const root = mkdtempSync(path.join(tmpdir(), 'carillon-wrong-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let next = 0;
const place = (): string => {
  const folder = path.join(root, String(next++));
  mkdirSync(folder);
  return folder;
};

/** What a function that must refuse says. */
function refusalOf(work: () => unknown, code: string): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, retryable: false });
    return error instanceof Error ? error.message : '';
  }
  return 'accepted';
}

type Json = Readonly<Record<string, unknown>>;

const CONFIGS: readonly (readonly [string, Json | string, string])[] = [
  ['an unknown key', { colour: 'red' }, 'unknown key colour'],
  ['an unknown key inside', { deposit: { colour: 'red' } }, 'unknown key deposit.colour'],
  ['a key in other capitals', { Host: '127.0.0.1' }, 'unknown key Host'],
  ['the key __proto__', '{"__proto__": {"allowPlainHttp": true}}', 'unknown key __proto__'],
  ['the key __proto__ inside', '{"tls": {"__proto__": {"certFile": "x"}}}', 'unknown key __proto__'],
  ['a text for a number', { port: '8080' }, 'port: '],
  ['a number for a text', { host: 1 }, 'host: '],
  ['a text for a truth', { allowPlainHttp: 'yes' }, 'allowPlainHttp: '],
  ['a truth for a list', { trustedProxies: true }, 'trustedProxies: '],
  ['a list for an object', { mail: [] }, 'mail: '],
  ['nothing for a number', { deposit: { maxMegabytes: null } }, 'deposit.maxMegabytes: '],
  ['a number out of range', { port: 65_536 }, 'port: '],
  ['a fraction', { work: { concurrency: 1.5 } }, 'work.concurrency: '],
  ['no patience at all', { http: { headersSeconds: 0 } }, 'http.headersSeconds: '],
  ['half a URL', { publicUrl: 'carillon.example.org' }, 'publicUrl: '],
  [
    'an address of files',
    { publicUrl: 'ftp://carillon.example.org' },
    'publicUrl: "ftp://carillon.example.org" is not',
  ],
  ['a path behind the address', { publicUrl: 'https://example.org/carillon' }, 'publicUrl: '],
  ['a password in the address', { publicUrl: 'https://me:word@example.org' }, 'publicUrl: '],
  [
    'another kind of database',
    { databaseUrl: 'mysql://u:hidden9@h/db' },
    'databaseUrl: its value, which begins with mysql://',
  ],
  ['words for a database', { databaseUrl: 'the big one' }, 'databaseUrl: its value is not accepted'],
  ['a database without host', { databaseUrl: 'postgres:///db' }, 'databaseUrl: '],
  ['another kind of queue', { redisUrl: 'http://h:6379' }, 'redisUrl: its value, which begins with http://'],
  [
    'another kind of mail server',
    { mail: { smtpUrl: 'http://h:25' } },
    'mail.smtpUrl: its value, which begins with http://',
  ],
  [
    'a sender who is none',
    { mail: { from: 'the school' } },
    'mail.from: "the school" is not accepted; accepted: carillon@',
  ],
  ['two senders', { mail: { from: 'a@example.org, b@example.org' } }, 'mail.from: '],
  [
    'a proxy by its name',
    { trustedProxies: ['10.0.0.1', 'proxy'] },
    'trustedProxies.1: "proxy" is not accepted; accepted: list of IP',
  ],
  ['a network too narrow', { trustedProxies: ['10.0.0.0/33'] }, 'trustedProxies.0: '],
  ['an empty name of a folder', { spoolFolder: '' }, 'spoolFolder: "" is not accepted'],
  ['an empty address of the database', { databaseUrl: '' }, 'databaseUrl: its value is not accepted'],
  ['words for a host', { host: 'not a host' }, 'host: "not a host" is not accepted; accepted: an IP address or'],
  ['half an address for a host', { host: '127.0.0' }, 'host: '],
  [
    'a round every 300 years',
    { deposit: { sweepSeconds: 1e10 } },
    'deposit.sweepSeconds: 10000000000 is not accepted; accepted: number 1–86400',
  ],
  ['a key twice', '{"port": 8080, "host": "::1", "port": 8081}', 'port: said twice'],
  [
    'a key twice, further in',
    '{"work": {"retrySeconds": [1, 2]}, "mail": {"from": "a@b", "fr\\u006fm": "c@d"}}',
    'mail.from: said twice',
  ],
  ['an unknown level', { logLevel: 'loud' }, 'logLevel: '],
  ['half a key pair', { tls: { certFile: 'cert.pem' } }, 'tls: certFile and keyFile'],
  ['a list at the top', '[]', 'not a JSON object'],
  ['nothing', '', 'JSON'],
  ['a comment', '{ // port\n "port": 1 }', 'JSON'],
  ['two objects', '{}{}', 'JSON'],
  ['ten thousand levels', `{"mail": ${'{"smtpUrl":'.repeat(10_000)}null${'}'.repeat(10_000)}}`, 'nested too deeply'],
];

function configFile(content: Json | string): string {
  const file = path.join(place(), 'carillon.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function nested(key: string, value: unknown): Json {
  return key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Json;
}

describe('a configuration with', () => {
  it.each(CONFIGS)('%s is refused by file and key', (_title, content, told) => {
    const file = configFile(content);
    const message = refusalOf(() => loadConfig({ CARILLON_CONFIG: file }), 'config-invalid');
    expect(message).toContain(file);
    expect(message).toContain(told);
  });

  it('is told by key, by what it says and by what is accepted', () => {
    const wrong = {
      port: '80',
      foo: 1,
      deposit: { maxMegabytes: 0 },
      databaseUrl: 7,
      work: { retrySeconds: [1, 'x'] },
    };
    const file = configFile(wrong);
    const lines = refusalOf(
      () => loadConfig({ CARILLON_CONFIG: file, CARILLON_LOG_LEVEL: 'loud' }),
      'config-invalid',
    ).split('\n');
    expect(lines).toEqual([
      `${file}: port: "80" is not accepted; accepted: whole number 0–65535`,
      // It may hold a password.
      `${file}: databaseUrl: its value is not accepted; accepted: postgres://user:password@host:5432/name, null`,
      'CARILLON_LOG_LEVEL (logLevel): "loud" is not accepted; accepted: debug, info, warn, error, silent',
      `${file}: deposit.maxMegabytes: 0 is not accepted; accepted: whole number 1–1000000`,
      `${file}: work.retrySeconds.1: "x" is not accepted; accepted: list of number 0–604800`,
      expect.stringMatching(/: unknown key foo; keys there: dataFolder, host, port, /),
    ]);
  });

  it.each([
    ['CARILLON_PORT', 'eighty'],
    ['CARILLON_PORT', '-1'],
    ['CARILLON_ALLOW_PLAIN_HTTP', 'perhaps'],
    ['CARILLON_LOG_LEVEL', 'loud'],
    ['CARILLON_CONCURRENCY', '1e9'],
    ['CARILLON_PUBLIC_URL', 'ftp://carillon.example.org'],
    ['DATABASE_URL', 'mysql://u:hidden9@h/db'],
    ['REDIS_URL', 'http://h'],
    ['CARILLON_SMTP_URL', 'http://h'],
    ['CARILLON_MAIL_FROM', 'the school'],
    ['CARILLON_TRUSTED_PROXIES', '10.0.0.1, proxy'],
    ['CARILLON_HOST', 'not a host'],
  ])('the variable %s of %s is refused by its name', (name, value) => {
    const told = refusalOf(() => loadConfig({ [name]: value }), 'config-invalid');
    expect(told).toMatch(new RegExp(`^${name} \\([\\w.]+\\): .* is not accepted; accepted: .`));
    expect(told).not.toContain('hidden9');
  });

  it('nothing but good addresses, hosts, senders and proxies is taken', () => {
    const good = {
      host: '::',
      publicUrl: 'https://carillon.example.org:8443/',
      databaseUrl: 'postgresql:///carillon?host=/run/postgresql',
      redisUrl: '/run/valkey.sock',
      trustedProxies: ['10.0.0.0/8', '2001:db8::/32', '::1'],
      mail: { smtpUrl: 'smtp://[::1]:25', from: '"Vie scolaire, lycée" <vie-scolaire@exemple.fr>' },
      deposit: { sweepSeconds: 86_400 },
    };
    expect(loadConfig({ CARILLON_CONFIG: configFile(good) })).toMatchObject(good);
    for (const at of ['localhost', 'carillon-web_1', 'a.example.org', '0.0.0.0', '192.168.1.7'])
      expect(loadConfig({ CARILLON_HOST: at }).host).toBe(at);
    const others = {
      DATABASE_URL: 'postgres://u:p%40ss@db.example.org/carillon?sslmode=require',
      REDIS_URL: 'rediss://:p@r:6380/1',
    };
    expect(loadConfig(others)).toMatchObject({ databaseUrl: others.DATABASE_URL, redisUrl: others.REDIS_URL });
  });

  it('no span of time is longer than a timer can count', () => {
    const spans = configKeys().filter(({ key }) => /(?:Seconds|Minutes|Ms)$/.test(key));
    expect(spans.length).toBeGreaterThan(8);
    for (const { key, type } of spans) {
      const most = Number(/[–]([\d.]+)$/.exec(type)?.[1]);
      expect(most * (key.endsWith('Minutes') ? 60_000 : 1_000), `${key}: ${type}`).toBeLessThan(2 ** 31);
      const value = (said: number): unknown => (type.startsWith('list') ? [said] : said);
      const file = (said: number): string => configFile(nested(key, value(said)));
      expect(() => loadConfig({ CARILLON_CONFIG: file(most) })).not.toThrow();
      expect(refusalOf(() => loadConfig({ CARILLON_CONFIG: file(most * 2) }), 'config-invalid')).toContain(key);
    }
  });

  it('a file that is a folder, is not there, or leads to itself is refused by its name', () => {
    const folder = place();
    const cycle = path.join(folder, 'cycle.json');
    symlinkSync('cycle.json', cycle);
    for (const file of [folder, path.join(folder, 'none.json'), cycle])
      expect(refusalOf(() => loadConfig({ CARILLON_CONFIG: file }), 'config-invalid')).toContain(file);
  });
});

const GOOD = {
  ...OWN_RULE,
  conditions: { all: [{ fact: 'share', operator: 'exceeds', value: { fact: 'threshold' } }] },
};
const comparison = GOOD.conditions.all[0];

const RULE_FAULTS: readonly (readonly [string, Json | string, string])[] = [
  ['an unknown key', { ...GOOD, colour: 'red' }, 'unknown key colour'],
  ['an unknown key in its title', { ...GOOD, title: { ...GOOD.title, de: 'Mein' } }, 'unknown key title.de'],
  [
    'an unknown key in a condition',
    { ...GOOD, conditions: { all: [{ ...comparison, path: '$.x' }] } },
    'conditions.all.0',
  ],
  ['the key __proto__', `${JSON.stringify(GOOD).slice(0, -1)},"__proto__":{"limit":100}}`, '__proto__'],
  ['a text for a number', { ...GOOD, limit: '5' }, 'limit: '],
  ['a text for a truth', { ...GOOD, blocking: 'yes' }, 'blocking: '],
  ['a list for an object', { ...GOOD, title: [] }, 'title: '],
  ['no conditions', { ...GOOD, conditions: undefined }, 'conditions: '],
  ['a negative limit', { ...GOOD, limit: -1 }, 'limit: '],
  ['an unknown fact', { ...GOOD, count: 'cats' }, 'count: unknown fact “cats”'],
  ['a fact of every object', { ...GOOD, over: 'constructor' }, 'over: unknown fact “constructor”'],
  [
    'an unknown fact in a condition',
    { ...GOOD, conditions: { any: [{ fact: 'cats', operator: 'equal', value: 1 }] } },
    'conditions.any.0.fact: unknown fact “cats”',
  ],
  ['a condition that calls itself by name', { ...GOOD, conditions: { condition: GOOD.code } }, 'conditions'],
  ['conditions that call one another', { ...GOOD, conditions: { all: [{ condition: 'other' }] } }, 'conditions.all.0'],
  [
    'a comparison with itself',
    { ...GOOD, conditions: { all: [{ ...comparison, value: { fact: 'share' } }] } },
    'conditions.all.0',
  ],
  [
    'conditions ten thousand levels deep',
    JSON.stringify(GOOD)
      .replace('"all":[', `"all":[${'{"all":['.repeat(10_000)}`)
      .replace(']}}', `${']}'.repeat(10_001)}}`),
    'conditions: nested',
  ],
  ['a page of HTML', '<html></html>', 'not JSON'],
];

function rulesFolder(content: Json | string): string {
  const folder = place();
  cpSync(RULES, folder, { recursive: true });
  writeFileSync(path.join(folder, 'mine.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

describe('a rule with', () => {
  it('nothing wrong is taken beside the others', () => {
    expect(loadRules(rulesFolder(GOOD))).toHaveLength(loadRules(RULES).length + 1);
  });

  it.each(RULE_FAULTS)('%s is refused by file and key', (_title, content, told) => {
    const message = refusalOf(() => loadRules(rulesFolder(content)), 'rule-invalid');
    expect(message).toContain('mine.json');
    expect(message).toContain(told);
  });

  it('a file that leads to itself, is a folder, or has a code twice is refused by its name', () => {
    const cycle = rulesFolder(GOOD);
    rmSync(path.join(cycle, 'mine.json'));
    symlinkSync('mine.json', path.join(cycle, 'mine.json'));
    const folder = rulesFolder(GOOD);
    mkdirSync(path.join(folder, 'zz.json'));
    const twice = rulesFolder(GOOD);
    writeFileSync(path.join(twice, 'zz.json'), JSON.stringify(GOOD));
    expect(refusalOf(() => loadRules(cycle), 'rule-invalid')).toContain('mine.json');
    expect(refusalOf(() => loadRules(folder), 'rule-invalid')).toContain('zz.json');
    expect(refusalOf(() => loadRules(twice), 'rule-invalid')).toContain('zz.json');
    const link = path.join(place(), 'rules');
    symlinkSync('rules', link);
    expect(refusalOf(() => loadRules(link), 'rule-invalid')).toContain(link);
  });
});

describe('the daemon does not start, and says where it is wrong, with', () => {
  const pick = <T>(all: readonly (readonly [string, T, string])[], ...titles: readonly string[]) =>
    all.filter(([title]) => titles.includes(title));

  it.each(
    pick(CONFIGS, 'an unknown key', 'an unknown key inside', 'a text for a number', 'the key __proto__', 'two objects'),
  )('a configuration with %s', async (_title, content, told) => {
    const file = configFile(content);
    const { status, stdout, stderr } = await command(['serve'], { CARILLON_CONFIG: file, CARILLON_DATA: place() });
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain(path.basename(file));
    expect(stdout + stderr).toContain(told);
    // A sentence, not a stack.
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    [
      'a host of another machine',
      '203.0.113.9',
      /host: 203\.0\.113\.9 is no address of this machine: set CARILLON_HOST/,
    ],
    ['a host that nobody knows', 'nobody.invalid', /host: nobody\.invalid is no address of this machine/],
  ])('%s', async (_title, CARILLON_HOST, told) => {
    const { status, stderr } = await command(['serve'], { CARILLON_HOST, CARILLON_DATA: place() });
    expect([status, stderr]).toEqual([1, expect.stringMatching(told)]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each(
    pick(
      RULE_FAULTS,
      'an unknown key',
      'a text for a truth',
      'an unknown fact in a condition',
      'a condition that calls itself by name',
      'conditions ten thousand levels deep',
    ),
  )('a rule with %s', async (_title, content, told) => {
    const environment = { CARILLON_RULES: rulesFolder(content), CARILLON_DATA: place() };
    const { status, stdout, stderr } = await command(['serve'], environment);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('mine.json');
    expect(stdout + stderr).toContain(told);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
