/** What a run changed, in readers' words, and a week before and after it: held, applied, changed again since, forgotten. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetOld } from '../../src/adapters/store/retention.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addClosureWeek,
  addStudentsUnknownToDirectory,
  addSubjects,
  cancelWeeks,
  changeRooms,
  deleteServices,
  dropCourses,
  moveCourse,
  renameDivision,
  replaceTeacher,
  replaceTeachers,
} from '../../src/demo/school/mutate.ts';
import { addDays } from '../../src/domain/model/calendar.ts';
import type { MarkedSession, WeekFilter, WeekSession } from '../../src/domain/report/week.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const half = Math.floor(servicesOf(school).size / 2);

async function apply(site: Site, of = school): Promise<string> {
  const report = await site.deposit(of);
  expect(report.run.status).toMatch(/^integrated/);
  return report.run.id ?? '';
}

/** Everything that a side of a week says, marks and ids apart. */
function said(sessions: readonly (WeekSession | MarkedSession)[]): string[] {
  return sessions
    .map(({ day, from, to, subject, divisions, groups, teachers, rooms, status }) =>
      JSON.stringify([
        day,
        from,
        to,
        subject.label,
        divisions,
        groups,
        teachers.map(({ name }) => name),
        rooms,
        status,
      ]),
    )
    .sort();
}

const weekNow = async (site: Site, day: string, filter: WeekFilter) =>
  (await world.administration.weekOf(site.id, day, filter)).sessions;

describe('the changes of an applied import', () => {
  let site: Site;
  let id: string;
  beforeAll(async () => {
    site = await openSite(world);
    id = await apply(
      site,
      replaceTeacher(addStudentsUnknownToDirectory(cancelWeeks(moveCourse(changeRooms(school, 3)), 2), 2)),
    );
  });

  it('name subject, audience and teachers, and give services before and after', async () => {
    const { parts, structures, sessions, wouldBe } = await world.administration.changesOf(id);
    expect([structures, sessions, wouldBe]).toEqual(['noted', 'noted', false]);
    const services = parts.services.items.filter((one) => one.kind === 'modified');
    const replaced = services.find((one) => one.before?.teachers.join() !== one.after?.teachers.join());
    const names = school.teachers.map((one) => `${one.lastName} ${one.firstName}`);
    for (const name of [...(replaced?.before?.teachers ?? ['?']), ...(replaced?.after?.teachers ?? ['?'])])
      expect(names).toContain(name);
    expect(school.subjects.map(({ label }) => label)).toContain(replaced?.subject);
    expect(replaced?.audience.length).toBeGreaterThan(0);
    expect(replaced?.after?.weeklyMinutes).toBe(replaced?.before?.weeklyMinutes);
  });

  it('sum sessions up by weekly lesson: moved, cancelled, with another room or teacher', async () => {
    const { parts, sessionKinds } = await world.administration.changesOf(id);
    const report = await world.administration.report(id);
    const counted = report.changes.sessions;
    if (!counted || !('cancelled' in counted)) throw new Error('a report counts sessions');
    const { moved, deleted, created, changed, cancelled } = sessionKinds;
    expect(moved).toBeGreaterThan(0);
    expect({ deleted: moved + deleted, created: moved + created }).toEqual({
      deleted: counted.deleted,
      created: counted.created,
    });
    expect([changed, cancelled]).toEqual([counted.modified, counted.cancelled]);
    const lines = parts.sessions.items;
    expect(lines.filter(({ kind }) => kind === 'moved').length).toBeLessThan(5);
    const move = lines.find(({ kind }) => kind === 'moved');
    expect(move?.before?.time.weekday).not.toBe(move?.after?.time.weekday);
    expect(move?.dates.every(({ day, to }) => to !== undefined && to !== day)).toBe(true);
    const room = lines.find(({ aspects }) => aspects.join() === 'rooms');
    expect(room).toMatchObject({ kind: 'changed' });
    expect(room?.before?.rooms).not.toEqual(room?.after?.rooms);
    expect(room?.count).toBe(room?.dates.length);
    expect([room?.dates[0]?.day, room?.dates.at(-1)?.day]).toEqual([room?.firstDay, room?.lastDay]);
    expect(lines.some(({ aspects }) => aspects.includes('teachers'))).toBe(true);
  });

  it('tell who comes into a division or group, by name', async () => {
    const { parts } = await world.administration.changesOf(id);
    const joined = parts.groups.items.flatMap((line) => line.joined.map(({ name }) => name));
    expect(new Set(joined).size).toBe(2);
    expect(parts.groups.items.every((line) => line.kind === 'members' && line.left.length === 0)).toBe(true);
  });

  it('come in pages, and by kind', async () => {
    const all = await world.administration.changeLines(id, 'sessions', {});
    const first = await world.administration.changeLines(id, 'sessions', { limit: 2 });
    expect(first.total).toBe(all.total);
    const rest = await world.administration.changeLines(id, 'sessions', { limit: 500, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...rest.items]).toEqual(all.items);
    expect(rest.nextCursor).toBeUndefined();
    const cancelled = await world.administration.changeLines(id, 'sessions', { kind: 'cancelled' });
    expect(cancelled.items.every(({ kind }) => kind === 'cancelled')).toBe(true);
    await expect(world.administration.changeLines(id, 'sessions', { limit: 0 })).rejects.toThrow('bad-input');
    await expect(world.administration.changeLines(id, 'sessions', { cursor: 'x' })).rejects.toThrow('bad-input');
    await expect(world.administration.changesOf('999999')).rejects.toThrow('run-unknown');
  });

  it('list divisions and weeks that change, and compare such a week', async () => {
    const { weeks, divisions } = await world.administration.changesOf(id);
    const [division] = divisions;
    const filter = { kind: 'division', name: division?.name ?? '' } as const;
    const monday = weeks[0]?.monday ?? '';
    const week = await world.administration.weekChangeOf(id, addDays(monday, 3), filter);
    expect(week).toMatchObject({ monday, noted: 'noted', wouldBe: false, later: [] });
    expect(week.weeks.length).toBeGreaterThan(0);
    expect(week.weeks.every((one) => weeks.some(({ monday }) => monday === one.monday))).toBe(true);
    expect(said(week.after)).toEqual(said(await weekNow(site, monday, filter)));
  });

  it('knows which import changed a session', async () => {
    const { weeks, divisions } = await world.administration.changesOf(id);
    const name = divisions[0]?.name ?? '';
    const origins = (await Promise.all(weeks.map(({ monday }) => weekNow(site, monday, { kind: 'division', name }))))
      .flat()
      .map(({ origin }) => origin);
    expect(new Set(origins.map((one) => one?.run)).size).toBe(2);
    expect(origins.find((one) => one?.run === id)).toBeTruthy();
  });
});

