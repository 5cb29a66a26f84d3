/** How much an account and a site may deposit: what protects the disk and the neighbours from a program run wild. */

import { MEGABYTE } from '../model/notation.ts';

/** 0 is no limit. */
export interface Quotas {
  readonly maxPerHour: number;
  readonly maxPerHourAndSite: number;
  readonly maxMegabytesPerDay: number;
  readonly maxMegabytesPerDayAndSite: number;
}

export const NO_QUOTAS: Quotas = {
  maxPerHour: 0,
  maxPerHourAndSite: 0,
  maxMegabytesPerDay: 0,
  maxMegabytesPerDayAndSite: 0,
};

/** What was deposited lately, by the journal. */
export interface Usage {
  /** In the last hour. */
  readonly deposits: number;
  readonly depositsOfSite: number;
  /** In the last day. */
  readonly bytes: number;
  readonly bytesOfSite: number;
}

/** The quota that a deposit of this size would exceed; null when there is room. */
export function exceededQuota(usage: Usage, size: number, quotas: Quotas): 'deposit-rate' | 'deposit-quota' | null {
  const isOver = (used: number, limit: number): boolean => limit > 0 && used > limit;
  if (isOver(usage.deposits + 1, quotas.maxPerHour)) return 'deposit-rate';
  if (isOver(usage.depositsOfSite + 1, quotas.maxPerHourAndSite)) return 'deposit-rate';
  if (size === 0) return null;
  if (isOver(usage.bytes + size, quotas.maxMegabytesPerDay * MEGABYTE)) return 'deposit-quota';
  return isOver(usage.bytesOfSite + size, quotas.maxMegabytesPerDayAndSite * MEGABYTE) ? 'deposit-quota' : null;
}
