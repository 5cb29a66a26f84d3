/** Rules and configuration that are wrong: the start is refused, in words that name the file and the key. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { loadConfig } from '../../src/config/config.ts';
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
      `${file}: databaseUrl: its value is not accepted; accepted: text, null`,
      'CARILLON_LOG_LEVEL (logLevel): "loud" is not accepted; accepted: debug, info, warn, error, silent',
      `${file}: deposit.maxMegabytes: 0 is not accepted; accepted: whole number from 1`,
      `${file}: work.retrySeconds.1: "x" is not accepted; accepted: list of number from 0`,
      expect.stringMatching(/: unknown key foo; keys there: dataFolder, host, port, /),
    ]);
  });

  it.each([
    ['CARILLON_PORT', 'eighty'],
    ['CARILLON_PORT', '-1'],
    ['CARILLON_ALLOW_PLAIN_HTTP', 'perhaps'],
    ['CARILLON_LOG_LEVEL', 'loud'],
    ['CARILLON_CONCURRENCY', '1e9'],
  ])('the variable %s of %s is refused by its name', (name, value) => {
    expect(refusalOf(() => loadConfig({ [name]: value }), 'config-invalid')).toContain(name);
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
