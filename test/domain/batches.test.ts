/** Batches: what comes while one is under way goes with the next, each with its own result or error. */
import { expect, it } from 'vitest';
import { inBatches } from '../../src/domain/model/batches.ts';

/** Work that ends when it is told to, and remembers what it was given. */
function workshop(fails: (items: readonly string[]) => Error | null = () => null) {
  const given: string[][] = [];
  const ends: (() => void)[] = [];
  return {
    given,
    async work(items: readonly string[]) {
      given.push([...items]);
      await new Promise<void>((resolve) => ends.push(resolve));
      const error = fails(items);
      if (error) throw error;
      return items.map((item) => ({ item }));
    },
    /** Ends the oldest batch, and lets what follows begin. */
    async end() {
      ends.shift()?.();
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
  };
}

it('begins with what is there, and takes together what comes meanwhile, in order', async () => {
  const { given, work, end } = workshop();
  const give = inBatches({ work, most: 3 });
  const results = ['a', 'b', 'c', 'd', 'e'].map(give);
  expect(given).toEqual([['a']]);
  await end();
  expect(given).toEqual([['a'], ['b', 'c', 'd']]);
  await end();
  await end();
  expect(given.at(-1)).toEqual(['e']);
  expect((await Promise.all(results)).map(({ item }) => item)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('waits for all that comes at the same time when told how', async () => {
  const { given, work, end } = workshop();
  const begins: (() => void)[] = [];
  const give = inBatches({ work, most: 9, soon: (begin) => void begins.push(begin) });
  const results = ['a', 'b'].map(give);
  expect(given).toEqual([]);
  expect(begins).toHaveLength(1);
  begins[0]?.();
  expect(given).toEqual([['a', 'b']]);
  await end();
  await Promise.all(results);
});

it('has as many batches under way as it may', async () => {
  const { given, work, end } = workshop();
  const give = inBatches({ work, most: 1, atOnce: 2 });
  const results = ['a', 'b', 'c'].map(give);
  expect(given).toEqual([['a'], ['b']]);
  for (let one = 0; one < 3; one++) await end();
  expect((await Promise.all(results)).map(({ item }) => item)).toEqual(['a', 'b', 'c']);
});

it('never puts two of one name together, nor the later one before the earlier', async () => {
  const { given, work, end } = workshop();
  const give = inBatches({ work, most: 9, nameOf: (item) => item.slice(0, 1) });
  const results = ['x', 'a1', 'b1', 'a2', 'c1', 'a3'].map(give);
  for (let one = 0; one < 4; one++) await end();
  expect(given).toEqual([['x'], ['a1', 'b1', 'c1'], ['a2'], ['a3']]);
  await Promise.all(results);
});

it('tries each by itself where one of them may be at fault, and tells all where none is', async () => {
  const { given, work, end } = workshop((items) => (items.includes('bad') ? new RangeError('bad') : null));
  const give = inBatches({ work, most: 9, isOfOne: (error) => error instanceof RangeError });
  const results = Promise.allSettled(['first', 'good', 'bad', 'fine'].map(give));
  for (let one = 0; one < 5; one++) await end();
  expect(given).toEqual([['first'], ['good', 'bad', 'fine'], ['good'], ['bad'], ['fine']]);
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);

  const broken = workshop(() => new Error('nobody answers'));
  const giveBroken = inBatches({ work: broken.work, most: 9, isOfOne: (error) => error instanceof RangeError });
  const failed = Promise.allSettled(['first', 'good', 'bad'].map(giveBroken));
  for (let one = 0; one < 3; one++) await broken.end();
  expect(broken.given).toEqual([['first'], ['good', 'bad']]);
  expect((await failed).every(({ status }) => status === 'rejected')).toBe(true);
});
