/** Channels: the same letter by a real SMTP conversation and as a file, and what each failure says. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmlChannel } from '../../src/adapters/channels/eml.ts';
import { createMailChannel } from '../../src/adapters/channels/mail.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import type { Channel, OutgoingMail } from '../../src/domain/ports.ts';
import { bodyOf, headerOf, type Mood, startSmtp, type TestSmtp } from '../support/smtp.ts';

const clock = { now: () => Date.UTC(2026, 10, 22, 15, 54) };
const from = 'Carillon de la Cité Émanche <carillon@ecole.example>';
const mail: OutgoingMail = {
  id: '12-mg2x',
  to: 'vie.scolaire@ecole.example',
  subject: '[Cité Émanche] Import en attente de votre décision\r\nBcc: spy@example.org',
  text: 'Bonjour,\n\nUn export change plus de choses que prévu : élèves, œuvre, 62,92 %.\n.\nÀ bientôt\n',
};

let smtp: TestSmtp;
let folder: string;
let channel: Channel;
beforeAll(async () => {
  smtp = await startSmtp();
  folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-letters-'));
});
beforeEach(() => {
  channel = createMailChannel({ url: smtp.url, from, clock, timeoutMs: 5_000 });
});
afterAll(async () => {
  await smtp.close();
  await rm(folder, { recursive: true });
});

async function troubleWith(mood: Mood): Promise<AppError> {
  smtp.next(mood);
  const trouble: unknown = await channel.send(mail).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(trouble instanceof AppError)) throw new Error(`expected an AppError, got ${String(trouble)}`);
  expect(trouble.message).not.toContain('@');
  return trouble;
}

async function lastRaw(name: string): Promise<string> {
  if (name === 'mail') {
    await channel.send(mail);
    return smtp.taken.at(-1)?.raw ?? '';
  }
  await createEmlChannel({ folder: path.join(folder, 'new'), from, clock }).send(mail);
  return readFile(path.join(folder, 'new', '12-mg2x.eml'), 'utf8');
}

describe.each(['mail', 'eml'])('a letter by %s', (name) => {
  test('is plain text, says that a program wrote it, and cannot be given more headers', async () => {
    const raw = await lastRaw(name);
    expect(headerOf(raw, 'Message-ID')).toBe('<carillon.12-mg2x@ecole.example>');
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(raw, 'Content-Type')).toBe('text/plain; charset=utf-8');
    expect(headerOf(raw, 'Date')).toBe('Sun, 22 Nov 2026 15:54:00 +0000');
    expect(headerOf(raw, 'To')).toBe('vie.scolaire@ecole.example');
    expect(headerOf(raw, 'From')).toContain('<carillon@ecole.example>');
    expect(headerOf(raw, 'Bcc')).toBeUndefined();
    expect(bodyOf(raw).replaceAll('\r\n', '\n').trimEnd()).toBe(mail.text.trimEnd());
  });
});

describe('SMTP', () => {
  test('a server that says "later" is worth another try, which it then takes', async () => {
    expect(await troubleWith({ at: 'RCPT', code: 451 })).toMatchObject({
      code: 'mail-not-sent',
      retryable: true,
      message: 'SMTP 451 at RCPT TO',
    });
    const before = smtp.taken.length;
    await channel.send(mail);
    expect(smtp.taken).toHaveLength(before + 1);
  });

  test.each<Mood>([
    { at: 'RCPT', code: 550 },
    { at: 'DATA', code: 554 },
  ])('a letter refused for good is not worth another try: %o', async (mood) => {
    expect(await troubleWith(mood)).toMatchObject({ code: 'mail-refused', retryable: false });
  });

  test('a refused sender is a setting that somebody can mend', async () => {
    expect(await troubleWith({ at: 'MAIL', code: 550 })).toMatchObject({ code: 'mail-not-sent', retryable: true });
  });

  test('a line that is cut after the letter, and one that stays silent', async () => {
    expect(await troubleWith('drop')).toMatchObject({ code: 'mail-not-sent', retryable: true });
    channel = createMailChannel({ url: smtp.url, from, clock, timeoutMs: 50 });
    expect(await troubleWith('silent')).toMatchObject({ code: 'mail-not-sent', retryable: true });
  });

  test('no server at all', async () => {
    channel = createMailChannel({ url: 'smtp://127.0.0.1:1', from, clock });
    await expect(channel.send(mail)).rejects.toMatchObject({ code: 'mail-not-sent', retryable: true });
  });
});

describe('eml', () => {
  test('a second try writes the same file; only the owner reads it; no other file stays', async () => {
    const own = path.join(folder, 'own');
    const files = createEmlChannel({ folder: own, from, clock });
    await Promise.all([files.send(mail), files.send({ ...mail, id: '../../13' })]);
    await files.send(mail);
    expect((await readdir(own)).sort()).toEqual(['-13.eml', '12-mg2x.eml']);
    expect((await stat(path.join(own, '12-mg2x.eml'))).mode & 0o777).toBe(0o600);
  });
});
