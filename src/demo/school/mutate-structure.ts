/** Changes to divisions and groups. */

import { addTo } from '../../domain/model/gather.ts';
import { drawOne, inDrawnOrder } from './choose.ts';
import type { School, SchoolGroup, SchoolPart } from './model.ts';
import { nth } from './random.ts';

/** Exactly one division (the first by default) has another name; its courses and students stay in it, so all its own services get another audience. */
export function renameDivision(school: School, to = 'NOUVELLE', id = nth(school.divisions, 0).id): School {
  return {
    ...school,
    divisions: school.divisions.map((division) => (division.id === id ? { ...division, name: to } : division)),
  };
}

/** Exactly one group (the first by default) has another name; members and courses stay, so its services get another audience. */
export function renameGroup(school: School, to = 'GROUPE RENOMMÉ', id = nth(school.groups, 0).id): School {
  return { ...school, groups: school.groups.map((group) => (group.id === id ? { ...group, name: to } : group)) };
}

/** One new group more, of five students of one division. */
export function addGroup(school: School): School {
  return addGroups(school, 1);
}

/**
 * Exactly that many groups are added, without courses, each of a new part that holds `size` students of one division
 * for the whole year: as many groups and parts more, and `count` × `size` group memberships more.
 */
export function addGroups(school: School, count: number, size = 5): School {
  const { firstDay, lastDay } = school.calendar.schoolYear;
  const parts: SchoolPart[] = [];
  const groups: SchoolGroup[] = [];
  const partsOf = new Map<string, string[]>();
  for (let number = 1; number <= count; number++) {
    const division = drawOne(school.divisions, `addGroups ${number}`);
    const name = `${division.name} SOUTIEN ${number}`;
    parts.push({ id: name, divisionId: division.id, option: `SOUTIEN ${number}` });
    groups.push({ id: name, name, partIds: [name] });
    const members = inDrawnOrder(school.students, name)
      .filter(
        ({ divisions }) => divisions.length === 1 && divisions[0]?.id === division.id && divisions[0].from === firstDay,
      )
      .slice(0, size);
    if (members.length < size) throw new RangeError(`${division.name} has fewer than ${size} students all year`);
    for (const { id } of members) addTo(partsOf, id, name);
  }
  return {
    ...school,
    parts: [...school.parts, ...parts],
    groups: [...school.groups, ...groups],
    students: school.students.map((student) => {
      const added = (partsOf.get(student.id) ?? []).map((id) => ({ id, from: firstDay, to: lastDay }));
      return added.length === 0 ? student : { ...student, parts: [...student.parts, ...added] };
    }),
  };
}
