/** Who answers at an address that does not answer as it should: a port or an encryption that was mistaken for another is told. */

import { connect, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';

type Answering = 'PostgreSQL' | 'Redis' | 'encrypted Redis' | 'nobody we know';

/** A server that has nothing to say to what it does not understand is not waited for longer. */
const PATIENCE_MS = 1_500;

/** PostgreSQL answers one letter to this question for encryption, whatever it is asked later. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const PING = Buffer.from('PING\r\n');
/** Right, without a password, without a right, from another machine, or still reading its data. */
const REDIS = /^(\+PONG|-(NOAUTH|NOPERM|DENIED|LOADING|ERR)\b)/;

const PORTS: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

/** What is likely wrong with the address of a database or queue that could not be opened, as a sentence to follow what it said; empty: nothing is known. */
export async function likelyMistake(url: string): Promise<string> {
  if (!URL.canParse(url)) return '';
  const { hostname, port, protocol, searchParams } = new URL(url);
  if (hostname === '' || searchParams.has('host')) return '';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const found = await whoAnswers(host, Number(port) || (PORTS[protocol] ?? 0));
  const there = `${hostname}:${port || PORTS[protocol]}`;
  if (protocol.startsWith('postgres'))
    return /Redis/.test(found)
      ? `. Redis answers at ${there}: DATABASE_URL names the wrong port (PostgreSQL’s own is 5432), or stands in the place of REDIS_URL`
      : '';
  if (found === 'PostgreSQL')
    return `. PostgreSQL answers at ${there}: REDIS_URL names the wrong port (Redis’s own is 6379), or stands in the place of DATABASE_URL`;
  if (found === 'Redis' && protocol === 'rediss:')
    return `. Redis answers at ${there} without encryption: write redis:// in REDIS_URL, or give that Redis a certificate`;
  if (found === 'encrypted Redis' && protocol === 'redis:')
    return `. Redis answers at ${there} with encryption only: write rediss:// in REDIS_URL`;
  return '';
}

async function whoAnswers(host: string, port: number): Promise<Answering> {
  const plain = (): Socket => connect(port, host);
  if (/^[SN]/.test(await answerOf(plain(), SSL_REQUEST))) return 'PostgreSQL';
  if (REDIS.test(await answerOf(plain(), PING))) return 'Redis';
  // Nothing is told to it: whose certificate it has does not matter.
  const encrypted = connectEncrypted({ port, host, rejectUnauthorized: false });
  return REDIS.test(await answerOf(encrypted, PING)) ? 'encrypted Redis' : 'nobody we know';
}

/** The first bytes of what a server says to a question; empty: nothing in time. */
function answerOf(socket: Socket, question: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const end = (answer: string): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(answer);
    };
    const late = setTimeout(end, PATIENCE_MS, '');
    socket
      .on('error', () => end(''))
      .on('close', () => end(''))
      .once('data', (data: Buffer) => end(data.toString('latin1')));
    socket.write(question);
  });
}
