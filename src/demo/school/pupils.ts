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

const letters = 'ABCDEFGHJK'.split('');

/** National student number: nine digits and two letters, or the older ten characters and one letter. */
function inventIne(random: Random, taken: Set<string>): string {
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

export interface Move {
  readonly from: SchoolDivision;
  readonly to: SchoolDivision;
  /** Parts of the first division that the student was in. */
  readonly partIds: readonly string[];
  /** First day in the other division. */
  readonly day: Day;
}

/** Links of a student who changes division: all of them end the day before, and the same options begin in the other one. */
export function linksOfMove(
  { firstDay, lastDay }: SchoolYear,
  parts: readonly SchoolPart[],
  { from, to, partIds, day }: Move,
): Pick<SchoolStudent, 'divisions' | 'parts'> {
  const before = (id: string): SchoolLink => ({ id, from: firstDay, to: addDays(day, -1) });
  const after = (id: string): SchoolLink => ({ id, from: day, to: lastDay });
  const options = new Set(parts.filter(({ id }) => partIds.includes(id)).map(({ option }) => option));
  const there = parts.filter(({ divisionId, option }) => divisionId === to.id && options.has(option));
  return {
    divisions: [before(from.id), after(to.id)],
    parts: [...partIds.map(before), ...there.map(({ id }) => after(id))],
  };
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

    const move = { from: division, to: random.pick(siblings), partIds: chosen, day: schoolDayAround(firstDay, random) };
    return linksOfMove(schoolYear, structure.parts, move);
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
