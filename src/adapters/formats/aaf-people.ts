/** What the academy's feed says of one person, as an entry of the directory or a change of one. */

import type { DirectoryPatch, DirectoryRow } from '../../domain/directory/directory.ts';
import type { Day } from '../../domain/model/calendar.ts';
import type { PersonIds } from '../../domain/model/identity.ts';
import type { AafAttribute, AafRecord } from './aaf-records.ts';
import { dateIn } from './csv-values.ts';

/** Numbers of the site's establishments, by those that the feed gives to structures. */
export type Places = ReadonlyMap<string, number>;

type Values = AafRecord['values'];

/** A value of several parts, the first of which is a structure of the site. */
export interface OwnValue {
  readonly place: number;
  readonly parts: readonly string[];
}

/** Values of an attribute that are about structures of the site. */
export function ownValues(values: Values, name: AafAttribute, places: Places): readonly OwnValue[] {
  return (values.get(name) ?? []).flatMap((value) => {
    const [structure = '', ...parts] = value.split('$');
    const place = places.get(structure);
    return place === undefined ? [] : [{ place, parts: parts.map((part) => part.trim()) }];
  });
}

/** Attributes that say to which structures a person belongs. */
export const PLACED_BY: readonly AafAttribute[] = [
  'ENTPersonStructRattach',
  'ENTEleveClasses',
  'ENTEleveGroupes',
  'ENTPersonFonctions',
  'ENTAuxEnsClassesMatieres',
  'ENTAuxEnsGroupesMatieres',
];

/** Establishments of the site that a person belongs to: first where he is attached. Empty: none. */
export function placesOf(values: Values, places: Places): readonly number[] {
  return [...new Set(PLACED_BY.flatMap((name) => ownValues(values, name, places).map(({ place }) => place)))];
}

/** Does a record say at all where its person belongs? */
export function isPlaced(values: Values): boolean {
  return PLACED_BY.some((name) => (values.get(name) ?? []).length > 0);
}

const first = (values: Values, name: AafAttribute): string => values.get(name)?.[0] ?? '';

/** Ids of a person; numbers of STS-WEB come with their structure in front. */
function idsOf({ id, values }: AafRecord, places: Places): PersonIds {
  const sts =
    ownValues(values, 'ENTPersonSTSId', places)[0]?.parts[0] ??
    (values.get('ENTPersonSTSId') ?? []).find((value) => !value.includes('$'));
  const ine = first(values, 'ENTEleveINE').toUpperCase();
  // Some academies put the number of the establishment's register here, which is longer: it is no ELEVE_ID.
  const eleve = first(values, 'ENTEleveStructRattachId');
  return {
    aaf: id,
    ...(sts ? { sts } : {}),
    ...(ine ? { ine } : {}),
    ...(/^\d{1,9}$/.test(eleve) ? { eleve } : {}),
  };
}

/** Teaches: a function `ENS`, classes, or, where no function is said, being in front of students. */
function staffKind(values: Values, places: Places): 'teacher' | 'staff' {
  const functions = ownValues(values, 'ENTPersonFonctions', places);
  if (functions.some(({ parts }) => parts[0] === 'ENS')) return 'teacher';
  const teaches = (['ENTAuxEnsClassesMatieres', 'ENTAuxEnsGroupesMatieres'] as const).some(
    (name) => ownValues(values, name, places).length > 0,
  );
  if (teaches) return 'teacher';
  return functions.length === 0 && first(values, 'PersEducNatPresenceDevantEleves') === 'O' ? 'teacher' : 'staff';
}

/** The division he is in, of his establishment where there are several; and all his groups. */
function structuresOf(values: Values, places: Places, place: number): { division: string | null; groups: string[] } {
  const classes = ownValues(values, 'ENTEleveClasses', places).filter(({ parts }) => parts[0]);
  const division = (classes.find((one) => one.place === place) ?? classes[0])?.parts[0] ?? null;
  const groups = ownValues(values, 'ENTEleveGroupes', places).flatMap(({ parts }) => parts[0] || []);
  return { division, groups: [...new Set(groups)] };
}

/** Has a student left by the day of the feed? */
export function hasLeft(values: Values, day: Day | null): boolean {
  const left = dateIn(first(values, 'ENTEleveDateSortieStructRattach'));
  return left !== null && day !== null && left < day;
}

/** What was odd about a record. */
export type Odd = 'directory-person-unnamed' | 'directory-bad-birth-date';

export interface PersonReading {
  readonly places: Places;
  /** All of the site are in the feed: who works in several belongs to all of them. */
  readonly coversSite: boolean;
  readonly tell: (code: Odd, about: string) => void;
}

/** A person of the site; null for one without a name. */
export function personRow(record: AafRecord, { places, coversSite, tell }: PersonReading): DirectoryRow | null {
  const { category, id, values } = record;
  const own = placesOf(values, places);
  const place = own[0];
  if (place === undefined) return null;
  const lastName = first(values, 'sn') || first(values, 'ENTPersonNomPatro');
  if (lastName === '' || id === '') {
    tell('directory-person-unnamed', id);
    return null;
  }
  const common = {
    id: null,
    lastName,
    firstName: first(values, 'givenName'),
    birthDate: birthDateIn(record, tell),
    ids: idsOf(record, places),
  };
  if (category === 'Eleve')
    return { ...common, kind: 'student', establishment: place, ...structuresOf(values, places, place) };
  const establishment = own.length > 1 && coversSite ? null : place;
  return { ...common, kind: staffKind(values, places), establishment };
}

function birthDateIn({ id, values }: AafRecord, tell: PersonReading['tell']): Day | null {
  const text = first(values, 'ENTPersonDateNaissance');
  const day = dateIn(text);
  if (text !== '' && day === null) tell('directory-bad-birth-date', `${id} : ${text}`);
  return day;
}

/** What a delta changes of somebody who is known; attributes that are not there stay as they are. */
export function personPatch(record: AafRecord, { places, tell }: PersonReading): DirectoryPatch {
  const { values } = record;
  const set: { -readonly [K in keyof DirectoryPatch['set']]: DirectoryPatch['set'][K] } = {};
  const name = first(values, 'sn') || first(values, 'ENTPersonNomPatro');
  if (name) set.lastName = name;
  if (first(values, 'givenName')) set.firstName = first(values, 'givenName');
  const birthDate = birthDateIn(record, tell);
  if (birthDate) set.birthDate = birthDate;
  const place = ownValues(values, 'ENTPersonStructRattach', places)[0]?.place;
  if (place !== undefined) set.establishment = place;
  const { division, groups } = structuresOf(values, places, place ?? -1);
  if (values.has('ENTEleveClasses')) set.division = division;
  if (values.has('ENTEleveGroupes')) set.groups = groups;
  if (values.has('ENTPersonFonctions')) set.kind = staffKind(values, places);
  return { ids: idsOf(record, places), set };
}
