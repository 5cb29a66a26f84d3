/** The academy's feed, AAF (FORMATS.md 5a): people, divisions, groups and services of the site's establishments, full or as changes. */

import {
  type Coverage,
  type Directory,
  type DirectoryKind,
  type DirectoryPatch,
  type DirectoryRow,
  type DirectorySchool,
  type DirectoryService,
  impliedStructures,
} from '../../domain/directory/directory.ts';
import { type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import type { PersonIds } from '../../domain/model/identity.ts';
import type { DirectoryWanted } from '../../domain/ports.ts';
import { type FeedFiles, feedFilesOf } from './aaf-files.ts';
import { hasLeft, isPlaced, type PersonReading, personPatch, personRow, placesOf } from './aaf-people.ts';
import { type AafRecord, aafTypeOf, aafVersionOf, readAaf, uaiIn } from './aaf-records.ts';
import { createServiceList } from './aaf-services.ts';
import { type DirectoryFormat, structureRow, withoutTwins } from './directory-format.ts';

/** The academy's feed: `ficAlimMENESR`, in as many files as it has. */
export const directoryAaf: DirectoryFormat = {
  name: 'AAF',
  versions: ['VE1301', 'VE1803', 'VE2101'],
  claims: ({ root }) => root?.name === 'ficAlimMENESR',
  async read(parts, wanted, findings) {
    const files = feedFilesOf(parts);
    if (isStop(files)) return files;
    const reading = beginReading(files, wanted, findings);
    for (const part of files.parts) {
      const outcome = await readAaf(part, reading.take);
      if (outcome !== null && isStop(outcome)) return { ...outcome, origin: originOf(files) };
    }
    return reading.directory();
  },
};

function originOf({ day, parts }: FeedFiles): Directory['origin'] {
  const version = parts.map(aafVersionOf).find((one) => one !== null);
  return {
    format: 'AAF',
    formatVersion: version?.replace(/^AAF-/i, '') ?? '?',
    uai: '',
    ...(day === null ? {} : { exportedAt: day }),
  };
}

/** Gathers what the records say of the site's establishments. */
function beginReading(files: FeedFiles, wanted: DirectoryWanted, findings: FindingLog) {
  const { only } = wanted;
  const own = wanted.establishments.filter((one) => only === null || one.number === only);
  const hasSchools = files.parts.some((part) => aafTypeOf(part) === 'EtabEducNat');
  // A full feed says whose numbers it uses; in a delta only what changes is said.
  const isKnownBefore = !(files.mode === 'full' && hasSchools);
  const places = new Map(own.flatMap(({ aaf, number }) => (aaf !== null && isKnownBefore ? [[aaf, number]] : [])));
  const people = new Map<string, DirectoryRow>();
  const structures: DirectoryRow[] = [];
  const patches: DirectoryPatch[] = [];
  const removed: PersonIds[] = [];
  const services = createServiceList();
  const others = { schools: new Set<string>(), people: 0 };
  let isDelta = files.mode === 'delta';
  const personReading = (): PersonReading => ({
    places,
    coversSite: only === null && own.every(({ number }) => [...places.values()].includes(number)),
    tell: (code, about) => {
      if (code === 'directory-bad-birth-date')
        findings.add({ code: 'directory-bad-birth-date', severity: 'warning', about });
      else findings.add({ code: 'directory-person-unnamed', severity: 'warning', about });
    },
  });

  function takeSchool({ id, values }: AafRecord): void {
    const uai = uaiIn(values);
    const place = uai === undefined ? places.get(id) : own.find((one) => one.uai === uai)?.number;
    if (place === undefined) {
      others.schools.add(id);
      places.delete(id);
      return;
    }
    for (const [known, number] of places) if (number === place && known !== id) places.delete(known);
    places.set(id, place);
    const add = (kind: 'division' | 'group', value: string): void => {
      const [name = ''] = value.split('$');
      if (name.trim() !== '') structures.push(structureRow(kind, name.trim(), place));
    };
    for (const value of values.get('ENTStructureClasses') ?? []) add('division', value);
    for (const value of values.get('ENTStructureGroupes') ?? []) add('group', value);
  }

  function takePerson(record: AafRecord): void {
    const { action, id, values } = record;
    const isKnown = wanted.feedIds.has(id);
    const isOwn = placesOf(values, places).length > 0;
    for (const name of record.unclear)
      findings.add({ code: 'aaf-operation', severity: 'warning', about: `${id} ${name}` });
    if (!isOwn && !isKnown) {
      others.people += 1;
      return;
    }
    const isGone = action === 'delete' || hasLeft(values, files.day) || (!isOwn && isPlaced(values));
    if (isGone) {
      people.delete(id);
      if (isKnown && isDelta) removed.push({ aaf: id });
    } else if (action === 'modify') patches.push(personPatch(record, personReading()));
    else {
      const row = personRow(record, personReading());
      if (row) people.set(id, row);
      services.take(values, places);
    }
  }

  return {
    take(record: AafRecord): void {
      const { action, category, id, values } = record;
      isDelta ||= action !== 'add';
      if (category === 'EtabEducNat') takeSchool(record);
      else if (category === 'MatiereEducNat') services.name(id, values.get('ENTLibelleMatiere')?.[0] ?? '');
      else if (isPersonOf(category) || (category === '' && wanted.feedIds.has(id))) takePerson(record);
    },
    directory(): Outcome<Directory> {
      const origin = originOf(files);
      const wrong = isDelta ? files.mode === 'full' && stop('aaf-not-full') : checkSchools({ hasSchools, own, places });
      if (wrong) return { ...wrong, origin };
      if (others.schools.size + others.people > 0) {
        findings.add({ code: 'aaf-others', severity: 'info', values: othersTold(others.schools.size, others.people) });
      }
      const there = new Set(places.values());
      for (const { number, uai } of isDelta ? [] : own) {
        if (!there.has(number)) findings.add({ code: 'aaf-establishment-absent', severity: 'warning', about: uai });
      }
      const rows = [...structures, ...people.values()];
      const all = withoutTwins([...rows, ...impliedStructures(rows)]);
      const covered = own.every(({ number }) => there.has(number)) && only === null ? [...there, null] : [...there];
      return {
        origin,
        source: 'aaf',
        mode: isDelta ? 'delta' : 'full',
        year: null,
        rows: all,
        patches,
        removed,
        complete: isDelta ? [] : coverageIn(files, all, covered),
        schools: schoolsOf(places, (place) => (isDelta ? null : services.of(place))),
      };
    },
  };
}

function isPersonOf(category: string): boolean {
  return category === 'Eleve' || category === 'PersEducNat';
}

/** Why nobody in a full feed can be of the site. */
function checkSchools(about: {
  readonly hasSchools: boolean;
  readonly own: readonly { readonly uai: string }[];
  readonly places: ReadonlyMap<string, number>;
}): Stop | null {
  if (about.places.size > 0) return null;
  const expected = about.own.map((one) => one.uai).join(', ');
  return about.hasSchools ? stop('aaf-school-missing', { expected }) : stop('aaf-structures-missing', { expected });
}

/** Kinds that the feed has files of, in the places that it covers. */
function coverageIn(
  { parts }: FeedFiles,
  rows: readonly DirectoryRow[],
  places: readonly (number | null)[],
): Coverage[] {
  const types = new Set(parts.map(aafTypeOf));
  const kinds: DirectoryKind[] = [];
  if (types.has('PersEducNat')) kinds.push('teacher', 'staff');
  if (types.has('Eleve')) kinds.push('student');
  for (const kind of ['division', 'group'] as const) if (rows.some((row) => row.kind === kind)) kinds.push(kind);
  return kinds.flatMap((kind) => places.map((establishment) => ({ kind, establishment })));
}

function schoolsOf(
  places: ReadonlyMap<string, number>,
  servicesOf: (place: number) => readonly DirectoryService[] | null,
): DirectorySchool[] {
  return [...places].map(([aaf, establishment]) => ({
    establishment,
    closures: null,
    services: servicesOf(establishment),
    aaf,
  }));
}

/** What is told of those elsewhere: of a sort that is not there, nothing. */
function othersTold(schools: number, people: number): Readonly<Record<string, string | number>> {
  if (schools === 0) return { people, variant: 'people' };
  return people === 0 ? { schools, variant: 'schools' } : { schools, people };
}
