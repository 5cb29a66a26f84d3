/** What Carillon works with: database, queue, mail server, and the daemon itself where it runs. */

import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { verifyMailServer } from '../adapters/channels/mail.ts';
import { encryptionOf } from '../adapters/store/database-address.ts';
import type { Config } from '../config/config.ts';
import { codeOf } from '../domain/model/errors.ts';
import { notationOf } from '../domain/model/notation.ts';
import type { Carillon } from '../main.ts';
import { VERSION } from '../version.ts';
import { type Check, Finding, look } from './check.ts';
import { type Remedy, remedyFor } from './remedies.ts';

const ANSWER_MS = 5_000;

export function database({ pool, embedded }: Carillon['database'], { databaseUrl }: Config): Promise<Check> {
  return look('database', 'see that PostgreSQL runs and lets Carillon in', async () => {
    const startedAt = performance.now();
    const { rows } = await pool.query<{
      version: string;
      tls: string | null;
      network: boolean;
      bytes: string;
      used: number;
      most: number;
      readonly: string;
    }>(
      `select current_setting('server_version') as version,
         (select case when ssl then version end from pg_stat_ssl where pid = pg_backend_pid()) tls,
         inet_client_addr() is not null network, pg_database_size(current_database()) bytes,
         (select count(*)::int from pg_stat_activity) used, current_setting('max_connections')::int most,
         current_setting('transaction_read_only') readonly`,
    );
    const ms = Math.round(performance.now() - startedAt);
    const [found] = rows;
    if (!found) throw new Error('it gave no answer');
    if (found.readonly === 'on')
      throw new Finding('it is read-only', 'set DATABASE_URL to the server that can be written, not to a replica');
    if (found.used > found.most * 0.9)
      throw new Finding(
        `${found.used} of its ${found.most} connections are in use`,
        'raise max_connections, or run fewer processes: each takes up to 20',
      );
    const which = embedded ? 'private' : `of DATABASE_URL${found.network ? encrypted(found.tls, databaseUrl) : ''}`;
    return `PostgreSQL ${found.version}, ${which}, ${notationOf('en').size(Number(found.bytes))}, ${found.used} of ${found.most} connections, ${ms} ms`;
  });
}

/** Of a connection over a network: what is encrypted, and was the server's certificate looked at? */
function encrypted(tls: string | null, databaseUrl: string | null): string {
  if (tls === null) return ', not encrypted';
  const { isVerified } = encryptionOf(databaseUrl ?? '');
  return `, encrypted (${tls}), ${isVerified ? 'the server’s certificate is verified' : 'the server’s certificate may not be verified: sslmode=verify-full does that'}`;
}

export function queue(of: Carillon['queue'], { redisUrl }: Config): Promise<Check> {
  const todo = redisUrl === null ? 'mend the database: it holds the queue' : 'see that Redis runs at REDIS_URL';
  return look('queue', todo, async () => {
    const { waiting, delayed, active } = await of.counts();
    return `${redisUrl === null ? 'in the database' : 'Redis'}: ${waiting} waiting, ${delayed} delayed, ${active} active`;
  });
}

/** What a mail server's refusal asks for, by the code that the mailer gives it and by its words. */
const MAIL_REMEDIES: readonly Remedy[] = [
  // Asked for without a login, a sender is refused like a login.
  [
    /EAUTH|authentication required/i,
    'put the login and password that the server takes into mail.smtpUrl (CARILLON_SMTP_URL)',
  ],
  [
    /wrong version number|ssl3_get_record/i,
    'smtps:// is for servers that are encrypted from the start (port 465), smtp:// for all others (587, 25)',
  ],
  [/Greeting never received/i, 'a server that is encrypted from the start (port 465) wants smtps:// in mail.smtpUrl'],
  [
    /ESENDER/,
    'set mail.from (CARILLON_MAIL_FROM) to an address that this login may send from, or let the server take it; letters wait meanwhile',
  ],
  [/EDNS|ENOTFOUND|EAI_AGAIN/, 'see the host in mail.smtpUrl (CARILLON_SMTP_URL): this machine does not know its name'],
];

