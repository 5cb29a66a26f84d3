/** What a school teaches, as registers of the ministry list it: teacher, class or group, subject. */

import { addTo } from '../../domain/model/gather.ts';
import { byId, type School } from './model.ts';

/** A teacher of a division or a group in a subject. */
export interface Taught {
  readonly teacherId: string;
  readonly kind: 'division' | 'group';
  /** Name of the division or group. */
  readonly name: string;
  /** Six-digit code. */
  readonly subject: string;
}

/** All of it, once each, in the order of the courses. Parts of divisions are in no register. */
export function taughtIn(school: School): readonly Taught[] {
  const subjects = byId(school.subjects);
  const names = { division: byId(school.divisions), group: byId(school.groups) };
  const found = new Map<string, Taught>();
  for (const { subjectId, resources } of school.courses) {
    const subject = subjects.get(subjectId ?? '')?.nationalCode;
    if (subject === undefined) continue;
    const teachers = resources.filter((one) => one.kind === 'teacher');
    for (const { kind, id } of resources) {
      if (kind !== 'division' && kind !== 'group') continue;
      const name = names[kind].get(id)?.name ?? id;
      for (const { id: teacherId } of teachers) {
        found.set(`${teacherId} ${kind} ${name} ${subject}`, { teacherId, kind, name, subject });
      }
    }
  }
  return [...found.values()];
}

/** Names of the groups that each student is in, now or later in the year, by the student's id. */
export function groupNamesOf(school: School): ReadonlyMap<string, readonly string[]> {
  const byPart = new Map<string, string[]>();
  for (const { name, partIds } of school.groups) {
    for (const partId of partIds) addTo(byPart, partId, name);
  }
  return new Map(
    school.students.map(({ id, parts }) => [id, [...new Set(parts.flatMap((part) => byPart.get(part.id) ?? []))]]),
  );
}
