/** Who and what an event of a calendar names: by properties of our own, by lines of its description, by what every calendar has. */

import { tidy } from '../../domain/model/identity.ts';
import { type LessonColumn, lessonColumnOf } from './csv-columns.ts';
import { type Listed, listIn } from './names-in-text.ts';

/** A property as jCal has it: lower-case name, parameters, type, values. */
export type Property = [string, Readonly<Record<string, string | string[]>>, string, ...unknown[]];

export interface IcsNames extends Listed {
  readonly subject: string;
  readonly subjectCode: string;
}

type Kind = keyof IcsNames;
type Found = Partial<Record<Kind, readonly string[]>>;

const KINDS: readonly Kind[] = ['subject', 'subjectCode', 'teachers', 'divisions', 'groups', 'rooms'];

/** `X-CARILLON-…` by what it names. */
const OWN: Readonly<Record<string, Kind>> = {
  'x-carillon-subject': 'subject',
  'x-carillon-subject-code': 'subjectCode',
  'x-carillon-teachers': 'teachers',
  'x-carillon-divisions': 'divisions',
  'x-carillon-groups': 'groups',
  'x-carillon-rooms': 'rooms',
};

/** Text of an X- property, whose escapes nobody has undone. */
function plain(value: unknown): string {
  return typeof value === 'string'
    ? value.replace(/\\([\\;,nN])/g, (_all, mark: string) => (/n/i.test(mark) ? '\n' : mark))
    : '';
}

function isKind(column: LessonColumn | undefined): column is LessonColumn & Kind {
  return column !== undefined && (KINDS as readonly string[]).includes(column);
}

function put(found: Found, kind: Kind, names: readonly string[]): void {
  if (names.length > 0) found[kind] = [...(found[kind] ?? []), ...names];
}

/** `Classe 3A` or `Classe : 3A` by the word before the name; null for a text that begins with none. */
function prefixed(text: string, separator: RegExp): readonly [Kind, readonly string[]] | null {
  const [, word = '', names = ''] = separator.exec(text) ?? [];
  const column = lessonColumnOf(word);
  if (!isKind(column)) return null;
  return [column, column === 'subject' || column === 'subjectCode' ? [tidy(names)] : listIn(names)];
}

const IN_LINE = /^\s*([^:]{3,20}?)\s*:\s*(\S.*)$/u;
const IN_CATEGORY = /^\s*(\p{L}{3,12})\s*[:\s]\s*(\S.*)$/u;

/** Names by properties of our own. */
function ownNames(properties: readonly Property[]): Found {
  const found: Found = {};
  for (const [name, , , ...values] of properties) {
    const kind = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
    if (kind)
      put(
        found,
        kind,
        values.flatMap((value) => (kind.startsWith('subject') ? [tidy(plain(value))] : listIn(plain(value)))),
      );
  }
  return found;
}

/** Names by lines of the description: `Professeur : MARTINOT Louise`. */
function describedNames(properties: readonly Property[]): Found {
  const found: Found = {};
  for (const [name, , , ...values] of properties) {
    if (name !== 'description') continue;
    for (const line of values.map(String).join('\n').split('\n')) {
      const item = prefixed(line, IN_LINE);
      if (item) put(found, ...item);
    }
  }
  return found;
}

/** Names by what every calendar has: summary, place, people invited. */
function usualNames(properties: readonly Property[]): Found {
  const found: Found = {};
  for (const [name, parameters, , ...values] of properties) {
    if (name === 'summary') put(found, 'subject', values.map(String).map(tidy).filter(Boolean));
    if (name === 'location')
      put(
        found,
        'rooms',
        values.flatMap((value) => listIn(String(value))),
      );
    if (name === 'attendee') put(found, ...invited(parameters, String(values[0] ?? '')));
  }
  return found;
}

function invited(parameters: Property[1], address: string): readonly [Kind, readonly string[]] {
  const said = (name: string): string => String(parameters[name] ?? '').trim();
  const name = tidy((said('cn') || address.replace(/^mailto:/i, '')).replaceAll(/[,|]/g, ' '));
  const type = said('cutype').toUpperCase();
  if (type === 'ROOM' || type === 'RESOURCE') return ['rooms', [name]];
  if (type === 'GROUP' || said('role').toUpperCase() === 'NON-PARTICIPANT' || name === '') return ['teachers', []];
  const sts = said('x-carillon-sts');
  return ['teachers', [sts === '' ? name : `${name} [${sts}]`]];
}

/** Names by categories: `Classe 3A`, `Groupe 3LATIN`. */
function categoryNames(properties: readonly Property[]): Found {
  const found: Found = {};
  for (const [name, , , ...values] of properties) {
    if (name !== 'categories') continue;
    for (const value of values) {
      const item = prefixed(String(value), IN_CATEGORY);
      if (item) put(found, ...item);
    }
  }
  return found;
}

const known = new Map<string, IcsNames>();

/** The names of each kind from the first of these that has any; the same object for the same names. */
function firstOf(sources: readonly Found[]): IcsNames {
  const of = (kind: Kind): readonly string[] => sources.find((source) => source[kind])?.[kind] ?? [];
  const names: IcsNames = {
    subject: of('subject')[0] ?? '',
    subjectCode: of('subjectCode')[0] ?? '',
    teachers: of('teachers'),
    divisions: of('divisions'),
    groups: of('groups'),
    rooms: of('rooms'),
  };
  const text = JSON.stringify(names);
  const same = known.get(text);
  if (same) return same;
  if (known.size > 10_000) known.clear();
  // Texts of its own: a piece of an event's text would keep all of it in memory.
  const own = JSON.parse(text) as IcsNames;
  known.set(text, own);
  return own;
}

/** What an event names. */
export function namesOf(properties: readonly Property[]): IcsNames {
  return firstOf([ownNames(properties), describedNames(properties), usualNames(properties), categoryNames(properties)]);
}

/** What a whole calendar names, for events that do not name it themselves: our own properties, and its name (`Classe 3A`). */
export function calendarNames(properties: readonly Property[]): Found {
  const found = ownNames(properties);
  const title = properties.find(([name]) => name === 'x-wr-calname' || name === 'name')?.[3];
  const item = title === undefined ? null : prefixed(plain(title), IN_CATEGORY);
  if (item && item[0] !== 'subject' && !found[item[0]]) put(found, ...item);
  return found;
}

/** The names of an event with those of its calendar where it has none; a group is an audience as a division is. */
export function withCalendar(names: IcsNames, calendar: Found): IcsNames {
  const own = (kind: Kind): Found[Kind] | undefined => {
    const value = names[kind];
    const list = typeof value === 'string' ? [value].filter(Boolean) : value;
    return list.length > 0 ? list : undefined;
  };
  const hasAudience = names.divisions.length + names.groups.length > 0;
  const shared = (kind: Kind): readonly string[] =>
    hasAudience && (kind === 'divisions' || kind === 'groups') ? [] : (calendar[kind] ?? []);
  const found: Found = {};
  for (const kind of KINDS) put(found, kind, own(kind) ?? shared(kind));
  return firstOf([found]);
}

/** The names of two calendars' versions of one event. */
export function union(one: IcsNames, other: IcsNames): IcsNames {
  const both = (kind: 'teachers' | 'divisions' | 'groups' | 'rooms'): readonly string[] => [
    ...new Set([...one[kind], ...other[kind]]),
  ];
  return {
    subject: one.subject || other.subject,
    subjectCode: one.subjectCode || other.subjectCode,
    teachers: both('teachers'),
    divisions: both('divisions'),
    groups: both('groups'),
    rooms: both('rooms'),
  };
}
