/** Memberships and lists that are as they were are neither read nor written: what is stored is what writing all of it would have left. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import type { School } from '../../src/demo/school/model.ts';
import { changeRooms } from '../../src/demo/school/mutate.ts';
import type { SiteDesk } from '../../src/domain/ports.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { listening } from '../support/listening-desk.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('2026-11-22T12:00:00+01:00');
});
afterAll(() => world.close());

let site: Site;
beforeEach(async () => {
  site = await openSite(world);
  // Groups are listed as known from the second file on.
  await site.manual(changeRooms(school, 1));
});

const [pupil] = school.students.filter((one) => one.parts.length > 0 && one.divisions.length === 1);

/** A pupil has left the groups. */
const left: School = {
  ...school,
  students: school.students.map((one) => (one === pupil ? { ...one, parts: [] } : one)),
};

/** The same people and lists in all of them, for only rooms differ. */
const rooms = (of: School, percent: number): School => changeRooms(of, percent);

/** Memberships and lists, by what they are. */
async function rowsOf({ id }: Site): Promise<unknown> {
  const { rows } = await world.db.pool.query<{ text: string }>(
    `select to_jsonb(m) - 'id' - 'site_id' text from memberships m where site_id = $1
     union all select to_jsonb(l) - 'run_id' - 'site_id' from listed l where site_id = $1`,
    [id],
  );
  return rows.map(({ text }) => JSON.stringify(text)).sort();
}

/** What an import leaves that knows no digests: everything is read, compared and written. */
async function withoutDigests(of: School): Promise<unknown> {
  await world.db.pool.query('delete from stored_parts where site_id = $1', [site.id]);
  await site.manual(rooms(of, 7));
  return await rowsOf(site);
}

/** How many stored memberships an import has looked at; null: it knew them. */
async function looked(run: () => Promise<unknown>): Promise<number | null> {
  let seen: number | null = null;
  const heard = (desk: SiteDesk): Partial<SiteDesk> => ({
    storedMemberships: async (...asked) => {
      const memberships = await desk.storedMemberships(...asked);
      seen = memberships?.length ?? null;
      return memberships;
    },
  });
  await listening(world, heard, run);
  return seen;
}

it('memberships that are as they were are not read, and counted', async () => {
  const before = await rowsOf(site);
  let report = await site.manual(rooms(school, 2));
  const counts = report.changes.memberships;
  expect(
    await looked(async () => {
      report = await site.manual(rooms(school, 3));
    }),
  ).toBeNull();
  expect(report.changes.memberships).toEqual(counts);
  expect(counts).toMatchObject({ created: 0, modified: 0, deleted: 0 });
  expect(counts?.unchanged).toBeGreaterThan(0);
  expect(await rowsOf(site)).toEqual(before);
  expect(await withoutDigests(school)).toEqual(before);
});

it('lists that are as they were are not written', async () => {
  const { rows: before } = await world.db.pool.query(
    'select max(xmin::text::bigint) latest from listed where site_id = $1',
    [site.id],
  );
  await site.manual(rooms(school, 2));
  const { rows: after } = await world.db.pool.query(
    'select max(xmin::text::bigint) latest from listed where site_id = $1',
    [site.id],
  );
  expect(after).toEqual(before);
});

it('a pupil who leaves a group and comes back is written both times', async () => {
  const before = await rowsOf(site);
  const gone = await site.manual(left);
  expect(gone.changes.memberships?.deleted).toBeGreaterThan(0);
  expect(await rowsOf(site)).not.toEqual(before);
  const back = await site.manual(rooms(school, 2));
  expect(back.changes.memberships?.created).toBe(gone.changes.memberships?.deleted);
  expect(await rowsOf(site)).toEqual(before);
});

