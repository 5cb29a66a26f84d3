/** The pages over HTTP: who gets in, what forms must carry, what browsers are told, and that text stays text. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebParts } from '../../src/adapters/web/server.ts';
import { Refusal } from '../../src/domain/model/errors.ts';
import { EMAIL, ONE_TIME, PASSWORD } from '../support/fake-administration.ts';
import { createVisitor, proofIn, type Visitor } from '../support/visitor.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

let web: TestWeb;
let visitor: Visitor;
beforeEach(async () => {
  web = await startWeb();
  visitor = createVisitor(web.url);
});
afterEach(() => web.close());

const ask: Visitor['ask'] = (...asked) => visitor.ask(...asked);
const signIn = (email = EMAIL, password = PASSWORD, next = '/') => visitor.signIn(email, password, next);

async function restart(over: Partial<WebParts>): Promise<void> {
  await web.close();
  web = await startWeb(over);
  visitor = createVisitor(web.url);
}

describe('getting in', () => {
  test('who is not signed in is asked to, and comes back to where he wanted to go', async () => {
    const asked = await ask('/sites/4817/runs/87?x=1');
    expect(asked.status).toBe(303);
    expect(asked.headers.get('location')).toBe('/sign-in?next=%2Fsites%2F4817%2Fruns%2F87%3Fx%3D1');
    const page = await ask(asked.headers.get('location') ?? '');
    expect(page.text).toContain('name="next" value="/sites/4817/runs/87?x=1"');
    const signedIn = await signIn(EMAIL, PASSWORD, '/sites/4817/runs/87');
    expect(signedIn.headers.get('location')).toBe('/sites/4817/runs/87');
    expect((await ask('/sites/4817/runs/87')).text).toContain('Import n° 87');
    expect((await ask('/sign-in')).status).toBe(303);
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/sign-out', '/a\r\nb', ''])(
    'the way back %j does not lead away',
    async (next) => {
      expect((await signIn(EMAIL, PASSWORD, next)).headers.get('location')).toBe('/');
    },
  );

  test('a wrong password says so, keeps the address, and after many tries there is a pause', async () => {
    const wrong = await signIn(EMAIL, 'wrong');
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('Adresse ou mot de passe incorrect');
    expect(wrong.text).toContain(`value="${EMAIL}"`);
    expect(visitor.cookies.has('carillon-login')).toBe(false);
    for (let tries = 1; tries < 15; tries++) await signIn(EMAIL, 'wrong');
    const paused = await signIn();
    expect(paused.status).toBe(429);
    web.time.now += 600_000;
    expect((await signIn()).status).toBe(303);
  });

  test('the cookie is for this browser and these pages only; with https it is nowhere else', async () => {
    const { headers } = await signIn();
    expect(headers.getSetCookie()[0]).toMatch(
      /^carillon-login=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=28\d\d\d$/,
    );
    await restart({ publicUrl: 'https://carillon.example' });
    const secure = await signIn();
    expect(secure.headers.getSetCookie()[0]).toMatch(
      /^__Host-carillon-login=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure; /,
    );
    expect(secure.headers.get('strict-transport-security')).toMatch(/max-age/);
  });

  test('signing out ends the login itself, not only the cookie', async () => {
    await signIn();
    const token = visitor.cookies.get('carillon-login') ?? '';
    const { text } = await ask('/sites/4817');
    expect((await ask('/sign-out', { proof: 'wrong' })).status).toBe(403);
    expect((await ask('/sign-out', { proof: proofIn(text) })).headers.get('location')).toBe('/sign-in');
    visitor.cookies.set('carillon-login', token);
    expect((await ask('/')).status).toBe(303);
  });
});

describe('forms', () => {
  test('a form without the proof of its login does nothing', async () => {
    await signIn();
    const { text } = await ask('/sites/4817/runs/87');
    const proof = proofIn(text);
    for (const [form, headers] of [
      [{ reason: 'x' }, {}],
      [{ reason: 'x', proof: `${proof}x` }, {}],
      [{ reason: 'x', proof }, { 'sec-fetch-site': 'cross-site' }],
      [{ reason: 'x', proof }, { 'sec-fetch-site': 'same-site' }],
    ] as const)
      expect((await ask('/sites/4817/runs/87/approve', form, headers)).status).toBe(403);
    visitor.cookies.clear();
    await signIn('other@ecole.example');
    expect((await ask('/sites/4817/runs/87/approve', { reason: 'x', proof })).status).toBe(403);
    expect(web.fake.calls).toEqual([]);
    expect((await ask('/sign-in', { email: EMAIL, password: PASSWORD })).status).toBe(403);
  });

  test('a decision needs a reason; what is refused is shown where it was asked, with what was written', async () => {
    await signIn();
    const proof = proofIn((await ask('/account')).text);
    const without = await ask('/sites/4817/runs/87/approve', { proof, reason: '  ' });
    expect(without.status).toBe(422);
    expect(without.text).toContain('Motif manquant');
    expect(web.fake.calls).toEqual([]);
    web.fake.failNext('act', new Refusal('state-changed', { run: '87' }));
    const changed = await ask('/sites/4817/runs/87/approve', { proof, reason: 'Prévu <b>pour</b> décembre' });
    expect(changed.status).toBe(409);
    expect(changed.text).toContain('a changé entre-temps');
    expect(changed.text).toContain('Prévu &lt;b&gt;pour&lt;/b&gt; décembre</textarea>');
    const rejected = await ask('/sites/4817/runs/87/reject', { proof, reason: 'Erreur' });
    expect([rejected.status, rejected.headers.get('location')]).toEqual([303, '/sites/4817/runs/87']);
    expect((await ask('/sites/4817/runs/87')).text).toContain('Import rejeté par un gestionnaire');
    const replayed = await ask('/sites/4817/runs/87/replay', { proof });
    expect(replayed.headers.get('location')).toBe('/sites/4817/runs/90');
  });
});

describe('what a login may see', () => {
  test('its own sites; others and their runs are as unknown as missing ones', async () => {
    await signIn();
    expect((await ask('/sites/9999')).status).toBe(404);
    expect((await ask('/sites/9999/runs/30')).status).toBe(404);
    for (const path of ['', '/source', '/bilan.json'])
      expect((await ask(`/sites/4817/runs/30${path}`)).status).toBe(404);
    expect((await ask('/sites/4817/runs/999999')).text).toContain('Import inconnu');
    const proof = proofIn((await ask('/account')).text);
    expect((await ask('/sites/4817/runs/30/replay', { proof, reason: 'x' })).status).toBe(404);
    expect(web.fake.calls).toEqual([]);
  });

  test('several sites are listed first', async () => {
    await signIn('other@ecole.example');
    const { text } = await ask('/');
    expect(text).toContain('href="/sites/4817"');
    expect(text).toContain('Lycée &lt;Voisin&gt;');
    expect(text).not.toContain('<Voisin>');
    expect((await ask('/sites/9999')).status).toBe(200);
  });

  test('the history has pages, downloads and what waits', async () => {
    await signIn();
    expect((await ask('/')).headers.get('location')).toBe('/sites/4817');
    const first = await ask('/sites/4817');
    expect(first.text).toContain('Voir le bilan et décider');
    expect(first.text).toMatch(/22\/11\/2026 à 16:54/);
    expect(first.text).toContain('prochain à être traité');
    expect(first.text).toMatch(/data-refresh-url="\/sites\/4817"/);
    const older = /href="(\/sites\/4817\?cursor=\d+)"/.exec(first.text)?.[1] ?? '';
    const second = await ask(older);
    expect(second.text).toContain('Plus récents');
    expect(second.text).not.toMatch(/Plus anciens|data-refresh-url|Voir le bilan et décider/);
    const source = await ask('/sites/4817/runs/87/source');
    expect([source.text, source.headers.get('content-disposition')]).toEqual([
      'PK the export',
      expect.stringContaining('EDT_2026_'),
    ]);
    expect((await ask('/sites/4817/runs/87/bilan.json')).headers.get('content-disposition')).toContain('bilan-87.json');
    expect((await ask('/sites/4817/runs/87/bilan.txt')).text).toContain("Bilan de l'import n° 87");
    expect((await ask('/sites/4817/runs/87/bilan.html')).headers.get('content-security-policy')).toContain('sha256-');
  });
});

describe('one-time links', () => {
  test('looking at the link spends nothing; asking shows it once', async () => {
    for (let look = 0; look < 3; look++) expect((await ask(`/one-time/${ONE_TIME}`)).text).not.toContain('k7#mWq');
    const proof = proofIn((await ask(`/one-time/${ONE_TIME}`)).text);
    expect((await ask(`/one-time/${ONE_TIME}`, {})).status).toBe(403);
    const shown = await ask(`/one-time/${ONE_TIME}`, { proof });
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('value="k7#mWq/2pZ+tYv9x"');
    expect(shown.headers.get('cache-control')).toBe('no-store');
    const again = await ask(`/one-time/${ONE_TIME}`, { proof });
    expect(again.status).toBe(410);
    expect(again.text).toContain('Ce lien a déjà été utilisé');
    const looked = await ask(`/one-time/${ONE_TIME}`);
    expect([looked.status, looked.text.includes('<form')]).toEqual([410, false]);
    expect((await ask('/one-time/none-of-ours')).text).toContain('n’est plus valable');
  });
});

describe('what browsers are told', () => {
  test.each(['/sign-in', '/nowhere', `/one-time/${ONE_TIME}`, '/healthz', '/api/v1/sites'])(
    '%s has the headers',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'self'; script-src 'self'/,
      );
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  test('style, script and icon are kept for a year under names that change with them', async () => {
    const { text } = await ask('/sign-in');
    const paths = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1] ?? '');
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const { status, headers } = await ask(path);
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect(text).not.toMatch(/\sstyle="|\son\w+="|<style|<script>/);
  });

  test('text from files and people stays text', async () => {
    const run = web.fake.runs.get('83');
    if (!run) throw new Error('the fake has no run 83');
    web.fake.runs.set('83', { ...run, archivedAs: null, filename: `"><script>alert(1)</script>'.xml` });
    await signIn();
    for (const path of [
      '/sites/4817',
      '/sites/4817/runs/83',
      '/sites/4817/runs/83/bilan.html',
      '/sites/4817/messages',
    ]) {
      const { text } = await ask(path);
      expect(text).not.toMatch(/<script>alert|<b>services/);
    }
    expect((await ask('/sites/4817/runs/83')).text).toContain(
      '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;.xml',
    );
    expect((await ask('/sites/4817/runs/87')).text).toContain('O’NEILL &lt;Zoé&gt; &amp; fils');
  });

  test('an unknown page is a page', async () => {
    const { status, headers, text } = await ask('/nowhere');
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toContain('Page introuvable');
  });
});