describe('the changes of a held run', () => {
  it('are what would be: before is stored, after is what approving makes of it', async () => {
    const site = await openSite(world);
    const held = await site.deposit(deleteServices(moveCourse(school), half + 1));
    const id = held.run.id ?? '';
    expect(held.run.status).toBe('held');
    const changes = await world.administration.changesOf(id);
    expect(changes.wouldBe).toBe(true);
    expect(changes.parts.services.items.filter(({ kind }) => kind === 'deleted').length).toBeGreaterThan(0);
    expect(changes.parts.services.total).toBeGreaterThanOrEqual(half);
    const [division] = changes.divisions;
    const filter = { kind: 'division', name: division?.name ?? '' } as const;
    // Well after now, so that approval does not find it begun.
    const monday = changes.weeks.at(3)?.monday ?? '';
    const week = await world.administration.weekChangeOf(id, monday, filter);
    expect(said(week.before)).toEqual(said(await weekNow(site, monday, filter)));
    expect(week.after.length).toBeLessThan(week.before.length);
    expect(week.before.filter(({ mark }) => mark === 'removed').length).toBe(
      week.differences.filter(({ kind }) => kind === 'deleted').length,
    );
    await world.administration.act(id, 'approve', 'manager:1', 'vu');
    await world.work(site.id);
    expect(said(await weekNow(site, monday, filter))).toEqual(said(week.after));
    const done = await world.administration.weekChangeOf(id, monday, filter);
    expect([said(done.before), said(done.after), done.wouldBe]).toEqual([said(week.before), said(week.after), false]);
    expect(done.after.map(({ mark }) => mark)).toEqual(week.after.map(({ mark }) => mark));
  });
});

