/** Students whom a file attaches to a course come and go: the course's sessions keep their ids, and nobody has to match anything. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachStudents } from '../../src/demo/school/mutate.ts';
import { openSite, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld('2026-09-01T06:00:00+02:00');
});
afterAll(() => world.close());

it('a student who joins a course modifies its sessions of those weeks, and one who leaves too', async () => {
  const site = await openSite(world);
  const before = await site.sessions();
  const edt = { formatVersion: '2.0' };
  const joined = await site.deposit(attachStudents(school), { edt });
  expect(joined.run.status).toBe('integrated');
  expect(joined.controls.filter((control) => control.exceeded)).toEqual([]);
  expect(joined.matching?.groups).toMatchObject({ unmatched: 0, ambiguous: 0 });
  expect(joined.changes).toMatchObject({
    groups: { created: 1, modified: 0, deleted: 0 },
    memberships: { created: 2, deleted: 0 },
    services: { created: 0, modified: 0, deleted: 0 },
    sessions: { created: 0, modified: 10, deleted: 0 },
  });
  const during = await site.sessions();
  expect(during.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  const again = await site.deposit(attachStudents(school), { edt: { ...edt, identSeed: 'again' } });
  expect(again.run.status).toBe('unchanged');
  const left = await site.deposit(school, { edt });
  expect(left.changes).toMatchObject({
    groups: { created: 0, deleted: 1 },
    sessions: { created: 0, modified: 10, deleted: 0 },
  });
  expect(await site.sessions()).toEqual(before);
});
