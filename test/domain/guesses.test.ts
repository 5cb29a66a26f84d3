/** Who may try a password when: one row for each rule of docs/security.md. */
import { describe, expect, it, test } from 'vitest';
import {
  createGuessGuard,
  createSlowdown,
  GUESS_HALF_LIFE_MS,
  type GuessGuard,
  type GuessLimits,
  type GuessTry,
} from '../../src/domain/model/guesses.ts';

const LIMITS: GuessLimits = {
  known: { free: 4, firstSeconds: 10, maxSeconds: 40 },
  pair: { free: 3, firstSeconds: 30, maxSeconds: 120 },
  account: { free: 6, firstSeconds: 5, maxSeconds: 60 },
  address: { free: 5, firstSeconds: 5, maxSeconds: 60 },
};
/** A school behind one address, and strangers elsewhere. */
const [SCHOOL, ELSEWHERE] = ['192.0.2.1', '198.51.100.9'];
const [CLAIRE, LUC] = ['claire@ecole.example', 'luc@ecole.example'];

const trying = (account: string, address = SCHOOL, knownBy: string | null = null): GuessTry => ({
  account,
  address,
  knownBy,
});

function start(): { readonly guard: GuessGuard; later(seconds: number): void } {
  let now = 0;
  return {
    guard: createGuessGuard(LIMITS, () => now),
    later: (seconds) => {
      now += seconds * 1_000;
    },
  };
}

/** Wrong tries, each after its pause; the pauses. */
function wrong(one: GuessTry, times: number, { guard, later } = start()): number[] {
  return Array.from({ length: times }, () => {
    later(guard.waitSeconds(one));
    guard.failed(one);
    return guard.waitSeconds(one);
  });
}

describe('pauses after wrong tries grow up to a limit', () => {
  test.each([
    ['for one account from one address', trying(CLAIRE), [0, 0, 30, 60, 120, 120]],
    [
      'for one account from a browser that it is known from',
      trying(CLAIRE, SCHOOL, 'browser 1'),
      [0, 0, 0, 10, 20, 40, 40],
    ],
  ])('%s', (_title, one, pauses) => {
    expect(wrong(one, pauses.length)).toEqual(pauses);
  });

  it('for one account from many addresses', () => {
    const world = start();
    const pauses = Array.from({ length: 10 }, (_, index) => wrong(trying(CLAIRE, `203.0.113.${index}`), 1, world)[0]);
    expect(pauses).toEqual([0, 0, 0, 0, 0, 5, 10, 20, 40, 60]);
  });

  it('for many accounts from one address, whether there are such accounts or not', () => {
    const world = start();
    const pauses = Array.from({ length: 9 }, (_, index) => wrong(trying(`typo${index}@ecole.example`), 1, world)[0]);
    expect(pauses).toEqual([0, 0, 0, 0, 5, 10, 20, 40, 60]);
  });
});

