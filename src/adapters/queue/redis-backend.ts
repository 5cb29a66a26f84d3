/** BullMQ on Redis or Valkey. */
import { createRedisBackend } from 'bullmq';
import type { QueueBackend } from './bullmq.ts';

/** Who asks is refused when the server is away; who works waits for its return. */
export function redisBackend(url: string): QueueBackend {
  const retryStrategy = (times: number) => Math.min(50 * times, 1_000);
  const server = url.startsWith('/') ? { path: url } : { url };
  const backendWith = (maxRetriesPerRequest: number | null): QueueBackend['asking'] => {
    const connection = { ...server, retryStrategy, maxRetriesPerRequest };
    return (name, opts, more) => createRedisBackend(name, { ...opts, connection }, more);
  };
  return { asking: backendWith(1), working: backendWith(null) };
}
