/** `sts_emp` of STS-WEB as a directory (FORMATS.md 4.1): teachers and other staff, divisions, groups, teaching services. */

import type { Directory, DirectoryRow, DirectoryService } from '../../domain/directory/directory.ts';
import { excerpt, type FindingLog, isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';
import { coverageAt, type DirectoryFormat, mergeDirectories, placeOf, structureRow } from './directory-format.ts';
import { halfIn, readStsNames, type StsNames, type StsPerson } from './sts-files.ts';

/** One file for each establishment; `emp_sts`, which names nobody, is passed over. */
export const directorySts: DirectoryFormat = {
  name: 'STS',
  versions: ['1'],
  claims: (part) => halfIn(part) !== null,
  async read(parts, wanted, findings) {
    const named = parts.filter((part) => halfIn(part) === 'sts_emp');
    if (named.length === 0) return stop('sts-names-needed');
    const read: Directory[] = [];
    for (const part of named) {
      const directory = await readOne(part, wanted, findings);
      if (isStop(directory)) return directory;
      if (read.some((one) => one.origin.uai === directory.origin.uai))
        return stop('directory-twice', { file: part.name });
      read.push(directory);
    }
    return mergeDirectories(read);
  },
};

async function readOne(part: Part, wanted: DirectoryWanted, findings: FindingLog): Promise<Outcome<Directory>> {
  const names = await readStsNames(part);
  if (isStop(names)) return names;
  const origin = { format: 'STS', formatVersion: '1', uai: excerpt(names.uai, 20) };
  const place = placeOf(origin, wanted);
  if (isStop(place)) return place;
  const year = yearOf(names);
  if (isStop(year)) return { ...year, origin };
  const rows = rowsOf(names, place, findings);
  const kinds = (['teacher', 'division', 'group'] as const).filter((kind) => rows.some((row) => row.kind === kind));
  const services = servicesOf(names);
  if (services.length === 0) findings.add({ code: 'sts-no-services', severity: 'info', about: names.uai });
  return {
    origin,
    source: 'sts',
    mode: 'full',
    year,
    rows,
    patches: [],
    removed: [],
    complete: coverageAt(kinds, place, wanted),
    schools: [{ establishment: place, closures: null, services: services.length === 0 ? null : services, aaf: null }],
  };
}

function yearOf({ year, firstDay }: StsNames): Outcome<number | null> {
  const text = year || (firstDay?.slice(0, 4) ?? '');
  if (text === '') return null;
  return /^20\d\d$/.test(text) ? Number(text) : stop('bad-school-year', { from: text.slice(0, 20), to: '?' });
}

function rowsOf(names: StsNames, place: number, findings: FindingLog): DirectoryRow[] {
  const rows: DirectoryRow[] = [];
  for (const person of names.people.values()) {
    if (person.lastName === '' && person.maidenName === '') {
      findings.add({ code: 'directory-person-unnamed', severity: 'warning', about: person.key });
      continue;
    }
    rows.push(personRow(person, names.teaching.has(person.key), place));
  }
  for (const code of names.divisions) rows.push(structureRow('division', code, place));
  for (const code of names.groups.keys()) rows.push(structureRow('group', code, place));
  return rows;
}

/** The number of a `local` is not one of the ministry's: a person who has it there is somebody else. */
function personRow(person: StsPerson, isTeaching: boolean, establishment: number): DirectoryRow {
  const { key, type, id, lastName, maidenName, firstName, birthDate, role } = person;
  return {
    id: null,
    kind: isTeaching || role === 'ENS' || role === '' ? 'teacher' : 'staff',
    lastName: lastName || maidenName,
    firstName,
    birthDate,
    establishment,
    ids: { sts: type === 'epp' ? id : key },
  };
}

/** Each structure and subject once, with all that the file calls the subject. */
function servicesOf({ services, subjects }: StsNames): DirectoryService[] {
  const found = new Map<string, DirectoryService>();
  for (const { kind, structure, subject } of services) {
    const known = subjects.get(subject);
    const names = [subject, known?.managementCode ?? '', known?.label ?? ''].filter((name) => name !== '');
    found.set(`${kind} ${structure} ${subject}`, { audience: kind, name: structure, subject: [...new Set(names)] });
  }
  return [...found.values()];
}