describe('a week that later imports changed again', () => {
  it('is shown as it was right before and right after the run, and says which imports are taken back', async () => {
    const site = await openSite(world);
    const filter = { kind: 'division', name: school.divisions[0]?.name ?? '' } as const;
    const monday = '2026-12-07';
    const states = [await weekNow(site, monday, filter)];
    const ids: string[] = [];
    const files = [
      moveCourse(changeRooms(school, 8)),
      deleteServices(school, 2),
      replaceTeacher(changeRooms(school, 5)),
      school,
    ];
    for (const file of files) {
      ids.push(await apply(site, file));
      states.push(await weekNow(site, monday, filter));
    }
    const check = async (): Promise<void> => {
      for (const [index, id] of ids.entries()) {
        const week = await world.administration.weekChangeOf(id, monday, filter);
        expect(said(week.before), `before ${index}`).toEqual(said(states[index] ?? []));
        expect(said(week.after), `after ${index}`).toEqual(said(states[index + 1] ?? []));
        expect(ids.slice(index + 1).reverse()).toEqual(expect.arrayContaining([...week.later]));
        const marked = [...week.before, ...week.after].filter(({ mark }) => mark !== 'same').length;
        expect(marked > 0).toBe(said(week.before).join() !== said(week.after).join());
      }
    };
    await check();
    // The last one is undone: what it did is still told, and what was before is what is stored.
    await world.administration.act(ids.at(-1) ?? '', 'undo', 'manager:1');
    await check();
    expect(said(await weekNow(site, monday, filter))).toEqual(said(states.at(-2) ?? []));
  });
});

describe('a first import', () => {
  it('created what is stored: its sessions are not listed one by one, its week was empty before', async () => {
    const site = await openSite(world);
    const { items } = await world.administration.runs(site.id, {});
    const id = items[0]?.id ?? '';
    const changes = await world.administration.changesOf(id);
    expect([changes.structures, changes.sessions, changes.parts.sessions.total]).toEqual(['noted', 'first', 0]);
    expect(changes.parts.subjects.items.every(({ kind }) => kind === 'created')).toBe(true);
    const filter = { kind: 'division', name: school.divisions[0]?.name ?? '' } as const;
    const now = await weekNow(site, '2026-12-07', filter);
    await apply(site, deleteServices(changeRooms(school, 5), 3));
    const week = await world.administration.weekChangeOf(id, '2026-12-07', filter);
    expect([said(week.before), said(week.after)]).toEqual([[], said(now)]);
    expect(new Set(week.after.map(({ mark }) => mark))).toEqual(new Set(['added']));
    await expect(weekNow(site, '2026-02-30', filter)).rejects.toThrow('bad-input');
  });
});

describe('changes that are over 60 days old', () => {
  it('are said to be forgotten', async () => {
    const site = await openSite(world);
    const id = await apply(site, changeRooms(school, 2));
    const retention = { sourceDays: 400, reportDays: 400, changeDays: 60, messageDays: 400, auditDays: 400 };
    await forgetOld(world.db.database, retention, world.now() + 61 * 86_400_000);
    const changes = await world.administration.changesOf(id);
    expect([changes.structures, changes.sessions]).toEqual(['none', 'forgotten']);
    const filter = { kind: 'room', name: school.rooms[0]?.name ?? '' } as const;
    expect(await world.administration.weekChangeOf(id, '2026-12-07', filter)).toMatchObject({ noted: 'forgotten' });
  });

  it('are none of a run that compared nothing', async () => {
    const site = await openSite(world);
    const same = await site.deposit(school);
    expect(await world.administration.changesOf(same.run.id ?? '')).toMatchObject({
      structures: 'none',
      sessions: 'none',
      weeks: [],
    });
  });
});

describe('structures', () => {
  it('show renamed divisions, members who change, new subjects and closures', async () => {
    const site = await openSite(world);
    const of = addSubjects(addClosureWeek(renameDivision(school, '6Z')), 2);
    const held = await site.deposit(of);
    const { parts } = await world.administration.changesOf(held.run.id ?? '');
    expect(parts.subjects).toMatchObject({ total: 2, items: [{ kind: 'created' }, { kind: 'created' }] });
    const groups = (await world.administration.changeLines(held.run.id ?? '', 'groups', { limit: 500 })).items;
    const old = school.divisions[0]?.name;
    expect(groups.filter(({ of }) => of === 'division').map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        [old, 'deleted'],
        ['6Z', 'created'],
      ]),
    );
    const left = groups.find(({ name }) => name === old)?.left.map(({ name }) => name);
    const joined = groups.find(({ name }) => name === '6Z')?.joined.map(({ name }) => name);
    expect(left?.length).toBeGreaterThan(0);
    expect(joined).toEqual(left);
    expect(parts.closures.items.map(({ kind }) => kind)).toContain('created');
  });
});

