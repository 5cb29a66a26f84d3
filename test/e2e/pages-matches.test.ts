/** Rapprochements in a real Chromium before the real database: decide, search, create, accept many, take back. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { addStudentsUnknownToDirectory } from '../../src/demo/school/mutate.ts';
import { type PageOptions, picture, violations } from '../support/browser.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { ADDRESS, openRealPages } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';
import { createVisitor } from '../support/visitor.ts';

const people = school.students.slice(0, 8);
const [first, second, third, fourth] = people;
if (!first || !second || !third || !fourth) throw new Error('an invented school has students');
const full = (one: { lastName: string; firstName: string }) => `${one.lastName} ${one.firstName}`;
const teacher = school.teachers[2];

/** Three students misspelt without identifiers, five missing, one teacher under another first name. */
function directory(): string {
  const wrong = [first, second, third];
  return writeDirectoryCsv(school)
    .split('\n')
    .filter((line) => !people.slice(3).some((one) => line.startsWith(`student;${one.id};`)))
    .map((line) => {
      const one = wrong.find((person) => line.startsWith(`student;${person?.id};`));
      if (one) return line.replace(one.lastName, `${one.lastName}x`).replace(one.ine, '').replace(one.eleveId, '');
      if (teacher && line.startsWith(`teacher;${teacher.id};`))
        return line.replace(teacher.firstName, `${teacher.firstName.slice(0, 2)}an`).replace(teacher.stsId, '');
      return line;
    })
    .join('\n');
}

