/** BullMQ on our own PostgreSQL, in a schema of its own that it migrates itself. */
import { createPostgresBackend, type PgPoolConfig } from 'bullmq';
import type { QueueBackend } from './bullmq.ts';

/** What the queue needs of the database: how to connect. */
export interface PostgresSource {
  readonly poolConfig: PgPoolConfig;
}

const schema = 'bullmq';
/** Who asks and who works hold so many connections each, and who works one more that listens. */
const max = 4;
/** BullMQ's function for several takes 2.7 ms of the server, that for one 0.4 ms. */
const BULK_FROM = 7;

export function postgresBackend({ poolConfig }: PostgresSource): QueueBackend {
  const backendWith = (migrate: boolean): QueueBackend['asking'] => {
    const connection = { ...poolConfig, schema, max, migrate };
    return (name, opts, more) => listeningAnew(createPostgresBackend(name, { ...opts, connection }, more));
  };
  return { asking: backendWith(true), working: backendWith(false), bulkFrom: BULK_FROM };
}

type Backend = ReturnType<typeof createPostgresBackend>;

/**
 * Ends the wait for a job on a connection that is lost, and has the next one listen anew. BullMQ does so too, but where the
 * server's answer to LISTEN and its last word come together, it sees the loss before it begins to wait, and then waits on the dead
 * connection, up to an hour after earlier trouble (docs/decisions/journal-and-queue.md).
 */
function listeningAnew(backend: Backend): Backend {
  backend.on('error', () => {
    // By then a wait that was about to begin has begun.
    setImmediate(async () => {
      await backend.disconnectBlocking();
      await backend.reconnectBlocking();
    });
  });
  return backend;
}
