/** The outbox: what was written with a run is sent after the commit, once, and tried again until it is too old. */

import type { Pool } from 'pg';
import { isRetryable } from '../../domain/model/errors.ts';
import type { Channel, Clock, Log, OutgoingMail } from '../../domain/ports.ts';
import { letterText } from './message-texts.ts';
import { moment } from './runs.ts';

export interface Outbox {
  /**
   * Sends everything that is due, whoever else does so at the same time; the signal stops it between two letters.
   * Returns how many went out.
   */
  sendDue(signal?: AbortSignal): Promise<number>;
  /** When `sendDue` has something to do next; null: nothing waits. */
  nextDueAt(): Promise<number | null>;
}

export interface OutboxOptions {
  readonly pool: Pool;
  readonly channel: Channel;
  readonly log: Log;
  readonly clock: Clock;
  /** Told how each try ended, for the figures. */
  readonly seen?: (result: LetterResult) => void;
}

export type LetterResult = 'sent' | 'delayed' | 'given-up';

const MINUTE = 60_000;
/** Pauses after each failed try, about two days in all; after the last the letter is given up. */
export const RETRY_AFTER_MS = [1, 5, 15, 60, 180, 360, 720, 720, 720].map((minutes) => minutes * MINUTE);
/** Longer than any conversation with a mail server: a sender that died is known by it. */
const LEASE_MS = 15 * MINUTE;

interface Claimed {
  readonly id: string;
  readonly message_id: string;
  readonly recipient: string;
  readonly tries: number;
  readonly subject: string;
  readonly body: string;
  readonly created_at: number;
  readonly secret: string | null;
}

const WAITS = `o.channel = 'mail' and o.sent_at is null and o.given_up_at is null and m.withdrawn_at is null`;

/** SQL: how a letter `o` fares, as LetterState. */
export const LETTER_STATE = `case when o.sent_at is not null then 'sent' when o.given_up_at is not null then 'given-up'
  when o.tries > 0 then 'retrying' else 'waiting' end`;

export function createOutbox(options: OutboxOptions): Outbox {
  const { pool, clock } = options;
  return {
    async sendDue(signal) {
      let sent = 0;
      while (!signal?.aborted) {
        const claimed = await claim(pool, clock);
        if (claimed === null) break;
        if (await sendOne(options, claimed)) sent += 1;
      }
      return sent;
    },
    async nextDueAt() {
      const { rows } = await pool.query<{ next: number | null }>(
        `select min(greatest(o.due_at, m.not_before)) next from outbox o join messages m on m.id = o.message_id where ${WAITS}`,
      );
      return rows[0]?.next ?? null;
    },
  };
}

/** Takes one row by pushing it out of the others' sight for the lease; the try counts even if this process dies. */
async function claim(pool: Pool, clock: Clock): Promise<Claimed | null> {
  const now = clock.now();
  const { rows } = await pool.query<Claimed>(
    `with next as (
       select o.id from outbox o join messages m on m.id = o.message_id
       where ${WAITS} and o.due_at <= $1 and m.not_before <= $1
       order by o.due_at, o.id limit 1 for update of o skip locked)
     update outbox o set due_at = $2, tries = o.tries + 1
     from next, messages m where o.id = next.id and m.id = o.message_id
     returning o.id, o.message_id, o.recipient, o.tries, o.secret, m.created_at,
       ${letterText('subject')} subject, ${letterText('body')} body`,
    [moment(now), moment(now + LEASE_MS)],
  );
  return rows[0] ?? null;
}

async function sendOne(options: OutboxOptions, claimed: Claimed): Promise<boolean> {
  const { pool, channel, log, clock, seen } = options;
  const about = { letter: claimed.id, message: claimed.message_id, channel: channel.name, tries: claimed.tries };
  try {
    await channel.send(mailOf(claimed));
  } catch (error) {
    await putBack(options, claimed, about, error);
    return false;
  }
  await pool.query('update outbox set sent_at = $2, last_error = null, secret = null where id = $1', [
    claimed.id,
    moment(clock.now()),
  ]);
  log.info(about, 'a letter was sent');
  seen?.('sent');
  return true;
}

/** The id outlives tries and tells installations that share a sender's address apart. */
function mailOf({ id, created_at, recipient, subject, body, secret }: Claimed): OutgoingMail {
  const text = secret === null ? body : body.replaceAll('{{secret}}', () => secret);
  return { id: `${id}-${created_at.toString(36)}`, to: recipient, subject, text };
}

/** After a failure: later, or never. The log says the trouble's code, the row all of it, for it may hold an address. */
async function putBack(
  { pool, log, clock, seen }: OutboxOptions,
  claimed: Claimed,
  about: object,
  error: unknown,
): Promise<void> {
  const now = clock.now();
  const pause = isRetryable(error) ? RETRY_AFTER_MS[claimed.tries - 1] : undefined;
  // Only while the claim is still this one: after the lease another sender may have taken over.
  const { rowCount } = await pool.query(
    `update outbox set due_at = $3, given_up_at = $4, last_error = $5,
       secret = case when $4::timestamptz is null then secret end
     where id = $1 and tries = $2 and sent_at is null and given_up_at is null`,
    [claimed.id, claimed.tries, moment(now + (pause ?? 0)), pause === undefined ? moment(now) : null, textOf(error)],
  );
  if (rowCount === 0) return;
  const why = { ...about, code: codeOf(error) };
  seen?.(pause === undefined ? 'given-up' : 'delayed');
  if (pause === undefined) log.error(why, 'a letter was given up; its text stays in the inbox');
  else log.warn({ ...why, retryInMs: pause }, 'a letter could not be sent and will be tried again');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  // Codes of AppError come with a message that holds no address; of others only the code is safe.
  return code.startsWith('mail-') && error instanceof Error ? `${code} (${error.message})` : code;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`.slice(0, 1_000);
}
