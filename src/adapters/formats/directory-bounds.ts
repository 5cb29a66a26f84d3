/** Names, codes and numbers of a directory at lengths that the store keeps in indexes; one that is cut is told. */

import type { Directory, DirectoryPatch, DirectoryRow } from '../../domain/directory/directory.ts';
import type { FindingLog } from '../../domain/model/finding.ts';
import type { PersonIds } from '../../domain/model/identity.ts';
import { MAX_NAME_CHARS, nameIn } from '../../domain/model/roster.ts';

type Cut = (text: string) => string;

/** The directory with everything that is absurdly long cut. */
export function withinBounds(directory: Directory, findings: FindingLog): Directory {
  const cut: Cut = (text) => (text.length <= MAX_NAME_CHARS ? text : nameIn(text, findings));
  return {
    ...directory,
    rows: directory.rows.map((row) => ({ ...row, ...cutSet(row, cut), ids: cutIds(row.ids, cut) })),
    patches: directory.patches.map(({ ids, set }) => ({ ids: cutIds(ids, cut), set: cutSet(set, cut) })),
    removed: directory.removed.map((ids) => cutIds(ids, cut)),
    schools: directory.schools.map((school) => ({
      ...school,
      closures: school.closures?.map((one) => ({ ...one, label: cut(one.label) })) ?? null,
      services: school.services?.map((one) => ({ ...one, name: cut(one.name), subject: one.subject.map(cut) })) ?? null,
    })),
  };
}

function cutSet<T extends DirectoryRow | DirectoryPatch['set']>(set: T, cut: Cut): T {
  return {
    ...set,
    ...(set.lastName === undefined ? {} : { lastName: cut(set.lastName) }),
    ...(set.firstName === undefined ? {} : { firstName: cut(set.firstName) }),
    ...(set.division ? { division: cut(set.division) } : {}),
    ...(set.groups ? { groups: set.groups.map(cut) } : {}),
  };
}

function cutIds(ids: PersonIds, cut: Cut): PersonIds {
  return Object.fromEntries(Object.entries(ids).map(([name, value]) => [name, cut(value)]));
}
