/** Roles, passwords, languages and words of what was done, over HTTP: what each kind of person gets, and what is refused. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OWN_PASSWORD_GUESSES } from '../../src/adapters/web/guesses.ts';
import { EMAIL, FIRST_PASSWORD, OPERATOR_EMAIL, PASSWORD, READER_EMAIL } from '../support/fake-administration.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

const BETTER = 'quatre chevaux bleus dansent';

let web: TestWeb;
let visitor: Visitor;
beforeEach(async () => {
  web = await startWeb();
  visitor = createVisitor(web.url);
});
afterEach(() => web.close());

describe('a reader', () => {
  test('sees everything of a run and no action; what is posted all the same is refused', async () => {
    await visitor.signIn(READER_EMAIL, PASSWORD);
    const board = await visitor.ask('/sites/4817');
    expect(board.text).toContain('Consultation');
    expect(board.text).toContain('Voir le bilan');
    expect(board.text).not.toContain('Voir le bilan et décider');
    const run = await visitor.ask('/sites/4817/runs/87');
    expect(run.text).toContain('Contrôles');
    expect(run.text).not.toMatch(/<form[^>]*runs\/87|Approuver|Rejouer/);
    for (const file of ['bilan.json', 'bilan.txt'])
      expect([file, (await visitor.ask(`/sites/4817/runs/87/${file}`)).status]).toEqual([file, 200]);
    web.fake.calls.length = 0;
    for (const page of [board, run]) expect(page.text).not.toContain('/source"');
    const source = await visitor.ask('/sites/4817/runs/87/source');
    expect([source.status, source.text.includes('Fichier source réservé aux gestionnaires')]).toEqual([403, true]);
    for (const action of ['approve', 'reject', 'cancel', 'replay', 'undo']) {
      const answer = await visitor.send(`/sites/4817/runs/87/${action}`, { reason: 'x' });
      expect([action, answer.status]).toEqual([action, 403]);
      expect(answer.text).toContain('Action réservée aux gestionnaires');
    }
    expect((await visitor.ask('/sites/4817/runs/87/undo')).status).toBe(403);
    expect(web.fake.calls).toEqual([]);
  });

  test('of one site does not learn that another is there', async () => {
    await visitor.signIn(READER_EMAIL, PASSWORD);
    for (const path of ['/sites/9999', '/sites/9999/runs/30', '/sites/1234'])
      expect([path, (await visitor.ask(path)).status]).toEqual([path, 404]);
    expect((await visitor.send('/sites/9999/runs/30/replay', {})).status).toBe(404);
  });
});

describe('an operator', () => {
  test('lists all sites and opens one in a marked supervision that is told', async () => {
    await visitor.signIn(OPERATOR_EMAIL, PASSWORD);
    expect((await visitor.ask('/')).headers.get('location')).toBe('/operator');
    expect((await visitor.ask('/operator')).text).toMatch(/href="\/sites\/4817"[\s\S]*href="\/sites\/9999"/);
    const board = await visitor.ask('/sites/9999');
    expect(board.text).toContain('class="banner supervision"');
    expect(web.fake.calls.at(-1)).toEqual({ method: 'enterSupervision', asked: [9999] });
    expect((await visitor.ask('/sites/1234')).status).toBe(404);
    const decided = await visitor.send('/sites/4817/runs/87/reject', { reason: 'Erreur' });
    expect(decided.status).toBe(303);
    expect(web.fake.calls.at(-1)).toEqual({ method: 'act', asked: ['87', 'reject', 'operator:14', 'Erreur'] });
  });
});

describe('the first password', () => {
  const path = `/first-password/${FIRST_PASSWORD}`;

  test('is chosen behind its link, and leads in', async () => {
    const form = await visitor.ask(path);
    expect(form.text).toContain(EMAIL);
    expect(form.headers.get('referrer-policy')).toBe('same-origin');
    expect((await visitor.ask(path, { new: BETTER, repeat: BETTER })).status).toBe(403);
    for (const [chosen, repeat, told] of [
      [BETTER, 'autre chose', 'Les deux saisies sont différentes'],
      ['court', 'court', 'au moins 12 caractères'],
      ['motdepasse1234', 'motdepasse1234', 'parmi les premiers'],
      ['claire.petit@ecole', 'claire.petit@ecole', 'fait de votre nom'],
    ] as const) {
      const wrong = await visitor.send(path, { new: chosen, repeat });
      expect([told, wrong.status]).toEqual([told, 422]);
      expect(/class="error" id="new-error">([^<]*)/.exec(wrong.text)?.[1]).toContain(told);
      expect(wrong.text).not.toContain(`value="${chosen}"`);
    }
    const done = await visitor.send(path, { new: BETTER, repeat: BETTER });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/']);
    expect((await visitor.ask('/sites/4817')).text).toContain('Fait :</strong> votre mot de passe est enregistré.');
    for (const method of [undefined, { new: BETTER, repeat: BETTER }] as const) {
      const spent = method ? await visitor.send(path, method) : await visitor.ask(path);
      expect(spent.status).toBe(method ? 403 : 410);
    }
    expect((await visitor.ask('/first-password/unknown')).text).toContain('Ce lien ne peut plus servir');
  });
});

describe('one’s own account', () => {
  test('changes the password: the old one is asked, other logins end', async () => {
    const elsewhere = createVisitor(web.url);
    await elsewhere.signIn(EMAIL, PASSWORD);
    await visitor.signIn(EMAIL, PASSWORD);
    const change = (old: string, chosen: string, repeat = chosen) =>
      visitor.send('/account/password', { old, new: chosen, repeat });
    expect((await change('wrong', BETTER)).text).toMatch(/id="old-error">[^<]*pas celui-là/);
    expect((await change(PASSWORD, 'court')).text).toMatch(/id="new-error">[^<]*12 caractères/);
    expect((await change(PASSWORD, BETTER, 'x')).status).toBe(422);
    expect(web.fake.calls).toEqual([]);
    const before = visitor.cookies.get('carillon-login');
    const done = await change(PASSWORD, BETTER);
    // A new login: who has copied the cookie is out, too.
    expect(visitor.cookies.get('carillon-login')).not.toBe(before);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/account']);
    expect((await visitor.ask('/account')).text).toContain('Fait :</strong> le mot de passe est changé');
    expect((await visitor.ask('/account')).text).not.toContain('Fait :');
    expect((await elsewhere.ask('/account')).status).toBe(303);
  });

  test('guesses of the old password are slowed down', async () => {
    await visitor.signIn(EMAIL, PASSWORD);
    const guess = () => visitor.send('/account/password', { old: 'wrong', new: BETTER, repeat: BETTER });
    for (let tries = 0; tries < OWN_PASSWORD_GUESSES.free; tries++) expect((await guess()).status).toBe(422);
    const slowed = await visitor.send('/account/password', { old: PASSWORD, new: BETTER, repeat: BETTER });
    expect(slowed.status).toBe(429);
    expect(slowed.text).toMatch(/id="old-error">[^<]*Recommencez dans 1 min/);
    web.time.now += OWN_PASSWORD_GUESSES.firstSeconds * 1_000;
    expect((await guess()).status).toBe(422);
    expect(web.fake.calls).toEqual([]);
  });

  test('chooses the language of everything that follows', async () => {
    await visitor.signIn(EMAIL, PASSWORD);
    expect((await visitor.ask('/sites/4817')).text).toContain('<html lang="fr">');
    expect((await visitor.send('/account/language', { language: 'en' })).status).toBe(303);
    const page = await visitor.ask('/account');
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain('Done:</strong> the language is saved.');
    const board = (await visitor.ask('/sites/4817')).text;
    expect(board).toContain('Waiting for your decision');
    expect(board).toContain('22 Nov 2026, 16:54');
    expect(board).not.toMatch(/Tableau de bord|Historique|Établissement<|À faire/);
    const run = (await visitor.ask('/sites/4817/runs/87')).text;
    expect(run).toContain('Blocking threshold exceeded: import waiting');
    expect(run).toContain('Unknown reference');
    expect((await visitor.ask('/sites/4817/runs/999999')).text).toContain('Unknown import');
    expect((await visitor.send('/account/language', { language: 'xx' })).status).toBe(422);
  });

  test('before signing in the browser’s wish counts, French first', async () => {
    for (const [wish, language] of [
      ['en-GB,en;q=0.9', 'en'],
      ['en-GB,fr;q=0.5', 'fr'],
      ['fr-FR', 'fr'],
      ['de-DE', 'fr'],
      ['*', 'fr'],
    ] as const) {
      const page = await createVisitor(web.url, { 'accept-language': wish }).ask('/sign-in');
      expect([wish, /<html lang="(\w+)">/.exec(page.text)?.[1]]).toEqual([wish, language]);
    }
  });
});

describe('what was just done', () => {
  test('is said once, to the login that did it alone', async () => {
    await visitor.signIn(EMAIL, PASSWORD);
    const done = await visitor.send('/sites/4817/runs/87/reject', { reason: 'Erreur' });
    expect(done.headers.getSetCookie().join()).toMatch(
      /carillon-flash=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=60/,
    );
    const stolen = visitor.cookies.get('carillon-flash') ?? '';
    const other = createVisitor(web.url);
    await other.signIn('other@ecole.example', PASSWORD);
    other.cookies.set('carillon-flash', stolen);
    expect((await other.ask('/sites/4817')).text).not.toContain('Fait :');
    // The script's looks do not use it up.
    expect((await visitor.ask('/sites/4817', undefined, { 'x-carillon-look': '1' })).text).not.toContain('Fait :');
    expect((await visitor.ask('/sites/4817')).text).toContain('Fait :</strong> l’import est rejeté');
    expect((await visitor.ask('/sites/4817')).text).not.toContain('Fait :');
  });
});

describe('looking again', () => {
  test('is answered 304 until something changes, and 401 when the login is over', async () => {
    await visitor.signIn(EMAIL, PASSWORD);
    const look = (tag?: string) =>
      visitor.ask('/sites/4817', undefined, { 'x-carillon-look': '1', ...(tag ? { 'if-none-match': tag } : {}) });
    const first = await look();
    const tag = first.headers.get('etag') ?? '';
    expect(first.text).toContain('data-refresh-url="/sites/4817"');
    expect((await look(tag)).status).toBe(304);
    const running = web.fake.runs.get('88');
    if (running) web.fake.runs.set('88', { ...running, status: 'unchanged' });
    expect((await look(tag)).status).toBe(200);
    visitor.cookies.clear();
    expect((await look(tag)).status).toBe(401);
  });
});

describe('the board’s filters', () => {
  test('narrow the history and stay in the address of the next page', async () => {
    await visitor.signIn(EMAIL, PASSWORD);
    const refused = await visitor.ask('/sites/4817?status=bad&trigger=&from=&to=&text=');
    expect(refused.text).toContain('2 imports correspondent');
    expect(refused.text).toContain('À faire :</strong> Vérifiez l’URL de dépôt');
    expect(refused.text).not.toContain('<section class="freshness');
    const none = await visitor.ask('/sites/4817?text=introuvable');
    expect(none.text).toContain('Aucun import ne correspond');
    const good = await visitor.ask('/sites/4817?status=good&from=2026-11-01');
    expect(good.text).toContain('href="/sites/4817?status=good&amp;from=2026-11-01&amp;cursor=');
    expect((await visitor.ask('/sites/4817?status=nonsense')).status).toBe(422);
    expect((await visitor.ask('/sites/4817?from=hier')).status).toBe(422);
  });
});
