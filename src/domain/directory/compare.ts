/** Compares a directory file with what is stored: who is added, changed, has left, and under which id everybody is kept. */

import { namedKey, normaliseName, type PersonIds, personKey } from '../model/identity.ts';
import {
  type Coverage,
  DIRECTORY_KINDS,
  type Directory,
  type DirectoryKind,
  type DirectoryPatch,
  type DirectoryRow,
  isPersonKind,
} from './directory.ts';
import { pairRows } from './pair.ts';
import type { EntryRow, StoredEntry } from './stored.ts';

/** What about an entry is another than before. */
export type EntryField =
  | 'returned'
  | 'kind'
  | 'name'
  | 'birthDate'
  | 'email'
  | 'division'
  | 'groups'
  | 'establishment'
  | 'ids'
  | 'id';

/** A row to be written. `before` null: added. Who had left and is back is `returned`. */
export interface EntryChange {
  readonly before: StoredEntry | null;
  readonly after: EntryRow;
  readonly fields: readonly EntryField[];
}

export interface KindCounts {
  readonly created: number;
  readonly modified: number;
  readonly deleted: number;
  readonly unchanged: number;
}

export interface DirectoryChanges {
  readonly added: readonly EntryChange[];
  readonly changed: readonly EntryChange[];
  readonly left: readonly StoredEntry[];
  /** Accounts and decisions that follow an entry to its new id; the old one is closed. */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly counts: Readonly<Record<DirectoryKind, KindCounts>>;
  /** What a delta speaks of that nobody knows: `modify` or `delete`, and the identifier. */
  readonly unknown: readonly { readonly what: 'modify' | 'delete'; readonly id: string }[];
  /** Entries of the covered kinds that were there: the base of the controls. */
  readonly base: readonly StoredEntry[];
}

export interface Comparing {
  /** Numbers of the site's establishments. */
  readonly establishments: readonly number[];
  /** A hex digest, for new ids. */
  readonly hash: (text: string) => string;
  /** Entries whose ids are kept although they are not what the file is compared with: those of the year before. */
  readonly known?: readonly StoredEntry[];
}

/** Compares a file with the stored entries. Pure: the same input gives the same ids. */
export function compareDirectory(
  directory: Pick<Directory, 'source' | 'mode' | 'rows' | 'patches' | 'removed' | 'complete'>,
  stored: readonly StoredEntry[],
  comparing: Comparing,
): DirectoryChanges {
  const { rows, unknown } = withPatches(directory, stored);
  const numberOf = createNumbering(comparing);
  const pairs = pairRows(rows, stored, (row) => numberOf(row, 1));
  const known = pairRows(
    rows.filter((row) => !pairs.has(row)),
    comparing.known ?? [],
    (row) => numberOf(row, 1),
  );
  const used = new Set([...stored, ...(comparing.known ?? [])].map((entry) => entry.id));
  const onlyPlace = comparing.establishments.length === 1 ? comparing.establishments[0] : undefined;
  const counts = countsOfZero();
  const added: EntryChange[] = [];
  const changed: EntryChange[] = [];
  const moves: { from: string; to: string }[] = [];
  const kept = new Set<StoredEntry>();
  for (const row of rows) {
    const before = pairs.get(row) ?? null;
    const id = row.id ?? before?.id ?? known.get(row)?.id ?? freeId(row, numberOf, used);
    used.add(id);
    const after = mergedRow(row, before, id, directory.source, onlyPlace);
    if (before) kept.add(before);
    if (!before) {
      added.push({ before, after, fields: [] });
      counts[after.kind].created += 1;
      continue;
    }
    if (id !== before.id) moves.push({ from: before.id, to: id });
    const fields = fieldsOf(before, after);
    if (fields.length > 0 || before.isByHand) {
      changed.push({ before, after, fields });
      counts[after.kind].modified += 1;
    } else counts[after.kind].unchanged += 1;
  }
  const covers = coverageTest(directory.complete);
  const there = stored.filter((entry) => !entry.hasLeft && !entry.isByHand);
  const taken = takenOut(directory.removed, there);
  const left = there.filter((entry) => !kept.has(entry) && (taken.entries.has(entry) || covers(entry)));
  for (const entry of left) counts[entry.kind].deleted += 1;
  const base = directory.mode === 'delta' ? there : there.filter((entry) => covers(entry) || kept.has(entry));
  return { added, changed, left, moves, counts, unknown: [...unknown, ...taken.unknown], base };
}

type MutableCounts = { -readonly [K in keyof KindCounts]: KindCounts[K] };

function countsOfZero(): Record<DirectoryKind, MutableCounts> {
  const zero = (): MutableCounts => ({ created: 0, modified: 0, deleted: 0, unchanged: 0 });
  return { teacher: zero(), student: zero(), staff: zero(), division: zero(), group: zero() };
}

/** All kinds together. */
export function totalsOf(counts: DirectoryChanges['counts']): {
  readonly added: number;
  readonly changed: number;
  readonly left: number;
  readonly unchanged: number;
} {
  const sum = (name: keyof KindCounts): number =>
    DIRECTORY_KINDS.reduce((total, kind) => total + counts[kind][name], 0);
  return { added: sum('created'), changed: sum('modified'), left: sum('deleted'), unchanged: sum('unchanged') };
}

