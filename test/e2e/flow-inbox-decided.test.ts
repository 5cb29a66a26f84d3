/** The inbox after a decision: what became of the import, who decided, and nobody is asked for it any more. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import type { InboxItem } from '../../src/domain/notify/inbox.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

let site: Site;
/** Two managers of the site: one decides. */
let head = '';
let deputy = '';
let serial = 0;

beforeEach(async () => {
  world.setNow('2026-11-22T12:00:00+01:00');
  site = await openSite(world);
  const personIn = async (email: string, name: string): Promise<string> =>
    (await world.administration.createManager(site.id, { email, name })).id;
  serial += 1;
  head = await personIn(`chef${serial}@example.org`, 'Odile Perrin');
  deputy = await personIn(`adjoint${serial}@example.org`, 'Marc Adjoint');
});

const inbox = (personId: string, language: 'fr' | 'en' = 'fr') =>
  world.administration.inbox(site.id, { personId, mayAct: true, language }, {});

async function hold(services = 60): Promise<string> {
  const { run } = await site.deposit(deleteServices(school, services));
  expect(run.status).toBe('held');
  return run.id ?? '';
}

async function decide(run: string, action: 'approve' | 'reject' | 'undo' | 'cancel'): Promise<void> {
  world.setNow('2026-11-23T09:30:00+01:00');
  await world.administration.act(run, action, `manager:${head}`, 'groupes fusionnés');
}

/** The message that asked for a decision, as both managers have it. */
async function asked(language: 'fr' | 'en' = 'fr'): Promise<InboxItem> {
  const [mine, theirs] = await Promise.all([inbox(head, language), inbox(deputy, language)]);
  const find = ({ items }: typeof mine): InboxItem | undefined => items.find((one) => one.kind === 'held');
  expect(find(theirs)).toEqual(find(mine));
  const found = find(mine);
  if (!found) throw new Error('no message asked for a decision');
  return found;
}

it('says that a held import was rejected, by whom, when and why, and is unread for nobody', async () => {
  const run = await hold();
  expect(await asked()).toMatchObject({ isRead: false, settled: null });
  await decide(run, 'reject');
  expect(await asked()).toMatchObject({
    isRead: true,
    settled: { status: 'rejected', title: 'Import rejeté par un gestionnaire' },
  });
  const { settled } = await asked();
  expect(settled?.what).toContain('rejeté par Odile Perrin. Motif : « groupes fusionnés »');
  expect(settled?.what).toContain('23/11/2026 à 09:30');
  expect((await asked('en')).settled?.what).toContain('Odile Perrin');
  for (const person of [head, deputy]) {
    expect(await inbox(person)).toMatchObject({ total: 1, unread: 0 });
    expect((await world.administration.badges(site.id, person)).messages).toBe(0);
  }
});

it('says that it was approved as soon as it was, and that it works again only to the others', async () => {
  const run = await hold();
  await world.letters();
  await decide(run, 'approve');
  expect((await asked()).settled).toMatchObject({ title: 'Import approuvé, il va être appliqué' });
  await world.work(site.id);
  const { settled, isRead } = await asked();
  expect(isRead).toBe(true);
  expect(settled).toEqual({
    status: 'integrated',
    title: 'Import approuvé et appliqué',
    what: 'Approuvé par Odile Perrin. Motif : « groupes fusionnés ». Appliqué le 23/11/2026 à 09:30.',
  });
  const [mine, theirs] = [(await inbox(head)).items, (await inbox(deputy)).items].map((items) =>
    items.find((one) => one.kind === 'recovered'),
  );
  expect(mine?.isRead).toBe(true);
  expect(theirs?.isRead).toBe(false);
  const told = (await world.letters()).filter((one) => one.subject.includes('de nouveau')).map((one) => one.to);
  expect(told).toContain(`adjoint${serial}@example.org`);
  expect(told).not.toContain(`chef${serial}@example.org`);
});

it('says that an import was undone after the approval, wherever it was told of', async () => {
  const run = await hold();
  await decide(run, 'approve');
  await world.work(site.id);
  await decide(run, 'undo');
  const { items, unread } = await inbox(deputy);
  expect(items.map(({ kind, settled }) => [kind, settled?.title])).toEqual([
    ['recovered', 'Import annulé'],
    ['held', 'Import annulé'],
  ]);
  expect(items[1]?.settled?.what).toContain('Odile Perrin');
  expect(unread).toBe(0);
});

it('says that a good file took its place', async () => {
  const run = await hold();
  const { run: good } = await site.deposit(changeRoom(school));
  expect(await asked()).toMatchObject({
    runId: run,
    isRead: true,
    settled: { status: 'superseded', title: 'Remplacé par un dépôt plus récent' },
  });
  expect((await asked()).settled?.what).toContain(`import n° ${good.id}`);
});

it('goes on asking where the file that took its place waits for the same decision', async () => {
  const run = await hold(60);
  const next = await hold(61);
  expect((await world.administration.run(run)).status).toBe('superseded');
  // The same trouble is told once: its message stands for the import that waits now.
  expect(await inbox(head)).toMatchObject({ total: 1, unread: 1 });
  expect(await asked()).toMatchObject({ runId: run, isRead: false, settled: null, continuedBy: next });
  await decide(next, 'reject');
  expect(await asked()).toMatchObject({ isRead: true, settled: { status: 'superseded' }, continuedBy: null });
});

it('waits on while a held import is judged again, and says when it passed without a decision', async () => {
  const run = await hold();
  await world.administration.setThresholds(site.id, { 'services-deleted': { limit: 99 } });
  expect((await world.administration.run(run)).status).toBe('received');
  expect((await asked()).settled).toBeNull();
  await world.work(site.id);
  expect((await world.administration.run(run)).status).toBe('integrated');
  expect((await asked()).settled?.title).toBe("Import appliqué : il n'attend plus de décision");
});
