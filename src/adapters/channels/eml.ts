/** Mail without SMTP: each letter becomes an `.eml` file, named by its id, that any mail program opens. */

import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Channel, Clock } from '../../domain/ports.ts';
import { letterOf, safeId } from './letter.ts';

export interface EmlOptions {
  readonly folder: string;
  readonly from: string;
  readonly clock: Clock;
}

/** A second try writes the same file again: there is never half a letter, nor two of one. */
export function createEmlChannel({ folder, from, clock }: EmlOptions): Channel {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    name: 'eml',
    async send(mail) {
      const { message } = await transport.sendMail(letterOf(mail, from, clock.now()));
      if (!Buffer.isBuffer(message)) throw new TypeError('the letter came as a stream');
      await mkdir(folder, { recursive: true });
      const target = path.join(folder, `${safeId(mail.id)}.eml`);
      // The same name at each try: whoever died over it leaves nothing that the next try does not take away.
      const unfinished = `${target}.tmp`;
      const file = await open(unfinished, 'w', 0o600);
      try {
        await file.writeFile(message);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, target);
      // The outbox takes the letter for sent from here on: its name must outlive a power cut.
      await syncFolder(folder);
    },
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
