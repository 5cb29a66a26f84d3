/** Clocks that jump between tries, the October and March changes, and a school overseas whose year begins in February. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../src/daemon/worker.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School, SchoolLink } from '../../src/demo/school/model.ts';
import { changeRooms, moveCourse } from '../../src/demo/school/mutate.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('2026-09-20T12:00:00+02:00');
});
afterAll(() => world.close());

/** How many sessions of these days there are, and how many stand at another time of day than any course has that weekday. */
async function astray(site: Site, zone: string, from: string, to: string): Promise<{ all: number; astray: number }> {
  const { rows } = await world.db.pool.query<{ all: number; astray: number }>(
    `with wall as (
       select starts_at at time zone $2 s, ends_at at time zone $2 e from sessions where site_id = $1)
     select count(*)::int as all, (count(*) filter (where not exists (
       select from courses c where c.site_id = $1 and (c.content->>'weekday')::int = extract(isodow from s)
         and c.content->>'startTime' = to_char(s, 'HH24:MI') and c.content->>'endTime' = to_char(e, 'HH24:MI'))))::int astray
     from wall where s >= $3::date and s < $4::date`,
    [site.id, zone, from, to],
  );
  return rows[0] ?? { all: 0, astray: 0 };
}

/** The offsets from UTC, in hours, of the sessions of a day. */
async function offsetsOn(site: Site, zone: string, day: string): Promise<number[]> {
  const { rows } = await world.db.pool.query<{ hours: number }>(
    `select distinct (extract(epoch from (starts_at at time zone $2) - (starts_at at time zone 'UTC')) / 3600)::int hours
     from sessions where site_id = $1 and (starts_at at time zone $2)::date = $3::date`,
    [site.id, zone, day],
  );
  return rows.map((row) => row.hours);
}

describe('the changes of hour in Paris', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(world, { timezone: 'Europe/Paris' });
  });

  it.each([
    // All Saints' holidays follow the change of October: the weeks before them and the weeks after.
    ['October', '2026-10-25', '2026-10-16', 2, '2026-11-06', 1],
    ['March', '2027-03-28', '2027-03-26', 1, '2027-03-30', 2],
  ])('%s: a course stays at its time of day on both sides', async (_month, change, dayBefore, was, dayAfter, is) => {
    expect(await offsetsOn(site, 'Europe/Paris', dayBefore)).toEqual([was]);
    expect(await offsetsOn(site, 'Europe/Paris', dayAfter)).toEqual([is]);
    for (const [from, to] of [
      ['2026-09-01', change],
      [change, '2027-07-31'],
    ] as const) {
      const found = await astray(site, 'Europe/Paris', from, to);
      expect(found.all).toBeGreaterThan(100);
      expect(found.astray).toBe(0);
    }
  });

  it('a file that comes in the hour that happens twice is applied once, from that moment', async () => {
    world.setNow('2026-10-25T02:30:00+02:00');
    const first = await site.deposit(changeRooms(school, 2), { name: 'a.xml' });
    world.setNow('2026-10-25T02:30:00+01:00');
    const second = await site.deposit(changeRooms(school, 2), { name: 'b.xml' });
    expect([first.run.status, second.run.status]).toEqual(['integrated', 'unchanged']);
    expect([first.run.takenInAt, second.run.takenInAt]).toEqual([
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
    ]);
  });
});

