/** Patience with the queue's engine: an answer in time or AppError `queue-unavailable`, never a caller that hangs. */
import { AppError } from '../../domain/model/errors.ts';

/** Milliseconds. */
export const patience = 5_000;

/** What `work` gives, unless it fails or takes too long; what it then still does is harmless to the caller. */
export async function within<T>(work: Promise<T>, maxMs = patience): Promise<T> {
  // No abort signal: an error object for each job that was added in time would cost more than adding it.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${maxMs} ms`)), maxMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new AppError('queue-unavailable', `The queue does not answer: ${why}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
