/** What may leave a reader: text that PostgreSQL can keep, and codes that have their French sentences. */
import type { FindingLog, Stop } from '../../src/domain/model/finding.ts';
import { CATALOGUE, describeReason } from '../../src/domain/report/catalogue.ts';

/** Half a surrogate pair, or NUL: PostgreSQL refuses both, and the run would fail again and again. */
const UNSTORABLE = /[\p{Cs}\0]/u;

/** Throws when something in a value cannot be stored, naming the text. */
export function mustBeStorable(value: unknown, what: string): void {
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) throw new Error(`${what} cannot be stored: ${JSON.stringify(value.slice(0, 300))}`);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${what} is ${value}`);
  } else if (value instanceof Map) {
    for (const [key, one] of value) {
      mustBeStorable(key, `a key of ${what}`);
      mustBeStorable(one, `${what}.${key}`);
    }
  } else if (ArrayBuffer.isView(value)) {
    if (value instanceof Float64Array && value.some((number) => !Number.isFinite(number)))
      throw new Error(`${what} holds no number`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      mustBeStorable(key, `a key of ${what}`);
      mustBeStorable(one, `${what}.${key}`);
    }
  }
}

/** Throws unless the code is in the catalogue and its sentences are complete with these values. */
function mustBeSaid(code: string, values: Readonly<Record<string, string | number>> = {}): void {
  if (!Object.hasOwn(CATALOGUE, code)) throw new Error(`“${code}” is not in the catalogue`);
  const { title, cause, remedy } = describeReason(code, values);
  for (const sentence of [title, cause, remedy]) {
    if (sentence === '') throw new Error(`“${code}” lacks a sentence`);
  }
  const {
    title: t,
    cause: c,
    remedy: r,
  } = CATALOGUE[`${code}:${values.variant}`] ?? CATALOGUE[code] ?? { title: '', cause: '', remedy: '' };
  for (const [, name = ''] of `${t} ${c} ${r}`.matchAll(/\{(\w+)\}/g)) {
    if (values[name] === undefined) throw new Error(`“${code}” is told without its {${name}}`);
  }
}

/** Throws unless a Stop can be told and kept. */
export function mustBeGoodStop(because: Stop): void {
  mustBeSaid(because.reason, because.values);
  mustBeStorable(because, `the stop ${because.reason}`);
}

/** Throws unless all findings can be told and kept, within bounds. */
export function mustBeGoodFindings(findings: FindingLog): void {
  for (const group of findings.groups()) {
    if (!Object.hasOwn(CATALOGUE, group.code)) throw new Error(`“${group.code}” is not in the catalogue`);
    mustBeStorable(group.items, `the finding ${group.code}`);
    if (group.items.length > 1_000) throw new Error(`${group.items.length} findings of ${group.code} are kept`);
  }
}