describe('a year that begins in February in Nouméa', () => {
  const link = (one: SchoolLink): SchoolLink => ({ ...one, from: '2027-02-15', to: '2027-12-17' });
  const southern: School = {
    ...school,
    calendar: {
      ...school.calendar,
      schoolYear: { firstDay: '2027-02-15', lastDay: '2027-12-17', week1Monday: '2027-02-15' },
    },
    students: school.students.map((one) => ({
      ...one,
      divisions: one.divisions.map(link),
      parts: one.parts.map(link),
    })),
  };

  it('is opened, and its sessions keep their time of day all through it', async () => {
    world.setNow('2027-02-10T08:00:00+11:00');
    const site = await openSite(world, { school: southern, timezone: 'Pacific/Noumea' });
    const report = await site.deposit(changeRooms(southern, 2));
    expect(report.run.status).toBe('integrated');
    const { rows } = await world.db.pool.query(
      `select min((starts_at at time zone 'Pacific/Noumea')::date)::text first,
         min(to_char(starts_at at time zone 'Pacific/Noumea', 'HH24:MI')) earliest,
         max((ends_at at time zone 'Pacific/Noumea')::date) <= '2027-12-17' inside,
         (select current_year from sites where id = $1) as year
       from sessions where site_id = $1`,
      [site.id],
    );
    // As the invented school begins on a Tuesday, so does this one.
    expect(rows).toEqual([{ first: '2027-02-16', earliest: '08:00', inside: true, year: 2027 }]);
    // Paris changes its hour twice in this year; Nouméa never does.
    const found = await astray(site, 'Pacific/Noumea', '2027-02-15', '2027-12-18');
    expect(found.all).toBeGreaterThan(100);
    expect(found.astray).toBe(0);
    for (const day of ['2027-03-30', '2027-06-01']) expect(await offsetsOn(site, 'Pacific/Noumea', day)).toEqual([11]);
  });
});

describe('a clock that jumps', () => {
  const startedAt = '2026-11-22T12:00:00+01:00';
  const effects = async (site: Site): Promise<number> => {
    const { rows } = await world.db.pool.query('select applied_version::int v from sites where id = $1', [site.id]);
    return rows[0]?.v;
  };

  it('back after a deposit: the run does not wait for the clock to catch up', async () => {
    world.setNow(startedAt);
    const site = await openSite(world);
    const before = await effects(site);
    const id = await world.drop(site.folder, 'a.xml', writeEdt(moveCourse(school)));
    world.setNow('2026-11-22T09:00:00+01:00');
    const asked: string[] = [];
    const queue = { has: async () => false, add: async ({ runId }: { runId: string }) => void asked.push(runId) };
    await sweep({ ...parts(), queue: { ...idle, ...queue } }, world.now() - 3_000);
    expect(asked, 'runs that the sweep finds').toContain(id);
    await world.work(site.id);
    const report = await world.administration.report(id);
    expect([report.run.status, report.run.takenInAt]).toEqual(['integrated', '2026-11-22T09:00:00+01:00']);
    expect((await effects(site)) - before).toBe(1);
  });

  it('forth and back between the tries of a run: one effect, from the moment of the last try', async () => {
    world.setNow(startedAt);
    const site = await openSite(world);
    const before = await effects(site);
    const id = await world.drop(site.folder, 'a.xml', writeEdt(moveCourse(school)));
    let failures = 0;
    const failing = {
      ...world.tools,
      readExport: async () => {
        failures += 1;
        throw new Error('bad luck');
      },
    };
    await world.desks.withSite(site.id, (desk) => processNext(desk, failing));
    world.setNow('2026-11-25T12:00:00+01:00');
    await world.desks.withSite(site.id, (desk) => processNext(desk, failing));
    // Back before its next try is due: it waits, for it had trouble; nothing is lost.
    world.setNow('2026-11-23T06:00:00+01:00');
    await world.work(site.id);
    expect((await world.administration.run(id)).status).toBe('received');
    world.setNow('2026-11-25T12:01:00+01:00');
    await world.work(site.id);
    const report = await world.administration.report(id);
    expect([report.run.status, report.run.takenInAt]).toEqual(['integrated', '2026-11-25T12:01:00+01:00']);
    expect([failures, (await effects(site)) - before]).toEqual([2, 1]);
  });

  const idle = {
    addAll: async () => undefined,
    work: async () => undefined,
    counts: async () => NOTHING,
    close: async () => undefined,
  };
  const NOTHING = { waiting: 0, delayed: 0, active: 0 };
  const parts = () => ({ database: world.db.database, clock: world.tools.clock, log: pino({ level: 'silent' }) });
});
