/** What was entered in the form of thresholds: which changes it means, and what is wrong with it. */

import type { ThresholdItem } from '../../../../domain/administration.ts';
import { isLimit, type ThresholdOverride } from '../../../../domain/thresholds/rule.ts';
import type { Reader } from '../../reader.ts';
import { thresholdWords } from '../../words/thresholds.ts';

/** One control as it stands in the form. */
export interface Row {
  readonly item: ThresholdItem;
  readonly limit: string;
  readonly blocking: boolean;
  readonly floor: string;
}

export interface Entered {
  readonly rows: readonly Row[];
  /** What differs from what is in force. */
  readonly changes: Readonly<Record<string, ThresholdOverride>>;
  /** By the name of the field. */
  readonly errors: Readonly<Record<string, string>>;
}

export const fieldName = (kind: 'limit' | 'blocking' | 'floor', code: string): string => `${kind}.${code}`;

/** The form as it is before anybody has touched it. */
export function asStored(items: readonly ThresholdItem[], reader: Reader): Entered {
  const rows = items.map((item) => ({
    item,
    limit: written(item.limit, reader),
    blocking: item.blocking,
    floor: String(item.floor),
  }));
  return { rows, changes: {}, errors: {} };
}

/** Reads the form; a control that the form did not have stays as it is. */
export function readEntered(
  items: readonly ThresholdItem[],
  fields: ReadonlyMap<string, string>,
  reader: Reader,
): Entered {
  const words = thresholdWords[reader.language].errors;
  const changes: Record<string, ThresholdOverride> = {};
  const errors: Record<string, string> = {};
  const rows = items.map((item): Row => {
    const given = (kind: 'limit' | 'floor'): string =>
      fields.get(fieldName(kind, item.code))?.trim() ?? written(item[kind], reader);
    const [limitText, floorText] = [given('limit'), given('floor')];
    const isInForm = fields.has(fieldName('limit', item.code));
    const blocking = isInForm && !item.locked ? fields.has(fieldName('blocking', item.code)) : item.blocking;
    const limit = numberIn(limitText);
    const floor = numberIn(floorText);
    if (limit === null || !isLimit(limit))
      errors[fieldName('limit', item.code)] = words.limit(reader.number(item.highestLimit));
    else if (item.locked && limit > item.default.limit)
      errors[fieldName('limit', item.code)] = words.locked(reader.percent(item.default.limit));
    // What a program has set so is not to be corrected by who came for another control.
    else if (limit > item.highestLimit && limit !== item.limit)
      errors[fieldName('limit', item.code)] = words.never(reader.percent(item.highestLimit));
    if (floor === null || !Number.isInteger(floor) || floor > 1_000_000)
      errors[fieldName('floor', item.code)] = words.floor;
    const change: ThresholdOverride = {
      ...(limit === null || limit === item.limit ? {} : { limit }),
      ...(blocking === item.blocking ? {} : { blocking }),
      ...(floor === null || floor === item.floor ? {} : { floor }),
    };
    if (Object.keys(change).length > 0) changes[item.code] = change;
    return { item, limit: limitText, blocking, floor: floorText };
  });
  return { rows, changes, errors };
}

/** As it is typed: without spaces between thousands. */
function written(value: number, { language }: Reader): string {
  return language === 'fr' ? String(value).replace('.', ',') : String(value);
}

/** « 12,5 » and « 12.5 »; null for what is no number from 0. */
function numberIn(text: string): number | null {
  return /^\d{1,7}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : null;
}

/** Can only be exceeded by more than everything that was there. */
export function isOverWhole(limit: string): boolean {
  return (numberIn(limit) ?? 0) > 100;
}

/** True where somebody has set it otherwise. */
export function isChanged({ limit, blocking, floor, default: own }: ThresholdItem): boolean {
  return limit !== own.limit || blocking !== own.blocking || floor !== own.floor;
}
