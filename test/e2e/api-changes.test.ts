/** API on a real database: what a run changed, and weeks as they are, before and after. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { changeRooms, moveCourse } from '../../src/demo/school/mutate.ts';
import { school } from '../support/flow.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';

const session = z.looseObject({ id: z.string().nullable(), day: z.string(), from: z.string(), to: z.string() });
const changesShape = z.looseObject({
  wouldBe: z.boolean(),
  parts: z.looseObject({ sessions: z.looseObject({ total: z.number() }) }),
  weeks: z.array(z.object({ monday: z.string(), changes: z.number() })),
  divisions: z.array(z.looseObject({ name: z.string() })),
});
const linesShape = z.looseObject({ items: z.array(z.looseObject({ kind: z.string() })), total: z.number() });
const weekShape = z.looseObject({ before: z.array(session), after: z.array(session), noted: z.string() });

let managed: ManagedSite;
let token: string;
let other: string;
let run: string;
beforeAll(async () => {
  managed = await openManagedSite();
  const { site, world } = managed;
  token = (await world.administration.createToken(site.id, { readOnly: true })).token;
  run = (await site.deposit(moveCourse(changeRooms(school, 2)))).run.id ?? '';
  await world.administration.createSite({
    id: 9_000,
    name: 'Autre',
    establishments: [{ number: 1, uai: '0990099Z', name: 'Autre' }],
  });
  other = (await world.administration.createToken(9_000, { readOnly: true })).token;
});
afterAll(() => managed.close());

async function get(path: string, by = token): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${managed.web.url}/api/v1${path}`, { headers: { authorization: `Bearer ${by}` } });
  return { status: answer.status, body: await answer.json() };
}

it('tells the changes of a run, in parts, kinds and pages', async () => {
  const { parts, wouldBe } = changesShape.parse((await get(`/runs/${run}/changes?limit=1`)).body);
  expect([wouldBe, parts.sessions.total > 1]).toEqual([false, true]);
  const moved = linesShape.parse((await get(`/runs/${run}/changes/sessions?kind=moved`)).body);
  expect(new Set(moved.items.map(({ kind }) => kind))).toEqual(new Set(['moved']));
  expect((await get(`/runs/${run}/changes/closures`)).body).toEqual({ items: [], total: 0 });
});

it('gives a week as it is, and before and after a run', async () => {
  const { divisions, weeks } = changesShape.parse((await get(`/runs/${run}/changes`)).body);
  const asked = `day=${weeks[0]?.monday}&division=${encodeURIComponent(divisions[0]?.name ?? '')}`;
  const change = weekShape.parse((await get(`/runs/${run}/week?${asked}`)).body);
  const now = z
    .looseObject({ sessions: z.array(session) })
    .parse((await get(`/sites/${managed.site.id}/week?${asked}`)).body);
  expect(change.noted).toBe('noted');
  expect(change.after.map(({ id }) => id)).toEqual(now.sessions.map(({ id }) => id));
  const choices = z.looseObject({ division: z.array(z.looseObject({ name: z.string() })) });
  const { division } = choices.parse((await get(`/sites/${managed.site.id}/week/choices`)).body);
  expect(division.map(({ name }) => name)).toContain(divisions[0]?.name);
});

it('refuses what makes no sense, by name', async () => {
  const refused = async (path: string) => {
    const { status, body } = await get(path);
    return [status, z.looseObject({ code: z.string() }).parse(body).code];
  };
  const site = `/sites/${managed.site.id}`;
  expect(await refused(`${site}/week?day=2026-12-07`)).toEqual([422, 'bad-input']);
  expect(await refused(`${site}/week?day=2026-12-07&division=6A&room=A01`)).toEqual([422, 'bad-input']);
  expect(await refused(`${site}/week?day=2026-02-30&division=6A`)).toEqual([422, 'bad-input']);
  expect(await refused(`${site}/week?division=6A`)).toEqual([422, 'bad-input']);
  expect(await refused(`/runs/${run}/changes/courses`)).toEqual([404, 'page-unknown']);
  expect(await refused(`/runs/${run}/changes/sessions?kind=gone`)).toEqual([422, 'bad-input']);
  expect(await refused(`/runs/${run}/changes?limit=0`)).toEqual([422, 'bad-input']);
});

it('keeps runs and weeks of one site from the token of another', async () => {
  for (const path of [`/runs/${run}/changes`, `/runs/${run}/week?day=2026-12-07&division=6A`])
    expect((await get(path, other)).status).toBe(404);
  expect((await get(`/sites/${managed.site.id}/week/choices`, other)).status).toBe(404);
});
