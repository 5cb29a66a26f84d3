/** Places for work: so many at once, the others in line in the order they came, and nobody keeps a place that he has left. */
import { describe, expect, it, vi } from 'vitest';
import { createPlaces } from '../../src/dry-run/places.ts';

const LIMITS = { places: 2, waiting: 2, waitMs: 1_000 };

/** Takes a place or stands in line; `got` is undefined while it does. */
function asker(places: ReturnType<typeof createPlaces>, gone?: AbortSignal) {
  const one: { got: (() => void) | null | undefined; readonly end: Promise<void> } = {
    got: undefined,
    end: places.take(gone).then((place) => {
      one.got = place;
    }),
  };
  return one;
}

describe('places', () => {
  it('are for so many at once; the next in line gets the place that is given back', async () => {
    const places = createPlaces(LIMITS);
    const [one, two, three, four] = [1, 2, 3, 4].map(() => asker(places));
    await Promise.all([one?.end, two?.end]);
    expect([three?.got, four?.got]).toEqual([undefined, undefined]);
    one?.got?.();
    await three?.end;
    expect(three?.got).toBeTypeOf('function');
    expect(four?.got).toBeUndefined();
    // Given back twice it is one place all the same.
    one?.got?.();
    two?.got?.();
    await four?.end;
    expect(await places.take(AbortSignal.abort())).toBeNull();
    const next = asker(places);
    three?.got?.();
    await next.end;
    next.got?.();
    four?.got?.();
    expect(await places.take()).toBeTypeOf('function');
  });

  it('refuse who finds the line full', async () => {
    const places = createPlaces({ ...LIMITS, waiting: 1 });
    await places.take();
    await places.take();
    const waiting = asker(places);
    expect(await places.take()).toBeNull();
    expect(waiting.got).toBeUndefined();
  });

  it('refuse who has waited too long, and forget who has left', async () => {
    vi.useFakeTimers();
    try {
      const places = createPlaces({ ...LIMITS, places: 1 });
      const first = asker(places);
      await first.end;
      const leaving = new AbortController();
      const [late, left] = [asker(places), asker(places, leaving.signal)];
      leaving.abort();
      await left.end;
      expect(left.got).toBeNull();
      vi.advanceTimersByTime(LIMITS.waitMs);
      await late.end;
      expect(late.got).toBeNull();
      // Neither of them is handed the place: it is free for the next.
      first.got?.();
      expect(await places.take()).toBeTypeOf('function');
    } finally {
      vi.useRealTimers();
    }
  });
});
