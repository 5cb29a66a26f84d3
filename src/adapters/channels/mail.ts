/** Mail by SMTP: says of each failure whether a retry may heal it, and never an address in a message. */

import { createTransport, type Transporter } from 'nodemailer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import { AppError } from '../../domain/model/errors.ts';
import type { Channel, Clock } from '../../domain/ports.ts';
import { letterOf } from './letter.ts';

export interface MailOptions {
  /** `smtp://login:password@host:587` or `smtps://…`. */
  readonly url: string;
  /** `Carillon <carillon@ecole.example>`. */
  readonly from: string;
  readonly clock: Clock;
  /** For each silence of the server. A whole conversation stays below the outbox's lease. */
  readonly timeoutMs?: number;
}

/** `send` throws AppError `mail-refused` (a retry cannot help) or `mail-not-sent` (it may). */
export function createMailChannel({ url, from, clock, timeoutMs = 30_000 }: MailOptions): Channel {
  const transport = transportTo(url, timeoutMs);
  return {
    name: 'mail',
    async send(mail) {
      try {
        await transport.sendMail(letterOf(mail, from, clock.now()));
      } catch (cause) {
        throw troubleOf(cause);
      }
    },
  };
}

/** Greets the server, logs in, and asks whether it takes letters from that sender; sends nothing. Throws what went wrong. */
export async function verifyMailServer(
  { url, from }: Pick<MailOptions, 'url' | 'from'>,
  timeoutMs = 10_000,
): Promise<void> {
  const transport = transportTo(url, timeoutMs);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
  await trySender(placeOf(url, timeoutMs), addressOf(from));
}

/** The server knows our sender and does not want it; `said` is its answer. */
export class SenderRefused extends Error {
  readonly code = 'ESENDER';

  constructor(sender: string, said: string) {
    super(`letters from ${sender} are refused: ${said}`);
  }
}

function addressOf(from: string): string {
  return /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();
}

/** A way to speak commands of one's own on the mailer's connection: it calls that a login. */
const ASKING = 'ASKING';

/** As a letter begins, and then taken back. */
async function trySender({ auth, ...where }: SMTPTransport.Options, sender: string): Promise<void> {
  let said = '';
  const connection = new SMTPConnection({
    ...where,
    customAuth: {
      [ASKING]: async ({ sendCommand }) => {
        const { status, response } = await sendCommand(`MAIL FROM:<${sender}>`);
        if (status < 200 || status > 299) said = response;
        await sendCommand('RSET');
        return true;
      },
    },
  });
  const { user = '', pass = '' } = auth ?? {};
  const step = (work: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      connection.once('error', reject).once('end', () => reject(new Error('the server hung up')));
      work((error) => (error ? reject(error) : resolve()));
    });
  try {
    await step((done) => connection.connect(done));
    const mayLogIn = 'allowsAuth' in connection && connection.allowsAuth === true;
    if (user !== '' && mayLogIn) await step((done) => connection.login({ user, pass }, done));
    await step((done) => connection.login({ method: ASKING, user, pass }, done));
    connection.quit();
  } finally {
    connection.close();
  }
  if (said !== '') throw new SenderRefused(sender, said);
}

function placeOf(url: string, timeoutMs: number): SMTPTransport.Options {
  return {
    ...parseConnectionUrl(url),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
}

function transportTo(url: string, timeoutMs: number): Transporter {
  return createTransport(placeOf(url, timeoutMs));
}

/** Commands whose refusal is about this letter; all others are about the server or our settings, which somebody can mend. */
const ABOUT_THE_LETTER = ['RCPT TO', 'DATA'];

function troubleOf(cause: unknown): AppError {
  const { code, command, responseCode } = partsOf(cause);
  const where = [responseCode === null ? code : `SMTP ${responseCode}`, command && `at ${command}`];
  const isFinal =
    responseCode !== null && responseCode >= 500 && responseCode !== 503 && ABOUT_THE_LETTER.includes(command);
  return new AppError(isFinal ? 'mail-refused' : 'mail-not-sent', where.filter(Boolean).join(' '), {
    retryable: !isFinal,
    cause,
  });
}

function partsOf(error: unknown): {
  readonly code: string;
  readonly command: string;
  readonly responseCode: number | null;
} {
  const fields = new Map<string, unknown>(typeof error === 'object' && error !== null ? Object.entries(error) : []);
  const [code, command, responseCode] = [fields.get('code'), fields.get('command'), fields.get('responseCode')];
  return {
    code: typeof code === 'string' ? code : 'unknown trouble',
    command: typeof command === 'string' ? command : '',
    responseCode: typeof responseCode === 'number' ? responseCode : null,
  };
}
