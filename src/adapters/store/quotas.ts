/** Drop folders with quotas: what was deposited lately is read from the journal and counted on in memory. */

import { exceededQuota, type Quotas, type Usage } from '../../domain/deposit/quota.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Clock, DropFolders } from '../../domain/ports.ts';
import type { Ask } from './ask.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;
/** What other hosts took in is seen after this long at most. */
const READ_AGAIN_MS = 60_000;

/** What an account deposited in one minute. */
interface Used {
  readonly accountId: string;
  readonly minute: number;
  deposits: number;
  bytes: number;
}

interface SiteUse {
  readonly readAt: number;
  readonly used: Used[];
}

// Manual imports have no account and are a person's doing; a copy has no bytes of its own.
const LATELY = `
  select account_id::text as "accountId", floor(extract(epoch from received_at) / 60)::int as minute,
    count(*)::int as deposits, coalesce(sum(size) filter (where copied_from is null), 0)::float8 as bytes
  from deposits where site_id = $1 and received_at > $2 and account_id is not null group by 1, 2`;

export interface QuotaParts {
  readonly ask: Ask;
  readonly clock: Clock;
  /** Asked each time: they may change. */
  readonly quotas: Quotas;
}

/** By minute and account: a judgement looks at all of them. */
function countOn(used: Used[], { accountId, minute, deposits, bytes }: Used): void {
  const same = used.find((one) => one.minute === minute && one.accountId === accountId);
  if (!same) used.push({ accountId, minute, deposits, bytes });
  else {
    same.deposits += deposits;
    same.bytes += bytes;
  }
}

/**
 * The same folders, whose `keep`, `copy` and `checkRoom` throw Refusal `deposit-rate` (with `seconds`) or `deposit-quota`. What is on
 * its way to the journal counts already, so that uploads side by side do not pass together; what fails is given back.
 */
export function limitDeposits(folders: DropFolders, { ask, clock, quotas }: QuotaParts): DropFolders {
  const areNone = (): boolean => {
    const { maxPerHour, maxPerHourAndSite, maxMegabytesPerDay, maxMegabytesPerDayAndSite } = quotas;
    return maxPerHour + maxPerHourAndSite + maxMegabytesPerDay + maxMegabytesPerDayAndSite === 0;
  };
  const sites = new Map<number, Promise<SiteUse>>();
  const pending = new Map<number, Set<Used>>();

  async function read(siteId: number): Promise<SiteUse> {
    const now = clock.now();
    const rows = await ask<Used>(LATELY, [siteId, new Date(now - DAY_MINUTES * MINUTE_MS)]);
    return { readAt: now, used: rows };
  }

  async function useOf(siteId: number): Promise<SiteUse> {
    const known = await sites.get(siteId);
    if (known && Math.abs(clock.now() - known.readAt) < READ_AGAIN_MS) return known;
    const reading = read(siteId);
    sites.set(siteId, reading);
    reading.catch(() => sites.delete(siteId));
    return await reading;
  }

  /** Everything since a minute, that on its way too. */
  function since(siteId: number, use: SiteUse, minute: number): Used[] {
    return [...use.used, ...(pending.get(siteId) ?? [])].filter((one) => one.minute > minute);
  }

  function usageOf(all: readonly Used[], accountId: string, nowMinute: number): Usage {
    const usage = { deposits: 0, depositsOfSite: 0, bytes: 0, bytesOfSite: 0 };
    for (const one of all) {
      const isOwn = one.accountId === accountId;
      usage.bytesOfSite += one.bytes;
      if (isOwn) usage.bytes += one.bytes;
      if (one.minute <= nowMinute - HOUR_MINUTES) continue;
      usage.depositsOfSite += one.deposits;
      if (isOwn) usage.deposits += one.deposits;
    }
    return usage;
  }

  /** Seconds until enough of the last hour has faded: minutes are tried one after the other. */
  function waitSeconds(all: readonly Used[], accountId: string, now: number): number {
    const nowMinute = Math.floor(now / MINUTE_MS);
    for (let minute = nowMinute + 1; minute < nowMinute + HOUR_MINUTES; minute++) {
      const left = exceededQuota({ ...usageOf(all, accountId, minute), bytes: 0, bytesOfSite: 0 }, 0, quotas);
      if (left === null) return Math.ceil((minute * MINUTE_MS - now) / 1_000);
    }
    return HOUR_MINUTES * 60;
  }

  /** Throws unless there is room now. */
  function judge(use: SiteUse, siteId: number, accountId: string, size: number): void {
    const now = clock.now();
    const nowMinute = Math.floor(now / MINUTE_MS);
    const all = since(siteId, use, nowMinute - DAY_MINUTES);
    const exceeded = exceededQuota(usageOf(all, accountId, nowMinute), size, quotas);
    if (exceeded === 'deposit-rate') throw new Refusal(exceeded, { seconds: waitSeconds(all, accountId, now) });
    if (exceeded !== null) throw new Refusal(exceeded);
  }

  /** Between the judgement and the reservation nobody else gets a turn. */
  async function counted<T>(siteId: number, accountId: string, size: number, work: () => Promise<T>): Promise<T> {
    if (areNone()) return await work();
    const use = await useOf(siteId);
    judge(use, siteId, accountId, size);
    const own: Used = { accountId, minute: Math.floor(clock.now() / MINUTE_MS), deposits: 1, bytes: size };
    const under = pending.get(siteId) ?? new Set<Used>();
    pending.set(siteId, under.add(own));
    try {
      const done = await work();
      // Read from the journal meanwhile, it may count twice for a minute: never too little.
      const read = await sites.get(siteId);
      if (read) countOn(read.used, own);
      return done;
    } finally {
      under.delete(own);
      if (under.size === 0) pending.delete(siteId);
    }
  }

  return {
    ...folders,
    async checkRoom({ siteId, accountId }, size) {
      if (!areNone()) judge(await useOf(siteId), siteId, accountId, size);
    },
    keep: (folder, request) =>
      counted(folder.siteId, folder.accountId, request.sealed.size, () => folders.keep(folder, request)),
    copy: (folder, from, to) => counted(folder.siteId, folder.accountId, 0, () => folders.copy(folder, from, to)),
  };
}
