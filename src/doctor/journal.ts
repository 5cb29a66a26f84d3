/** What the tables tell: is the audit log whole, is old data taken away, is there a backup, is work getting done, are sites in order. */

import { type AuditVerdict, verifyAudit } from '../adapters/store/audit.ts';
import { lastBackup, openRuns, waitingLetters } from '../adapters/store/figures.ts';
import { overdueSources } from '../adapters/store/retention.ts';
import { isTimeZone } from '../domain/model/calendar.ts';
import type { Carillon } from '../main.ts';
import { type Check, counted, Finding, look } from './check.ts';

type Parts = Pick<Carillon, 'database' | 'config' | 'clock'>;

const DATABASE_FIRST = 'look at the database first';
const HOUR_S = 3_600;
const DAY_MS = 86_400_000;
/** The daily round may miss a day. */
const GRACE_DAYS = 2;
/** As the alert has it; who lets the database server make the backups has none of ours. */
const OLD_BACKUP_DAYS = 2;

export function auditLog({ database: { pool } }: Parts): Promise<Check> {
  return look('audit log', DATABASE_FIRST, async () => {
    const { entries, head, broken } = await verifyAudit(pool);
    if (broken) throw brokenAudit(broken);
    return head
      ? `${counted(entries, 'entry', 'entries')}, the newest is ${head.id} ${head.hash.slice(0, 16)}`
      : 'empty';
  });
}

function brokenAudit({ id, why }: NonNullable<AuditVerdict['broken']>): Finding {
  const what = why === 'changed' ? 'was changed after it was written' : 'misses the entries before it';
  return new Finding(
    `entry ${id} ${what}`,
    'compare the log with a backup, and find out who can write to the database',
  );
}

/** Nobody keeps what should have gone days ago. */
export function retention({ database: { pool }, config, clock }: Parts): Promise<Check> {
  return look('retention', DATABASE_FIRST, async () => {
    const { sourceDays } = config.retention;
    const late = await overdueSources(pool, clock.now() - (sourceDays + GRACE_DAYS) * DAY_MS);
    if (late > 0)
      throw new Finding(
        `${counted(late, 'deposited file is', 'deposited files are')} kept longer than the ${counted(sourceDays, 'day')} of retention.sourceDays`,
        'a worker keeps house once a day: see that one runs, and why “retention failed” stands in its log',
      );
    return `files ${counted(sourceDays, 'day')}; nothing is kept longer`;
  });
}

export function backup({ database: { pool }, clock }: Parts): Promise<Check> {
  return look('backup', DATABASE_FIRST, async () => {
    const last = await lastBackup(pool);
    if (last === null) return 'none known: `carillon backup DIR`, daily, to another machine';
    if (last.keysLeft > 0 && last.isRestored)
      throw new Finding(
        `the backup that this installation was restored from lacks ${counted(last.keysLeft, 'private key')}: encrypted exports cannot be opened without`,
        'bring the keys from where they are kept (carillon keys import), or make new ones and give them to the publisher (carillon keys create); then `carillon backup` with CARILLON_BACKUP_PASSPHRASE set',
      );
    if (last.keysLeft > 0)
      throw new Finding(
        `the last one lacks ${counted(last.keysLeft, 'private key')}: without them encrypted exports cannot be opened any more`,
        'set CARILLON_BACKUP_PASSPHRASE for `carillon backup`: it takes keys only encrypted',
      );
    const days = Math.floor((clock.now() - last.at) / DAY_MS);
    const when = days <= 0 ? 'less than a day ago' : days === 1 ? 'a day ago' : `${days} days ago`;
    const again = days > OLD_BACKUP_DAYS ? ': `carillon backup DIR`, daily, to another machine' : '';
    return `the last one was made ${when}${last.isRestored ? ', and restored here' : ''}${again}`;
  });
}

/** Work that nobody does. */
export function work({ database: { pool }, clock }: Parts): Promise<Check> {
  return look('work', DATABASE_FIRST, async () => {
    const runs = await openRuns(pool, clock.now());
    const letters = await waitingLetters(pool, clock.now());
    const stuck = runs.find(({ status, oldestSeconds }) => status !== 'held' && oldestSeconds > HOUR_S);
    if (stuck)
      throw new Finding(
        `${counted(stuck.count, 'import is', 'imports are')} ${stuck.status}, the oldest for ${counted(Math.round(stuck.oldestSeconds / HOUR_S), 'hour')}`,
        'see that a worker runs (carillon serve, or --role worker), and what its log says: `carillon logs --level warn`',
      );
    if (letters.oldestSeconds > HOUR_S)
      throw new Finding(
        `${counted(letters.count, 'letter waits', 'letters wait')}, the oldest for ${counted(Math.round(letters.oldestSeconds / HOUR_S), 'hour')}`,
        'see that a worker runs, and what the check “mail” says',
      );
    return [
      ...runs.map(({ status, count }) => `${count} ${status}`),
      `${counted(letters.count, 'letter')} waiting`,
    ].join(', ');
  });
}

/** What a site needs that no constraint holds. */
export function sites({ database: { pool } }: Parts): Promise<Check> {
  return look('sites', DATABASE_FIRST, async () => {
    const { rows } = await pool.query<{ id: number; timezone: string }>('select id, timezone from sites order by id');
    const wrong = rows.find(({ timezone }) => !isTimeZone(timezone));
    if (wrong)
      throw new Finding(
        `site ${wrong.id} has the time zone « ${wrong.timezone} », which this Node does not know`,
        `carillon site set --site ${wrong.id} timezone=Europe/Paris, or a Node with all zones`,
      );
    return `${rows.length}`;
  });
}