describeOnStage('matches in Chromium', openRealPages, (stage) => {
  const visit = async (site: Site, role: 'manager' | 'reader' = 'manager', options: PageOptions = {}) =>
    await stage.enter(await stage.real.letIn(site.id, role), options);
  const open = async (page: Page, site: Site, query = '') =>
    void (await page.goto(`${stage.real.web.url}/sites/${site.id}/matches${query}`));
  const flash = (page: Page) => page.locator('.flash');

  test('one click matches, the flash takes it back; search, create, ignore, forget', async () => {
    const site = await openSite(stage.real.world, { directory: directory() });
    const watched = await visit(site);
    const { page } = watched;
    await open(page, site, '?kind=student');
    await page.getByRole('article', { name: full(first) }).waitFor();
    expect(await page.getByRole('article').count()).toBe(8);
    await look(page, 'matches-1-open');

    await page.getByRole('button', { name: `Rapprocher ${full(first)} avec ${first.lastName}x` }).click();
    await flash(page).getByText('est rapproché avec').waitFor();
    expect(await page.getByRole('article').count()).toBe(7);
    await picture(page, 'matches-2-flash');
    await page.getByRole('button', { name: 'Annuler' }).click();
    await flash(page).getByText('est oubliée').waitFor();
    expect(await page.getByRole('article').count()).toBe(8);

    // Where a search finds nothing, what is likely stands above it.
    await page
      .getByRole('article', { name: full(first) })
      .getByRole('link', { name: 'Chercher dans l’annuaire' })
      .click();
    await page.getByLabel('Chercher un nom').fill('zzzz');
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await page.getByText('Aucune entrée de ce nom dans l’annuaire').waitFor();
    await page
      .getByRole('list', { name: 'Propositions de l’annuaire' })
      .getByRole('button', { name: `Rapprocher ${full(first)} avec ${first.lastName}x` })
      .waitFor();
    await look(page, 'matches-2-nothing-found');
    await open(page, site, '?kind=student');

    // Another one of the directory, found by a part of the name.
    const item = page.getByRole('article', { name: full(fourth) });
    await item.getByRole('link', { name: 'Chercher dans l’annuaire' }).click();
    await page.getByLabel('Chercher un nom').fill(full(second).toLowerCase().slice(0, 6));
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await look(page, 'matches-3-choose');
    await page.getByRole('button', { name: new RegExp(`avec ${second.lastName}x`) }).click();
    await flash(page).getByText(full(fourth)).waitFor();

    const fifth = people[4] ?? first;
    await page
      .getByRole('article', { name: full(fifth) })
      .getByRole('link', { name: 'Créer' })
      .click();
    expect(await page.getByLabel('Prénom').inputValue()).toBe(fifth.firstName);
    await picture(page, 'matches-4-new');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Nom', { exact: true }).fill(' ');
    await page.getByRole('button', { name: 'Créer et rapprocher' }).click();
    await page.getByText('Indiquez un nom.').first().waitFor();
    await page.getByLabel('Nom', { exact: true }).fill(fifth.lastName);
    await page.getByRole('button', { name: 'Créer et rapprocher' }).click();
    await flash(page).getByText('est ajouté à l’annuaire').waitFor();

    const sixth = people[5] ?? first;
    await page
      .getByRole('article', { name: full(sixth) })
      .getByRole('button', { name: 'Ignorer' })
      .click();
    await flash(page).getByText('est laissé sans correspondance').waitFor();
    await page.getByRole('link', { name: /Décisions gardées/ }).click();
    await page.getByRole('row', { name: new RegExp(full(sixth)) }).waitFor();
    expect(await page.getByRole('row').count()).toBe(4);
    await look(page, 'matches-5-decided');
    await page
      .getByRole('row', { name: new RegExp(full(fifth)) })
      .getByRole('link', { name: 'Retirer' })
      .click();
    await picture(page, 'matches-6-remove');
    await page.getByRole('button', { name: 'Retirer de l’annuaire' }).click();
    await flash(page).getByText('est retiré de l’annuaire').waitFor();
    await page
      .getByRole('row', { name: new RegExp(full(sixth)) })
      .getByRole('button', { name: 'Oublier' })
      .click();
    await flash(page).getByText('est oubliée').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    // A search that finds nothing says so.
    await page.getByLabel('Chercher un nom').fill('zzzz');
    await page.keyboard.press('Enter');
    await page.getByText('Aucun nom ne correspond').waitFor();
    expect(watched.complaints.filter((one) => !one.includes('422'))).toEqual([]);
    const { items } = await stage.real.world.administration.audit(site.id, { limit: 1 });
    expect(items[0]).toMatchObject({ action: 'match-cleared', address: ADDRESS });
    expect(items[0]?.actor).toMatch(/^manager:/);
  }, 120_000);

  test('asks before two names become one, goes on where one was, and lists what is likely first', async () => {
    const site = await openSite(stage.real.world, { directory: directory() });
    const { page, complaints } = await visit(site);
    await open(page, site, '?kind=student');
    const places = page.getByRole('article');
    const names = () => places.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    const [, , at, next] = await names();
    await places.nth(2).getByRole('button', { name: 'Ignorer' }).click();
    await flash(page).getByText('est laissé sans correspondance').waitFor();
    expect(new URL(page.url()).hash).toBe('#rang-2');
    expect(await names()).not.toContain(at);
    expect(await page.locator(':target').getAttribute('aria-label')).toBe(next);
    await flash(page).getByRole('button', { name: 'Annuler' }).click();

    await page.getByRole('link', { name: 'Propositions les plus probables d’abord' }).click();
    await page.waitForURL(/order=score/);
    const scores = await places.evaluateAll((all) =>
      all.map((one) => Number(/(\d+)\s%/.exec(one.textContent ?? '')?.[1] ?? 0)),
    );
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan(0);
    await picture(page, 'matches-10-likely-first');

    await page.getByRole('button', { name: `Rapprocher ${full(second)} avec ${second.lastName}x` }).click();
    await flash(page).getByText('est rapproché avec').waitFor();
    await page
      .getByRole('article', { name: full(fourth) })
      .getByRole('link', { name: 'Chercher dans l’annuaire' })
      .click();
    await page.getByLabel('Chercher un nom').fill(`${second.lastName}x`);
    await page.getByRole('button', { name: 'Chercher', exact: true }).click();
    await page.getByRole('link', { name: new RegExp(`avec ${second.lastName}x`) }).click();
    await page.getByText(`est déjà rapproché avec ${full(second)}`).waitFor();
    await picture(page, 'matches-11-taken');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Rapprocher' }).click();
    await flash(page).getByText(full(fourth)).waitFor();
    // Who is meant, on both sides.
    await page.getByRole('link', { name: /Décisions gardées/ }).click();
    const row = page.getByRole('row', { name: new RegExp(full(fourth)) });
    expect(await row.textContent()).toMatch(/date de naissance.*date de naissance/s);
    await picture(page, 'matches-12-decided');
    expect(complaints).toEqual([]);
  }, 120_000);

  test('a held run is integrated before one’s eyes, without a reload', async () => {
    const site = await openSite(stage.real.world);
    await stage.real.world.administration.setThresholds(site.id, { 'students-unmatched': { blocking: true } });
    const file = addStudentsUnknownToDirectory(school, 6);
    const { run } = await site.deposit(file);
    expect(run.status).toBe('held');
    const watched = await visit(site);
    const { page } = watched;
    await open(page, site);
    await page.getByText(`L’import n° ${run.id} attend une décision`.replace('n° ', 'n°\u00a0')).waitFor();
    await picture(page, 'matches-7-held');
    expect(await page.getByRole('link', { name: /Rapprochements/ }).textContent()).toContain('6');
    await page.getByRole('button', { name: 'Ignorer' }).first().click();
    await page.getByText('est réévalué avec vos décisions').waitFor();
    await picture(page, 'matches-8-running');
    await page.evaluate('window.sameDocument = true');
    await stage.real.world.work(site.id);
    await page.getByText('Vos décisions ont été prises en compte.').waitFor({ timeout: 15_000 });
    expect(await page.getByText('Import réalisé avec').count()).toBe(1);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    expect((await stage.real.world.administration.run(run.id ?? '')).status).toMatch(/^integrated/);
    await picture(page, 'matches-9-integrated');
    expect(await violations(page)).toEqual([]);
    // What is decided later is applied when a manager says so.
    await page.getByRole('button', { name: 'Ignorer' }).first().click();
    await page.getByRole('button', { name: 'Appliquer maintenant' }).click();
    await flash(page).getByText('reprend le dernier fichier').waitFor();
    await stage.real.world.work(site.id);
    await page.getByText('Vos décisions ont été prises en compte.').waitFor({ timeout: 15_000 });
    expect(watched.complaints).toEqual([]);
  }, 120_000);

  test('whoever decides again before an evaluation has ended is told of its end; decisions bear names', async () => {
    const { world } = stage.real;
    const site = await openSite(world, { directory: directory() });
    await world.administration.setThresholds(site.id, { 'students-unmatched': { limit: 0, blocking: true } });
    const { run } = await site.deposit(addStudentsUnknownToDirectory(school, 2));
    expect(run.status).toBe('held');
    const who = await stage.real.letIn(site.id);
    const visitor = createVisitor(stage.real.web.url);
    await visitor.signIn(...who);
    const { items } = await world.administration.openMatches(site.id, { kind: 'student' });
    const ignore = async (at: number, back: string): Promise<URL> => {
      const fields = { kind: 'student', key: items[at]?.key ?? '', back };
      const { headers } = await visitor.send(`/sites/${site.id}/matches/ignore`, fields);
      return new URL(headers.get('location') ?? '', stage.real.web.url);
    };
    const first = await ignore(0, 'kind=student');
    expect(first.searchParams.get('runs')).toBe(run.id);
    // The page as it stands in between: its buttons and links take the run along.
    const between = await visitor.ask(`${first.pathname}${first.search}`);
    const back = /name="back" value="([^"]*)"/.exec(between.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(new URLSearchParams(back).get('runs')).toBe(run.id);
    expect(between.text).toMatch(new RegExp(`href="[^"]*kind=teacher&amp;runs=${run.id}"`));
    const second = await ignore(1, back);
    expect(second.searchParams.get('runs')).toBe(run.id);
    await world.work(site.id);
    const after = await visitor.ask(`${second.pathname}${second.search}`);
    expect(after.text.slice(after.text.indexOf('class="toolbar"'))).not.toContain('runs=');
    // It is held as before, and evaluated once more by this one alone.
    expect((await ignore(2, 'kind=student')).searchParams.get('runs')).toBe(run.id);
    const decided = await visitor.ask(`/sites/${site.id}/matches?kind=student&state=decided`);
    expect(decided.text.split(`<div>${who[0]}</div>`)).toHaveLength(4);
  });

  test('sure suggestions are read, accepted together, and taken back together; teachers, all done, English', async () => {
    const site = await openSite(stage.real.world, { directory: directory() });
    const { page, complaints } = await visit(site);
    await stage.real.world.db.pool.query("update people set language = 'en'");
    await open(page, site, '?kind=student');
    await page.getByText('3 suggestions are all but certain').waitFor();
    await page.getByRole('link', { name: 'Read and accept them' }).click();
    await look(page, 'matches-10-accept-en');
    await page.getByRole('button', { name: 'Accept these 3 matches' }).click();
    await flash(page).getByText('3 matches accepted.').waitFor();
    expect(await page.getByRole('article').count()).toBe(5);
    await page.getByRole('button', { name: 'Undo' }).click();
    await flash(page).getByText('3 matches taken back.').waitFor();
    expect(await page.getByRole('article').count()).toBe(8);
    await page.getByRole('link', { name: /^Teachers/ }).click();
    await picture(page, 'matches-11-teacher-en');
    await page.getByRole('link', { name: /^Classes/ }).click();
    await page.getByText('Everything is matched').waitFor();
    await picture(page, 'matches-12-done-en');
    expect(complaints).toEqual([]);
  }, 120_000);

  test('a reader looks and does nothing; keys alone are enough, without script', async () => {
    const site = await openSite(stage.real.world, { directory: directory() });
    const reading = await visit(site, 'reader');
    await open(reading.page, site, '?kind=student');
    expect(await reading.page.getByRole('article').count()).toBe(8);
    expect(await reading.page.locator('main form[method=post]').count()).toBe(0);
    expect(await reading.page.getByRole('link', { name: 'Créer' }).count()).toBe(0);
    await picture(reading.page, 'matches-13-reader');
    const answer = await reading.page.goto(`${stage.real.web.url}/sites/${site.id}/matches/new?kind=student&key=x`);
    expect(answer?.status()).toBe(403);

    const { page } = await visit(site, 'manager', { javaScriptEnabled: false });
    await open(page, site, '?kind=student');
    const button = page.getByRole('button', { name: /^Rapprocher/ }).first();
    for (let tabs = 0; tabs < 60; tabs++) {
      await page.keyboard.press('Tab');
      if ((await button.and(page.locator(':focus')).count()) === 1) break;
    }
    await page.keyboard.press('Enter');
    await flash(page).getByText('est rapproché avec').waitFor();
    expect(await page.getByRole('article').count()).toBe(7);
  }, 120_000);

  test('a person with an account is taken out by a manager who was warned, never in supervision', async () => {
    const site = await openSite(stage.real.world, { directory: directory() });
    const { administration } = stage.real.world;
    const { items } = await administration.openMatches(site.id, { kind: 'teacher' });
    const key = { kind: 'teacher', key: items[0]?.key ?? '' } as const;
    const made = await administration.addEntry(site.id, { ...key, lastName: 'Neuf', firstName: 'Ève' }, 'command');
    const account = await administration.createAccount(site.id, made.directoryId ?? '', { notify: false });
    const decided = `/sites/${site.id}/matches?kind=teacher&state=decided`;
    const statusOf = async () =>
      (await administration.accounts(site.id)).items.find((one) => one.id === account.id)?.status;

    const operator = await administration.createOperator({
      email: `exploitation-${site.id}@ent.example`,
      withPassword: true,
    });
    const supervisor = createVisitor(stage.real.web.url);
    await supervisor.signIn(operator.email, operator.password ?? '');
    const step = `/sites/${site.id}/matches/remove?${new URLSearchParams({ ...key, back: '' }).toString()}`;
    const refused = await supervisor.ask(step);
    expect([refused.status, refused.text.includes(account.login)]).toEqual([403, true]);
    await supervisor.ask(decided);
    const sent = await supervisor.send(`/sites/${site.id}/matches/remove`, {
      ...key,
      entry: made.directoryId ?? '',
      back: '',
    });
    expect([sent.status, await statusOf()]).toEqual([403, 'alive']);

    const { page, complaints } = await visit(site);
    await page.goto(`${stage.real.web.url}${decided}`);
    await page.getByRole('link', { name: 'Retirer' }).click();
    await page.getByText(`Le compte d’accès ${account.login} s’arrête aussitôt`).waitFor();
    await look(page, 'matches-14-remove-account');
    await page.getByRole('button', { name: 'Retirer de l’annuaire' }).click();
    await flash(page).getByText('est retiré de l’annuaire').waitFor();
    expect(await statusOf()).toBe('left');
    await page.goto(`${stage.real.web.url}/sites/${site.id}/accounts`);
    await page.getByRole('row', { name: /Accès arrêté : la personne n’est plus dans l’annuaire/ }).waitFor();
    await picture(page, 'accounts-account-left');
    expect(complaints).toEqual([]);
  }, 120_000);
});
