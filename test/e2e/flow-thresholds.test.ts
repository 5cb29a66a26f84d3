/** Thresholds of a site: tried on the imports there were, changed, taken back to the defaults (PRODUCT.md 4). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules, parseRule } from '../../src/adapters/rules/rule-files.ts';
import { listThresholds, tryThresholds } from '../../src/adapters/store/thresholds.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { everything, openSite, type Site, school } from '../support/flow.ts';
import { RULES, startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
const HALF = Math.floor(servicesOf(school).size / 2);

beforeAll(async () => {
  world = await startWorld();
  // A manual import, one small change, the same file again, and a breach that is held.
  site = await openSite(world);
  await site.deposit(changeRoom(school));
  await site.deposit(changeRoom(school));
  await site.deposit(deleteServices(school, HALF + 1));
});
afterAll(() => world.close());

const tried = async (changes: Record<string, object>) => {
  const { items } = await world.administration.tryThresholds(site.id, changes);
  return items.map(({ before, after }) => `${before.decision} → ${after.decision} ${after.exceeded.join()}`.trim());
};

it('is tried on automatic imports that were judged, and writes nothing', async () => {
  const before = await everything(world);
  expect(await tried({})).toEqual(['held → held services-deleted', 'integrated → integrated']);
  expect(await tried({ 'services-deleted': { limit: 60 } })).toEqual(['held → integrated', 'integrated → integrated']);
  expect(await tried({ 'services-deleted': { blocking: false } })).toEqual([
    'held → integrated-with-alerts services-deleted',
    'integrated → integrated',
  ]);
  const { items } = await world.administration.tryThresholds(site.id, {});
  expect(items[0]).toMatchObject({ filename: 'EDT.xml', status: 'held', receivedAt: '2026-11-22T12:00:00+01:00' });
  expect(await everything(world)).toEqual(before);
});

it('says what the run itself was given', async () => {
  const { items } = await world.administration.tryThresholds(site.id, {});
  for (const item of items) {
    const { controls, run } = await world.administration.report(item.run);
    expect(run.status).toBe(item.before.decision);
    expect(controls.filter((one) => one.exceeded).map((one) => one.code)).toEqual(item.before.exceeded);
  }
});

it('is refused as a change would be', async () => {
  const asked = (changes: Record<string, object>) => world.administration.tryThresholds(site.id, changes);
  await expect(asked({ 'closure-coherence': { limit: 2 } })).rejects.toMatchObject({ code: 'control-locked' });
  await expect(asked({ 'closure-coherence': { blocking: false } })).rejects.toMatchObject({ code: 'control-locked' });
  await expect(asked({ 'services-deleted': { limit: 1_000.5 } })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(asked({ nothing: { limit: 1 } })).rejects.toMatchObject({ code: 'control-unknown' });
});

it('goes back to the defaults, and says so in the audit log', async () => {
  const { administration } = world;
  await administration.setThresholds(site.id, { 'teachers-unmatched': { limit: 7.5, floor: 3 } });
  const one = async () => (await administration.thresholds(site.id)).items.find((item) => item.limit === 7.5);
  expect(await one()).toMatchObject({ code: 'teachers-unmatched', floor: 3, default: { limit: 5, floor: 0 } });
  const { items } = await administration.resetThresholds(site.id);
  for (const item of items) expect(item).toMatchObject(item.default);
  expect(await one()).toBeUndefined();
  const { items: entries } = await administration.audit(site.id, { limit: 2 });
  expect(entries.map((entry) => [entry.action, entry.details])).toEqual([
    ['thresholds-changed', { changes: 'defaults' }],
    ['thresholds-changed', { changes: { 'teachers-unmatched': { limit: 7.5, floor: 3 } } }],
  ]);
});

it('tries an operator’s own control too, on imports from before there was one', async () => {
  const own = parseRule(
    'sessions-deleted.json',
    JSON.stringify({
      code: 'sessions-deleted',
      title: { fr: '% de séances supprimées', en: '% of sessions deleted' },
      count: 'sessionsDeleted',
      over: 'sessionsRead',
      limit: 100,
      blocking: false,
      // More than its share: only the noted facts can answer.
      conditions: {
        all: [
          { fact: 'share', operator: 'exceeds', value: { fact: 'threshold' } },
          { fact: 'servicesDeleted', operator: 'greaterThan', value: 0 },
        ],
      },
    }),
  );
  const rules = [...loadRules(RULES), own];
  const { items: listed } = await listThresholds(world.db.pool, site.id, rules, 'en');
  expect(listed.at(-1)).toMatchObject({ code: 'sessions-deleted', title: '% of sessions deleted', locked: false });
  const { items } = await tryThresholds(
    world.db.pool,
    site.id,
    { 'sessions-deleted': { limit: 0 }, 'services-deleted': { blocking: false } },
    { rules, judge: createJudge(rules), timeZone: 'Europe/Paris' },
  );
  expect(items.map((one) => one.after)).toEqual([
    { decision: 'integrated-with-alerts', exceeded: ['services-deleted', 'sessions-deleted'] },
    { decision: 'integrated', exceeded: [] },
  ]);
});
