/** Who teaches what: how many teachers a school needs in each discipline, and the teacher of each service. */

import { addDays } from '../../domain/model/calendar.ts';
import { taughtSubjects } from './curriculum.ts';
import type { SchoolStaff, SchoolTeacher, Sex } from './model.ts';
import { inventFirstName, inventSurname, mailboxOf } from './names.ts';
import type { Random } from './random.ts';
import { nth } from './random.ts';
import type { Activity, ActivityRow } from './structure.ts';

const idpnCharacters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'.split('');

/** Sixteen characters as PRONOTE makes them, never twice the same. */
export function inventIdpn(random: Random, taken: Set<string>): string {
  let idpn = '';
  do {
    idpn = Array.from({ length: 16 }, () => random.pick(idpnCharacters)).join('');
  } while (taken.has(idpn));
  taken.add(idpn);
  return idpn;
}

function disciplineOf(row: ActivityRow): string | null {
  return taughtSubjects.get(row.code)?.discipline ?? null;
}

/** Hours a week, at half an hour a slot. */
function hoursOf(activity: Activity, row: ActivityRow): number {
  return (activity.slotCount / 2) * (row.parity === 'every' ? 1 : 0.5);
}

/**
 * Teachers per discipline: at least as many as must teach at the same time, then one more each time where a teacher
 * would have most hours, until the school has as many as asked for (more, if the lessons need more).
 */
function headcounts(activities: readonly Activity[], teacherCount: number): ReadonlyMap<string, number> {
  const hours = new Map<string, number>();
  const heads = new Map<string, number>();
  for (const activity of activities) {
    for (const parity of ['odd', 'even']) {
      const atOnce = new Map<string, number>();
      for (const row of activity.rows) {
        const discipline = disciplineOf(row);
        if (discipline === null || (row.parity !== 'every' && row.parity !== parity)) continue;
        atOnce.set(discipline, (atOnce.get(discipline) ?? 0) + 1);
        hours.set(discipline, (hours.get(discipline) ?? 0) + activity.slotCount / 4);
      }
      for (const [discipline, count] of atOnce) heads.set(discipline, Math.max(heads.get(discipline) ?? 0, count));
    }
  }
  const load = (discipline: string) => (hours.get(discipline) ?? 0) / (heads.get(discipline) ?? 1);
  const total = () => [...heads.values()].reduce((sum, count) => sum + count, 0);
  while (heads.size > 0 && total() < teacherCount) {
    const busiest = [...heads.keys()].reduce((most, discipline) => (load(discipline) > load(most) ? discipline : most));
    heads.set(busiest, (heads.get(busiest) ?? 0) + 1);
  }
  return heads;
}

/** Invents the teachers; the first two share their names, with other birth dates. */
export function inventTeachers(
  activities: readonly Activity[],
  teacherCount: number,
  startYear: number,
  random: Random,
  taken: { readonly idpn: Set<string>; readonly mailbox: Set<string> },
): readonly SchoolTeacher[] {
  const disciplines = [...headcounts(activities, teacherCount)].flatMap(([discipline, count]) =>
    Array.from({ length: count }, () => discipline),
  );
  let stsNumber = random.integer(61_000, 69_000);
  let homonym: { lastName: string; firstName: string; sex: Sex } | null = null;
  return random.shuffle(disciplines).map((discipline, index) => {
    const sex: Sex = random.chance(0.6) ? 'female' : 'male';
    const invented = { lastName: inventSurname(random), firstName: inventFirstName(random, sex), sex };
    const names = index === 1 && homonym ? homonym : invented;
    homonym ??= names;
    stsNumber += random.integer(3, 60);
    return {
      id: `T${String(index + 1).padStart(4, '0')}`,
      ...names,
      birthDate: addDays(`${startYear - 62}-01-01`, random.integer(0, 37 * 365)),
      stsId: String(stsNumber),
      idpn: inventIdpn(random, taken.idpn),
      email: mailboxOf(names.firstName, names.lastName, taken.mailbox),
      discipline,
    };
  });
}

