/** Mail by SMTP: says of each failure whether a retry may heal it, and never an address in a message. */

import { createTransport, type Transporter } from 'nodemailer';
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

/** Greets the server and logs in; sends nothing. Throws what went wrong. */
export async function verifyMailServer(url: string, timeoutMs = 10_000): Promise<void> {
  const transport = transportTo(url, timeoutMs);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

function transportTo(url: string, timeoutMs: number): Transporter {
  return createTransport({
    url,
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
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
