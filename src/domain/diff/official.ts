/** What ministry files say of closures and services, put in the place of what is derived from exports (docs/decisions/official-services.md). */

import { normaliseName } from '../model/identity.ts';
import type { ClosurePeriod, Subject, Timetable } from '../model/timetable.ts';
import { deriveClosures, sessionsByDay, type TeachingService } from './derive.ts';
import type { ChangeCounts } from './diff.ts';
import type { OfficialSchool, Placed, StoredTimetable } from './stored.ts';

/**
 * Closure periods of each establishment of the file: those that the file says, else those of its calendar in the
 * directory, else those that its sessions show (RULES.md 4).
 */
export function closuresOf(
  timetable: Pick<Timetable, 'closures' | 'courses' | 'schoolYear' | 'scope'>,
  official: readonly OfficialSchool[],
): (ClosurePeriod & Placed)[] {
  let derived: readonly ClosurePeriod[] | null = null;
  return timetable.scope.flatMap((establishment) => {
    const calendar = official.find((one) => one.establishment === establishment)?.closures;
    const read = timetable.closures ?? calendar?.map(asRead);
    derived ??= read ? null : deriveClosures(timetable.schoolYear, sessionsByDay(timetable));
    return (read ?? derived ?? []).map((one) => ({ ...one, establishment }));
  });
}

function asRead({ firstDay, lastDay }: Pick<ClosurePeriod, 'firstDay' | 'lastDay'>): ClosurePeriod {
  return { firstDay, lastDay, source: 'read' };
}

/** How the list of an establishment stands to a service: it names it, names its audience and subject but not together, or is silent. */
export type Standing = 'listed' | 'missing' | 'silent';

/** The ministry's lists of services, in the terms of timetables. */
export interface OfficialLists {
  standingOf(service: ServiceKey): Standing;
  /** How many services of an establishment's list no service of a file is. */
  untaught(establishment: number, file: Iterable<ServiceKey>): number;
}

type ServiceKey = Pick<TeachingService, 'establishment' | 'subjectKey' | 'audienceKey'>;

interface List {
  /** Audience and subject, once for each thing that the list calls the subject. */
  readonly pairs: ReadonlySet<string>;
  readonly audiences: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** The pairs of each service. */
  readonly services: readonly (readonly string[])[];
}

/** An audience as keys of timetables write it. */
function audienceOf(establishment: number, audience: 'division' | 'group', name: string): string {
  return `${audience === 'division' ? 'd' : 'g'}:${establishment}/${normaliseName(name)}`;
}

function listOf({ establishment, services }: OfficialSchool): List {
  const pairs = new Set<string>();
  const audiences = new Set<string>();
  const subjects = new Set<string>();
  const listed: string[][] = [];
  for (const { audience, name, subject } of services ?? []) {
    const key = audienceOf(establishment, audience, name);
    const words = subject.map(normaliseName);
    audiences.add(key);
    for (const word of words) {
      subjects.add(word);
      pairs.add(`${key} ${word}`);
    }
    listed.push(words.map((word) => `${key} ${word}`));
  }
  return { pairs, audiences, subjects, services: listed };
}

/** The lists that a file and what is stored are held against: subjects are called as either of them calls them. */
export function listsFor(
  { subjects }: Pick<Timetable, 'subjects'>,
  stored: Pick<StoredTimetable, 'subjects' | 'official'>,
): OfficialLists {
  const known = new Map(stored.subjects.map((subject) => [subject.key, subject]));
  const subjectOf = (key: string): Subject | undefined => subjects.get(key) ?? known.get(key);
  const lists = new Map<number, List>();
  for (const school of stored.official) if (school.services !== null) lists.set(school.establishment, listOf(school));
  const wordsFor = (key: string): string[] => wordsOf(key, subjectOf(key));
  return {
    standingOf({ establishment, subjectKey, audienceKey }) {
      const list = lists.get(establishment);
      const audiences = audienceKey.split('|');
      if (!list || !audiences.every((one) => list.audiences.has(one))) return 'silent';
      const words = wordsFor(subjectKey).filter((word) => list.subjects.has(word));
      if (words.length === 0) return 'silent';
      return audiences.every((one) => words.some((word) => list.pairs.has(`${one} ${word}`))) ? 'listed' : 'missing';
    },
    untaught(establishment, file) {
      const taught = new Set<string>();
      for (const { audienceKey, subjectKey } of file) {
        for (const one of audienceKey.split('|')) for (const word of wordsFor(subjectKey)) taught.add(`${one} ${word}`);
      }
      const { services = [] } = lists.get(establishment) ?? {};
      return services.filter((pairs) => !pairs.some((pair) => taught.has(pair))).length;
    },
  };
}

/** All that a subject may be called by. */
function wordsOf(key: string, subject: Pick<Subject, 'code' | 'label'> | undefined): string[] {
  const own = subject ? [subject.code, subject.label] : [key.replace(/^label:/, '')];
  return own.filter((word) => word !== '').map(normaliseName);
}

/**
 * Services as controls count them: one that the list names was known, whichever file brings it first; one that the
 * list no longer names although it speaks of its audience and subject has ended officially. Before a first timetable the whole list
 * is what is stored.
 */
export function countedServices(
  counts: ChangeCounts,
  file: ReadonlyMap<string, TeachingService>,
  stored: Pick<StoredTimetable, 'services' | 'official'>,
  lists: OfficialLists,
): ChangeCounts {
  const own = stored.official.filter((one) => one.services !== null);
  if (own.length === 0) return counts;
  const before = new Map(stored.services.map((service) => [service.key, service]));
  let known = 0;
  for (const one of file.values()) if (!before.has(one.key) && lists.standingOf(one) === 'listed') known += 1;
  let ended = 0;
  for (const one of before.values()) if (!file.has(one.key) && lists.standingOf(one) === 'missing') ended += 1;
  const begun = new Set(stored.services.map((one) => one.establishment));
  const missing = own
    .filter(({ establishment }) => !begun.has(establishment))
    .reduce((sum, { establishment }) => sum + lists.untaught(establishment, file.values()), 0);
  return {
    created: counts.created - known,
    modified: counts.modified,
    deleted: counts.deleted - ended + missing,
    unchanged: counts.unchanged + known,
  };
}