describe('weeks to choose from', () => {
  it('are those of divisions, teachers, groups and rooms; a division has its groups in it', async () => {
    const site = await openSite(world);
    const choices = await world.administration.weekChoices(site.id);
    expect(choices.division.map(({ name }) => name)).toEqual(school.divisions.map(({ name }) => name).sort());
    expect(choices.group.some(({ detail }) => (detail ?? []).length > 0)).toBe(true);
    const of = async (kind: WeekFilter['kind'], name: string, monday = '2026-12-07') =>
      await weekNow(site, monday, { kind, name });
    const group = choices.group.find(({ detail }) => detail?.length === 1);
    const division = group?.detail?.[0] ?? '';
    const ofGroup = await of('group', group?.name ?? '');
    expect(ofGroup.length).toBeGreaterThan(0);
    const ofDivision = said(await of('division', division.toLowerCase()));
    for (const text of said(ofGroup)) expect(ofDivision).toContain(text);
    for (const kind of ['teacher', 'room'] as const) {
      const weeks = await Promise.all(choices[kind].map(({ name }) => of(kind, name)));
      expect(weeks.some((week) => week.length > 0)).toBe(true);
    }
    expect(await of('room', 'Nulle part')).toEqual([]);
  });

  it('keep their times when the clocks change', async () => {
    const site = await openSite(world);
    const name = school.divisions[0]?.name ?? '';
    const times = async (monday: string) =>
      new Set((await weekNow(site, monday, { kind: 'division', name })).map(({ from }) => from));
    const [before, after] = [await times('2027-03-15'), await times('2027-03-29')];
    const grid = school.grid.slots.map(({ startTime }) => startTime);
    for (const time of [...before, ...after]) expect(grid).toContain(time);
    expect(before.size).toBeGreaterThan(0);
    const days = (await weekNow(site, '2027-03-22', { kind: 'division', name })).map(({ day }) => day);
    expect(days.every((day) => day >= '2027-03-22' && day <= '2027-03-28')).toBe(true);
  });
});

describe('a week of a teacher, a group or a room', () => {
  it('tells of each difference what the weeks of its divisions tell, of imports held, applied, changed again and undone', async () => {
    const site = await openSite(world);
    const { administration } = world;
    const busy = moveCourse(replaceTeachers(changeRooms(moveCourse(cancelWeeks(dropCourses(school, 6), 4)), 14), 4));
    const first = await apply(site, busy);
    const again = await apply(site, changeRooms(moveCourse(changeRooms(busy, 5)), 9));
    const undone = await apply(site, replaceTeachers(moveCourse(busy), 3));
    await administration.act(undone, 'undo', 'manager:1', 'erreur');
    const held = await site.deposit(deleteServices(changeRooms(moveCourse(school), 11), half + 1));
    expect(held.run.status).toBe('held');

    const choices = await administration.weekChoices(site.id);
    type Difference = Awaited<ReturnType<typeof administration.weekChangeOf>>['differences'][number];
    let compared = 0;
    for (const run of [first, again, undone, held.run.id ?? '']) {
      const { weeks } = await administration.changesOf(run);
      for (const { monday } of weeks.slice(1, 2)) {
        const told = async (filter: WeekFilter): Promise<readonly Difference[]> =>
          (await administration.weekChangeOf(run, monday, filter)).differences;
        const byText = new Map<string, Difference>();
        for (const filter of choices.division) {
          for (const one of await told(filter)) byText.set(JSON.stringify(one), one);
        }
        const of = (isOne: (side: WeekSession) => boolean): string[] =>
          [...byText]
            .filter(([, { before, after }]) => [before, after].some((side) => side !== null && isOne(side)))
            .map(([text]) => text)
            .sort();
        const isWith: Record<'teacher' | 'group' | 'room', (of: WeekFilter) => (side: WeekSession) => boolean> = {
          teacher:
            ({ name, person = null }) =>
            (side) =>
              side.teachers.some((one) => one.name === name && (person === null || one.directoryId === person)),
          group: (filter) => (side) => side.groups.includes(filter.name),
          room: (filter) => (side) => side.rooms.includes(filter.name),
        };
        for (const kind of ['teacher', 'group', 'room'] as const) {
          for (const filter of choices[kind]) {
            const own = (await told(filter)).map((one) => JSON.stringify(one)).sort();
            expect(own, `${run} ${monday} ${kind} ${filter.name}`).toEqual(of(isWith[kind](filter)));
            compared += own.length;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});
