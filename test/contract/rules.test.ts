/** The controls: every default rule at, just under and just over its limit, with base 0, and rule files that are refused. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules, parseRule } from '../../src/adapters/rules/rule-files.ts';
import { FACT_NAMES } from '../../src/domain/diff/facts.ts';
import { DIRECTORY_FACT_NAMES } from '../../src/domain/directory/facts.ts';
import type { AnyFactName } from '../../src/domain/thresholds/rule.ts';
import type { JudgedFacts } from '../../src/domain/thresholds/what-if.ts';
import { OWN_RULE } from '../support/rules.ts';

const all = loadRules(path.join(import.meta.dirname, '../../rules'));
const rules = all.filter((rule) => rule.about === 'timetable');
const ofDirectories = all.filter((rule) => rule.about === 'directory');
const judges = { timetable: createJudge(all), directory: createJudge(all, 'directory') };

type Some = Partial<Record<AnyFactName, number | null>>;

function facts(some: Some): JudgedFacts {
  return { ...Object.fromEntries([...FACT_NAMES, ...DIRECTORY_FACT_NAMES].map((name) => [name, 0])), ...some };
}

async function verdictOf(code: string, some: Some, overrides = {}) {
  const { about = 'timetable' } = all.find((rule) => rule.code === code) ?? {};
  const verdicts = await judges[about](facts(some), overrides);
  const verdict = verdicts.find((one) => one.code === code);
  if (!verdict) throw new Error(`no verdict for ${code}`);
  return verdict;
}

const DEFAULTS = [
  ['subjects-created', 50, true],
  ['services-created', 50, true],
  ['services-modified', 30, true],
  ['services-deleted', 50, true],
  ['courses-cancelled', 30, false],
  ['closures-added', 10, true],
  ['closures-deleted', 10, true],
  ['teachers-unmatched', 5, false],
  ['students-unmatched', 5, false],
  ['divisions-unmatched', 5, false],
  ['groups-unmatched', 5, false],
  ['closure-coherence', 1, true],
] as const;

/** Of directories, with their floors. */
const DIRECTORY_DEFAULTS = [
  ['directory-people-left', 20, true, 10],
  ['directory-people-added', 50, true, 20],
  ['directory-people-renamed', 10, true, 10],
  ['directory-people-changed', 50, false, 20],
  ['directory-structures-left', 50, true, 5],
] as const;

describe('the controls of directories', () => {
  it('have these defaults, and judge directories only', async () => {
    expect(ofDirectories.map(({ code, limit, blocking, floor }) => [code, limit, blocking, floor])).toEqual(
      DIRECTORY_DEFAULTS,
    );
    const codes = (await judges.timetable(facts({}), {})).map((one) => one.code);
    expect(codes).toEqual(DEFAULTS.map(([code]) => code));
  });
});

describe('the twelve controls of timetables, and those of directories', () => {
  it('are the guide’s, with its defaults, in its order', () => {
    expect(rules.map((rule) => [rule.code, rule.limit, rule.blocking])).toEqual(DEFAULTS);
    expect(rules.filter((rule) => rule.locked).map((rule) => rule.code)).toEqual(['closure-coherence']);
  });

  for (const rule of all) {
    describe(rule.code, () => {
      const share = (count: number, base: number) => ({ [rule.count]: count, [rule.over]: base });

      it('passes just under and exactly at its limit, and is exceeded just over', async () => {
        const at = rule.limit * 100;
        expect(await verdictOf(rule.code, share(at - 1, 10_000))).toMatchObject({
          exceeded: false,
          blocking: rule.blocking,
        });
        expect(await verdictOf(rule.code, share(at, 10_000))).toMatchObject({ exceeded: false, value: rule.limit });
        expect(await verdictOf(rule.code, share(at + 1, 10_000))).toMatchObject({
          exceeded: true,
          count: at + 1,
          base: 10_000,
        });
      });

      it('counts in exact arithmetic where rounding would lie', async () => {
        const [count, base] = [rule.limit * 33_333_333_333 + 1, 3_333_333_333_300];
        expect(await verdictOf(rule.code, share(count, base))).toMatchObject({ exceeded: true, value: rule.limit });
        expect(await verdictOf(rule.code, share(count - 1, base))).toMatchObject({
          exceeded: false,
          value: rule.limit,
        });
      });

      it('takes base 0 as 0 % without and 100 % with a count', async () => {
        expect(await verdictOf(rule.code, share(0, 0))).toMatchObject({ exceeded: false, value: 0 });
        // A first directory is no change of one.
        const exceeded = rule.about === 'timetable';
        expect(await verdictOf(rule.code, share(2_000, 0))).toMatchObject({ exceeded, value: 100, base: 0 });
        expect(await verdictOf(rule.code, share(2_000, 0), { [rule.code]: { limit: 100 } })).toMatchObject({
          exceeded: false,
        });
      });

      it('blocks when a number is missing', async () => {
        const missing = await verdictOf(rule.code, { ...share(1, 100), [rule.count]: null });
        expect(missing).toMatchObject({ exceeded: true, blocking: true, value: null });
      });

      it('follows a site’s own limit, blocking and floor', async () => {
        const overrides = { [rule.code]: { limit: 12.5, blocking: !rule.blocking, floor: 130 } };
        expect(await verdictOf(rule.code, share(125, 1_000), overrides)).toMatchObject({
          exceeded: false,
          limit: 12.5,
        });
        expect(await verdictOf(rule.code, share(130, 1_000), overrides)).toMatchObject({ exceeded: false });
        expect(await verdictOf(rule.code, share(131, 1_000), overrides)).toMatchObject({
          exceeded: true,
          blocking: !rule.blocking,
        });
      });
    });
  }

  it('let one derived closure period come or go in a small calendar', async () => {
    for (const [code, count] of [
      ['closures-added', 'closuresAdded'],
      ['closures-deleted', 'closuresDeleted'],
    ] as const) {
      const one = { [count]: 1, closuresStored: 9 };
      expect(await verdictOf(code, { ...one, closuresDerived: 1 })).toMatchObject({ exceeded: false, value: 11.11 });
      expect(await verdictOf(code, { ...one, closuresDerived: 0 })).toMatchObject({ exceeded: true });
      expect(await verdictOf(code, { ...one, [count]: 2, closuresDerived: 1 })).toMatchObject({ exceeded: true });
    }
  });
});

