/** What the doors of this process have counted: deposits, requests, wrong logins. */

import type { RequestSeen } from '../adapters/web/parts.ts';
import type { PutSeen } from '../adapters/webdav/server.ts';
import type { Counters } from '../daemon/login-watch.ts';
import { counter, type Family, gauge, histogram, type Labels } from './families.ts';

const DOORS = ['webdav', 'web'] as const;
const RESULTS = ['kept', 'refused', 'failed', 'aborted'] as const;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const ABORTED = 499;

function resultOf(status: number): (typeof RESULTS)[number] {
  if (status === ABORTED) return 'aborted';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'kept';
}

export interface WebFigures {
  put(about: PutSeen): void;
  taken(bytes: number): void;
  request(about: RequestSeen): void;
  families(logins: Counters): Family[];
}

export function createWebFigures(): WebFigures {
  const known: Labels[] = RESULTS.map((result) => ({ via: 'webdav', result }));
  const deposits = counter(
    'carillon_deposits_total',
    'Deposits by road and result: kept, refused (4xx), failed (5xx), aborted by the client.',
    [...known, { via: 'drop-folder', result: 'kept' }],
  );
  const bytes = counter('carillon_deposit_bytes_total', 'Bytes of deposits that were kept.', [
    { via: 'webdav' },
    { via: 'drop-folder' },
  ]);
  const depositSeconds = histogram(
    'carillon_deposit_seconds',
    'From the head of a PUT that was kept to its answer; the client’s speed counts.',
    SECONDS,
  );
  const surfaces = ['api', 'pages'].map((surface) => ({ surface }));
  const requestSeconds = histogram('carillon_request_seconds', 'Answers of API and pages.', SECONDS, surfaces);
  const requests = counter('carillon_requests_total', 'Requests to API and pages by class of status.', []);
  return {
    put({ status, bytes: size, ms }) {
      const result = resultOf(status);
      deposits.add({ via: 'webdav', result });
      if (result !== 'kept') return;
      bytes.add({ via: 'webdav' }, size);
      depositSeconds.observe(ms / 1_000);
    },
    taken(size) {
      deposits.add({ via: 'drop-folder', result: 'kept' });
      bytes.add({ via: 'drop-folder' }, size);
    },
    request({ surface, status, ms }) {
      if (surface === 'probes') return;
      requestSeconds.observe(ms / 1_000, { surface });
      requests.add({ surface, status: `${Math.floor(status / 100)}xx` });
    },
    families: (logins) => [
      deposits.family(),
      bytes.family(),
      depositSeconds.family(),
      requestSeconds.family(),
      requests.family(),
      perDoor('carillon_auth_failures_total', 'Wrong logins since the start of this process.', logins.failures),
      perDoor('carillon_auth_bans_total', 'Pauses imposed after too many wrong logins.', logins.bans),
    ],
  };
}

function perDoor(name: string, help: string, values: Counters['failures']): Family {
  const samples = DOORS.map((door) => ({ labels: { door }, value: values[door] }));
  return { ...gauge(name, help, samples), type: 'counter' };
}
