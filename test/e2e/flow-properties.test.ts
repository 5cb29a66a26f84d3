/** Whatever a file changes: applied and undone is as before, applied twice is applied once. Drawn changes, a real database. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { School } from '../../src/demo/school/model.ts';
import {
  addClosureWeek,
  addServices,
  addStudentsUnknownToDirectory,
  addSubject,
  addTeachersUnknownToDirectory,
  cancelWeeks,
  changeRooms,
  deleteServices,
  dropCourses,
  moveCourse,
  renameDivision,
  renameSubjects,
  replaceTeachers,
  substituteTeacher,
} from '../../src/demo/school/mutate.ts';
import { everything, openSite, type Site, school, TIMETABLE_TABLES } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

/** `CARILLON_SEED=…` and `CARILLON_CASES=…` look further than the share of every test run. */
const SEED = Number(process.env.CARILLON_SEED ?? 20_261_122);
const CASES = Number(process.env.CARILLON_CASES ?? 12);
const NOW = '2026-11-22T12:00:00+01:00';

const CHANGES: Readonly<Record<string, (of: School, size: number) => School>> = {
  addClosureWeek: (of) => addClosureWeek(of),
  addServices,
  addStudentsUnknownToDirectory,
  addSubject: (of) => addSubject(of),
  addTeachersUnknownToDirectory,
  cancelWeeks,
  changeRooms,
  deleteServices,
  dropCourses: (of, size) => dropCourses(of, 10 * size),
  moveCourse: (of) => moveCourse(of),
  renameDivision: (of) => renameDivision(of),
  renameSubjects: (of, size) => renameSubjects(of, 10 * size),
  replaceTeachers,
  substituteTeacher: (of) => substituteTeacher(of),
};

/** Another export of the school: one to three kinds of change, as far as they go together. */
const changedSchool = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...Object.keys(CHANGES)), fc.integer({ min: 1, max: 4 })), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name,
  })
  .map((changes) => ({
    changes: changes.map(([name, size]) => `${name} ${size}`).join(', '),
    school: changes.reduce<School>((of, [name, size]) => {
      try {
        return CHANGES[name]?.(of, size) ?? of;
      } catch (error) {
        // A change that has nothing left to act on.
        if (error instanceof RangeError) return of;
        throw error;
      }
    }, school),
  }));

let world: World;
let site: Site;
beforeAll(async () => {
  world = await startWorld(NOW);
  site = await openSite(world);
});
afterAll(() => world.close());

/** Rows that an import writes, ids included: what stays must stay the same row. Contents stay until retention takes them. */
const STATE = TIMETABLE_TABLES.filter((table) => table !== 'session_contents');
const stateOf = () => everything(world, STATE);

it('undone, an applied file leaves no trace in what is stored; applied again, it changes nothing more', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(changedSchool, async ({ changes, school: other }) => {
      const before = await stateOf();
      const { run } = await site.manual(other);
      if (run.status === 'unchanged') return;
      expect(run.status, changes).toBe('integrated');
      for (const change of changes.split(', ')) kinds.add(change.split(' ')[0] ?? '');
      const applied = await stateOf();
      expect((await site.manual(other)).run, changes).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
      expect(await stateOf(), changes).toEqual(applied);
      await world.administration.act(run.id ?? '', 'undo', 'manager:1');
      expect(await stateOf(), changes).toEqual(before);
    }),
    { seed: SEED, numRuns: CASES },
  );
  expect(kinds.size).toBeGreaterThanOrEqual(Math.min(8, CASES / 2));
});

it('undone one by one, a row of imports ends where it began', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changedSchool, { minLength: 2, maxLength: 4 }), async (files) => {
      const states = [await stateOf()];
      const runs: string[] = [];
      for (const { school: other } of files) {
        const { run } = await site.manual(other);
        if (run.status === 'unchanged') continue;
        runs.push(run.id ?? '');
        states.push(await stateOf());
      }
      states.pop();
      for (const run of runs.reverse()) {
        await world.administration.act(run, 'undo', 'manager:1');
        expect(await stateOf()).toEqual(states.pop());
      }
    }),
    { seed: SEED, numRuns: Math.ceil(CASES / 3) },
  );
});
