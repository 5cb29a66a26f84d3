/** Finds out by content which format a deposit is, and reads it. */

import { type FindingLog, isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Given, Source } from '../../domain/model/given.ts';
import type { Trigger } from '../../domain/model/run.ts';
import type { RawExport } from '../../domain/model/timetable.ts';
import {
  type DepositFormat,
  type Format,
  NO_CALENDAR,
  type PartnerKeys,
  type SiteCalendar,
} from '../../domain/ports.ts';
import { tellingEncoding } from '../readers/announced.ts';
import { type OpenGiven, openGiven, searchFurther } from '../readers/given.ts';
import { Stopped } from '../readers/stopped.ts';
import csv from './csv.ts';
import { refusalOfCompany, refusalOfDirectory } from './directory-formats.ts';
import edt from './edt.ts';
import { createEdtEncrypted } from './edt-encrypted.ts';
import exp from './exp.ts';
import ics from './ics.ts';
import sts from './sts.ts';
import udt from './udt.ts';
import { tellVersion } from './versions.ts';

const NO_KEYS: PartnerKeys = { names: () => Promise.resolve([]), unwrap: () => Promise.resolve('wrong') };

/** Every format of timetables there is, for an installation's keys. A new one is one file and its line here. */
export function formatsFor(keys: PartnerKeys): readonly Format[] {
  return [edt, createEdtEncrypted(keys, [edt]), udt, csv, ics, sts, exp];
}

/** The formats of an installation without keys. */
export const FORMATS: readonly Format[] = formatsFor(NO_KEYS);

/** Reads an export from its source. A Stop tells why it is none, in the catalogue's words. */
export async function readExport(
  source: Source,
  findings: FindingLog,
  {
    formats = FORMATS,
    calendar = NO_CALENDAR,
    trigger = 'manual',
  }: { readonly formats?: readonly Format[]; readonly calendar?: SiteCalendar; readonly trigger?: Trigger } = {},
): Promise<Outcome<RawExport>> {
  const read = await readDeposit(source, findings, formats, calendar, trigger);
  if (!isStop(read)) {
    const { versions = [] } = formats.find(({ name }) => name === read.origin.format) ?? {};
    tellVersion(read.origin, versions, findings);
  }
  return read;
}

/** Reads a deposit by the one of these formats that claims it. A Stop where none does, or several. */
export async function readDeposit<T>(
  source: Source,
  findings: FindingLog,
  formats: readonly DepositFormat<T>[],
  calendar: SiteCalendar = NO_CALENDAR,
  trigger: Trigger = 'manual',
): Promise<Outcome<T>> {
  try {
    const opened = await openGiven(source);
    if (isStop(opened)) return opened;
    try {
      const bytes = opened.trailingBytes;
      if (bytes > 0) findings.add({ code: 'zip-trailing-bytes', severity: 'info', values: { bytes } });
      const recognised = await recognise(opened, formats);
      const isUnread = isStop(recognised) && recognised.reason !== 'several-formats';
      // Before anything else: a directory is full of addresses, whatever it came with.
      const directory = await (isUnread ? refusalOfDirectory : refusalOfCompany)(source, opened);
      if (directory) return directory;
      if (isStop(recognised)) return recognised;
      const { name, isByHandOnly = false } = recognised.format;
      if (isByHandOnly && trigger === 'automatic') return stop('by-hand-only', { format: name });
      const parts = recognised.given.parts.map((part) => tellingEncoding(part, findings));
      return await recognised.format.read({ ...recognised.given, parts }, findings, calendar);
    } finally {
      opened.close();
    }
  } catch (error) {
    if (error instanceof Stopped) return error.stop;
    throw error;
  }
}

/** The one format that claims a deposit, as it then sees it. */
async function recognise<T>(
  given: OpenGiven,
  formats: readonly DepositFormat<T>[],
): Promise<Outcome<{ readonly given: Given; readonly format: DepositFormat<T> }>> {
  const claiming = formats.filter((format) => format.claims(given));
  const [format, second] = claiming;
  if (second) return stop('several-formats', { formats: claiming.map((one) => one.name).join(', ') });
  if (format) return { given, format };
  const further = await searchFurther(given);
  return isStop(further) ? further : await recognise(further, formats);
}
