/** Messages and the school year in a real Chromium before the real database. */
import { expect, test } from 'vitest';
import { changeRoom, deleteServices } from '../../src/demo/school/mutate.ts';
import { picture, violations } from '../support/browser.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { ADDRESS, openRealPages } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';

describeOnStage('messages and the school year in Chromium', openRealPages, (stage) => {
  const visit = async (site: Site, role: 'manager' | 'reader' = 'manager') =>
    await stage.enter(await stage.real.letIn(site.id, role));

  test('messages: unread by person, the whole text, the mails, all read', async () => {
    const site = await openSite(stage.real.world);
    const reading = await visit(site, 'reader');
    const { page, complaints } = await visit(site);
    await page.goto(`${stage.real.web.url}/sites/${site.id}/messages`);
    await page.getByText('Aucun message').waitFor();
    await picture(page, 'messages-1-none');

    await site.account(school.teachers[0]?.id ?? '', { notify: true });
    expect((await site.deposit('<nothing/>')).run.status).toBe('rejected');
    await site.deposit(changeRoom(school));
    stage.real.world.setNow('2026-11-22T12:10:00+01:00');
    expect((await site.deposit(deleteServices(school, 60))).run.status).toBe('held');
    await stage.real.world.db.pool.query(
      "update outbox set sent_at = now(), tries = 1 where recipient like 'manager%' or recipient like 'gestion%'",
    );
    await stage.real.world.db.pool.query(
      `update outbox set given_up_at = now(), tries = 10 where sent_at is null
         and message_id in (select id from messages where kind = 'held' and site_id = $1)`,
      [site.id],
    );
    await page.reload();
    expect(await page.getByRole('link', { name: /^Messages/ }).textContent()).toContain('3');
    await look(page, 'messages-2-list');
    await page.getByRole('link', { name: /Import en attente de votre décision/ }).click();
    await page.getByRole('heading', { name: 'Envois par courriel' }).waitFor();
    expect(await page.getByText('Abandonné', { exact: true }).count()).toBe(1);
    await look(page, 'messages-3-one');
    expect(
      await page
        .getByRole('link', { name: /^Messages/ })
        .first()
        .textContent(),
    ).toContain('2');
    await page.getByRole('button', { name: 'Marquer comme non lu' }).click();
    await page.getByRole('link', { name: /^Non lus/ }).click();
    expect(await page.locator('.mails > li').count()).toBe(3);
    await page.getByRole('button', { name: 'Tout marquer comme lu' }).click();
    await page.getByText('3 messages sont marqués comme lus').waitFor();
    await page.getByRole('link', { name: /^Non lus/ }).click();
    await page.getByText('Tout est lu').waitFor();

    // Who only reads has an inbox of the same messages, is asked for nothing, and does not see to whom they went.
    await reading.page.goto(`${stage.real.web.url}/sites/${site.id}/messages`);
    expect(await reading.page.locator('.mails .unread').count()).toBe(3);
    await reading.page.getByRole('link', { name: /décision d’un gestionnaire|décision d'un gestionnaire/ }).click();
    expect(await reading.page.getByText('Envois par courriel').count()).toBe(0);
    await picture(reading.page, 'messages-4-reader');
    expect(complaints).toEqual([]);
  }, 120_000);

  test('the school year: what is missing, closures, dates of the next year, turned with the eyes open', async () => {
    const fresh = await openSite(stage.real.world, { isOpen: false });
    const first = await visit(fresh);
    await first.page.goto(`${stage.real.web.url}/sites/${fresh.id}/year`);
    await first.page.getByText('Aucune année n’est ouverte').waitFor();
    await picture(first.page, 'year-1-none');
    expect(await violations(first.page)).toEqual([]);

    const site = await openSite(stage.real.world);
    await stage.real.world.db.pool.query(
      `insert into school_years (site_id, start_year, first_day, last_day, opened_at)
       values ($1, 2025, '2025-09-01', '2026-07-04', '2025-08-28T10:00:00Z')`,
      [site.id],
    );
    const [group] = school.groups;
    await stage.real.world.administration.setMatch(
      site.id,
      { kind: 'group', key: `1/${group?.name.toUpperCase()}`, directoryId: null },
      'manager:1',
    );
    const { page, complaints } = await visit(site);
    await page.goto(`${stage.real.web.url}/sites/${site.id}/year`);
    await page.getByText('Prêt', { exact: true }).waitFor();
    await look(page, 'year-2-open');
    await page.getByLabel('Premier jour de la prochaine année').fill('2027-01-01');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByText('au plus tôt un mois avant la fin de l’année ouverte').first().waitFor();
    await page.getByLabel('Premier jour de la prochaine année').fill('2027-09-01');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByText('1 rapprochement gardé servira jusqu’à l’ouverture de l’année').waitFor();
    await picture(page, 'year-3-confirm');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Préparer l’année suivante' }).click();
    await page.getByText('l’année suivante est annoncée').waitFor();
    await page.getByText('Année annoncée').waitFor();
    // The year that is announced is not ready because the open one is.
    await page.getByRole('heading', { name: 'Préparation de 2027-2028' }).waitFor();
    await page.getByText('Il manque 3 éléments').waitFor();
    await look(page, 'year-4-announced');
    const { world } = stage.real;
    const { url } = stage.real.web;
    expect((await world.administration.matchBoard(site.id)).kinds.group.decided).toBe(1);
    await page.goto(`${url}/sites/${site.id}/matches?kind=group&state=decided`);
    expect(await page.getByText('Aucun fichier n’a encore été lu').count()).toBe(0);
    await page.goto(`${url}/sites/${site.id}`);
    await page.getByText('à faire avant le 01/09/2027, son premier jour').waitFor();
    await look(page, 'board-announced');
    await page.goto(`${url}/sites/${site.id}/year`);
    const { items } = await stage.real.world.administration.audit(site.id, { limit: 1 });
    expect(items[0]).toMatchObject({
      action: 'year-announced',
      address: ADDRESS,
      details: { firstDay: '2027-09-01', lastDay: '2028-07-01' },
    });
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);

    await stage.real.world.db.pool.query("update people set language = 'en'");
    await page.reload();
    await picture(page, 'year-5-en');
    await page.getByText('Change the dates').click();
    await page.getByRole('button', { name: 'Take the announcement back' }).click();
    await page.getByText('the next year is no longer announced').waitFor();
    await world.administration.openYear(site.id, {});

    const reading = await visit(site, 'reader');
    await stage.real.world.db.pool.query("update people set language = 'fr'");
    await reading.page.goto(`${stage.real.web.url}/sites/${site.id}/year`);
    await reading.page.getByRole('heading', { name: 'Périodes de fermeture' }).waitFor();
    expect(await reading.page.getByRole('heading', { name: 'Passage à l’année suivante' }).count()).toBe(0);
    expect((await reading.page.goto(`${stage.real.web.url}/sites/${site.id}/year/turn`))?.status()).toBe(403);

    world.setNow('2027-09-02T12:00:00+02:00');
    const late = await visit(site);
    await late.page.goto(`${url}/sites/${site.id}`);
    await late.page.getByText('L’année 2027-2028 a commencé, mais elle n’est pas ouverte').waitFor();
    await look(late.page, 'board-announced-late');
    world.setNow('2026-11-22T12:00:00+01:00');
  }, 120_000);
});
