/** Digests of what a file makes of lists and memberships: the same digest, the same rows are stored. */

import type { Hash } from '../model/digest.ts';
import { byCodeUnit, fullName } from '../model/identity.ts';
import type { Timetable } from '../model/timetable.ts';
import type { Listed } from './listed.ts';
import type { Matching, MatchKind } from './match.ts';

/**
 * Versions of directory and decisions that a file is matched with. They are part of each digest: whoever changes lists or
 * memberships otherwise raises one of them.
 */
export interface MatchedWith {
  readonly directoryVersion: string;
  readonly matchVersion: string;
}

export interface PartDigests {
  readonly memberships: string;
  readonly listed: ReadonlyMap<MatchKind, string>;
}

/** Digest of the rows of memberships. `canonical`: that of the file's own. */
export function membershipsDigest(
  { students }: Pick<Timetable, 'students'>,
  matches: Matching['students'],
  canonical: string,
  by: MatchedWith,
  hash: Hash,
): string {
  function* pieces(): Generator<string> {
    yield headOf(by);
    yield `${canonical}\n`;
    for (const student of sorted(students.values()))
      yield `${JSON.stringify([student.key, fullName(student), matches.get(student.key)?.directoryId ?? null])}\n`;
  }
  return hash(pieces());
}

/** Digests of the lists, by kind. */
export function listedDigests(listed: readonly Listed[], by: MatchedWith, hash: Hash): ReadonlyMap<MatchKind, string> {
  function* pieces(kind: MatchKind): Generator<string> {
    yield headOf(by);
    for (const one of sorted(listed.filter((row) => row.kind === kind))) yield `${JSON.stringify(one)}\n`;
  }
  return new Map((['teacher', 'student', 'division', 'group'] as const).map((kind) => [kind, hash(pieces(kind))]));
}

function headOf({ directoryVersion, matchVersion }: MatchedWith): string {
  return `${directoryVersion} ${matchVersion}\n`;
}

function sorted<T extends { readonly key: string }>(things: Iterable<T>): T[] {
  return [...things].sort((a, b) => byCodeUnit(a.key, b.key));
}
