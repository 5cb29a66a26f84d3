/** What the report of a directory import says: how much, and who. */

import { fullName } from '../model/identity.ts';
import { type DirectoryChanges, type EntryChange, type EntryField, isRenamed, totalsOf } from './compare.ts';
import { DIRECTORY_KINDS, type Directory, type DirectoryKind } from './directory.ts';
import type { EntryRow } from './stored.ts';

/** One entry that is added, changed or has left. */
export interface DirectoryLine {
  readonly kind: DirectoryKind;
  readonly name: string;
  /** Of a student. */
  readonly division?: string;
  /** What about it is another than before. */
  readonly fields?: readonly EntryField[];
  /** The name before, where it is another. */
  readonly before?: string;
}

/** The part of a report that only directory imports have. Counts are exact, lists are cut at 1,000. */
export interface DirectoryFindings {
  readonly source: Directory['source'];
  readonly mode: Directory['mode'];
  /** `2026-2027`; null: the file is of no particular year. */
  readonly year: string | null;
  /** True: kept apart until that year is opened. */
  readonly isComing: boolean;
  readonly establishments: readonly number[];
  readonly added: number;
  readonly changed: number;
  readonly left: number;
  readonly unchanged: number;
  readonly lines: Readonly<Record<'added' | 'changed' | 'left', readonly DirectoryLine[]>>;
}

const MAX_LINES = 1_000;

function lineOf(entry: EntryRow): DirectoryLine {
  const { kind, division } = entry;
  return { kind, name: fullName(entry), ...(kind === 'student' && division ? { division } : {}) };
}

function changedLine(change: EntryChange): DirectoryLine {
  const { before, after, fields } = change;
  const former = before && isRenamed(change) ? fullName(before) : null;
  return { ...lineOf(after), fields, ...(former === null || former === fullName(after) ? {} : { before: former }) };
}

/** People first, each kind by its own order, then by name. */
function sorted(lines: DirectoryLine[]): DirectoryLine[] {
  const rank = (line: DirectoryLine): number => DIRECTORY_KINDS.indexOf(line.kind);
  return lines
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, MAX_LINES);
}

/** Who is added, changed, has left. */
export function directoryFindings(
  directory: Pick<Directory, 'source' | 'mode' | 'year'>,
  changes: DirectoryChanges,
  { establishments, isComing }: Pick<DirectoryFindings, 'establishments' | 'isComing'>,
): DirectoryFindings {
  const { source, mode, year } = directory;
  return {
    source,
    mode,
    year: year === null ? null : `${year}-${year + 1}`,
    isComing,
    establishments,
    ...totalsOf(changes.counts),
    lines: {
      added: sorted(changes.added.map(({ after }) => lineOf(after))),
      changed: sorted(changes.changed.map(changedLine)),
      left: sorted(changes.left.map(lineOf)),
    },
  };
}

/** How many of each kind a file lists. */
export function directoryRead({ rows, patches, removed, schools }: Directory): Record<string, number> {
  const of = (kind: DirectoryKind): number => rows.filter((row) => row.kind === kind).length;
  const closures = schools.flatMap((school) => school.closures ?? []).length;
  const services = schools.flatMap((school) => school.services ?? []).length;
  const delta = patches.length + removed.length;
  return {
    teachers: of('teacher'),
    students: of('student'),
    staff: of('staff'),
    divisions: of('division'),
    groups: of('group'),
    ...(services > 0 ? { services } : {}),
    ...(closures > 0 ? { closures } : {}),
    ...(delta > 0 ? { directoryModifications: patches.length, directoryRemovals: removed.length } : {}),
  };
}
