/** Work of ours while somebody else works for us. */

/**
 * Waits for what has been asked for, and works until it is there: the database looks its rows up on a processor of its own.
 * Gives both. Where the work throws, what was asked for is still waited for, so that whoever was asked is free again.
 */
export async function meanwhile<Asked, Done>(asked: Promise<Asked>, work: () => Done): Promise<[Asked, Done]> {
  let done: Done;
  try {
    done = work();
  } catch (error) {
    await asked.catch(() => undefined);
    throw error;
  }
  return [await asked, done];
}
