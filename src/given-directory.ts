/** Directories as they are given: the text of a CSV file, or the people and divisions that an export names. */

import { createHash } from 'node:crypto';
import type { DirectoryRow } from './adapters/formats/directory-csv.ts';
import type { GivenFile } from './domain/administration.ts';
import { Refusal } from './domain/model/errors.ts';
import { namedKey, personKey } from './domain/model/identity.ts';
import type { RawExport, RawPerson } from './domain/model/timetable.ts';

/** Directory files are small; this bounds what one may cost. */
const MAX_DIRECTORY_BYTES = 64 * 1_048_576;

/** The whole file as UTF-8. Throws Refusal `too-large`, `bad-input`. */
export async function textOf(file: GivenFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of file.bytes) {
    size += chunk.length;
    if (size > MAX_DIRECTORY_BYTES) throw new Refusal('too-large', { megabytes: MAX_DIRECTORY_BYTES >> 20 });
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Refusal('bad-input', { problem: `${file.name} : le fichier n'est pas en UTF-8` });
  }
}

/** The directory that an export stands for: the same people get the same ids from every export of the school. */
export function directoryOf(raw: RawExport, establishment: number): DirectoryRow[] {
  const seen = new Set<string>();
  const idFor = (kind: string, key: string): string => {
    for (let number = 1; ; number++) {
      const id = `${kind}-${createHash('sha256').update(`${establishment} ${key} ${number}`).digest('hex').slice(0, 12)}`;
      if (!seen.has(id)) {
        seen.add(id);
        return id;
      }
    }
  };
  const common = { establishment, email: null, division: null, groups: [] };
  const person =
    (kind: 'teacher' | 'student') =>
    (one: RawPerson): DirectoryRow => {
      const { lastName, firstName, birthDate, ids } = one;
      return { ...common, kind, id: idFor(kind, personKey(one)), lastName, firstName, birthDate, ids };
    };
  const named =
    (kind: 'division' | 'group') =>
    (one: { readonly name: string }): DirectoryRow => {
      const id = idFor(kind, namedKey(establishment, one.name));
      return { ...common, kind, id, lastName: one.name, firstName: '', birthDate: null, ids: {} };
    };
  return [
    ...raw.teachers.map(person('teacher')),
    ...raw.students.map(person('student')),
    ...raw.divisions.map(named('division')),
    ...raw.groups.map(named('group')),
  ];
}
