/** Students of a UDT export, and the divisions and groups that they are in by ISO weeks (FORMATS.md 3.1). */

import { dayOfWeekNumber, parseWeekMask } from '../../domain/model/calendar.ts';
import type { FindingLog, Outcome } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import { nameIn } from '../../domain/model/roster.ts';
import type { RawLink, RawStudent } from '../../domain/model/timetable.ts';
import type { Attributes } from '../readers/xml.ts';
import type { Tally } from './tally.ts';
import type { UdtCalendar } from './udt-calendar.ts';
import { codeIn, dayIn, define, type UdtStructures } from './udt-lists.ts';
import { readRows, type UdtParts } from './udt-parts.ts';

interface Student extends RawStudent {
  readonly divisions: RawLink[];
  readonly parts: RawLink[];
  /** Divisions that his groups are of, for one whom no division lists. */
  readonly implied: RawLink[];
}

type Stay = Omit<RawLink, 'ident'>;

/** Reads students with their stays. Who is in no division is in those of his groups. */
export async function readStudents(
  parts: UdtParts,
  calendar: UdtCalendar,
  structures: UdtStructures,
  findings: FindingLog,
  unknown: Tally,
  dangling: (about: string) => void,
): Promise<Outcome<readonly RawStudent[]>> {
  const students = new Map<string, Student>();
  const staysIn = stayReader(calendar, findings);
  const name = (text: string | undefined): string => nameIn(codeIn(text), findings);
  const eleve = define(
    students,
    'eleve',
    findings,
    (ident, at): Student => ({
      ident,
      lastName: name(at.nom),
      firstName: name(at.prenom),
      birthDate: dayIn(at.naissance, `eleve ${ident}`, findings),
      ids: {},
      divisions: [],
      parts: [],
      implied: [],
    }),
  );
  const ele_gpe = ({ ele = '', gpe = '', code_div = '', semaines = '' }: Attributes): void => {
    const [code, group, division] = [tidy(ele), tidy(gpe), tidy(code_div)];
    const student = students.get(code);
    if (!student) {
      dangling(`ele_gpe → eleve ${code}`);
      return;
    }
    const stays = staysIn(tidy(semaines), `ele_gpe ${code} ${group || division}`);
    const into = (list: RawLink[], ident: string): void => {
      for (const stay of stays) list.push({ ident, ...stay });
    };
    const part = structures.partOf(division, group);
    if (!structures.hasDivision(division)) dangling(`ele_gpe → div ${division}`);
    else if (group === '') into(student.divisions, division);
    else if (part === null) dangling(`ele_gpe → gpe ${division} ${group}`);
    else {
      into(student.parts, part);
      into(student.implied, division);
    }
  };
  const because =
    (await readRows(parts.of('10'), { rows: { eleve } }, findings, unknown)) ??
    (await readRows(parts.of('21'), { rows: { ele_gpe } }, findings, unknown));
  if (because) return because;
  return [...students.values()].map(({ implied, ...student }) =>
    student.divisions.length > 0 ? student : { ...student, divisions: implied },
  );
}

/** How many bits of a mask mean a week: bit i is ISO week i + 1. */
const ISO_WEEKS = 53;

/**
 * Stays of a `semaines` mask: from the Monday of its first week to the Sunday of its last, through weeks in which the school
 * is closed. `0` and none: the whole year. Not the convention of EDT, whose bit i is week i of the school year.
 */
function stayReader(calendar: UdtCalendar, findings: FindingLog): (text: string, about: string) => readonly Stay[] {
  const worked = calendar.weeks.filter((week) => [1, 2, 3, 4, 5, 6].some((weekday) => calendar.isOpen(week, weekday)));
  const known = new Map<bigint, readonly Stay[]>();
  const staysOf = (mask: bigint): readonly Stay[] => {
    const own = new Set<number>();
    for (let bit = 0; bit < ISO_WEEKS; bit++) {
      const week = (mask >> BigInt(bit)) & 1n ? calendar.weekOf(bit + 1) : null;
      if (week !== null) own.add(week);
    }
    const runs: { first: number; last: number }[] = [];
    worked.forEach((week, index) => {
      const run = runs.at(-1);
      if (!own.has(week)) return;
      if (run && run.last === index - 1) run.last = index;
      else runs.push({ first: index, last: index });
    });
    return runs.map(({ first, last }) => ({
      from: first === 0 ? null : dayOfWeekNumber(worked[first] ?? 0, 1),
      to: last === worked.length - 1 ? null : dayOfWeekNumber(worked[last] ?? 0, 7),
    }));
  };
  return (text, about) => {
    const mask = text === '' ? 0n : parseWeekMask(text);
    if (mask === null) {
      findings.add({ code: 'week-mask-invalid', severity: 'warning', about: `${about} : ${text.slice(0, 30)}` });
      return [];
    }
    if (mask === 0n) return [{ from: null, to: null }];
    const stays = known.get(mask) ?? staysOf(mask);
    if (known.size < 10_000) known.set(mask, stays);
    return stays;
  };
}
