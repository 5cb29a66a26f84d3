/** When a UDT line takes place: half-sequences with their hours, and the slips (« fiches ») that stand on them. */

import { clock, minutesOf, type WallTime } from '../../domain/model/calendar.ts';
import type { FindingLog, Outcome } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { Attributes } from '../readers/xml.ts';
import { timeIn } from './csv-values.ts';
import type { Tally } from './tally.ts';
import { readRows, type UdtParts } from './udt-parts.ts';

/** A half-sequence of a day at a site. */
export interface Place {
  readonly weekday: number;
  readonly site: string;
  /** Neighbours follow one another. */
  readonly number: number;
  readonly startTime: WallTime;
  readonly endTime: WallTime;
}

const MAX_MINUTES = 24 * 60 - 1;

/** Places by slip. A half-sequence without an end lasts half a sequence; one without a beginning begins where the one before ends. */
export async function readPlaces(
  parts: UdtParts,
  halfMinutes: number,
  findings: FindingLog,
  unknown: Tally,
): Promise<Outcome<ReadonlyMap<string, Place>>> {
  const hours = new Map<string, { readonly start: WallTime | null; readonly end: WallTime | null }>();
  const slips = new Map<string, { readonly weekday: number; readonly site: string; readonly number: number }>();
  const numberIn = (text: string | undefined, about: string): number => {
    const said = tidy(text ?? '');
    if (/^\d{1,3}$/.test(said)) return Number(said);
    findings.add({ code: 'bad-number', severity: 'warning', about: `${about} ${said.slice(0, 30)}` });
    return -1;
  };
  const keyOf = (weekday: number, number: number, site: string): string => `${weekday} ${number} ${site}`;
  const demi_seq = (at: Attributes): void => {
    const weekday = numberIn(at.code_jour, 'demi_seq code_jour');
    const number = numberIn(at.code, 'demi_seq code');
    const hour = (text: string | undefined): WallTime | null => {
      const said = tidy(text ?? '');
      const time = said === '' ? null : timeIn(said);
      if (said !== '' && !time)
        findings.add({ code: 'bad-number', severity: 'warning', about: `demi_seq ${said.slice(0, 30)}` });
      return time;
    };
    hours.set(keyOf(weekday, number, tidy(at.code_site ?? '')), { start: hour(at.hre_deb), end: hour(at.hre_fin) });
  };
  const fiche = (at: Attributes): void => {
    const code = tidy(at.code ?? '');
    const about = `fiche ${code.slice(0, 30)}`;
    if (code === '' || slips.has(code)) {
      findings.add({ code: code === '' ? 'missing-ident' : 'duplicate-ident', severity: 'warning', about });
      return;
    }
    const weekday = numberIn(at.jour, about);
    slips.set(code, { weekday, site: tidy(at.site ?? ''), number: numberIn(at.demi_seq, about) });
  };
  const because =
    (await readRows(parts.of('07'), { rows: { demi_seq } }, findings, unknown)) ??
    (await readRows(parts.of('11'), { rows: { fiche } }, findings, unknown));
  if (because) return because;

  const endOf = (weekday: number, number: number, site: string): WallTime | null => {
    const own = hours.get(keyOf(weekday, number, site));
    return own ? (own.end ?? later(own.start, halfMinutes)) : null;
  };
  const places = new Map<string, Place>();
  for (const [code, { weekday, site, number }] of slips) {
    const own = hours.get(keyOf(weekday, number, site));
    const startTime = own?.start ?? (own ? endOf(weekday, number - 1, site) : null);
    const endTime = endOf(weekday, number, site) ?? later(startTime, halfMinutes);
    if (weekday >= 1 && weekday <= 7 && startTime && endTime && startTime < endTime)
      places.set(code, { weekday, site, number, startTime, endTime });
  }
  return places;
}

function later(time: WallTime | null, minutes: number): WallTime | null {
  const end = time === null ? MAX_MINUTES + 1 : minutesOf(time) + Math.round(minutes);
  return end <= MAX_MINUTES ? clock(end) : null;
}
