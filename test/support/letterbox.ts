/** The letters of a world as a real mail server takes them. */
import { createMailChannel } from '../../src/adapters/channels/mail.ts';
import { createOutbox } from '../../src/adapters/store/outbox.ts';
import { bodyOf, startSmtp, subjectOf, type TestSmtp } from './smtp.ts';
import type { World } from './world.ts';

/** Where links of letters lead; a test's own server stands elsewhere. */
export const PUBLIC = 'https://carillon.example.org';

export interface ReadLetter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Letterbox {
  readonly smtp: TestSmtp;
  /** Sends what waits; the letters that came by it. */
  deliver(): Promise<ReadLetter[]>;
  close(): Promise<void>;
}

export async function openLetterbox({ db, tools }: World): Promise<Letterbox> {
  const smtp = await startSmtp();
  return {
    smtp,
    async deliver() {
      const before = smtp.taken.length;
      const { clock, log } = tools;
      const channel = createMailChannel({ url: smtp.url, from: 'carillon@ent.example', clock });
      await createOutbox({ pool: db.pool, channel, log, clock }).sendDue();
      return smtp.taken
        .slice(before)
        .map(({ to, raw }) => ({ to: to.join(), subject: subjectOf(raw), text: bodyOf(raw) }));
    },
    close: () => smtp.close(),
  };
}

/** The link to choose a password; empty: there is none. */
export function linkIn(letter: ReadLetter | undefined): string {
  return /https:\S+\/first-password\/\S+/.exec(letter?.text ?? '')?.[0] ?? '';
}

/** What the link hides. */
export function tokenIn(letter: ReadLetter | undefined): string {
  return linkIn(letter).split('/').at(-1) ?? '';
}
