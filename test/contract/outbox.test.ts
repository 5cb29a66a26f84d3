/** The outbox on a real PostgreSQL: each letter once, whoever sends, and again only as long as it makes sense. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOutbox, type Outbox, RETRY_AFTER_MS } from '../../src/adapters/store/outbox.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Channel, OutgoingMail } from '../../src/domain/ports.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const START = Date.UTC(2026, 10, 22, 15, 0);
const later = new AppError('mail-not-sent', 'SMTP 451 at RCPT TO', {
  cause: new Error('451 <vie@ecole.example> later'),
});

let db: TestDatabase;
let now: number;
let sent: OutgoingMail[];
let lines: { level: string; about: object; message: string }[];

beforeAll(async () => {
  db = await startTestDatabase();
  await db.pool.query("insert into sites (id, name) values (4817, 'Cité Émanche')");
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.pool.query('delete from messages');
  now = START;
  sent = [];
  lines = [];
});

const line = (level: string) => (about: object, message: string) => void lines.push({ level, about, message });
const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };

function outboxWith(send: Channel['send'] = async (mail) => void sent.push(mail)): Outbox {
  return createOutbox({ pool: db.pool, channel: { name: 'mail', send }, log, clock: { now: () => now } });
}

async function write(recipients: readonly string[], notBefore = START): Promise<string> {
  const at = new Date(notBefore).toISOString();
  const { rows } = await db.pool.query<{ id: string }>(
    `with m as (insert into messages (site_id, kind, subject, body, created_at, not_before)
       values (4817, 'held', 'Import en attente', 'Bonjour,', $1, $1) returning id),
     o as (insert into outbox (message_id, channel, recipient, due_at) select m.id, 'mail', r, $1 from m, unnest($2::text[]) r)
     select id from m`,
    [at, recipients],
  );
  return rows[0]?.id ?? '';
}

test('a letter goes to each recipient once, with an id that says which it is', async () => {
  await write(['vie@ecole.example', 'cpe@ecole.example']);
  const outbox = outboxWith();
  expect(await outbox.nextDueAt()).toBe(START);
  expect(await outbox.sendDue()).toBe(2);
  expect(await outbox.sendDue()).toBe(0);
  expect(sent.map((mail) => mail.to).sort()).toEqual(['cpe@ecole.example', 'vie@ecole.example']);
  expect(new Set(sent.map((mail) => mail.id)).size).toBe(2);
  expect(sent[0]).toMatchObject({ subject: 'Import en attente', text: 'Bonjour,' });
  expect(await outbox.nextDueAt()).toBeNull();
});

test('several senders at once send each letter once', async () => {
  await write(Array.from({ length: 40 }, (_, index) => `someone${index}@ecole.example`));
  const counts = await Promise.all([1, 2, 3, 4].map(() => outboxWith().sendDue()));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(new Set(sent.map((mail) => mail.to)).size).toBe(40);
  expect(sent).toHaveLength(40);
});

test('while a letter is on its way nobody else takes it, and no transaction is open', async () => {
  await write(['vie@ecole.example']);
  const { promise: gate, resolve: openGate } = withResolvers();
  const { promise: started, resolve: onStart } = withResolvers();
  const slow = outboxWith(async (mail) => {
    onStart();
    await gate;
    sent.push(mail);
  }).sendDue();
  await started;
  const { rows } = await db.pool.query(
    "select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  expect(rows).toHaveLength(0);
  expect(await outboxWith().sendDue()).toBe(0);
  openGate();
  expect(await slow).toBe(1);
});

test('a sender that died is taken over after its lease, with the same id', async () => {
  await write(['vie@ecole.example']);
  const { promise: started, resolve: onStart } = withResolvers();
  const seen: string[] = [];
  void outboxWith((mail) => {
    seen.push(mail.id);
    onStart();
    return new Promise(() => undefined);
  }).sendDue();
  await started;
  expect(await outboxWith().sendDue()).toBe(0);
  now = (await outboxWith().nextDueAt()) ?? 0;
  expect(now).toBeGreaterThan(START);
  expect(await outboxWith().sendDue()).toBe(1);
  expect(sent.map((mail) => mail.id)).toEqual(seen);
});

test('trouble is tried again with growing pauses for two days, then given up with an error', async () => {
  await write(['vie@ecole.example']);
  const outbox = outboxWith(() => Promise.reject(later));
  const pauses: number[] = [];
  for (let due = await outbox.nextDueAt(); due !== null; due = await outbox.nextDueAt()) {
    if (due > now) pauses.push(due - now);
    now = due;
    expect(await outbox.sendDue()).toBe(0);
  }
  expect(pauses).toEqual(RETRY_AFTER_MS);
  expect(pauses.slice(0, 4)).toEqual([60_000, 300_000, 900_000, 3_600_000]);
  const hours = (now - START) / 3_600_000;
  expect(hours).toBeGreaterThan(40);
  expect(hours).toBeLessThanOrEqual(48);
  const { rows } = await db.pool.query('select tries, sent_at, given_up_at, last_error from outbox');
  expect(rows).toEqual([
    { tries: 10, sent_at: null, given_up_at: now, last_error: 'SMTP 451 at RCPT TO: 451 <vie@ecole.example> later' },
  ]);
  expect(lines.map(({ level }) => level)).toEqual([...Array.from({ length: 9 }, () => 'warn'), 'error']);
  expect(JSON.stringify(lines)).not.toContain('@');
});

test('a letter refused for good is given up at once; others still go', async () => {
  await write(['gone@ecole.example', 'vie@ecole.example']);
  const outbox = outboxWith(async (mail) => {
    if (mail.to.startsWith('gone')) throw new AppError('mail-refused', 'SMTP 550 at RCPT TO', { retryable: false });
    sent.push(mail);
  });
  expect(await outbox.sendDue()).toBe(1);
  expect(await outbox.nextDueAt()).toBeNull();
  expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('a withdrawn message is never sent, and one that waits for a sibling not before its time', async () => {
  const withdrawn = await write(['vie@ecole.example']);
  await db.pool.query('update messages set withdrawn_at = now() where id = $1', [withdrawn]);
  await write(['vie@ecole.example'], START + 300_000);
  expect(await outboxWith().sendDue()).toBe(0);
  expect(await outboxWith().nextDueAt()).toBe(START + 300_000);
  now = START + 300_000;
  expect(await outboxWith().sendDue()).toBe(1);
  expect(await outboxWith().nextDueAt()).toBeNull();
});

test('what is secret stands in the letter only, and is wiped once the letter has gone or is given up', async () => {
  await write(['vie@ecole.example', 'gone@ecole.example']);
  await db.pool.query("update messages set body = 'Mot de passe : {{secret}}'; update outbox set secret = 'a$&b'");
  const outbox = outboxWith(async (mail) => {
    if (mail.to.startsWith('gone')) throw new AppError('mail-refused', 'SMTP 550 at RCPT TO', { retryable: false });
    sent.push(mail);
  });
  await outbox.sendDue();
  expect(sent.map((mail) => mail.text)).toEqual(['Mot de passe : a$&b']);
  const { rows } = await db.pool.query('select secret from outbox');
  expect(rows).toEqual([{ secret: null }, { secret: null }]);
});

test('a signal stops between two letters', async () => {
  await write(['one@ecole.example', 'two@ecole.example']);
  const stop = new AbortController();
  const outbox = outboxWith(async (mail) => {
    sent.push(mail);
    stop.abort();
  });
  expect(await outbox.sendDue(stop.signal)).toBe(1);
  expect(await outbox.nextDueAt()).toBe(START);
});

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
