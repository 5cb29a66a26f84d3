/** Rules: what a control measures, its default threshold, and what a site may change of it (PRODUCT.md 4). */

import { type FactName, isFactName } from '../diff/facts.ts';
import { type DirectoryFactName, isDirectoryFactName } from '../directory/facts.ts';
import type { Language } from '../model/language.ts';
import type { RunKind } from '../model/step.ts';

/** Everything that a rule may speak of. One rule speaks of timetables or of directories, never of both. */
export type AnyFactName = FactName | DirectoryFactName;

/** What the imports are that a fact is known of; null: there is no such fact. */
export function subjectOfFact(name: string): RunKind | null {
  if (isFactName(name)) return 'timetable';
  return isDirectoryFactName(name) ? 'directory' : null;
}

/** A rule as its file in `rules/` says it. */
export interface Rule {
  readonly code: string;
  readonly title: Readonly<Record<Language, string>>;
  /** Which imports it judges. */
  readonly about: RunKind;
  /** What is counted. */
  readonly count: AnyFactName;
  /** What it is a percentage of. */
  readonly over: AnyFactName;
  /** Percent, at most two decimals. */
  readonly limit: number;
  readonly blocking: boolean;
  /** A count at or under it is never exceeded. */
  readonly floor: number;
  /** The floor while closure periods are derived (RULES.md 5.1). */
  readonly floorWhenDerived?: number;
  /** A locked rule's limit may only be lowered, its blocking not changed (RULES.md 5.4). */
  readonly locked: boolean;
}

/** Titles of controls by code, in each language. */
export type ControlTitles = Readonly<Record<Language, ReadonlyMap<string, string>>>;

export function controlTitlesOf(rules: readonly Rule[]): ControlTitles {
  const titles = (language: Language) => new Map(rules.map(({ code, title }) => [code, title[language]]));
  return { fr: titles('fr'), en: titles('en') };
}

/** What a site says instead of a rule's defaults. */
export interface ThresholdOverride {
  readonly limit?: number;
  readonly blocking?: boolean;
  readonly floor?: number;
}

/** The threshold in force. */
export interface Threshold {
  readonly limit: number;
  readonly blocking: boolean;
  readonly floor: number;
}

/** A control's result. `value` is in percent, rounded for display; null: could not be computed, which blocks. */
export interface Verdict {
  readonly code: string;
  readonly count: number | null;
  readonly base: number | null;
  readonly value: number | null;
  readonly limit: number;
  readonly blocking: boolean;
  readonly exceeded: boolean;
  /** A count at or under it is not exceeded; absent: 0. */
  readonly floor?: number;
}

/** What controls make of an automatic import: in words of a run's status. */
export type Decision = 'integrated' | 'integrated-with-alerts' | 'held' | 'rejected';

/** The threshold of a rule for a site. `derived`: the file's closure periods are derived. */
export function thresholdFor(rule: Rule, override: ThresholdOverride | undefined, derived: boolean): Threshold {
  return {
    limit: override?.limit ?? rule.limit,
    blocking: override?.blocking ?? rule.blocking,
    floor: override?.floor ?? (derived ? (rule.floorWhenDerived ?? rule.floor) : rule.floor),
  };
}

/** A count of some of what is stored or read, and what it is a part of: its share is 100 % at most. What is new is no part of what was there. */
const PART = /^(\w+?)(?:Modified|Deleted|Changed|Renamed|Left|Cancelled|Unmatched|Incoherent)$/;

/** The highest percentage that a control can give a meaning to: over it, nothing would ever be exceeded. */
export function highestLimitOf({ count, over }: Pick<Rule, 'count' | 'over'>): number {
  const [, whole] = PART.exec(count) ?? [];
  return whole !== undefined && (over === `${whole}Stored` || over === `${whole}Read`) ? 100 : MAX_LIMIT;
}

const MAX_LIMIT = 1_000;

/** Percent with at most two decimals, 0 to 1,000. */
export function isLimit(limit: number): boolean {
  return limit >= 0 && limit <= MAX_LIMIT && Math.abs(limit * 100 - Math.round(limit * 100)) < 1e-6;
}