describe('who has to wait for what others do', () => {
  /** What happened before, who then shows a right password, and for how many seconds that is not looked at. */
  const stories: readonly [string, (guard: GuessGuard) => void, GuessTry, number][] = [
    [
      'somebody mistypes a hundred times: a colleague at the same address does not wait',
      (guard) => times(100, () => guard.failed(trying(LUC))),
      trying(CLAIRE),
      0,
    ],
    [
      'four people mistype their addresses: nobody waits',
      (guard) => times(4, (index) => guard.failed(trying(`typo${index}@ecole.example`))),
      trying(CLAIRE),
      0,
    ],
    [
      'a spray from the same address: an unknown browser waits',
      (guard) => times(50, (index) => guard.failed(trying(`staff${index}@ecole.example`))),
      trying(CLAIRE),
      60,
    ],
    [
      'a spray from the same address: a known browser does not wait',
      (guard) => times(50, (index) => guard.failed(trying(`staff${index}@ecole.example`))),
      trying(CLAIRE, SCHOOL, 'browser 1'),
      0,
    ],
    [
      'a spray from the same address: who tries from elsewhere does not wait',
      (guard) => times(50, (index) => guard.failed(trying(`staff${index}@ecole.example`))),
      trying(CLAIRE, ELSEWHERE),
      0,
    ],
    [
      'guesses at the account from everywhere: an unknown browser waits',
      (guard) => times(50, (index) => guard.failed(trying(CLAIRE, `203.0.113.${index}`))),
      trying(CLAIRE),
      60,
    ],
    [
      'guesses at the account from everywhere: a known browser does not wait',
      (guard) => times(50, (index) => guard.failed(trying(CLAIRE, `203.0.113.${index}`))),
      trying(CLAIRE, SCHOOL, 'browser 1'),
      0,
    ],
    [
      'guesses at the account from the same address: a known browser does not wait',
      (guard) => times(50, () => guard.failed(trying(CLAIRE))),
      trying(CLAIRE, SCHOOL, 'browser 1'),
      0,
    ],
    [
      'guesses from a known browser itself: it waits, briefly',
      (guard) => times(50, () => guard.failed(trying(CLAIRE, SCHOOL, 'browser 1'))),
      trying(CLAIRE, SCHOOL, 'browser 1'),
      40,
    ],
    [
      'guesses from a known browser: another one of the account does not wait',
      (guard) => times(50, () => guard.failed(trying(CLAIRE, SCHOOL, 'browser 1'))),
      trying(CLAIRE, SCHOOL, 'browser 2'),
      0,
    ],
    [
      'guesses from a known browser: an unknown one does not wait',
      (guard) => times(50, () => guard.failed(trying(CLAIRE, SCHOOL, 'browser 1'))),
      trying(CLAIRE),
      0,
    ],
    [
      'one’s own wrong tries from an unknown browser: it waits',
      (guard) => times(50, () => guard.failed(trying(LUC))),
      trying(LUC),
      120,
    ],
    [
      'a guesser signs in right in between with an own account: the spray counts on',
      (guard) =>
        times(50, (index) => {
          guard.failed(trying(`staff${index}@ecole.example`));
          guard.failed(trying(LUC));
          guard.succeeded(trying(LUC));
        }),
      trying(CLAIRE),
      60,
    ],
    [
      'people who mistype and then succeed are no spray',
      (guard) =>
        times(50, (index) => {
          guard.failed(trying(`staff${index}@ecole.example`));
          guard.succeeded(trying(`staff${index}@ecole.example`));
        }),
      trying(CLAIRE),
      0,
    ],
    [
      'the owner succeeds while strangers guess: their guesses count on',
      (guard) => {
        times(50, (index) => guard.failed(trying(CLAIRE, `203.0.113.${index}`)));
        guard.succeeded(trying(CLAIRE, SCHOOL, 'browser 1'));
      },
      trying(CLAIRE),
      60,
    ],
    [
      'something broke while passwords were checked: nothing counts',
      (guard) =>
        times(50, (index) => {
          guard.failed(trying(CLAIRE));
          guard.forgiven(trying(CLAIRE));
          guard.failed(trying(`staff${index}@ecole.example`));
          guard.forgiven(trying(`staff${index}@ecole.example`));
          guard.failed(trying(CLAIRE, SCHOOL, 'browser 1'));
          guard.forgiven(trying(CLAIRE, SCHOOL, 'browser 1'));
        }),
      trying(CLAIRE),
      0,
    ],
  ];
  test.each(stories)('%s', (_title, before, then, seconds) => {
    const { guard } = start();
    before(guard);
    expect(guard.waitSeconds(then)).toBe(seconds);
  });
});

describe('counts', () => {
  it('fade by half in an hour', () => {
    const { guard, later } = start();
    times(3, () => guard.failed(trying(CLAIRE)));
    expect(guard.waitSeconds(trying(CLAIRE))).toBe(30);
    later(GUESS_HALF_LIFE_MS / 1_000);
    guard.failed(trying(CLAIRE));
    expect(guard.waitSeconds(trying(CLAIRE))).toBe(30);
    later((4 * GUESS_HALF_LIFE_MS) / 1_000);
    guard.failed(trying(CLAIRE));
    expect(guard.waitSeconds(trying(CLAIRE))).toBe(0);
  });

  it('of a success forget what was wrong before', () => {
    const { guard } = start();
    times(2, () => guard.failed(trying(CLAIRE)));
    guard.succeeded(trying(CLAIRE));
    times(2, () => guard.failed(trying(CLAIRE)));
    expect(guard.waitSeconds(trying(CLAIRE))).toBe(0);
  });

  it('are kept of so many keys and no more, however long those are', () => {
    const slowdown = createSlowdown({ free: 1, firstSeconds: 10, maxSeconds: 10 }, () => 0);
    const long = 'x'.repeat(100_000);
    slowdown.add('first');
    slowdown.add(`${long}1`);
    expect([slowdown.count('first'), slowdown.waitMs(`${long}2`)]).toEqual([1, 10_000]);
    times(20_000, (index) => slowdown.add(String(index)));
    expect([slowdown.count('first'), slowdown.count('19999')]).toEqual([0, 1]);
  });
});

function times(count: number, work: (index: number) => void): void {
  for (let index = 0; index < count; index++) work(index);
}