/** Rows of a delta with what it does not say taken from the entry that it is about. */
function withPatches(
  { rows, patches }: Pick<Directory, 'rows' | 'patches'>,
  stored: readonly StoredEntry[],
): { readonly rows: readonly DirectoryRow[]; readonly unknown: DirectoryChanges['unknown'] } {
  if (patches.length === 0) return { rows, unknown: [] };
  const known = byFeedId(stored.filter((entry) => !entry.hasLeft));
  const whole: DirectoryRow[] = [...rows];
  const unknown: { what: 'modify'; id: string }[] = [];
  for (const { ids, set } of patches) {
    const entry = known.get(ids.aaf ?? '');
    if (entry) whole.push(patched(entry, set));
    else unknown.push({ what: 'modify', id: ids.aaf ?? '' });
  }
  return { rows: whole, unknown };
}

function byFeedId(entries: readonly StoredEntry[]): ReadonlyMap<string, StoredEntry> {
  return new Map(entries.flatMap((entry) => (entry.ids.aaf ? [[entry.ids.aaf, entry] as const] : [])));
}

function patched(entry: StoredEntry, set: DirectoryPatch['set']): DirectoryRow {
  const { kind, lastName, firstName, birthDate, establishment, ids } = entry;
  return { id: null, kind, lastName, firstName, birthDate, establishment, ids, ...set };
}

function takenOut(removed: readonly PersonIds[], there: readonly StoredEntry[]) {
  const known = byFeedId(there);
  const entries = new Set<StoredEntry>();
  const unknown: { what: 'delete'; id: string }[] = [];
  for (const { aaf = '' } of removed) {
    const entry = known.get(aaf);
    if (entry) entries.add(entry);
    else unknown.push({ what: 'delete', id: aaf });
  }
  return { entries, unknown };
}

/** Is an entry of a kind and place that the file holds all of? */
export function coverageTest(
  complete: readonly Coverage[],
): (entry: Pick<EntryRow, 'kind' | 'establishment'>) => boolean {
  const covered = new Set(complete.map((one) => `${one.kind} ${one.establishment ?? ''}`));
  return ({ kind, establishment }) => covered.has(`${kind} ${establishment ?? ''}`);
}

/** Ids made by Carillon: the same people get the same ones from every file of the school. */
function createNumbering({ establishments, hash }: Comparing): (row: DirectoryRow, number: number) => string {
  return (row, number) => {
    const { kind, lastName } = row;
    const establishment = row.establishment ?? establishments[0] ?? 0;
    const key = isPersonKind(kind) ? personKey(row) : namedKey(establishment, lastName);
    return `${kind}-${hash(`${establishment} ${key} ${number}`).slice(0, 12)}`;
  };
}

function freeId(
  row: DirectoryRow,
  numberOf: (row: DirectoryRow, number: number) => string,
  used: ReadonlySet<string>,
): string {
  for (let number = 1; ; number++) {
    const id = numberOf(row, number);
    if (!used.has(id)) return id;
  }
}

/** What is stored of a row: where the file does not say, what was there stays. */
function mergedRow(
  row: DirectoryRow,
  before: StoredEntry | null,
  id: string,
  source: Directory['source'],
  onlyPlace: number | undefined,
): EntryRow {
  const place = row.establishment;
  const isSamePlace =
    before !== null && onlyPlace !== undefined && (before.establishment ?? onlyPlace) === (place ?? onlyPlace);
  return {
    id,
    kind: row.kind,
    lastName: row.lastName,
    firstName: row.firstName,
    birthDate: row.birthDate ?? (source === 'csv' ? null : (before?.birthDate ?? null)),
    email: row.email === undefined ? (before?.email ?? null) : row.email,
    division: row.division === undefined ? (before?.division ?? null) : row.division,
    groups: row.groups ?? before?.groups ?? [],
    establishment: isSamePlace ? before.establishment : place,
    ids: mergedIds(row.ids, before?.ids ?? {}, source),
    source,
  };
}

/** A CSV file says all of its three identifiers; other files add those they have. */
function mergedIds(own: PersonIds, before: PersonIds, source: Directory['source']): PersonIds {
  if (source !== 'csv') return { ...before, ...own };
  const { sts: _sts, ine: _ine, eleve: _eleve, ...others } = before;
  return { ...others, ...own };
}

/** Where an entry differs from what was there; its source alone is no difference. */
function fieldsOf(before: StoredEntry, after: EntryRow): EntryField[] {
  const fields: EntryField[] = before.hasLeft ? ['returned'] : [];
  if (before.id !== after.id) fields.push('id');
  if (before.kind !== after.kind) fields.push('kind');
  if (before.lastName !== after.lastName || before.firstName !== after.firstName) fields.push('name');
  for (const name of ['birthDate', 'email', 'division', 'establishment'] as const) {
    if (before[name] !== after[name]) fields.push(name);
  }
  if (before.groups.join('\n') !== after.groups.join('\n')) fields.push('groups');
  if (sortedIds(before.ids) !== sortedIds(after.ids)) fields.push('ids');
  return fields;
}

function sortedIds(ids: PersonIds): string {
  return (['sts', 'ine', 'eleve', 'idpn', 'aaf'] as const).map((name) => ids[name] ?? '').join('\n');
}

/** Did the entry become somebody else by name or birth date, upper case and accents aside? */
export function isRenamed({ before, after }: EntryChange): boolean {
  if (before === null || before.hasLeft || !isPersonKind(after.kind)) return false;
  const name = (one: EntryRow): string => normaliseName(`${one.lastName}|${one.firstName}`);
  const otherBirth = before.birthDate !== null && after.birthDate !== null && before.birthDate !== after.birthDate;
  return name(before) !== name(after) || otherBirth;
}
