/** BullMQ on Redis or Valkey. */
import { createRedisBackend } from 'bullmq';
import type { QueueBackend } from './bullmq.ts';

/** After so long without a word the network is asked whether the server is still there. */
const KEEP_ALIVE_MS = 30_000;

/** Who asks is refused when the server is away; who works waits for its return. */
export function redisBackend(url: string): QueueBackend {
  const retryStrategy = (times: number) => Math.min(50 * times, 1_000);
  const server = url.startsWith('/') ? { path: url } : { url };
  const backendWith = (maxRetriesPerRequest: number | null): QueueBackend['asking'] => {
    const connection = { ...server, retryStrategy, maxRetriesPerRequest, keepAlive: KEEP_ALIVE_MS };
    return (name, opts, more) => createRedisBackend(name, { ...opts, connection }, more);
  };
  return { asking: backendWith(1), working: backendWith(null), bulkFrom: 2 };
}
