/** Invents the students of a school: names, numbers, guardians, and the dated divisions and parts they belong to. */

import type { Day } from '../../domain/model/calendar.ts';
import { addDays, weekdayOf } from '../../domain/model/calendar.ts';
import type { SchoolYear } from '../../domain/model/timetable.ts';
import type { SchoolKind } from './curriculum.ts';
import { plansOf } from './curriculum.ts';
import type { SchoolDivision, SchoolGuardian, SchoolLink, SchoolPart, SchoolStudent, Sex } from './model.ts';
import { inventAddress, inventFirstName, inventSurname } from './names.ts';
import type { Random } from './random.ts';
import { nth } from './random.ts';
import { inventIdpn } from './staffing.ts';
import type { Slice, Structure } from './structure.ts';

/** National student number: nine digits and two letters, or the older ten characters and one letter. */
function inventIne(random: Random, taken: Set<string>): string {
  const letters = 'ABCDEFGHJK'.split('');
  const digits = (count: number) => Array.from({ length: count }, () => random.integer(0, 9)).join('');
  let ine = '';
  do {
    ine = random.chance(0.8)
      ? `${digits(9)}${random.pick(letters)}${random.pick(letters)}`
      : `${digits(10)}${random.pick(letters)}`;
  } while (taken.has(ine));
  taken.add(ine);
  return ine;
}

/** One in ten is a year older than the level wants, one in thirty a year younger. */
function inventBirthDate(age: number, startYear: number, random: Random): Day {
  const year = startYear - age - (random.chance(0.1) ? 1 : 0) + (random.chance(0.03) ? 1 : 0);
  return addDays(`${year}-01-01`, random.integer(0, 364));
}

function inventGuardians(lastName: string, random: Random, idpns: Set<string>): readonly SchoolGuardian[] {
  const address = inventAddress(random);
  const count = random.chance(0.85) ? 2 : random.chance(0.9) ? 1 : 0;
  const firstSex: Sex = random.chance(0.5) ? 'female' : 'male';
  return Array.from({ length: count }, (_, index) => {
    const sex: Sex = index === 0 ? firstSex : firstSex === 'female' ? 'male' : 'female';
    return {
      lastName: random.chance(0.8) ? lastName : inventSurname(random),
      firstName: inventFirstName(random, sex),
      sex,
      idpn: inventIdpn(random, idpns),
      address: index === 0 || random.chance(0.8) ? address : inventAddress(random),
    };
  });
}

/** The parts of a division by their option: a student who changes division takes the same options in the new one. */
function optionsOf(slices: readonly Slice[], parts: ReadonlyMap<string, SchoolPart>): ReadonlyMap<string, string> {
  return new Map(
    slices.flatMap((slice) =>
      slice.partIds.map((partId): [string, string] => [parts.get(partId)?.option ?? partId, partId]),
    ),
  );
}

export interface PupilsAsked {
  readonly kind: SchoolKind;
  readonly count: number;
  readonly schoolYear: SchoolYear;
  readonly structure: Structure;
}

/**
 * Spreads the students evenly over the divisions and sorts them into the parts. About one in a hundred changes division
 * in the year, as many arrive late, and about one in seventy bears the names of another student, with another birth date.
 */
export function inventStudents(asked: PupilsAsked, random: Random, idpns: Set<string>): readonly SchoolStudent[] {
  const { schoolYear, structure } = asked;
  const ageOf = new Map(plansOf(asked.kind).map((plan) => [plan.level, plan.age]));
  const parts = new Map(structure.parts.map((part) => [part.id, part]));
  const slicesOf = new Map<string, Slice[]>(structure.divisions.map((division) => [division.id, []]));
  for (const slice of structure.slices) slicesOf.get(slice.divisionId)?.push(slice);
  const ines = new Set<string>();
  const identities = new Set<string>();
  const students: SchoolStudent[] = [];
  let eleveNumber = random.integer(1_800_000, 1_900_000);

  structure.divisions.forEach((division, rank) => {
    const slices = slicesOf.get(division.id) ?? [];
    const size =
      Math.floor(((rank + 1) * asked.count) / structure.divisions.length) -
      Math.floor((rank * asked.count) / structure.divisions.length);
    for (let seat = 0; seat < size; seat++) {
      const chosen = slices.flatMap((slice) => partOf(slice, seat, random) ?? []);
      const sex: Sex = random.chance(0.5) ? 'female' : 'male';
      const namesake = students.length > 20 && random.chance(0.015) ? random.pick(students) : null;
      const lastName = namesake?.lastName ?? inventSurname(random);
      const firstName = namesake?.firstName ?? inventFirstName(random, sex);
      let birthDate: Day;
      do birthDate = inventBirthDate(ageOf.get(division.level) ?? 15, Number(schoolYear.firstDay.slice(0, 4)), random);
      while (identities.has(`${lastName} ${firstName} ${birthDate}`));
      identities.add(`${lastName} ${firstName} ${birthDate}`);
      eleveNumber += random.integer(1, 9);
      students.push({
        id: `E${String(students.length + 1).padStart(5, '0')}`,
        lastName,
        firstName,
        sex: namesake?.sex ?? sex,
        birthDate,
        ine: inventIne(random, ines),
        eleveId: String(eleveNumber),
        idpn: inventIdpn(random, idpns),
        guardians: inventGuardians(lastName, random, idpns),
        ...membershipsOf(division, chosen),
      });
    }
  });
  return students;

  function membershipsOf(
    division: SchoolDivision,
    chosen: readonly string[],
  ): Pick<SchoolStudent, 'divisions' | 'parts'> {
    const { firstDay, lastDay } = schoolYear;
    const all = (id: string): SchoolLink => ({ id, from: firstDay, to: lastDay });
    if (random.chance(0.01)) {
      const arrival = schoolDayAround(firstDay, random);
      const late = (id: string): SchoolLink => ({ id, from: arrival, to: lastDay });
      return { divisions: [late(division.id)], parts: chosen.map(late) };
    }
    const siblings = structure.divisions.filter((other) => other.level === division.level && other.id !== division.id);
    if (siblings.length === 0 || !random.chance(0.011))
      return { divisions: [all(division.id)], parts: chosen.map(all) };

    const target = random.pick(siblings);
    const change = schoolDayAround(firstDay, random);
    const before = (id: string): SchoolLink => ({ id, from: firstDay, to: addDays(change, -1) });
    const after = (id: string): SchoolLink => ({ id, from: change, to: lastDay });
    const there = optionsOf(slicesOf.get(target.id) ?? [], parts);
    const taken = chosen.flatMap((partId) => there.get(parts.get(partId)?.option ?? '') ?? []);
    return {
      divisions: [before(division.id), after(target.id)],
      parts: [...chosen.map(before), ...taken.map(after)],
    };
  }
}

/** A weekday between five weeks and seven months after the first day of the year. */
function schoolDayAround(firstDay: Day, random: Random): Day {
  const day = addDays(firstDay, random.integer(35, 210));
  const weekday = weekdayOf(day);
  return weekday > 5 ? addDays(day, 8 - weekday) : day;
}

/** The first students of a division fill each part once, so that no group is empty; the others are spread at random. */
function partOf(slice: Slice, seat: number, random: Random): string | null {
  if (seat < slice.partIds.length) return nth(slice.partIds, seat);
  return random.chance(slice.share) ? random.pick(slice.partIds) : null;
}
