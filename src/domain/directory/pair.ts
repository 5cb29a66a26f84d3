/** Knows entries of a file again among those that are stored: by id, by official identifier, by name where that leaves no doubt. */

import { normaliseName, type PersonIds } from '../model/identity.ts';
import { type DirectoryRow, familyOf, isPersonKind } from './directory.ts';
import type { StoredEntry } from './stored.ts';

/** Strongest first: an INE may be given a second time, a SIECLE number not. */
const ID_NAMES = ['aaf', 'sts', 'eleve', 'ine', 'idpn'] as const satisfies readonly (keyof PersonIds)[];

type Pairs = Map<DirectoryRow, StoredEntry>;

interface Named {
  readonly kind: StoredEntry['kind'];
  readonly lastName: string;
  readonly firstName: string;
  readonly establishment: number | null;
}

/**
 * The stored entry that each row is about; rows without one are new. Entries added by hand give way last, and those that
 * have left come back only under their id or an official identifier. `madeId`: the id that a row without one would get.
 */
export function pairRows(
  rows: readonly DirectoryRow[],
  stored: readonly StoredEntry[],
  madeId: (row: DirectoryRow) => string,
): ReadonlyMap<DirectoryRow, StoredEntry> {
  const pairs: Pairs = new Map();
  const taken = new Set<StoredEntry>();
  const join = (row: DirectoryRow, entry: StoredEntry): void => {
    pairs.set(row, entry);
    taken.add(entry);
  };
  const byId = new Map(stored.map((entry) => [entry.id, entry]));
  for (const row of rows) {
    const entry = row.id === null ? undefined : byId.get(row.id);
    if (entry && !taken.has(entry)) join(row, entry);
  }
  const there = stored.filter((entry) => !entry.hasLeft);
  const fromFiles = there.filter((entry) => !entry.isByHand);
  const byHand = there.filter((entry) => entry.isByHand);
  const gone = stored.filter((entry) => entry.hasLeft);
  for (const among of [fromFiles, byHand]) {
    pairByIdentifier(open(rows, pairs), untaken(among, taken), join);
    pairByName(open(rows, pairs), untaken(among, taken), join);
  }
  const returning = open(rows, pairs).filter((row) => row.id === null);
  pairByIdentifier(returning, untaken(gone, taken), join);
  for (const row of open(returning, pairs)) {
    const entry = byId.get(madeId(row));
    if (entry?.hasLeft && !taken.has(entry)) join(row, entry);
  }
  return pairs;
}

function open(rows: readonly DirectoryRow[], pairs: Pairs): DirectoryRow[] {
  return rows.filter((row) => !pairs.has(row));
}

function untaken(entries: readonly StoredEntry[], taken: ReadonlySet<StoredEntry>): StoredEntry[] {
  return entries.filter((entry) => !taken.has(entry));
}

/** By one identifier after another; one that two of a side carry identifies neither. */
function pairByIdentifier(
  rows: readonly DirectoryRow[],
  entries: readonly StoredEntry[],
  join: (row: DirectoryRow, entry: StoredEntry) => void,
): void {
  let left = rows;
  let free = entries;
  for (const name of ID_NAMES) {
    const keyOf = (one: DirectoryRow | StoredEntry): string | null =>
      one.ids[name] ? `${familyOf(one.kind)} ${one.ids[name]}` : null;
    const joined = joinUnique(left, free, keyOf, () => true, join);
    left = left.filter((row) => !joined.rows.has(row));
    free = free.filter((entry) => !joined.entries.has(entry));
  }
}

/** By name: people whose birth date and identifiers do not speak against it, divisions and groups of the same establishment. */
function pairByName(
  rows: readonly DirectoryRow[],
  entries: readonly StoredEntry[],
  join: (row: DirectoryRow, entry: StoredEntry) => void,
): void {
  const people = rows.filter((row) => isPersonKind(row.kind));
  const dated = joinUnique(
    people,
    entries,
    (one) => (one.birthDate === null || !isPersonKind(one.kind) ? null : `${nameOf(one)} ${one.birthDate}`),
    mayBeSame,
    join,
  );
  joinUnique(
    people.filter((row) => !dated.rows.has(row)),
    entries.filter((entry) => !dated.entries.has(entry)),
    (one) => (isPersonKind(one.kind) ? nameOf(one) : null),
    mayBeSame,
    join,
  );
  joinUnique(
    rows.filter((row) => !isPersonKind(row.kind)),
    entries,
    (one) => (isPersonKind(one.kind) ? null : nameOf(one)),
    mayBeSame,
    join,
  );
}

function nameOf(one: Named): string {
  return `${familyOf(one.kind)} ${normaliseName(one.lastName)}|${normaliseName(one.firstName)}`;
}

/** A file with ids of its own means what it says: an entry of such a file under another id is another one. */
function mayBeSame(row: DirectoryRow, entry: StoredEntry): boolean {
  if (row.id !== null && !entry.isByHand && (entry.source === null || entry.source === 'csv')) return false;
  const otherPlace =
    row.establishment !== null && entry.establishment !== null && row.establishment !== entry.establishment;
  if (!isPersonKind(row.kind)) return !otherPlace;
  if (row.birthDate !== null && entry.birthDate !== null && row.birthDate !== entry.birthDate) return false;
  return ID_NAMES.every((name) => !row.ids[name] || !entry.ids[name] || row.ids[name] === entry.ids[name]);
}

/** Joins rows and entries that alone have a key on both sides, as far as nothing speaks against it. */
function joinUnique(
  rows: readonly DirectoryRow[],
  entries: readonly StoredEntry[],
  keyOf: (one: DirectoryRow | StoredEntry) => string | null,
  mayJoin: (row: DirectoryRow, entry: StoredEntry) => boolean,
  join: (row: DirectoryRow, entry: StoredEntry) => void,
): { readonly rows: ReadonlySet<DirectoryRow>; readonly entries: ReadonlySet<StoredEntry> } {
  const rowsByKey = groupBy(rows, keyOf);
  const joined = { rows: new Set<DirectoryRow>(), entries: new Set<StoredEntry>() };
  for (const [key, rivals] of groupBy(entries, keyOf)) {
    const own = rowsByKey.get(key) ?? [];
    for (const row of own) {
      // Two schools of a site may each have a division of that name.
      const fitting = rivals.filter((entry) => mayJoin(row, entry));
      const [only, another] = fitting;
      if (!only || another || own.filter((one) => mayJoin(one, only)).length > 1) continue;
      join(row, only);
      joined.rows.add(row);
      joined.entries.add(only);
    }
  }
  return joined;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const same = groups.get(key);
    if (same) same.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
