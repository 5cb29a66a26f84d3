/** Places for work that may be done so many times at once; who finds none free waits in line, up to a limit. */

export interface PlaceLimits {
  readonly places: number;
  /** In the line; who comes when it is full is sent away at once. */
  readonly waiting: number;
  /** In the line. */
  readonly waitMs: number;
}

export interface Places {
  /**
   * Resolves with what gives the place back, and with null for who was sent away: the line was full, the wait too long, or
   * `gone` came first.
   */
  take(gone?: AbortSignal): Promise<(() => void) | null>;
}

/** Makes places, all of them free. */
export function createPlaces({ places, waiting, waitMs }: PlaceLimits): Places {
  let taken = 0;
  const line = new Set<() => void>();

  const placeOnce = (): (() => void) => {
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const [next] = line;
      // The place is handed on; only when nobody waits is it given back.
      if (next) next();
      else taken -= 1;
    };
  };

  return {
    take(gone) {
      if (gone?.aborted) return Promise.resolve(null);
      if (taken < places) {
        taken += 1;
        return Promise.resolve(placeOnce());
      }
      if (line.size >= waiting) return Promise.resolve(null);
      return new Promise((resolve) => {
        const leave = (place: (() => void) | null): void => {
          line.delete(come);
          clearTimeout(late);
          gone?.removeEventListener('abort', giveUp);
          resolve(place);
        };
        const come = (): void => leave(placeOnce());
        const giveUp = (): void => leave(null);
        const late = setTimeout(giveUp, waitMs);
        gone?.addEventListener('abort', giveUp);
        line.add(come);
      });
    },
  };
}
