/** What a format of directories is, and how what several files say becomes one directory. */

import type { Directory, DirectorySource } from '../../domain/directory/directory.ts';
import { familyOf } from '../../domain/directory/directory.ts';
import { type FindingLog, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { normaliseName } from '../../domain/model/identity.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';

/** One kind of directory files: those of an import that it claims are read together. */
export interface DirectoryFormat {
  readonly name: string;
  readonly versions: readonly string[];
  claims(part: Part): boolean;
  /** Reads what is wanted. A Stop says in the catalogue's words why the files cannot be taken. */
  read(parts: readonly Part[], wanted: DirectoryWanted, findings: FindingLog): Promise<Outcome<Directory>>;
}

/** Sources whose files complete one another: pupils come by one, teachers by the other. */
const MAY_MEET: readonly DirectorySource[] = ['siecle', 'sts'];

/** One directory out of what several formats have read. */
export function mergeDirectories(all: readonly Directory[]): Outcome<Directory> {
  const [first, ...others] = all;
  if (!first) return stop('directory-empty');
  if (others.length === 0) return first;
  if (all.some((one) => !MAY_MEET.includes(one.source))) {
    return stop('directory-mixed', { formats: all.map((one) => one.origin.format).join(', ') });
  }
  const years = [...new Set(all.flatMap((one) => one.year ?? []))];
  const [year = null, otherYear] = years;
  if (otherYear !== undefined) return stop('directory-years', { years: years.join(', ') });
  return {
    ...first,
    origin: {
      ...first.origin,
      format: all.map((one) => one.origin.format).join(' + '),
      formatVersion: all.map((one) => one.origin.formatVersion).join(' + '),
    },
    year,
    rows: withoutTwins(all.flatMap((one) => one.rows)),
    patches: all.flatMap((one) => one.patches),
    removed: all.flatMap((one) => one.removed),
    complete: all.flatMap((one) => one.complete),
    schools: mergedSchools(all.flatMap((one) => one.schools)),
  };
}

/** Divisions and groups that several files name, once. */
export function withoutTwins(rows: Directory['rows']): Directory['rows'] {
  const known = new Set<string>();
  return rows.filter(({ kind, lastName, establishment }) => {
    if (kind !== 'division' && kind !== 'group') return true;
    const key = `${familyOf(kind)} ${establishment ?? ''} ${normaliseName(lastName)}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function mergedSchools(schools: Directory['schools']): Directory['schools'] {
  const merged = new Map<number, Directory['schools'][number]>();
  for (const school of schools) {
    const before = merged.get(school.establishment);
    merged.set(school.establishment, {
      establishment: school.establishment,
      closures: school.closures ?? before?.closures ?? null,
      services: school.services ?? before?.services ?? null,
      aaf: school.aaf ?? before?.aaf ?? null,
    });
  }
  return [...merged.values()];
}
