/** An import reads and writes the sessions of what changed alone: what is stored is what a first import of the file would have stored. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { School } from '../../src/demo/school/model.ts';
import { changeRooms, moveCourse, replaceTeacher, shiftYear } from '../../src/demo/school/mutate.ts';
import type { SiteDesk } from '../../src/domain/ports.ts';
import { bytesOfExport, openSite, type Site, school } from '../support/flow.ts';
import { listening } from '../support/listening-desk.ts';
import { startWorld, type World } from '../support/world.ts';

const NOW = '2026-11-22T12:00:00+01:00';
const LATER = '2027-02-01T12:00:00+01:00';

let world: World;
beforeAll(async () => {
  world = await startWorld(NOW);
});
afterAll(() => world.close());

let site: Site;
beforeEach(async () => {
  site = await openSite(world);
});

/** Sessions from a moment on, by what they are. */
async function sessionsOf({ id }: Site, from = NOW): Promise<string[]> {
  const { rows } = await world.db.pool.query<{ said: string }>(
    `select concat_ws(' ', s.starts_at, s.ends_at, s.cancelled, c.series, c.subject_label, c.divisions, c.groups, c.teachers, c.rooms) said
     from sessions s join session_contents c on c.id = s.content_id where s.site_id = $1 and s.starts_at >= $2 order by 1`,
    [id, from],
  );
  return rows.map((row) => row.said);
}

/** What a first import of the file stores. */
async function expected(of: School, from = NOW): Promise<string[]> {
  return await sessionsOf(await openSite(world, { school: of }), from);
}

/** How many stored sessions the comparison has looked at. */
async function looked(run: () => Promise<unknown>): Promise<number> {
  let seen = 0;
  const heard = (desk: SiteDesk): Partial<SiteDesk> => ({
    storedSessions: async (...asked) => {
      const sessions = await desk.storedSessions(...asked);
      seen += sessions.length;
      return sessions;
    },
  });
  await listening(world, heard, run);
  return seen;
}

it('looks at the sessions that change, and counts all', async () => {
  const changed = changeRooms(school, 1);
  const all = (await sessionsOf(site)).length;
  let report = await site.manual(school);
  const seen = await looked(async () => {
    report = await site.manual(changed);
  });
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeLessThan(all / 4);
  const counts = report.changes.sessions;
  expect(counts).toMatchObject({ created: 0, deleted: 0 });
  expect(counts?.modified).toBeGreaterThan(0);
  expect((counts?.unchanged ?? 0) + (counts?.modified ?? 0)).toBe(all);
  expect(await sessionsOf(site)).toEqual(await expected(changed));
});

it('stores what the last file says, one change after the other and back', async () => {
  for (const one of [changeRooms(school, 3), moveCourse(school), replaceTeacher(school), school]) {
    await site.manual(one);
    expect(await sessionsOf(site)).toEqual(await expected(one));
  }
});

it('looks at all after an import from a moment to come: what is before it is of an older file', async () => {
  const moved = moveCourse(school);
  await world.manual(site.id, bytesOfExport(moved), { takenInAt: LATER });
  expect(await sessionsOf(site)).not.toEqual(await expected(moved));
  const next = changeRooms(moved, 1);
  await site.manual(next);
  expect(await sessionsOf(site)).toEqual(await expected(next));
});

it('looks at all after an undo: what was taken back is there no more', async () => {
  const moved = moveCourse(school);
  const report = await site.manual(moved);
  await world.administration.act(report.run.id ?? '', 'undo', 'test');
  const next = changeRooms(moved, 1);
  await site.manual(next);
  expect(await sessionsOf(site)).toEqual(await expected(next));
});

it('looks at all once the site lives in another time zone', async () => {
  await world.administration.setSite(site.id, { timezone: 'Indian/Reunion' });
  const next = changeRooms(school, 1);
  await site.manual(next);
  const there = await openSite(world, { school: next, timezone: 'Indian/Reunion' });
  expect(await sessionsOf(site)).toEqual(await sessionsOf(there));
});

it('writes the teacher anew whom somebody has matched since', async () => {
  const stranger = await openSite(world, { directory: 'kind;id;lastName;firstName\nteacher;t1;DURAND;Zoé\n' });
  await stranger.manual(school);
  const teacher = school.teachers[0];
  const { items } = await world.administration.matches(stranger.id);
  const open = items.find((one) => one.kind === 'teacher' && one.label.startsWith(teacher?.lastName ?? '?'));
  await world.administration.setMatch(
    stranger.id,
    { kind: 'teacher', key: open?.key ?? '', directoryId: 't1' },
    'test',
  );
  await stranger.manual(changeRooms(school, 1));
  const { rows } = await world.db.pool.query(
    `select count(*)::int n from sessions s join session_contents c on c.id = s.content_id
     where s.site_id = $1 and c.teachers @> '[{"directoryId": "t1"}]'`,
    [stranger.id],
  );
  expect(rows[0].n).toBeGreaterThan(0);
});

it('keeps another year apart', async () => {
  const next = shiftYear(school, 1);
  world.setNow('2027-08-20T12:00:00+02:00');
  try {
    await site.manual(next);
    const changed = changeRooms(next, 1);
    await site.manual(changed);
    expect(await sessionsOf(site, '2027-08-20')).toEqual(await expected(changed, '2027-08-20'));
  } finally {
    world.setNow(NOW);
  }
});
