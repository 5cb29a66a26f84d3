/** The inbox of a site: read and unread by person, how the mails fared, and the words for those who may not decide. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteServices } from '../../src/demo/school/mutate.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
const people: Record<'manager' | 'reader' | 'late', string> = { manager: '', reader: '', late: '' };

async function personWith(role: 'manager' | 'reader', email: string, since: string): Promise<string> {
  const { rows } = await world.db.pool.query<{ id: string }>(
    `with person as (insert into people (email, created_at) values ($2, now()) returning id)
     insert into site_roles (person_id, site_id, role, created_at) select id, $1, $3, $4 from person returning person_id id`,
    [site.id, email, role, since],
  );
  return rows[0]?.id ?? '';
}

beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world);
  people.manager = await personWith('manager', 'chef@example.org', '2026-09-01T00:00:00Z');
  people.reader = await personWith('reader', 'lecteur@example.org', '2026-09-01T00:00:00Z');
  await site.account(school.teachers[0]?.id ?? '', { notify: true });
  const report = await site.deposit(deleteServices(school, 60));
  expect(report.run.status).toBe('held');
  world.setNow('2026-11-23T12:00:00+01:00');
  people.late = await personWith('reader', 'nouveau@example.org', '2026-11-23T11:00:00+01:00');
  expect((await site.deposit('<nothing/>')).run.status).toBe('rejected');
});
afterAll(() => world.close());

const inbox = (who: keyof typeof people, page = {}) =>
  world.administration.inbox(site.id, { personId: people[who], mayAct: who === 'manager', language: 'fr' }, page);

it('asks managers for a decision, and nobody else', async () => {
  const [, held] = (await inbox('manager')).items;
  expect(held?.subject).toContain('votre décision');
  expect(held?.body).toContain('approuvez');
  const [, told] = (await inbox('reader')).items;
  expect(told?.subject).toContain("décision d'un gestionnaire");
  expect(told?.subject).not.toContain('votre');
  expect(told?.body).not.toContain('approuvez');

  const sent = await world.letters();
  const mail = (to: string) => sent.find((one) => one.to === to && one.subject.includes('attente'));
  expect(mail('chef@example.org')?.subject).toContain('votre décision');
  const teacher = mail(school.teachers[0]?.email.toLowerCase() ?? '');
  expect(teacher?.subject).toContain("décision d'un gestionnaire");
  expect(teacher?.text).not.toContain('rejetez');
});

it('counts what each person has not read since the role began, and forgets nothing of the others', async () => {
  expect(await inbox('manager')).toMatchObject({ total: 2, unread: 2 });
  expect(await inbox('late')).toMatchObject({ total: 2, unread: 1 });
  const [newest] = (await inbox('manager')).items;
  expect(await world.administration.markRead(site.id, people.manager, newest?.id ?? '')).toBe(1);
  expect(await world.administration.markRead(site.id, people.manager, newest?.id ?? '')).toBe(0);
  expect(await inbox('manager', { unread: true })).toMatchObject({ total: 1, unread: 1, items: [{ kind: 'held' }] });
  expect((await world.administration.badges(site.id, people.manager)).messages).toBe(1);
  expect((await inbox('reader')).unread).toBe(2);
  await world.administration.markUnread(site.id, people.manager, newest?.id ?? '');
  expect(await world.administration.markRead(site.id, people.manager, 'all')).toBe(2);
  expect((await inbox('manager')).items.every((one) => one.isRead)).toBe(true);
  // Nobody's neighbour.
  const other = await openSite(world, { isOpen: false });
  const reader = { personId: people.manager, mayAct: true, language: 'fr' } as const;
  await expect(world.administration.message(other.id, reader, newest?.id ?? '')).rejects.toThrow('message-unknown');
  expect(await world.administration.markRead(other.id, people.reader, 'all')).toBe(0);
  expect((await inbox('reader')).unread).toBe(2);
});

it('tells managers how the mails fared, and readers not to whom they went', async () => {
  const [, held] = (await inbox('manager')).items;
  expect(held?.deliveries.find((one) => one.recipient === 'chef@example.org')).toMatchObject({
    state: 'sent',
    tries: 1,
  });
  await world.db.pool.query(
    "update outbox set sent_at = null, given_up_at = now(), tries = 10 where recipient = 'chef@example.org' and message_id = $1",
    [held?.id],
  );
  const reader = { personId: people.manager, mayAct: true, language: 'fr' } as const;
  const again = await world.administration.message(site.id, reader, held?.id ?? '');
  expect(again.deliveries.find((one) => one.recipient === 'chef@example.org')).toMatchObject({ state: 'given-up' });
  expect((await inbox('reader')).items.flatMap((one) => one.deliveries)).toEqual([]);
});

it('comes in pages', async () => {
  const begin = await inbox('reader', { limit: 1 });
  expect(begin.items).toHaveLength(1);
  const rest = await inbox('reader', { limit: 1, cursor: begin.nextCursor });
  expect(rest.items[0]?.id).not.toBe(begin.items[0]?.id);
  expect(rest.nextCursor).toBeUndefined();
});

it('knows the open year, its closures, what is missing, and the years before', async () => {
  const state = await world.administration.yearState(site.id);
  expect(state).toMatchObject({ today: '2026-11-23', announced: null, past: [] });
  expect(state.open).toMatchObject({ name: '2026-2027', openedBy: { filename: 'export.xml' } });
  expect(state.closures.length).toBeGreaterThan(3);
  expect(state.closures.every((one) => one.establishments.length === 0)).toBe(true);
  expect(state.needs.directory).toBeGreaterThan(100);
  expect(state.needs).toMatchObject({ software: [], accounts: 2, notified: 3 });
  const empty = await openSite(world, { isOpen: false });
  expect(await world.administration.yearState(empty.id)).toMatchObject({ open: null, closures: [], past: [] });
});