const roles = [
  'Conseiller principal d’éducation',
  'Gestionnaire de vie scolaire',
  'Principal',
  'Secrétaire',
  'Infirmier',
];

/** A few people who do not teach; the second is the vie-scolaire manager. */
export function inventStaff(startYear: number, random: Random, mailboxes: Set<string>): readonly SchoolStaff[] {
  return roles.map((role, index) => {
    const sex: Sex = random.chance(0.6) ? 'female' : 'male';
    const lastName = inventSurname(random);
    const firstName = inventFirstName(random, sex);
    const birthDate = addDays(`${startYear - 60}-01-01`, random.integer(0, 35 * 365));
    const email = mailboxOf(firstName, lastName, mailboxes);
    return { id: `P${String(index + 1).padStart(4, '0')}`, lastName, firstName, sex, birthDate, email, role };
  });
}

/** Key of a service among activities: subject and audience. */
export function rowKey(row: ActivityRow): string {
  return `${row.code} ${row.audience.kind}:${row.audience.id}`;
}

/**
 * The teacher of each service. A division keeps its teacher of a discipline while he has hours left; a block never
 * gets the same teacher twice; a subject without discipline goes to the least busy teacher of the division.
 */
export function assignTeachers(
  activities: readonly Activity[],
  teachers: readonly SchoolTeacher[],
): ReadonlyMap<string, string> {
  const assigned = new Map<string, string>();
  const hours = new Map<string, number>(teachers.map((teacher) => [teacher.id, 0]));
  const keptBy = new Map<string, string>();
  const busy = (id: string) => hours.get(id) ?? 0;
  const total = activities.reduce((sum, each) => sum + each.rows.reduce((all, row) => all + hoursOf(each, row), 0), 0);
  const fullLoad = Math.max(18, 1.1 * (total / teachers.length));
  const hoursByKey = new Map<string, number>();
  for (const activity of activities) {
    for (const row of activity.rows) {
      hoursByKey.set(rowKey(row), (hoursByKey.get(rowKey(row)) ?? 0) + hoursOf(activity, row));
    }
  }
  const leastBusy = (list: readonly string[]) => list.reduce((least, id) => (busy(id) < busy(least) ? id : least));

  const assign = (activity: Activity, row: ActivityRow): void => {
    const key = rowKey(row);
    if (assigned.has(key)) return;
    const discipline = disciplineOf(row);
    const home = `${row.homeDivisionId} ${discipline}`;
    const kept = row.homeDivisionId === null ? undefined : keptBy.get(home);
    const together = new Set(activity.rows.map((other) => assigned.get(rowKey(other))));
    const qualified =
      discipline === null
        ? [...new Set([...keptBy].filter(([name]) => name.startsWith(`${row.homeDivisionId} `)).map(([, id]) => id))]
        : teachers.filter((teacher) => teacher.discipline === discipline).map((teacher) => teacher.id);
    const free = qualified.filter((id) => !together.has(id));
    const candidates = free.length > 0 ? free : qualified.length > 0 ? qualified : [nth(teachers, 0).id];
    const weekly = hoursByKey.get(key) ?? 0;
    const chosen = kept !== undefined && busy(kept) + weekly <= fullLoad ? kept : leastBusy(candidates);
    assigned.set(key, chosen);
    if (row.homeDivisionId !== null && discipline !== null) keptBy.set(home, chosen);
    hours.set(chosen, busy(chosen) + weekly);
  };

  const inBlocksFirst = [...activities].sort((a, b) => b.divisionIds.length - a.divisionIds.length);
  for (const activity of inBlocksFirst) for (const row of activity.rows) if (disciplineOf(row)) assign(activity, row);
  for (const activity of inBlocksFirst) for (const row of activity.rows) assign(activity, row);
  return assigned;
}
