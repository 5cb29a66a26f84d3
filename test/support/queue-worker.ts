/** A worker process for tests: takes jobs, says each on a line of stdout, and finishes none. */
import pino from 'pino';
import { openQueue } from '../../src/adapters/queue/bullmq.ts';

const [connectionString = '', redisUrl = '', lockMs = ''] = process.argv.slice(2);
const poolConfig = { connectionString, application_name: 'queue worker' };
const queue = await openQueue({
  redisUrl,
  installation: 'one',
  database: { poolConfig },
  log: pino({ level: 'silent' }),
  lockMs: Number(lockMs),
});
await queue.work((job) => {
  process.stdout.write(`${JSON.stringify(job)}\n`);
  return new Promise(() => undefined);
}, 1);
