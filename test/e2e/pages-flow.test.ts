/** API and pages before the real administration: what the fake promises holds on a real database with real exports. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';
import { startWorld, type World } from '../support/world.ts';

const runShape = z.object({ id: z.string(), status: z.string(), actions: z.array(z.string()) });
const listShape = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  total: z.number(),
  nextCursor: z.string().optional(),
});

let world: World;
let web: TestWeb;
let site: Site;
let token: string;
let visitor: Visitor;
beforeAll(async () => {
  world = await startWorld();
  web = await startWeb({ administration: world.administration, clock: { now: world.now } });
  site = await openSite(world);
  token = (await world.administration.createToken(site.id, { readOnly: false })).token;
  const manager = await world.administration.createManager(site.id, {
    email: 'cpe@ecole.example',
    name: 'Ada Cpe',
    withPassword: true,
  });
  visitor = createVisitor(web.url);
  expect((await visitor.signIn(manager.email, manager.password ?? '')).status).toBe(303);
});
afterAll(async () => {
  await web.close();
  await world.close();
});

async function look(path: string): Promise<string> {
  const { status, text } = await visitor.ask(path);
  expect([path, status]).toEqual([path, 200]);
  return text;
}

async function get<T>(path: string, shape: z.ZodType<T>): Promise<T> {
  const answer = await fetch(`${web.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect([path, answer.status]).toEqual([path, 200]);
  return shape.parse(await answer.json());
}

async function upload(path: string, xml: string): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([xml]), 'emploi du temps.xml');
  return await fetch(`${web.url}/api/v1/sites/${site.id}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
}

test('a check, then a manual import, then its report in every form', async () => {
  const changed = writeEdt(changeRoom(school));
  const checked = await upload('check', changed);
  expect([checked.status, await checked.json()]).toMatchObject([
    200,
    { run: { id: null }, changes: { sessions: { deleted: 0 } } },
  ]);
  const started = await upload('imports', changed);
  expect(started.status).toBe(202);
  const { id } = runShape.parse(await started.json());
  expect(await look(`/sites/${site.id}/runs/${id}`)).toContain('En attente de traitement');
  expect(await look(`/sites/${site.id}`)).toContain('prochain à être traité');
  await world.work(site.id);
  expect(await get(`/runs/${id}`, runShape)).toMatchObject({ status: 'integrated', actions: ['replay', 'undo'] });
  const page = await look(`/sites/${site.id}/runs/${id}`);
  expect(page).toContain('Import réalisé avec succès');
  expect(page).toContain('% de matières créées');
  expect(await look(`/sites/${site.id}/runs/${id}/bilan.txt`)).toMatch(/✓ Génération des séances/);
  const source = await fetch(`${web.url}/api/v1/runs/${id}/source`, { headers: { authorization: `Bearer ${token}` } });
  expect(source.headers.get('content-disposition')).toMatch(/filename="EDT_[^"]+\.zip"/);
  expect(
    Buffer.from(await source.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

test('lists: runs, sessions in pages, groups, thresholds, matches', async () => {
  expect((await get(`/sites/${site.id}/runs?limit=1`, listShape)).nextCursor).toBeDefined();
  const first = await get(`/sites/${site.id}/sessions?from=2026-11-23&to=2026-11-27&limit=3`, listShape);
  expect(first.items).toHaveLength(3);
  const next = await get(
    `/sites/${site.id}/sessions?from=2026-11-23&to=2026-11-27&limit=3&cursor=${first.nextCursor}`,
    listShape,
  );
  expect(next.items[0]?.id).not.toBe(first.items[0]?.id);
  for (const list of ['groups', 'thresholds', 'matches', 'messages', 'accounts'])
    await get(`/sites/${site.id}/${list}`, z.object({ items: z.array(z.unknown()), total: z.number() }));
});

test('a breach is held, told by letter, decided on the page', async () => {
  const breach = deleteServices(school, Math.ceil(servicesOf(school).size * 0.7));
  const report = await site.deposit(breach);
  expect(report.run.status).toBe('held');
  const board = await look(`/sites/${site.id}`);
  expect(board).toContain('Voir le bilan et décider');
  const path = `/sites/${site.id}/runs/${report.run.id}`;
  expect(await look(path)).toContain('Approuver l’import');
  expect(await look(`/sites/${site.id}/messages`)).toContain('Import en attente de votre décision');

  const sent = await world.letters();
  expect(sent.filter((mail) => mail.to === 'cpe@ecole.example')).toMatchObject([
    { subject: expect.stringContaining('Votre accès à Carillon') },
    { subject: expect.stringContaining('décision') },
  ]);

  const decided = await visitor.send(`${path}/approve`, { reason: 'Prévu' });
  expect([decided.status, decided.headers.get('location')]).toEqual([303, path]);
  await world.work(site.id);
  const after = await look(path);
  expect(after).toMatch(/Import réalisé (avec succès|avec des alertes)/);
  expect(after).toMatch(/Approuvé par/);
});

test('an account’s letter holds a link that shows its password once', async () => {
  const person = school.staff[0]?.id ?? '';
  await world.db.pool.query("update directory_entries set email = 'p@ecole.example' where site_id = $1 and id = $2", [
    site.id,
    person,
  ]);
  const made = await fetch(`${web.url}/api/v1/sites/${site.id}/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ person, notify: false }),
  });
  expect(made.status).toBe(201);
  const { login, password } = z.object({ login: z.string(), password: z.string() }).parse(await made.json());
  const letters = await world.letters();
  const letter = letters.find((mail) => mail.to === 'p@ecole.example')?.text ?? '';
  expect(letter).not.toContain(password);
  const link = /\/one-time\/\S+/.exec(letter)?.[0] ?? '';
  const other = createVisitor(web.url);
  expect((await other.ask(link)).text).not.toContain(password);
  const shown = await other.send(link, {});
  expect(shown.text).toContain(`value="${login}"`);
  expect(shown.text).toContain(`value="${password}"`);
  expect((await other.send(link, {})).status).toBe(410);
});

test('a next year without a date is refused beside its field, in English too', async () => {
  for (const language of ['en', 'fr']) {
    await visitor.ask('/account');
    await visitor.send('/account/language', { language });
    const { status, text } = await visitor.ask(`/sites/${site.id}/year/turn?firstDay=hier&lastDay=`);
    expect([language, status, text.includes('aria-invalid="true"')]).toEqual([language, 422, true]);
  }
});
