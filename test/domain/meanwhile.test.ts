/** Work while something that was asked for is under way. */
import { expect, it } from 'vitest';
import { meanwhile } from '../../src/domain/model/meanwhile.ts';

it('works before the answer is there, and gives both', async () => {
  const order: string[] = [];
  const asked = Promise.resolve().then(() => {
    order.push('answer');
    return 1;
  });
  const both = await meanwhile(asked, () => {
    order.push('work');
    return 'done';
  });
  expect(both).toEqual([1, 'done']);
  expect(order).toEqual(['work', 'answer']);
});

it('tells the trouble of who was asked', async () => {
  await expect(meanwhile(Promise.reject(new Error('gone')), () => 'done')).rejects.toThrow('gone');
});

it('waits for the answer also where the work throws, and tells the trouble of the work', async () => {
  let answer: () => void = () => undefined;
  let isAnswered = false;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  }).then(() => {
    isAnswered = true;
  });
  const both = meanwhile(asked, () => {
    throw new Error('work');
  });
  const settled = both.catch((error: Error) => ({ said: error.message, isAnswered }));
  answer();
  expect(await settled).toEqual({ said: 'work', isAnswered: true });
});

it('tells the trouble of the work where both fail', async () => {
  const both = meanwhile(Promise.reject(new Error('gone')), () => {
    throw new Error('work');
  });
  await expect(both).rejects.toThrow('work');
});
