/** Looks at everything a daemon needs and says what is wrong and what to do. */

import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { listKeys } from '../adapters/keys/key-folder.ts';
import { type AuditVerdict, verifyAudit } from '../adapters/store/audit.ts';
import { loadConfig } from '../config.ts';
import { isTimeZone } from '../domain/model/calendar.ts';
import { notationOf } from '../domain/model/notation.ts';
import { createLog } from '../log.ts';
import { openCarillon } from '../main.ts';
import { redact } from '../redact.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly told: string;
}

const LOW_BYTES = 1_073_741_824;

async function check(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, told: await work() };
  } catch (error) {
    return { name, ok: false, told: redact(error instanceof Error ? error.message : String(error)) };
  }
}

function brokenAudit({ id, why }: NonNullable<AuditVerdict['broken']>): string {
  const what = why === 'changed' ? 'was changed after it was written' : 'misses the entries before it';
  return `entry ${id} ${what}: compare the log with a backup, and find out who can write to the database`;
}

/** All checks, in the order in which trouble should be mended. */
export async function diagnose(): Promise<Check[]> {
  const configured = await check('configuration', () => Promise.resolve(`data in ${loadConfig().dataFolder}`));
  const time = await check('time zones', () => {
    if (!isTimeZone('Europe/Paris') || !isTimeZone('Pacific/Noumea'))
      throw new Error('this Node has no time zone data: install the full build');
    return Promise.resolve(`known, now ${new Date().toISOString()}`);
  });
  if (!configured.ok) return [configured, time];
  try {
    const carillon = await openCarillon(loadConfig(), createLog('silent', 2));
    try {
      const { database, folders, queue, tools } = carillon;
      return [
        configured,
        time,
        { name: 'rules', ok: true, told: `${tools.controlTitles.size} controls` },
        await check('database', async () => {
          const { rows } = await database.pool.query<{ v: string }>("select current_setting('server_version') v");
          return `PostgreSQL ${rows[0]?.v}, ${database.embedded ? 'private' : 'of DATABASE_URL'}`;
        }),
        await check('queue', async () => {
          const { waiting, delayed, active } = await queue.counts();
          return `${waiting} waiting, ${delayed} delayed, ${active} active`;
        }),
        await check('spool', async () => {
          await access(folders.spool, constants.W_OK);
          const { bavail, bsize } = await statfs(folders.spool);
          if (bavail * bsize < LOW_BYTES)
            throw new Error(`only ${notationOf('en').size(bavail * bsize)} are left in ${folders.spool}: make room`);
          return `${folders.spool}, ${Math.round((bavail * bsize) / LOW_BYTES)} GB free`;
        }),
        await check('audit log', async () => {
          const { entries, head, broken } = await verifyAudit(database.pool);
          if (broken) throw new Error(brokenAudit(broken));
          return head ? `${entries} entries, the newest is ${head.id} ${head.hash.slice(0, 16)}` : 'empty';
        }),
        await check('keys', async () => {
          const keys = await listKeys(folders.keys);
          const open = keys.find((one) => !one.isPrivate);
          if (open) throw new Error(`${open.file} can be read by others: chmod 600, and make a new key if it was seen`);
          return keys.length === 0 ? 'none' : keys.map((one) => `${one.partner} (${one.bits} bits)`).join(', ');
        }),
        await check('drop tree', async () => {
          await mkdir(folders.drop, { recursive: true });
          await access(folders.drop, constants.R_OK | constants.X_OK);
          return folders.drop;
        }),
      ];
    } finally {
      await carillon.close();
    }
  } catch (error) {
    return [
      configured,
      time,
      { name: 'start', ok: false, told: redact(error instanceof Error ? error.message : String(error)) },
    ];
  }
}
