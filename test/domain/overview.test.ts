/** All sites at a glance: pages that follow one another hold each site once, in one order, whichever is asked for. */
import { describe, expect, it } from 'vitest';
import { overviewOf, STANDING_SORTS, type Standing } from '../../src/domain/notify/overview.ts';

/** Every urgency several times, in an order of names that is none of numbers. */
const sites: readonly Standing[] = Array.from({ length: 53 }, (_, index) => ({
  id: 100 + index,
  name: `${['Lycée', 'collège', 'École'][index % 3]} ${(index * 7) % 53}`,
  timezone: 'Europe/Paris',
  year: 2026,
  lastGoodAt: index % 5 === 0 ? null : 1_000 * ((index * 11) % 53),
  freshness: {
    state: (['fresh', 'late', 'stale', 'none'] as const)[index % 4] ?? 'none',
    missedDays: 0,
    expectedDays: 1,
    unapplied: null,
  },
  running: index % 6 === 0 ? 1 : 0,
  waiting: 0,
  held: index % 7 === 0 ? 1 : 0,
  failing: index % 9 === 0 ? 1 : 0,
}));

const allPages = (sort: (typeof STANDING_SORTS)[number], isReversed: boolean, limit: number): readonly Standing[] => {
  const { pages } = overviewOf(sites, { sort, isReversed, limit });
  return Array.from({ length: pages }, (_, index) =>
    overviewOf(sites, { sort, isReversed, limit, page: index + 1 }),
  ).flatMap(({ items }) => items);
};
const ids = (list: readonly Standing[]): readonly number[] => list.map(({ id }) => id);

describe.each(STANDING_SORTS)('sorted by %s', (sort) => {
  const whole = ids(allPages(sort, false, 100));

  it.each([1, 4, 25])('pages of %d follow one another', (limit) => {
    expect(new Set(whole).size).toBe(sites.length);
    expect(ids(allPages(sort, false, limit))).toEqual(whole);
  });

  it.each([4, 100])('the other way round it is the same order from its end, in pages of %d', (limit) => {
    expect(ids(allPages(sort, true, limit))).toEqual([...whole].reverse());
  });
});

it('shows first what somebody should look at first, by name within that', () => {
  const kinds = allPages('urgency', false, 10).map(({ failing, held, freshness, running }) => {
    if (failing > 0) return 'failing';
    if (held > 0) return 'held';
    if (freshness.state === 'stale' || freshness.state === 'late') return freshness.state;
    return running > 0 ? 'running' : 'quiet';
  });
  expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
    'failing',
    'held',
    'stale',
    'late',
    'running',
    'quiet',
  ]);
  const names = allPages('urgency', false, 10).flatMap(({ failing, name }) => (failing > 0 ? [name] : []));
  expect(names.slice(0, 3)).toEqual(['Lycée 0', 'Lycée 10', 'Lycée 20']);
});
