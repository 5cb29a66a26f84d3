/** A file that keeps every course and most services but not the weeks (docs/decisions/vanished-sessions.md): told, and held by a rule that is at hand. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules, parseRule } from '../../src/adapters/rules/rule-files.ts';
import type { School } from '../../src/demo/school/model.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { FACT_NAMES } from '../../src/domain/diff/facts.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { openSite, school } from '../support/flow.ts';
import { RULES, startWorld, type World } from '../support/world.ts';

const MOMENT = '2026-08-20T12:00:00+02:00';
let world: World;
beforeAll(async () => {
  world = await startWorld(MOMENT);
});
afterAll(() => world.close());

/** The school as an export of these weeks alone has it. */
function onlyWeeks(weeks: bigint): School {
  const courses = school.courses.map((course) => ({
    ...course,
    resources: course.resources.map((resource) => ({ ...resource, weeks: resource.weeks & weeks })),
  }));
  return { ...school, courses };
}

/** What the rule of the decision makes of an import. */
async function heldByRule({ changes, read }: ImportReport): Promise<boolean> {
  const text = readFileSync(path.join(import.meta.dirname, '../../docs/decisions/vanished-sessions.md'), 'utf8');
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  const rule = parseRule('sessions-vanished.json', json);
  const judge = createJudge([...loadRules(RULES), rule]);
  const facts = Object.fromEntries(FACT_NAMES.map((name) => [name, 0]));
  const own = { sessionsDeleted: changes.sessions?.deleted ?? 0, sessionsRead: read.sessions ?? 0 };
  const verdict = (await judge({ ...facts, ...own }, {})).find(({ code }) => code === rule.code);
  expect(verdict?.blocking).toBe(true);
  return verdict?.exceeded === true;
}

const vanished = ({ findings }: ImportReport) => findings.find(({ code }) => code === 'sessions-vanished');

it('is told where more sessions vanish than the file has, and held where an operator has the rule', async () => {
  const site = await openSite(world);
  const weeks = school.courses[0]?.resources[0]?.weeks ?? 0n;
  const few = [...Array(62).keys()].map((bit) => 1n << BigInt(bit)).filter((bit) => weeks & bit);
  const report = await site.deposit(onlyWeeks((few[0] ?? 0n) | (few[1] ?? 0n)));
  const { deleted = 0 } = report.changes.sessions ?? {};
  expect(deleted).toBeGreaterThan(report.read.sessions ?? 0);
  expect(report.changes.services?.deleted).toBeLessThan(10);
  expect(report.run.status).toBe('integrated');
  expect(vanished(report)).toMatchObject({ severity: 'warning', count: 1 });
  expect(vanished(report)?.cause).toMatch(/supprime [\d\s]+ séances à venir, plus que le fichier n'en a/);
  expect(await heldByRule(report)).toBe(true);
  // Undone, they are there again.
  await world.administration.act(report.run.id ?? '', 'undo', 'manager:1', 'semaines oubliées');
  const again = await site.deposit(changeRoom(school));
  expect(again.changes.sessions).toMatchObject({ created: 0, deleted: 0 });
  expect(vanished(again)).toBeUndefined();
});

it('is neither where lessons move to another day', async () => {
  const site = await openSite(world);
  const other: Readonly<Record<number, number>> = { 1: 2, 2: 1, 4: 5, 5: 4 };
  const courses = school.courses.map((course) => ({ ...course, weekday: other[course.weekday] ?? course.weekday }));
  const later = { ...school, courses };
  const report = await site.deposit(later);
  expect(report.changes.sessions?.deleted).toBeGreaterThan(1_000);
  expect(vanished(report)).toBeUndefined();
  expect(await heldByRule(report)).toBe(false);
});
