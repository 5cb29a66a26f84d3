/** Folders of rule files that are nearly right: keys, types, numbers, conditions, text and the folder itself changed. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../src/demo/school/random.ts';
import { FACT_NAMES, type FactName } from '../../src/domain/diff/facts.ts';
import type { FuzzCase } from './area.ts';
import { mutateBytes } from './mutate-bytes.ts';

/** What lies in a rules folder under a name. */
export type Entry = Uint8Array | 'folder' | 'dangling link';

export interface RulesInput {
  readonly entries: readonly (readonly [name: string, entry: Entry])[];
  /** Facts to judge by, where the files are accepted. */
  readonly facts: Readonly<Partial<Record<FactName, number | null>>>;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const RULES = path.join(import.meta.dirname, '../../rules');
const BASES: readonly string[] = readdirSync(RULES).map((name) => readFileSync(path.join(RULES, name), 'utf8'));
const NUMBERS = [0, -0, 1, -1, 0.5, 0.125, 12.34, 100, 1_000, 1_000.01, 1e-9, 5e-324, 1e21, 1.7e308, 2 ** 31, 2 ** 53];
const STRINGS = [
  '',
  ' ',
  'true',
  '5',
  'é',
  '😀',
  '\ud83d',
  '\0',
  'a-b',
  'A',
  'constructor',
  '__proto__',
  '../x',
  '{x}',
];
const KEYS =
  'code order title fr en count over limit blocking floor floorWhenDerived locked conditions all any not fact operator value params path priority name condition __proto__ constructor toString colour'.split(
    ' ',
  );
const OPERATORS =
  'exceeds equal notEqual in notIn lessThan lessThanInclusive greaterThan greaterThanInclusive contains doesNotContain beats toString everyFact:equal'.split(
    ' ',
  );

function anything(random: Random, depth = 0): Json {
  const kind = random.integer(0, depth < 3 ? 6 : 4);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick(NUMBERS);
  if (kind === 3) return random.pick(STRINGS);
  if (kind === 4) return random.pick([...FACT_NAMES, 'share', 'threshold', 'cats']);
  if (kind === 5) return Array.from({ length: random.integer(0, 3) }, () => anything(random, depth + 1));
  return objectOf(Array.from({ length: random.integer(0, 3) }, () => [random.pick(KEYS), anything(random, depth + 1)]));
}

/** With `__proto__` as a key like others, as JSON.parse makes it. */
function objectOf(entries: readonly (readonly [string, Json])[]): Json {
  const made: Record<string, Json> = Object.create(null);
  for (const [key, value] of entries) made[key] = value;
  return made;
}

/** A comparison that could stand in a rule, mostly. */
function leafOf(random: Random): Json {
  if (random.chance(0.3)) return { fact: 'share', operator: 'exceeds', value: { fact: 'threshold' } };
  const fact = random.chance(0.85) ? random.pick(FACT_NAMES) : random.pick(['share', 'threshold', 'cats', '']);
  const operator = random.pick(random.chance(0.8) ? OPERATORS.slice(0, 9) : OPERATORS);
  const numbers = Array.from({ length: random.integer(0, 3) }, () => random.pick(NUMBERS));
  const value = random.pick<Json>([
    random.pick(NUMBERS),
    random.pick(NUMBERS),
    numbers,
    { fact: random.pick(FACT_NAMES) },
    { fact: random.pick(['share', 'threshold']) },
    anything(random),
  ]);
  return { fact, operator, value };
}

function conditionsOf(random: Random, depth = 0): Json {
  const part = (): Json => (depth < 4 && random.chance(0.4) ? conditionsOf(random, depth + 1) : leafOf(random));
  const kind = random.pick(['all', 'any', 'not'] as const);
  return { [kind]: kind === 'not' ? part() : Array.from({ length: random.integer(0, 3) }, part) };
}

/** Every place of a tree, and what stands there. */
function placesOf(json: Json, at: readonly string[] = []): (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [at];
  return [at, ...Object.entries(json).flatMap(([key, value]) => placesOf(value, [...at, key]))];
}

/** The tree with another entry, or none, in one place. */
function replace(
  json: Json,
  [key, ...rest]: readonly string[],
  change: (old: readonly [string, Json]) => readonly (readonly [string, Json])[],
): Json {
  if (key === undefined || typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    if (name !== key) return [[name, value]];
    return rest.length === 0 ? change([name, value]) : [[name, replace(value, rest, change)]];
  });
  return Array.isArray(json) ? entries.map(([, value]) => value) : objectOf(entries);
}

type TreeMutation = (random: Random, rule: Json, place: readonly string[]) => Json;

