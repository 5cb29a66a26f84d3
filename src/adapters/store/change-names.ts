/** Gives the keys of a school year their names, also those that a run's changes add or take away. */

import { byCodeUnit } from '../../domain/model/identity.ts';
import type { GroupRow, Names, NotedRow, SubjectRow } from '../../domain/report/changes.ts';
import type { Queryable } from './runs.ts';

export interface YearNames extends Names {
  /** Names of the divisions that a group of an establishment is of, by the group's name. */
  divisionsOf(establishment: number, group: string): readonly string[];
}

/** Rows of a run's changes that carry names. */
export interface NamedRows {
  readonly subjects: readonly NotedRow<SubjectRow>[];
  readonly divisions: readonly NotedRow<GroupRow>[];
  readonly groups: readonly NotedRow<GroupRow>[];
}

/** Names as they are stored, and as the rows say them. */
export async function readNames(db: Queryable, siteId: number, year: number, noted: NamedRows): Promise<YearNames> {
  const at = [siteId, year];
  const rowsOf = async <T extends object>(sql: string, values: readonly unknown[] = at): Promise<T[]> =>
    (await db.query<T>(sql, [...values])).rows;
  const from = 'where site_id = $1 and year = $2';
  const subjects = await rowsOf<SubjectRow>(`select establishment, key, code, label from subjects ${from}`);
  const divisions = await rowsOf<GroupRow>(`select establishment, key, name from divisions ${from}`);
  const groups = await rowsOf<GroupRow>(`select establishment, key, name, divisions from groups ${from}`);
  const teachers = await rowsOf<{ key: string; name: string }>(`select key, name from teacher_names ${from}`);
  const all = <T>(stored: readonly T[], rows: readonly NotedRow<T>[]): T[] => [
    // What is stored or will be comes last, and counts.
    ...rows.flatMap((row) => (row.before === null ? [] : [row.before])),
    ...stored,
    ...rows.flatMap((row) => (row.after === null ? [] : [row.after])),
  ];
  const subjectNames = new Map(
    all(subjects, noted.subjects).map((row) => [`${row.establishment} ${row.key}`, row.label || row.code]),
  );
  const divisionNames = new Map(all(divisions, noted.divisions).map((row) => [row.key, row.name]));
  const everyGroup = all(groups, noted.groups);
  const groupNames = new Map(everyGroup.map((row) => [row.key, row.name]));
  const teacherNames = new Map(teachers.map((row) => [row.key, row.name]));
  const division = (key: string): string => divisionNames.get(key) ?? bare(key);
  const held = new Map<string, Set<string>>();
  for (const { establishment, name, divisions: keys = [] } of everyGroup) {
    const known = held.get(`${establishment} ${name}`) ?? new Set();
    for (const key of keys) known.add(division(key));
    held.set(`${establishment} ${name}`, known);
  }
  return {
    subject: (establishment, key) => subjectNames.get(`${establishment} ${key}`) ?? key.replace(/^label:/, ''),
    teacher: (key) => teacherNames.get(key) ?? nameInKey(key),
    division,
    group: (key) => groupNames.get(key) ?? bare(key),
    divisionsOf: (establishment, group) => [...(held.get(`${establishment} ${group}`) ?? [])].sort(byCodeUnit),
  };
}

/** The name in the key of a division or group: `1754/6A`. */
function bare(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** The name in the key of a person without identifier: `name:MARTIN|PAUL|2001-01-01`; other keys say what they are. */
function nameInKey(key: string): string {
  const [, last, first] = /^name:([^|]*)\|([^|]*)\|/.exec(key) ?? [];
  return last === undefined ? key : `${last} ${first}`.trim();
}
