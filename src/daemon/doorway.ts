/** The listening server: open from the first moment, it says that the daemon is starting until there is one behind it. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { pino } from 'pino';
import { createTlsServer } from '../adapters/tls/reload.ts';
import type { Config } from '../config/config.ts';
import { AppError, codeOf } from '../domain/model/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { VERSION } from '../version.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export interface Doorway {
  readonly address: AddressInfo;
  /** From now on the daemon answers; `waiting` are requests that want to hear `100 Continue` first. */
  open(handlers: { readonly request: Handler; readonly waiting: Handler }): void;
  /** Takes no more connections; `work`, which gives the answers still owed, may take so long before all are cut. */
  close(work: () => Promise<unknown>, drainMs: number): Promise<void>;
}

/** Connections that are still open when every answer has been given are not waited for longer. */
const CLOSING_MS = 2_000;
const DROPS_TOLD_EVERY_MS = 60_000;
const RETRY_AFTER_SECONDS = '10';
const STARTING =
  'Carillon démarre. Rien n’a été gardé : recommencez dans quelques instants. / Carillon is starting, try again soon.\n';

/** Listens as the configuration says. `stage` is what the start is at. Throws AppError `port-taken`, `certificate-invalid`. */
export async function openDoorway(
  config: Config,
  { log, clock, stage }: { readonly log: pino.Logger; readonly clock: Clock; readonly stage: () => string },
): Promise<Doorway> {
  const { server, stopWatching } = await createListener(config, log, clock);
  const starting: Handler = (req, res) => answerStarting(req, res, stage());
  server.on('request', starting).on('checkContinue', starting);
  // Uploads may be slow: the door has its own floor for how slow.
  server.requestTimeout = 0;
  server.headersTimeout = config.http.headersSeconds * 1_000;
  boundConnections(server, config.http.maxConnections, { log, clock });
  await listen(server, config);
  return {
    address: server.address() as AddressInfo,
    open({ request, waiting }) {
      server.removeListener('request', starting).removeListener('checkContinue', starting);
      server.on('request', request).on('checkContinue', waiting);
    },
    async close(work, drainMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await stopWatching();
      const cut = (): void => server.closeAllConnections();
      const drained = setTimeout(() => {
        log.warn({ drainMs }, 'what is still being uploaded is cut off');
        cut();
      }, drainMs);
      await work();
      clearTimeout(drained);
      server.closeIdleConnections();
      const late = setTimeout(cut, CLOSING_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

/** Descriptors are for files and the database as well. Whoever is turned away is told of in the log, at most once a minute. */
function boundConnections(
  server: Server | TlsServer,
  maxConnections: number,
  { log, clock }: { readonly log: pino.Logger; readonly clock: Clock },
): void {
  server.maxConnections = maxConnections;
  let [dropped, toldAt] = [0, Number.NEGATIVE_INFINITY];
  server.on('drop', () => {
    dropped += 1;
    if (clock.now() - toldAt < DROPS_TOLD_EVERY_MS) return;
    log.warn({ maxConnections, dropped }, 'too many connections: new ones are closed until others end');
    [dropped, toldAt] = [0, clock.now()];
  });
}

/** Alive, but not ready: whoever deposits comes again. */
function answerStarting(req: IncomingMessage, res: ServerResponse, stage: string): void {
  const answers: Readonly<Record<string, readonly [number, object]>> = {
    '/healthz': [200, { status: 'alive', version: VERSION }],
    '/readyz': [503, { status: 'not-ready', checks: { start: stage } }],
  };
  const [status, body] = answers[req.url ?? ''] ?? [503, null];
  res.writeHead(status, {
    'content-type': body ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
    connection: 'close',
    ...(status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
  });
  res.end(body ? JSON.stringify(body) : STARTING);
}

/** HTTPS where the configuration names a certificate, else HTTP. */
async function createListener(
  { tls: { certFile, keyFile, clientCaFile }, http: { headersSeconds } }: Config,
  log: pino.Logger,
  clock: Clock,
): Promise<{ readonly server: Server | TlsServer; stopWatching(): Promise<void> }> {
  // Node looks for late headers this often: its own 30 s would double what the configuration says.
  const http = { connectionsCheckingInterval: Math.max(100, headersSeconds * 100) };
  if (certFile === null || keyFile === null) return { server: createServer(http), stopWatching: async () => undefined };
  return await createTlsServer({ files: { certFile, keyFile, clientCaFile }, http, log, clock });
}

/** Why nobody can listen there, and what to do; `AppError` with code `port-taken` or `host-wrong`. */
export function listenTrouble(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const mend: Readonly<Record<string, readonly [code: string, told: string]>> = {
    EADDRINUSE: [
      'port-taken',
      `${host}:${port} is taken: stop what uses it, or choose another port (CARILLON_PORT, or CARILLON_WORKER_PORT of a worker)`,
    ],
    EACCES: [
      'port-taken',
      `port ${port} is for root alone: choose one from 1024 on (CARILLON_PORT) and put a proxy before it`,
    ],
    EADDRNOTAVAIL: ['host-wrong', NO_ADDRESS(host)],
    ENOTFOUND: ['host-wrong', NO_ADDRESS(host)],
    EAI_AGAIN: ['host-wrong', NO_ADDRESS(host)],
    EINVAL: ['host-wrong', NO_ADDRESS(host)],
  };
  const [code, told] = mend[codeOf(error)] ?? [];
  return code === undefined || told === undefined
    ? error
    : new AppError(code, told, { retryable: false, cause: error });
}

const NO_ADDRESS = (host: string): string =>
  `host: ${host} is no address of this machine: set CARILLON_HOST (host) to one of its addresses, or to 0.0.0.0 for all of them`;

function listen(server: Server | TlsServer, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenTrouble(error, config));
    });
    server.listen(config.port, config.host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
