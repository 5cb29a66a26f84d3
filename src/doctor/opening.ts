/** What an operator does about an installation that cannot be opened. */

import { AppError, codeOf } from '../domain/model/errors.ts';
import { type Remedy, remedyFor } from './remedies.ts';

/** By codes of ours, which tell enough. */
const BY_CODE: readonly Remedy[] = [
  [/^database-older$/, 'back up, then start the daemon of this version: it brings the tables up to date'],
  [/^database-changed$/, 'install the newer version again, or restore a backup from before it'],
  [/^database-other$/, 'set DATABASE_URL as the daemon has it: what is told above says how'],
  [/^database-foreign$/, 'make a database for Carillon alone (createdb), and name it in DATABASE_URL'],
  [
    /^database-pooled$/,
    'let the pooler keep a session for each client (pgbouncer: pool_mode = session), or name PostgreSQL itself in DATABASE_URL',
  ],
  [/^installation-moved$/, 'set DATABASE_URL to where it was moved'],
  [/^account-other$/, 'run commands as the account of the daemon; give back what another one has left there: chown -R'],
  [/^database-too-old$/, 'bring the server to PostgreSQL 15 or newer'],
  [/^rule-invalid$/, 'see the check “rules”'],
  [/^folder-unusable$/, 'name another folder'],
  [/^spool-other$/, 'mount or name the spool of this installation: what is told above says how'],
  [/^(spool-unavailable|no-room)$/, 'see the checks “folders” and “disks”, and what stands in the spool folder'],
];

/** By what PostgreSQL or the way to it says. */
const DATABASE: readonly Remedy[] = [
  [/answers at/, 'set DATABASE_URL to the address of PostgreSQL: what is told above says what is there'],
  [/28P01|password authentication/, 'put the right password into DATABASE_URL, or change it on the server'],
  [
    /28000|no pg_hba\.conf entry|role .* does not exist/,
    'let the account of DATABASE_URL in on the server (pg_hba.conf, create role)',
  ],
  [/3D000|database .* does not exist/, 'make the database that DATABASE_URL names (createdb), or name another one'],
  [/42501|permission denied/, 'give the account of DATABASE_URL the right to make tables: it should own its database'],
  [/25006|read-only/, 'name the server in DATABASE_URL that takes changes, not a copy of it that is for reading'],
  [
    /does not support SSL/,
    'switch encryption on at the server (ssl = on), or take sslmode out of DATABASE_URL in a network of your own',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'see the host in DATABASE_URL: this machine does not know its name'],
  [
    /ECONNREFUSED|timeout|ETIMEDOUT|EHOSTUNREACH/,
    'see that PostgreSQL runs at DATABASE_URL, and that no firewall is between',
  ],
];

/** By what Redis or the way to it says. */
const QUEUE: readonly Remedy[] = [
  [/answers at/, 'mend REDIS_URL: what is told above says what is there'],
  [
    /WRONGPASS|NOAUTH|NOPERM|invalid password|without any password/,
    'put the login and password that Redis takes into REDIS_URL (redis://user:password@host:6379)',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'see the host in REDIS_URL: this machine does not know its name'],
  [/./, 'see that Redis runs at REDIS_URL; without REDIS_URL the database holds the queue'],
];

export function remedyToOpen(error: unknown): string {
  const code = error instanceof AppError ? error.code : '';
  const said = error instanceof Error ? `${error.message} ${codeOf(error.cause)}` : '';
  const of = code.startsWith('database') ? DATABASE : code.startsWith('queue') ? QUEUE : [];
  return (
    remedyFor(code, BY_CODE) ??
    remedyFor(said, of) ??
    'see that PostgreSQL (DATABASE_URL) and Redis (REDIS_URL) run and let Carillon in'
  );
}
