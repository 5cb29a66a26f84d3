/** What a reader or a check has to say about a file: findings, and the Stop that ends a run for bad data. */

import type { Origin, SchoolYear } from './timetable.ts';

/** `error` stops the run, `warning` means something was left out, `info` is for the curious. */
export type Severity = 'error' | 'warning' | 'info';

/** One anomaly. `code` is a key of the catalogue, which holds its French title, cause and remedy. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** What it is about, in the file's words: a name, a reference. Never shown in logs. */
  readonly about?: string;
  /** Where in the source: a line, a path, an entry. */
  readonly where?: string;
  /** Values for the catalogue's sentences. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Findings of one code: the count is exact, the list is cut at 1,000. */
export interface FindingGroup {
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
  readonly items: readonly Omit<Finding, 'code' | 'severity'>[];
}

/** Bad data is a value: why a run goes no further. `reason` is a key of the catalogue. */
export interface Stop {
  readonly stopped: true;
  readonly reason: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** What a refused file said of itself, where it did. */
  readonly origin?: Origin;
  /** Of a file that is good, but only a part of what makes a timetable. */
  readonly half?: Half;
}

/** One of two files that make a timetable together. The names are those that schools know the files by. */
export interface Half {
  readonly here: string;
  readonly missing: string;
  readonly schoolYear: SchoolYear;
}

/** Either the thing, or the reason why there is none. */
export type Outcome<T> = T | Stop;

/** Half of a character that a cut went through, and NUL: no database keeps them. */
const HALF = /[\p{Cs}\0]/gu;

/** The beginning of a text from a file, of at most so many UTF-16 units. */
export function excerpt(text: string, most: number): string {
  return text.slice(0, most).replace(HALF, '');
}

function whole(values: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.replace(HALF, '') : value]),
  );
}

/** Builds a Stop. */
export function stop(reason: string, values?: Readonly<Record<string, string | number>>): Stop {
  return values ? { stopped: true, reason, values: whole(values) } : { stopped: true, reason };
}

/** Tells a Stop from a result. */
export function isStop<T>(outcome: Outcome<T>): outcome is Stop {
  return typeof outcome === 'object' && outcome !== null && 'stopped' in outcome && outcome.stopped === true;
}

const MAX_ITEMS = 1_000;
/** A name in a file may have a million characters. */
const MAX_CHARS = 400;

/** What a finding says, short enough to be kept a thousand times. */
function kept({ about, where, values }: Omit<Finding, 'code' | 'severity'>): Omit<Finding, 'code' | 'severity'> {
  return {
    ...(about === undefined ? {} : { about: excerpt(about, MAX_CHARS) }),
    ...(where === undefined ? {} : { where: excerpt(where, MAX_CHARS) }),
    ...(values === undefined ? {} : { values: whole(values) }),
  };
}

/** Collects findings by code; memory stays bounded however many there are. */
export class FindingLog {
  readonly #groups = new Map<
    string,
    { severity: Severity; count: number; items: Omit<Finding, 'code' | 'severity'>[] }
  >();

  add(finding: Finding): void {
    const { code, severity, ...item } = finding;
    let group = this.#groups.get(code);
    if (!group) {
      group = { severity, count: 0, items: [] };
      this.#groups.set(code, group);
    }
    group.count += 1;
    if (group.items.length < MAX_ITEMS) group.items.push(kept(item));
  }

  /** Takes over a group that was found before; its code must be new here. */
  adopt({ code, severity, count, items }: FindingGroup): void {
    this.#groups.set(code, { severity, count, items: [...items] });
  }

  /** How often a code was seen. */
  count(code: string): number {
    return this.#groups.get(code)?.count ?? 0;
  }

  /** All groups: errors first, then warnings, then infos; by code within. */
  groups(): FindingGroup[] {
    const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
    return [...this.#groups.entries()]
      .map(([code, group]) => ({ code, ...group }))
      .sort((a, b) => rank[a.severity] - rank[b.severity] || (a.code < b.code ? -1 : 1));
  }
}