it('after an undo all is looked at', async () => {
  const before = await rowsOf(site);
  const gone = await site.manual(left);
  await world.administration.act(gone.run.id ?? '', 'undo', 'test');
  // The file that was undone, but for a room: its pupil is in the groups again and leaves them again.
  const again = await site.manual(rooms(left, 2));
  expect(again.changes.memberships?.deleted).toBe(gone.changes.memberships?.deleted);
  const rows = await rowsOf(site);
  expect(await withoutDigests(left)).toEqual(rows);
  await site.manual(rooms(school, 3));
  expect(await rowsOf(site)).toEqual(before);
});

it('after somebody was erased all is looked at', async () => {
  const before = await rowsOf(site);
  const { rows } = await world.db.pool.query<{ id: string }>(
    'select directory_id as id from memberships where site_id = $1 and directory_id is not null order by id limit 1',
    [site.id],
  );
  await world.administration.erasePerson(site.id, rows[0]?.id ?? '', { force: true });
  expect(await rowsOf(site)).not.toEqual(before);
  expect(await looked(() => site.manual(rooms(school, 2)))).toBeGreaterThan(0);
  const now = await rowsOf(site);
  expect(await withoutDigests(school)).toEqual(now);
});

it('after a directory that matches otherwise all is looked at', async () => {
  const csv = writeDirectoryCsv(school);
  const { rows } = await world.db.pool.query<{ id: string }>(
    `select id from directory_entries where site_id = $1 and kind = 'student' order by id limit 1`,
    [site.id],
  );
  const report = await world.directory(site.id, csv.replace(`student;${rows[0]?.id};`, 'student;ANOTHER;'));
  if (report.run.status === 'held') await world.administration.act(report.run.id ?? '', 'approve', 'test');
  await world.work(site.id);
  expect(await looked(() => site.manual(rooms(school, 2)))).toBeGreaterThan(0);
  const now = await rowsOf(site);
  expect(JSON.stringify(now)).toContain('ANOTHER');
  expect(await withoutDigests(school)).toEqual(now);
});

it('after a decision about a match all is looked at, and it is not undone by a list that is not written', async () => {
  const stranger = await openSite(world, { directory: 'kind;id;lastName;firstName\nteacher;t1;DURAND;Zoé\n' });
  await stranger.manual(rooms(school, 1));
  const { items } = await world.administration.matches(stranger.id);
  const open = items.find((one) => one.kind === 'teacher');
  const decision = { kind: 'teacher', key: open?.key ?? '', directoryId: 't1' } as const;
  await world.administration.setMatch(stranger.id, decision, 'test');
  const decided = await rowsOf(stranger);
  expect(await looked(() => stranger.manual(rooms(school, 2)))).toBeGreaterThan(0);
  expect(await rowsOf(stranger)).toEqual(decided);
  // Its digest is of the decision now: the list with it is not written, and it stays.
  expect(await looked(() => stranger.manual(rooms(school, 3)))).toBeNull();
  expect(await rowsOf(stranger)).toEqual(decided);
});

it('a file of another school of the site that takes people over is not overlooked', async () => {
  const other = { number: 2, uai: '0000002Z', name: 'Autre' };
  const both = await openSite(world, {
    establishments: [{ number: 1, uai: school.uai, name: school.name }, other],
    isOpen: false,
  });
  const import1 = (of: School) => both.manual(of, { establishment: 1 });
  const import2 = (of: School) => both.manual({ ...of, uai: other.uai }, { establishment: 2 });
  await import1(school);
  await import1(rooms(school, 1));
  const own = await rowsOf(both);
  await import2(school);
  // Teachers and pupils are the same people: the list that came last has them.
  expect(await rowsOf(both)).not.toEqual(own);
  await import1(rooms(school, 2));
  const { rows } = await world.db.pool.query(
    `select count(*) filter (where scope = '{1}')::int n, count(*)::int as all from listed where site_id = $1 and kind = 'student'`,
    [both.id],
  );
  expect(rows[0].n).toBe(rows[0].all);
});
