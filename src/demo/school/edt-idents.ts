/** Numbers for an EDT export: each kind of entity has its own, and a seed changes all of them and every order. */

import type { School } from './model.ts';
import { randomFrom } from './random.ts';

export type IdentKind = 'subject' | 'teacher' | 'division' | 'part' | 'group' | 'room' | 'student';

export interface Numbering {
  /** The `Ident` of an entity; 0 for one that the school does not have. */
  readonly identOf: (kind: IdentKind, id: string) => number;
  /** A list in the order in which it is written. */
  readonly inOrder: <T>(list: readonly T[]) => readonly T[];
}

const firstIdents: { readonly [kind in IdentKind]: number } = {
  subject: 2,
  teacher: 2,
  division: 2,
  part: 2,
  group: 2,
  room: 15_501,
  student: 1,
};

/** Without a seed: ascending numbers in the order of the school. With one: other, sparse numbers, and shuffled lists. */
export function numberingOf(school: School, seed?: number | string): Numbering {
  const lists: { readonly [kind in IdentKind]: readonly { readonly id: string }[] } = {
    subject: school.subjects,
    teacher: school.teachers,
    division: school.divisions,
    part: school.parts,
    group: school.groups,
    room: school.rooms,
    student: school.students,
  };
  const random = seed === undefined ? null : randomFrom(`idents ${seed}`);
  const idents = new Map<string, number>();
  for (const kind of Object.keys(firstIdents) as IdentKind[]) {
    let ident = random ? random.integer(2, 40_000) : firstIdents[kind];
    for (const { id } of random ? random.shuffle(lists[kind]) : lists[kind]) {
      idents.set(`${kind} ${id}`, ident);
      ident += random ? random.integer(1, 9) : 1;
    }
  }
  return {
    identOf: (kind, id) => idents.get(`${kind} ${id}`) ?? 0,
    inOrder: (list) => (random ? random.shuffle(list) : list),
  };
}
