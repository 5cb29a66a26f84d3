/** What the web application is built from: the administration behind it, and facts about this installation. */

import type { IncomingMessage } from 'node:http';
import type { Administration } from '../../domain/administration.ts';
import type { Quotas } from '../../domain/deposit/quota.ts';
import type { Clock, Log, LoginWatch } from '../../domain/ports.ts';

export interface Readiness {
  readonly ready: boolean;
  /** One line a part, `ok` or what is wrong with it. */
  readonly checks: Readonly<Record<string, string>>;
}

/** A request that was answered; times in milliseconds. */
export interface RequestSeen {
  readonly surface: 'api' | 'pages' | 'probes';
  readonly status: number;
  readonly ms: number;
}

export interface WebParts {
  readonly administration: Administration;
  readonly log: Log;
  readonly clock: Clock;
  /** Where people reach this application; null when nobody said so. With `https:` cookies are for https only. */
  readonly publicUrl: string | null;
  readonly readiness: () => Promise<Readiness>;
  /** Prometheus text. */
  readonly metrics?: () => Promise<string>;
  readonly version: string;
  readonly maxUploadBytes: number;
  /** For how many days bodies of reports are kept, and what imports changed line by line. */
  readonly retention: { readonly reportDays: number; readonly changeDays: number };
  /** What accounts and sites may deposit, to be shown; absent: no limits. */
  readonly quotas?: Quotas;
  /** Uploads lie here without a name until they are handed over; default: the system's folder for temporary files. */
  readonly uploadFolder?: string;
  /** A body must bring at least 100 bytes a second, looked at this often; default: 30 s. */
  readonly bodyWindowMs?: number;
  /** The client's address; behind a trusted proxy the caller reads it from the proxy's header. */
  readonly addressOf?: (request: IncomingMessage) => string;
  /** May this request's connection carry passwords and tokens? Absent: every one may. */
  readonly mayCarrySecrets?: (request: IncomingMessage) => boolean;
  readonly logins?: Pick<LoginWatch, 'failed' | 'banned'>;
  /** Told of every request that was answered, for the figures. */
  readonly seen?: (about: RequestSeen) => void;
  /** By which id a request is known; absent: a new one. */
  readonly requestIdOf?: (request: IncomingMessage) => string;
  /** Runs work on behalf of whoever sent the request. */
  readonly asking?: (request: IncomingMessage, work: () => void) => void;
}
