/** Patience with the queue's engine: an answer in time or AppError `queue-unavailable`, never a caller that hangs. */
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../domain/model/errors.ts';

/** Milliseconds. */
export const patience = 5_000;

/** What `work` gives, unless it fails or takes too long; what it then still does is harmless to the caller. */
export async function within<T>(work: Promise<T>, maxMs = patience): Promise<T> {
  const stop = new AbortController();
  const late = pause(maxMs, null, { signal: stop.signal }).then(() => {
    throw new Error(`no answer within ${maxMs} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new AppError('queue-unavailable', `The queue does not answer: ${why}`, { cause });
  } finally {
    stop.abort();
  }
}