const TREE: Readonly<Record<string, TreeMutation>> = {
  'drop-key': (_random, rule, place) => replace(rule, place, () => []),
  'rename-key': (random, rule, place) => replace(rule, place, ([, value]) => [[random.pick(KEYS), value]]),
  'other-type': (random, rule, place) => replace(rule, place, ([key]) => [[key, anything(random)]]),
  'other-number': (random, rule, place) => replace(rule, place, ([key]) => [[key, random.pick(NUMBERS)]]),
  'other-text': (random, rule, place) => replace(rule, place, ([key]) => [[key, random.pick(STRINGS)]]),
  'add-key': (random, rule, place) =>
    replace(rule, place, (old) => [old, [random.pick(KEYS), anything(random)] as const]),
  'wrap-value': (random, rule, place) =>
    replace(rule, place, ([key, value]) => [[key, random.chance(0.5) ? [value] : { [random.pick(KEYS)]: value }]]),
  'other-conditions': (random, rule) => replace(rule, ['conditions'], ([key]) => [[key, conditionsOf(random)]]),
  'other-count': (random, rule) => replace(rule, ['count'], ([key]) => [[key, random.pick(FACT_NAMES)]]),
  'other-limit': (random, rule) =>
    replace(rule, ['limit'], ([key]) => [
      [key, random.chance(0.7) ? random.integer(0, 100_000) / 100 : random.pick(NUMBERS)],
    ]),
  'add-optional-key': (random, rule) =>
    objectOf([
      ...Object.entries(rule ?? {}),
      [random.pick(['floor', 'floorWhenDerived', 'order', 'locked']), random.pick<Json>([0, 1, true, -1, 0.5])],
    ]),
};

const TEXT: Readonly<Record<string, (random: Random, text: string) => string>> = {
  'deep-conditions': (random, text) => {
    const depth = random.pick([2, 8, 31, 32, 33, 100, 3_000, 30_000]);
    const group = random.pick(['{"not":', '{"all":[', '{"any":[']);
    const close = group.endsWith('[') ? ']}' : '}';
    const inside = JSON.stringify(leafOf(random));
    return text.replace(/"conditions":.*$/s, `"conditions":${group.repeat(depth)}${inside}${close.repeat(depth)}}`);
  },
  'wide-conditions': (random, text) => {
    const all = Array.from({ length: random.pick([10, 1_000]) }, () => JSON.stringify(leafOf(random))).join(',');
    return text.replace(/"conditions":.*$/s, `"conditions":{"all":[${all}]}}`);
  },
  'number-in-other-words': (random, text) =>
    text.replace(
      /"limit":[^,]*/,
      `"limit":${random.pick(['1e400', '-1e400', '1e2', '0.10', '010', '.5', '5.', 'NaN', '0x10'])}`,
    ),
  'key-twice': (random, text) => text.replace('{', `{"${random.pick(KEYS)}":${JSON.stringify(anything(random))},`),
  'not-quite-json': (random, text) => {
    const at = random.integer(0, text.length);
    return (
      text.slice(0, at) + random.pick([',', '//x\n', '/* */', "'", '\n', '\ufeff', ']', '}', '\0']) + text.slice(at)
    );
  },
  'byte-order-mark': (_random, text) => `\ufeff${text}`,
  'other-root': (random) => random.pick(['', 'null', '[]', '{}', '"x"', '5', 'undefined', '[[[[']),
};

function fileOf(random: Random, base: string, how: string[]): Buffer {
  let rule: Json = JSON.parse(base);
  for (let change = random.pick([0, 1, 1, 1, 2, 3]); change > 0; change--) {
    const [name, mutation] = random.pick(Object.entries(TREE));
    how.push(name);
    const places = placesOf(rule).filter((place) => place.length > 0);
    rule = mutation(random, rule, places.length === 0 ? [] : random.pick(places));
  }
  let text = JSON.stringify(rule);
  if (random.chance(0.2)) {
    const [name, mutation] = random.pick(Object.entries(TEXT));
    how.push(name);
    text = mutation(random, text);
  }
  const bytes = Buffer.from(text, random.chance(0.02) ? 'utf16le' : 'utf8');
  return random.chance(0.07) ? mutateBytes(random, bytes, how) : bytes;
}

/** One to three files, and sometimes something in the folder that is no file. */
export function drawRules(random: Random): FuzzCase<RulesInput> {
  const how: string[] = [];
  const bases = random.shuffle(BASES).slice(0, random.pick([1, 1, 1, 2, 3]));
  const entries = bases.map((base, index): [string, Entry] => [`${index}-rule.json`, fileOf(random, base, how)]);
  if (random.chance(0.04)) {
    how.push('same-rule-twice');
    entries.push(['9-again.json', entries[0]?.[1] ?? 'folder']);
  }
  if (random.chance(0.04)) {
    const odd = random.pick<readonly [string, Entry]>([
      ['folder.json', 'folder'],
      ['link.json', 'dangling link'],
      ['readme.txt', Buffer.from('not a rule')],
      ['.hidden.json', Buffer.from('{}')],
    ]);
    how.push(`add-${odd[0]}`);
    entries.push([...odd]);
  }
  const facts = Object.fromEntries(
    FACT_NAMES.map((name) => [
      name,
      random.chance(0.02) ? null : random.pick([0, 0, 1, 2, 5, 49, 50, 51, 100, 1_000, 90_000]),
    ]),
  );
  return { input: { entries, facts }, how };
}
