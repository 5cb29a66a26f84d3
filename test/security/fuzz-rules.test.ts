/** Rule files that are nearly right, drawn from a seed, and the fuzzer itself: `npm run fuzz -- --only rules` draws more. */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Random } from '../../src/demo/school/random.ts';
import { type Area, caseOf, FuzzFailure, fuzz, testSeed } from '../fuzz/area.ts';
import { drawExport } from '../fuzz/edt-cases.ts';
import { rulesArea } from '../fuzz/rules.ts';
import { drawConversation } from '../fuzz/webdav-cases.ts';
import { drawArchive } from '../fuzz/zip-cases.ts';

const area = rulesArea();
afterAll(() => area.close?.());

it('a thousand rule folders are accepted and fit to judge by, or refused by file and key', async () => {
  const { outcomes } = await fuzz(area, { seed: testSeed(), cases: 1_000 });
  expect(outcomes.get('accepted 1')).toBeGreaterThan(75);
  expect(outcomes.size).toBeGreaterThan(6);
}, 180_000);

describe('the fuzzer', () => {
  it('says with a failure how to see it again, and shows the same case then', async () => {
    const drawn: number[] = [];
    const broken: Area<number> = {
      name: 'broken',
      draw: (random) => ({ input: random.integer(0, 9_999), how: ['draw'] }),
      judge: async (input) => {
        drawn.push(input);
        if (drawn.length === 8 || drawn.length === 9) throw new Error('an oracle');
        return 'well';
      },
      show: () => new Uint8Array(),
    };
    const failure = await fuzz(broken, { seed: 5, cases: 100 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FuzzFailure);
    expect(String(failure)).toContain('npm run fuzz -- --only broken --seed 5 --case 7\n');
    expect(String(failure)).toContain('an oracle');
    await expect(fuzz(broken, { seed: 5, cases: 1, first: 7 })).rejects.toThrow('--case 7\n');
    expect(drawn[8]).toBe(drawn[7]);
  });

  it('notices an error that no promise carries', async () => {
    const careless: Area<null> = {
      name: 'careless',
      draw: () => ({ input: null, how: [] }),
      judge: async () => {
        process.emit('unhandledRejection', new Error('nobody listens'), Promise.resolve());
        return 'well';
      },
      show: () => new Uint8Array(),
    };
    await expect(fuzz(careless, { seed: 1, cases: 1 })).rejects.toThrow('nobody listens');
  });

  it('draws each case from seed and number alone', () => {
    const draws: readonly ((random: Random) => unknown)[] = [drawExport, drawArchive, area.draw, drawConversation];
    for (const draw of draws) {
      const one = { ...area, draw } as Area<unknown>;
      expect(isDeepStrictEqual(caseOf(one, 3, 11), caseOf(one, 3, 11))).toBe(true);
      expect(isDeepStrictEqual(caseOf(one, 3, 11), caseOf(one, 4, 11))).toBe(false);
    }
  });
});
