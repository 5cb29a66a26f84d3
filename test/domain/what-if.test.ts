/** What past imports would have given: the judge itself, over noted facts, with other limits, blocking and floors. */
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import { FACT_NAMES, type FactName, type Facts } from '../../src/domain/diff/facts.ts';
import { decisionOf } from '../../src/domain/thresholds/evaluate.ts';
import { changed, type Overrides, whatIf } from '../../src/domain/thresholds/what-if.ts';

const judge = createJudge(loadRules(path.join(import.meta.dirname, '../../rules')));
const run = (some: Partial<Record<FactName, number | null>>): { facts: Facts } => ({
  facts: { ...Object.fromEntries(FACT_NAMES.map((name) => [name, 0])), ...some } as Facts,
});

async function tried(
  facts: Partial<Record<FactName, number | null>>,
  changes: Overrides,
  { before = {}, onBreach = 'hold' }: { before?: Overrides; onBreach?: 'hold' | 'stop' } = {},
) {
  const [answer] = await whatIf([run(facts)], judge, { before, after: changed(before, changes) }, onBreach);
  if (!answer) throw new Error('no answer');
  return `${answer.before.decision} → ${answer.after.decision} ${answer.after.exceeded.join()}`.trim();
}

describe('a threshold that is moved', () => {
  const half = { servicesDeleted: 50, servicesStored: 100 };

  it('holds an import as soon as its share is strictly greater', async () => {
    expect(await tried(half, { 'services-deleted': { limit: 50 } })).toBe('integrated → integrated');
    expect(await tried(half, { 'services-deleted': { limit: 49.99 } })).toBe('integrated → held services-deleted');
    expect(await tried({ servicesDeleted: 51, servicesStored: 100 }, { 'services-deleted': { limit: 51 } })).toBe(
      'held → integrated',
    );
  });

  it('becomes an alert where it no longer blocks, and a hold where it does', async () => {
    const tooMany = { servicesDeleted: 60, servicesStored: 100 };
    expect(await tried(tooMany, { 'services-deleted': { blocking: false } })).toBe(
      'held → integrated-with-alerts services-deleted',
    );
    const unmatched = { teachersUnmatched: 6, teachersRead: 100 };
    expect(await tried(unmatched, { 'teachers-unmatched': { blocking: true } })).toBe(
      'integrated-with-alerts → held teachers-unmatched',
    );
  });

  it('counts for nothing at or under its floor', async () => {
    const few = { teachersUnmatched: 2, teachersRead: 10 };
    expect(await tried(few, { 'teachers-unmatched': { floor: 2 } })).toBe('integrated-with-alerts → integrated');
    expect(await tried(few, { 'teachers-unmatched': { floor: 1 } })).toBe(
      'integrated-with-alerts → integrated-with-alerts teachers-unmatched',
    );
  });

  it('keeps the floor of derived closure periods where the file’s are derived', async () => {
    const one = { closuresAdded: 1, closuresStored: 9 };
    expect(await tried({ ...one, closuresDerived: 1 }, { 'closures-added': { limit: 5 } })).toBe(
      'integrated → integrated',
    );
    expect(await tried(one, { 'closures-added': { limit: 20 } })).toBe('held → integrated');
  });

  it('refuses instead of holding where the site stops', async () => {
    expect(await tried(half, { 'services-deleted': { limit: 10 } }, { onBreach: 'stop' })).toBe(
      'integrated → rejected services-deleted',
    );
  });

  it('starts from what the site says already, and changes only what is named', async () => {
    const before = { 'services-deleted': { limit: 10 }, 'teachers-unmatched': { blocking: true } };
    expect(await tried(half, { 'services-deleted': { blocking: false } }, { before })).toBe(
      'held → integrated-with-alerts services-deleted',
    );
    expect(changed(before, { 'services-deleted': { floor: 3 } })).toEqual({
      'services-deleted': { limit: 10, floor: 3 },
      'teachers-unmatched': { blocking: true },
    });
  });

  it('lets nothing pass because a number was missing', async () => {
    expect(await tried({ servicesStored: null }, { 'services-deleted': { blocking: false } })).toMatch(
      /^held → held .*services-deleted/,
    );
  });
});

it('tells nothing new when nothing changed, whatever the numbers', async () => {
  const number = fc.integer({ min: 0, max: 2_000 });
  const facts = fc.record(Object.fromEntries(FACT_NAMES.map((name) => [name, number])));
  await fc.assert(
    fc.asyncProperty(facts, async (some) => {
      const [answer] = await whatIf([run(some)], judge, { before: {}, after: {} }, 'hold');
      expect(answer?.after).toEqual(answer?.before);
      expect(answer?.before.decision).toBe(decisionOf(await judge(run(some).facts, {}), 'hold'));
    }),
    { numRuns: 30 },
  );
});

it('answers for many imports, each for itself', async () => {
  const runs = Array.from({ length: 20 }, (_, index) => run({ servicesDeleted: index, servicesStored: 100 }));
  const answers = await whatIf(runs, judge, { before: {}, after: { 'services-deleted': { limit: 9 } } }, 'hold');
  expect(answers.filter((one) => one.after.decision === 'held')).toHaveLength(10);
});
