/** « Journal des actions »: who did what on a site, in sentences, narrowed, in pages and as a file; entering and leaving supervision. */
import { expect, test } from 'vitest';
import { auditWords } from '../../src/adapters/web/words/audit.ts';
import { AUDIT_TOPICS, INSTALLATION_ACTIONS } from '../../src/domain/model/audit.ts';
import { openLivedSite } from '../support/lived-site.ts';
import { ADDRESS } from '../support/managed-site.ts';
import { describeOnStage, look } from '../support/stage.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const DAY_MS = 86_400_000;

test('each action has a sentence in both languages and stands in one topic, or is of no site', () => {
  const known = [...Object.values(AUDIT_TOPICS).flat(), ...INSTALLATION_ACTIONS].sort();
  expect([...new Set(known)]).toEqual(known);
  expect(Object.keys(auditWords.fr.told).sort()).toEqual(known);
  expect(Object.keys(auditWords.en.told).sort()).toEqual(known);
});

describeOnStage('the log of actions', openLivedSite, (stage) => {
  const path = (rest = ''): string => `/sites/${stage.real.site.id}/audit${rest}`;
  async function visitorOf(who: keyof typeof stage.real.people): Promise<Visitor> {
    const visitor = createVisitor(stage.real.web.url);
    await visitor.signIn(...stage.real.people[who]);
    return visitor;
  }
  /** The rows of the table as texts: date, who, what, from where. */
  async function rows(visitor: Visitor, query = ''): Promise<string[][]> {
    const { status, text } = await visitor.ask(path(query));
    expect(status).toBe(200);
    const body = /<tbody>([\s\S]*?)<\/tbody>/.exec(text)?.[1] ?? '';
    return body
      .split('</tr>')
      .slice(0, -1)
      .map((row) =>
        row
          .split(/<\/t[hd]>/)
          .slice(0, 4)
          .map(plain),
      );
  }
  const plain = (markup: string): string => {
    const bare = markup.replace(/<[^>]*>/g, '').replaceAll('&#39;', "'");
    return bare
      .replace(/[\s\u00a0\u202f]+/g, ' ')
      .replaceAll('’', "'")
      .trim();
  };

  test('tells a manager who did what and from where, in sentences with names', async () => {
    const { runs, site, account, world } = stage.real;
    const manager = await visitorOf('manager');
    await manager.send(`/sites/${site.id}/runs/${runs.held}/reject`, { reason: 'Trop de services en moins' });
    await manager.send(`/sites/${site.id}/thresholds`, await thresholdFields(manager));
    const { items } = await world.administration.accounts(site.id);
    const login = items.find((one) => one.id === account)?.login ?? '';
    const told = (await rows(manager)).map(([, who, what, from]) => `${who} | ${what} | ${from}`);
    expect(told.slice(0, 3)).toEqual([
      `Claire Petit | A modifié les seuils : % de cours annulés à 41 %. | ${ADDRESS}`,
      `Claire Petit | A rejeté l'import n° ${runs.held}. | ${ADDRESS}`,
      `Claire Petit | Connexion à l'application. | ${ADDRESS}`,
    ]);
    expect(told).toContain(`Ligne de commande | A ouvert le compte d'accès ${login}. | ce serveur`);
    expect(told).toContain('Ligne de commande | A ouvert un accès à Luc Lecteur (lecteur). | ce serveur');
    expect(told.join('\n')).not.toMatch(/run-|match-|undefined|\bnull\b|person:|manager:/);
    await manager.ask('/account');
    await manager.send('/account/language', { language: 'en' });
    expect((await rows(manager))[1]?.[2]).toBe(`Rejected import no. ${runs.held}.`);
    await manager.send('/account/language', { language: 'fr' });
  });

  async function thresholdFields(manager: Visitor): Promise<Record<string, string>> {
    const { text } = await manager.ask(`/sites/${stage.real.site.id}/thresholds`);
    const fields = [...text.matchAll(/<input[^>]* name="((?:limit|floor)\.[^"]+)"[^>]* value="([^"]*)"/g)];
    const checked = [...text.matchAll(/<input[^>]* name="(blocking\.[^"]+)"[^>]*checked/g)];
    return {
      ...Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])),
      ...Object.fromEntries(checked.map(([, name = '']) => [name, 'on'])),
      'limit.courses-cancelled': '41',
    };
  }

  test('is narrowed to a person, a topic and days', async () => {
    const manager = await visitorOf('manager');
    const { text } = await manager.ask(path());
    const claire = /<option value="(person:\d+)"[^>]*>Claire Petit</.exec(text)?.[1] ?? '';
    const hers = await rows(manager, `?actor=${claire}`);
    expect(new Set(hers.map(([, who]) => who))).toEqual(new Set(['Claire Petit']));
    const decisions = await rows(manager, `?actor=${claire}&topic=decisions`);
    expect(decisions.map(([, , what]) => what)).toEqual([`A rejeté l'import n° ${stage.real.runs.held}.`]);
    const today = new Date(stage.real.world.now()).toISOString().slice(0, 10);
    const before = new Date(stage.real.world.now() - DAY_MS).toISOString().slice(0, 10);
    expect(await rows(manager, `?topic=decisions&from=${today}&to=${today}`)).toHaveLength(decisions.length);
    const none = await manager.ask(path(`?topic=decisions&to=${before}`));
    expect(none.text).toContain('Aucune action ne correspond');
    expect((await manager.ask(path('?actor=manager:1'))).status).toBe(422);
  });

  test('is found, read and narrowed in the browser', async () => {
    const { page, complaints } = await stage.enter(stage.real.people.manager);
    await page.getByRole('link', { name: 'Journal des actions' }).click();
    await page.getByRole('heading', { level: 1, name: 'Journal des actions' }).waitFor();
    await look(page, 'audit');
    await page.getByText('Filtrer', { exact: true }).first().click();
    await page.getByLabel('Qui').selectOption({ label: 'Claire Petit' });
    await page.getByLabel('Sujet').selectOption({ label: 'Décisions sur les imports' });
    await page.getByRole('button', { name: 'Filtrer' }).click();
    await page.getByText('1 action', { exact: true }).waitFor();
    await look(page, 'audit-narrowed');
    await page.getByRole('link', { name: /^import n°/ }).click();
    await page.waitForURL(/\/runs\/\d+$/);
    expect(complaints).toEqual([]);
  });

  test('comes in pages, and whole as a file', async () => {
    const { site, world } = stage.real;
    const manager = await visitorOf('manager');
    // More than what is asked of the database at once while the file is written.
    await world.db.pool.query(
      `insert into audit (site_id, at, actor, action, details)
       select $1, to_timestamp($2 / 1000.0), 'command', 'entry-added', '{"kind": "teacher"}' from generate_series(1, 1100)`,
      [site.id, world.now()],
    );
    const { total } = await world.administration.actions(site.id, {});
    const seen: string[] = [];
    let next: string | undefined = path();
    let pages = 0;
    while (next !== undefined) {
      const { text } = await manager.ask(next.replaceAll('&amp;', '&'));
      seen.push(...[...text.matchAll(/<tr class="">/g)].map(([row]) => row));
      next = /<a href="([^"]*)">Plus anciens<\/a>/.exec(text)?.[1];
      pages += 1;
    }
    expect([seen.length, pages]).toEqual([total, Math.ceil(total / 50)]);
    const csv = await manager.ask(path('/actions.csv'));
    expect(csv.headers.get('content-disposition')).toContain(`journal-${site.id}.csv`);
    const [header, ...lines] = csv.text.trim().split('\r\n');
    expect(header).toBe('Date;Qui;Sujet;Action;Depuis');
    expect(lines).toHaveLength(total);
    const some = await manager.ask(path('/actions.csv?topic=decisions'));
    expect(plain(some.text.split('\r\n')[1] ?? '')).toMatch(
      /;Claire Petit;Décisions sur les imports;A rejeté l'import n° \d+\.;/,
    );
  });

  test('is for managers', async () => {
    const reader = await visitorOf('reader');
    expect((await reader.ask(path())).status).toBe(403);
    expect((await reader.ask(path('/actions.csv'))).status).toBe(403);
    expect((await reader.ask(`/sites/${stage.real.site.id}`)).text).not.toContain('/audit"');
  });

  test('tells when an operator entered and left the site in supervision, and how', async () => {
    const { site, world } = stage.real;
    const board = `/sites/${site.id}`;
    const manager = await visitorOf('manager');
    const told = async (): Promise<string[]> =>
      (await rows(manager, '?topic=supervision')).map(([, who, what]) => `${who} : ${what}`);
    const [opened, ella] = ['A ouvert le site en supervision.', 'Ella Veille (exploitant) : '];
    const operator = await visitorOf('operator');
    await operator.ask(board);
    await operator.ask(`${board}/settings`);
    expect(await told()).toEqual([ella + opened]);
    expect((await operator.send('/operator/leave', { site: String(site.id) })).headers.get('location')).toBe(
      '/operator',
    );
    await operator.send('/operator/leave', { site: String(site.id) });
    const left = [`${ella}A quitté la supervision du site.`, ella + opened];
    expect(await told()).toEqual(left);
    // A page left open in another tab looks again by itself: that is no coming back.
    expect((await operator.ask(board, undefined, { 'x-carillon-look': '1' })).status).toBe(403);
    expect(await told()).toEqual(left);
    await operator.ask(board);
    await operator.send('/sign-out', {});
    const signedOut = [`${ella}A quitté la supervision du site en se déconnectant.`, ella + opened, ...left];
    expect(await told()).toEqual(signedOut);
    const another = await visitorOf('operator');
    await another.ask(board);
    await world.administration.endSupervisions();
    expect(await told()).toEqual([ella + opened, ...signedOut]);
    await world.db.pool.query(
      "update logins set seen_at = seen_at - interval '3 hours' where person_id = (select id from people where is_operator)",
    );
    await world.administration.endSupervisions();
    await world.administration.endSupervisions();
    expect(await told()).toEqual([
      `${ella}N'est plus en supervision du site : sa connexion a pris fin.`,
      ella + opened,
      ...signedOut,
    ]);
  });
});
