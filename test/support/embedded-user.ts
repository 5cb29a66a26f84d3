/** A process for tests that uses the private PostgreSQL of a folder until its stdin ends; says on stdout what it joined. */
import pino from 'pino';
import { openEmbeddedPostgres } from '../../src/adapters/store/embedded-postgres.ts';

const server = await openEmbeddedPostgres(process.argv[2] ?? '', pino({ level: 'silent' }));
process.stdout.write(`${server.pid} ${server.connection.host}\n`);
process.stdin.resume().once('end', () => void server.close());