function toMail(error: unknown): string {
  const said = `${codeOf(error)} ${error instanceof Error ? error.message : ''}`;
  return (
    remedyFor(said, MAIL_REMEDIES) ??
    'see mail.smtpUrl (CARILLON_SMTP_URL), and that this machine may reach the server; letters wait meanwhile'
  );
}

/** Greets the server and shows the password; sends nothing. */
export function mailServer({ mail: { smtpUrl, from } }: Config, { mail }: Carillon['folders']): Promise<Check> {
  return look('mail', toMail, async () => {
    if (smtpUrl === null) return `no server: letters are kept in ${mail} and shown in the application`;
    // A server beside us may pass on what it is given; any other looks at the sender.
    const isElsewhere = /[a-z].*\./i.test(new URL(smtpUrl).hostname);
    if (isElsewhere && /@localhost>?$/.test(from.trim()))
      throw new Finding(
        'letters would come from an address at localhost, which servers refuse or throw away',
        'set mail.from (CARILLON_MAIL_FROM) to an address of a domain of yours',
      );
    await verifyMailServer({ url: smtpUrl, from });
    return 'the server takes our letters, and their sender';
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the daemon of this configuration on this machine; null: nobody listens. */
function ask({ host, port, tls }: Config, path: string, isTls = tls.certFile !== null): Promise<Answer | null> {
  return probe({ host: /^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host, port, path }, isTls);
}

/** Does the daemon of this configuration run on this machine? */
export async function isDaemonHere(config: Config): Promise<boolean> {
  const alive = await ask(config, '/healthz').catch(() => null);
  return alive?.body.status === 'alive';
}

/** The figures of the daemon on this machine, as Prometheus reads them; null: none answers. */
export async function daemonFigures(config: Config): Promise<string | null> {
  const web = await ask(config, '/metrics').catch(() => null);
  const port = config.work.port;
  const found = web ?? (port === null ? null : await ask({ ...config, port }, '/metrics', false).catch(() => null));
  return found?.status === 200 ? found.text : null;
}

/** TLS spoken to who speaks none, or the other way round. */
function isOtherWay(error: unknown): boolean {
  return /^(EPROTO|ECONNRESET|HPE_|ERR_SSL)/.test(codeOf(error));
}

function otherWay({ port, tls }: Config): Finding {
  const [wanted, found] = tls.certFile === null ? ['without', 'with'] : ['with', 'without'];
  return new Finding(
    `what answers on port ${port} speaks ${found} encryption, and the configuration is ${wanted} a certificate`,
    'restart the daemon, for tls needs that; run commands with its configuration',
  );
}

/** The daemon of this configuration on this machine, where it runs. */
export function daemon(config: Config): Promise<Check> {
  return look('daemon', 'see its log: `carillon logs`', async () => {
    const { port } = config;
    const alive = await ask(config, '/healthz').catch((error: unknown) => {
      throw isOtherWay(error) ? otherWay(config) : error;
    });
    if (alive === null) return 'does not run here (on this host and port)';
    if (alive.body.status !== 'alive')
      throw new Finding(`something else answers on port ${port}`, 'stop it, or choose another port');
    if (alive.body.version !== VERSION)
      throw new Finding(
        `the daemon that runs is version ${alive.body.version}, this program is ${VERSION}`,
        'restart the daemon',
      );
    const ready = await ask(config, '/readyz');
    if (ready?.status !== 200)
      throw new Error(`it runs and is not ready: ${JSON.stringify(ready?.body.checks ?? 'no answer')}`);
    return 'runs and is ready';
  });
}

/** Null: nobody listens. */
function probe(where: { host: string; port: number; path: string }, isTls: boolean): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const options = { ...where, timeout: ANSWER_MS, rejectUnauthorized: false };
    const asked = (isTls ? https : http)(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, body: parsed(text) }));
    });
    asked.on('timeout', () => asked.destroy(new Error(`port ${where.port} is open, and nobody answers in time`)));
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
    asked.end();
  });
}

function parsed(text: string): Answer['body'] {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    return {};
  }
}
