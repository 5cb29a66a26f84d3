/** Writes the people, divisions and groups of a school as the directory file of CONTRACT.md. */

import { addTo } from '../../domain/model/gather.ts';
import type { School } from './model.ts';

const header = [
  'kind',
  'id',
  'lastName',
  'firstName',
  'birthDate',
  'email',
  'division',
  'groups',
  'stsId',
  'ine',
  'eleveId',
  'establishment',
] as const;

type Row = { readonly [column in (typeof header)[number]]?: string };

/** One cell, in quotes where its text needs them. */
function cell(text: string): string {
  return /[";\r\n]/u.test(text) ? `"${text.replace(/"/gu, '""')}"` : text;
}

/**
 * The whole directory: divisions, groups, teachers, students, staff, in that order. The name of a division or group is
 * its last name, and stands again under `division` or `groups`. A student has the division he is in first, and all the
 * groups of his year. UTF-8 without mark, `;`, lines end in LF.
 */
export function writeDirectoryCsv(school: School, { establishment }: { readonly establishment?: number } = {}): string {
  const nameOf = new Map(school.divisions.map(({ id, name }) => [id, name]));
  const groupsOfPart = new Map<string, string[]>();
  for (const { name, partIds } of school.groups) {
    for (const partId of partIds) addTo(groupsOfPart, partId, name);
  }
  const distinct = (names: readonly string[]) => [...new Set(names)];
  const rows: readonly Row[] = [
    ...school.divisions.map(({ id, name }) => ({ kind: 'division', id: `D-${id}`, lastName: name, division: name })),
    ...school.groups.map(({ id, name }) => ({ kind: 'group', id: `G-${id}`, lastName: name, groups: name })),
    ...school.teachers.map(({ id, lastName, firstName, birthDate, email, stsId }) => ({
      kind: 'teacher',
      id,
      lastName,
      firstName,
      birthDate: birthDate ?? '',
      email,
      stsId,
    })),
    ...school.students.map(({ id, lastName, firstName, birthDate, ine, eleveId, divisions, parts }) => ({
      kind: 'student',
      id,
      lastName,
      firstName,
      birthDate: birthDate ?? '',
      division: nameOf.get(divisions[0]?.id ?? '') ?? '',
      groups: distinct(parts.flatMap((part) => groupsOfPart.get(part.id) ?? [])).join('|'),
      ine,
      eleveId,
    })),
    ...school.staff.map(({ id, lastName, firstName, birthDate, email }) => ({
      kind: 'staff',
      id,
      lastName,
      firstName,
      birthDate: birthDate ?? '',
      email,
    })),
  ];
  const lines = rows.map((row) => {
    const full: Row = { ...row, establishment: establishment === undefined ? '' : String(establishment) };
    return header.map((column) => cell(full[column] ?? '')).join(';');
  });
  return `${[header.join(';'), ...lines].join('\n')}\n`;
}

/** The person whom the demo gives an account: the manager of the vie scolaire, second of the staff. */
export function schoolLifeManagerOf(school: School): School['staff'][number] {
  const manager = school.staff.find(({ role }) => role.startsWith('Gestionnaire'));
  if (!manager) throw new RangeError('the school has no manager');
  return manager;
}