describe('rule files', () => {
  const good = {
    ...OWN_RULE,
    conditions: { any: [{ fact: 'sessionsDeleted', operator: 'greaterThan', value: 500 }] },
  };
  const refusal = (change: object): string => {
    try {
      parseRule('mine.json', JSON.stringify({ ...good, ...change }));
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'accepted';
  };

  it('of an operator work without code', async () => {
    const own = createJudge([parseRule('mine.json', JSON.stringify(good))]);
    expect(await own(facts({ sessionsDeleted: 500, sessionsRead: 9_000 }), {})).toMatchObject([{ exceeded: false }]);
    expect(await own(facts({ sessionsDeleted: 501, sessionsRead: 9_000 }), {})).toMatchObject([{ exceeded: true }]);
  });

  it.each([
    ['an unknown key', { colour: 'red' }, 'mine.json: unknown key colour'],
    ['an unknown fact', { count: 'cats' }, 'mine.json: count: unknown fact “cats”'],
    [
      'an unknown fact in a condition',
      { conditions: { all: [{ fact: 'cats', operator: 'equal', value: 1 }] } },
      'mine.json: conditions.all.0.fact: unknown fact “cats”',
    ],
    [
      'an unknown operator',
      { conditions: { all: [{ fact: 'share', operator: 'beats', value: 1 }] } },
      'mine.json: conditions.all.0.operator: unknown operator “beats”',
    ],
    [
      'facts of timetables and of directories',
      { over: 'peopleStored' },
      'mine.json: facts: “sessionsDeleted” is about',
    ],
    ['a wrong type', { blocking: 'yes' }, 'mine.json: blocking: "yes" is not accepted; accepted: true or false'],
    ['no limit', { limit: undefined }, 'mine.json: limit: nothing is not accepted; accepted: a number'],
    [
      'an empty title',
      { title: { fr: '', en: 'x' } },
      'title.fr: "" is not accepted; accepted: a text that is not empty',
    ],
    [
      'a text to compare with',
      { conditions: { all: [{ fact: 'sessionsDeleted', operator: 'equal', value: 'x' }] } },
      'conditions.all.0.value: "x" is not accepted; accepted: a number, a list of numbers or a fact',
    ],
    ['a limit with three decimals', { limit: 0.125 }, 'mine.json: limit:'],
    ['two groups at once', { conditions: { all: [], any: [] } }, 'mine.json: conditions: give exactly one'],
  ])('with %s are refused by file and key', (_what, change, message) => {
    expect(refusal(change)).toContain(message);
  });

  it('that are not JSON, or claim a code twice, are refused', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'carillon-rules-'));
    writeFileSync(path.join(folder, 'a.json'), JSON.stringify(good));
    expect(loadRules(folder)).toHaveLength(1);
    writeFileSync(path.join(folder, 'b.json'), JSON.stringify(good));
    expect(() => loadRules(folder)).toThrow('b.json: code “too-many-deleted” is already that of a.json');
    writeFileSync(path.join(folder, 'b.json'), '{');
    expect(() => loadRules(folder)).toThrow('b.json: not JSON');
    expect(readdirSync(folder)).toHaveLength(2);
  });
});
