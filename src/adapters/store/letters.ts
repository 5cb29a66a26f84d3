/** Letters to one person: written into the outbox in the transaction of what they tell, with a secret that is put in when they leave. */

import type { PoolClient } from 'pg';
import type { Language } from '../../domain/model/language.ts';
import { addToOutbox } from './news.ts';
import { moment } from './runs.ts';

export interface Letter {
  /** Null: of no site. */
  readonly siteId: number | null;
  readonly to: string;
  /** What it is written in; there is no other text of it. */
  readonly language: Language;
  readonly subject: string;
  /** Holds `{{secret}}` where the secret stands. */
  readonly body: string;
  /** A link or a password; null: there is none. */
  readonly secret: string | null;
  /** The access account that it is about; absent: none. */
  readonly accountId?: string;
}

/** The id of its message; nobody finds it in an inbox. */
export async function writeLetter(client: PoolClient, letter: Letter, now: number): Promise<string> {
  const { siteId, to, language, subject, body, secret, accountId = null } = letter;
  const { rows } = await client.query<{ id: string }>(
    `insert into messages (site_id, kind, subject, body, created_at, not_before, account_id)
     values ($1, 'account', $2, $3, $4, $4, $5) returning id`,
    [siteId, subject, body, moment(now), accountId],
  );
  const messageId = rows[0]?.id ?? '';
  await addToOutbox(client, messageId, [{ email: to, mayAct: true, language }], now);
  await client.query('update outbox set secret = $2 where message_id = $1', [messageId, secret]);
  return messageId;
}
