/** Things that come one by one and are worked on together: what comes while a batch is under way goes with the next one. */

export interface BatchWork<T, R extends object | null> {
  /** Gives a result for each, in their order. */
  readonly work: (items: readonly T[]) => Promise<readonly R[]>;
  /** Items of a batch, at most. */
  readonly most: number;
  /** Batches under way at a time, at most. */
  readonly atOnce?: number;
  /** Two of one name never go in one batch: the later one waits. */
  readonly nameOf?: (item: T) => string;
  /** May an error be that of one item alone? Then each is tried by itself. */
  readonly isOfOne?: (error: unknown) => boolean;
  /** Calls back when all that comes at the same time has come; absent: at once. */
  readonly soon?: (begin: () => void) => void;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes one item, and gives its own result or error. */
export function inBatches<T, R extends object | null>({
  work,
  most,
  atOnce = 1,
  nameOf,
  isOfOne = () => false,
  soon = (begin) => begin(),
}: BatchWork<T, R>): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let underWay = 0;
  let isBeginning = false;

  function take(): Waiting<T, R>[] {
    const names = new Set<string>();
    const batch: Waiting<T, R>[] = [];
    const later: Waiting<T, R>[] = [];
    for (const one of waiting) {
      const name = nameOf?.(one.item);
      if (batch.length >= most || (name !== undefined && names.has(name))) later.push(one);
      else batch.push(one);
      if (name !== undefined) names.add(name);
    }
    waiting = later;
    return batch;
  }

  async function carry(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await work(batch.map((one) => one.item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error('work on a batch gave no result for one of its items'));
        else resolve(result);
      }
    } catch (error) {
      if (batch.length > 1 && isOfOne(error)) for (const one of batch) await carry([one]);
      else for (const { reject } of batch) reject(error);
    }
  }

  function begin(): void {
    isBeginning = false;
    while (waiting.length > 0 && underWay < atOnce) {
      underWay += 1;
      void carry(take()).then(() => {
        underWay -= 1;
        begin();
      });
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isBeginning || underWay >= atOnce) return;
      isBeginning = true;
      soon(begin);
    });
}
