/** Facts of a directory import: the numbers that its controls are evaluated on. */

import { type DirectoryChanges, isRenamed } from './compare.ts';
import { type DirectoryKind, isPersonKind } from './directory.ts';

/** Every fact that a rule about directories may use: `…Stored` and `…Read` are bases, the others counts. */
export const DIRECTORY_FACT_NAMES = [
  'peopleAdded',
  'peopleChanged',
  'peopleRenamed',
  'peopleLeft',
  'peopleStored',
  'peopleRead',
  'directoryTeachersLeft',
  'directoryTeachersStored',
  'directoryStudentsLeft',
  'directoryStudentsStored',
  'structuresAdded',
  'structuresLeft',
  'structuresStored',
  'directoryDelta',
] as const;

export type DirectoryFactName = (typeof DIRECTORY_FACT_NAMES)[number];

/** Null: could not be computed, which blocks. */
export type DirectoryFacts = Readonly<Record<DirectoryFactName, number | null>>;

export function isDirectoryFactName(name: string): name is DirectoryFactName {
  return (DIRECTORY_FACT_NAMES as readonly string[]).includes(name);
}

/** Computes all facts. Stored people are those of the kinds and places that the file speaks of. */
export function directoryFactsOf(changes: DirectoryChanges, mode: 'full' | 'delta'): DirectoryFacts {
  const { counts, base } = changes;
  const people: readonly DirectoryKind[] = ['teacher', 'student', 'staff'];
  const structures: readonly DirectoryKind[] = ['division', 'group'];
  const sum = (kinds: readonly DirectoryKind[], name: 'created' | 'modified' | 'deleted' | 'unchanged'): number =>
    kinds.reduce((total, kind) => total + counts[kind][name], 0);
  const stored = (fits: (kind: DirectoryKind) => boolean): number => base.filter((entry) => fits(entry.kind)).length;
  return {
    peopleAdded: sum(people, 'created'),
    peopleChanged: sum(people, 'modified'),
    peopleRenamed: changes.changed.filter(isRenamed).length,
    peopleLeft: sum(people, 'deleted'),
    peopleStored: stored(isPersonKind),
    peopleRead: sum(people, 'created') + sum(people, 'modified') + sum(people, 'unchanged'),
    directoryTeachersLeft: counts.teacher.deleted,
    directoryTeachersStored: stored((kind) => kind === 'teacher'),
    directoryStudentsLeft: counts.student.deleted,
    directoryStudentsStored: stored((kind) => kind === 'student'),
    structuresAdded: sum(structures, 'created'),
    structuresLeft: sum(structures, 'deleted'),
    structuresStored: stored((kind) => !isPersonKind(kind)),
    directoryDelta: mode === 'delta' ? 1 : 0,
  };
}
