/** Whatever a browser sends to a page, what is refused is a sentence for a person: no field names, no words of programmers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetOld } from '../../src/adapters/store/retention.ts';
import { type LivedSite, openLivedSite } from '../support/lived-site.ts';
import { pageTour, registeredForms } from '../support/page-tour.ts';
import { createVisitor, type Seen, type Visitor } from '../support/visitor.ts';

let lived: LivedSite;
let visitor: Visitor;
beforeAll(async () => {
  lived = await openLivedSite();
  visitor = createVisitor(lived.web.url);
  await visitor.signIn(...lived.people.manager);
});
afterAll(() => lived.close());

const LONG = 'x'.repeat(3_000);
const DAYS = { from: '0001-01-01', to: 'hier', day: '9999-12-31', firstDay: '0000-00-00', lastDay: '9999-99-99' };

/** What no link and no form of ours says. */
const QUERIES: readonly Readonly<Record<string, string>>[] = [
  { q: LONG, text: LONG, key: LONG, division: LONG, person: LONG },
  DAYS,
  { cursor: 'zzz', kind: 'constructor', status: 'nonsense', sort: 'x', state: '?', filter: 'x', step: '9', show: 'x' },
  { division: '6A', teacher: 'X', establishment: '-1' },
];

const FORMS: readonly Readonly<Record<string, string>>[] = [
  {},
  { ...DAYS, kind: 'constructor', key: LONG, to: LONG, entry: LONG, batch: LONG, reason: LONG, name: LONG, back: LONG },
  {
    kind: 'teacher',
    key: 'x',
    lastName: LONG,
    firstName: LONG,
    birthDate: '9999-99-99',
    establishment: 'x',
    person: LONG,
  },
  {
    takenInAt: 'hier',
    moment: 'later',
    date: '9999-12-31',
    time: '99:99',
    language: 'de',
    old: 'a',
    new: 'b',
    repeat: 'c',
  },
  { 'limit.services-deleted': '1e9', days: '-1', grace: 'x', timezone: 'Mars/Base', onBreach: 'x', credentialsBy: 'x' },
];

/** Words of programs in what a person reads, the page's frame apart. */
const FOREIGN =
  /Demande incorrecte|Request not acceptable|«[\s\u202f]?[\w.]+[\s\u202f]?» :|“[\w.]+”:|ISO 8601|HTTP|multipart|undefined|\bnull\b|\bNaN\b|Zod|PostgreSQL|curseur|cursor\b|chaîne de caractères/;

function wrongIn(what: string, { status, text }: Seen): string[] {
  if (status >= 500) return [`${what}: ${status}`];
  if (status < 400) return [];
  const main = (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? text).replace(/<script[\s\S]*?<\/script>/g, '');
  const said = main.replace(/<[^>]*>/g, ' ');
  const foreign = FOREIGN.exec(said)?.[0];
  const isInside = !what.startsWith('/sites/') || hasFrame(text);
  const isTold = /À faire :|What to do:|sont à corriger|have to be corrected|role="alert"/.test(main);
  return [
    ...(foreign === undefined ? [] : [`${what}: ${foreign}`]),
    ...(isTold ? [] : [`${what}: ${status}, nothing to do`]),
    ...(isInside ? [] : [`${what}: ${status}, out of the site`]),
  ];
}

/** Does the page keep the navigation of the site, and lead nowhere else in its main part? */
function hasFrame(text: string): boolean {
  const main = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '';
  return text.includes('<nav class="side"') && !/href="\/"/.test(main);
}

async function inLanguage(language: 'fr' | 'en'): Promise<void> {
  await visitor.ask('/account');
  await visitor.send('/account/language', { language });
}

describe.each(['fr', 'en'] as const)('refusals in %s', (language) => {
  test('of addresses that nobody links to', async () => {
    await inLanguage(language);
    const wrong: string[] = [];
    const refused = new Set<number>();
    for (const { address, needs } of pageTour(lived)) {
      if (needs === 'nobody' || needs === 'operator') continue;
      for (const query of QUERIES) {
        const all = new URLSearchParams([
          ...new URLSearchParams(address.split('?')[1] ?? ''),
          ...Object.entries(query),
        ]);
        const seen = await visitor.ask(`${address.split('?')[0]}?${all.toString()}`);
        refused.add(seen.status);
        wrong.push(...wrongIn(`${address} ${Object.keys(query).join(' ')}`, seen));
      }
    }
    expect(wrong).toEqual([]);
    expect([...refused]).toEqual(expect.arrayContaining([200, 422]));
  }, 120_000);

  test('of forms that were changed', async () => {
    await inLanguage(language);
    const wrong: string[] = [];
    for (const route of registeredForms()) {
      const path = route
        .replace(':run', lived.runs.held)
        .replace(':draft', lived.draft)
        .replace(':account', lived.account)
        .replace(':message', lived.message);
      for (const fields of FORMS) {
        const seen = await visitor.send(`/sites/${lived.site.id}${path}`, fields);
        wrong.push(...wrongIn(`/sites/${lived.site.id}${route} ${Object.keys(fields).join(' ')}`, seen));
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

test('a reason that is too long is said beside its field, with what was written', async () => {
  await inLanguage('fr');
  const path = `/sites/${lived.site.id}/runs/${lived.runs.applied}/undo`;
  const answer = await visitor.send(path, { reason: 'x'.repeat(2_001) });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('Un motif a au plus 2000 caractères ; celui-ci en a 2001.');
  expect(answer.text).toContain(`${'x'.repeat(2_001)}</textarea>`);
});

test('a nul character is told as what it is', async () => {
  await inLanguage('fr');
  const answer = await visitor.ask(`/sites/${lived.site.id}?text=a%00b`);
  expect([answer.status, /Caractère impossible/.test(answer.text)]).toEqual([422, true]);
});

describe('who is refused something in a site stays in it', () => {
  const board = (): string => `/sites/${lived.site.id}`;
  async function seenBy(who: keyof LivedSite['people'], path: string): Promise<[number, boolean, boolean]> {
    const one = createVisitor(lived.web.url);
    await one.signIn(...lived.people[who]);
    const { status, text } = await one.ask(`${board()}${path}`);
    expect(text).toContain(`<a href="${board()}">Retour au tableau de bord</a>`);
    expect(text).not.toContain('Se connecter');
    return [status, hasFrame(text), text.includes('class="banner supervision"')];
  }

  test('a page that is not there, as a manager and in supervision', async () => {
    expect(await seenBy('manager', '/rien')).toEqual([404, true, false]);
    expect(await seenBy('manager', '/runs/999999')).toEqual([404, true, false]);
    expect(await seenBy('operator', '/rien')).toEqual([404, true, true]);
  });

  test('what a reader may not see, and an operator in supervision', async () => {
    expect(await seenBy('reader', '/people')).toEqual([403, true, false]);
    expect(await seenBy('operator', '/accounts/new')).toEqual([403, true, true]);
  });

  test('a page that fails', async () => {
    const { pool } = lived.world.db;
    await pool.query('alter table session_contents rename to contents_elsewhere');
    const week = `/timetable?division=${encodeURIComponent(lived.division)}&day=${lived.day}`;
    const seen = await seenBy('operator', week).finally(() =>
      pool.query('alter table contents_elsewhere rename to session_contents'),
    );
    expect(seen).toEqual([500, true, true]);
  });

  test('but learns nothing of a site of others', async () => {
    await inLanguage('fr');
    const { status, text } = await visitor.ask('/sites/999999/settings');
    expect([status, text.includes('<nav class="side"'), text.includes('<a href="/">Retour')]).toEqual([
      404,
      false,
      true,
    ]);
  });
});

test('a birth date that is to come is refused beside its field', async () => {
  await inLanguage('fr');
  const person = { kind: 'teacher', key: lived.openTeacher, lastName: 'DEMAIN', firstName: 'Léa' };
  const send = (birthDate: string) => visitor.send(`/sites/${lived.site.id}/matches/new`, { ...person, birthDate });
  const { status, text } = await send('2099-01-01');
  expect([status, /id="birthDate-error">([^<]*)/.exec(text)?.[1]]).toEqual([
    422,
    'Une date de naissance est passée : celle-ci est à venir.',
  ]);
  expect((await send('1850-01-01')).text).toMatch(/id="birthDate-error">Indiquez une date/);
});

test('a file of sessions that are no longer known one by one is refused, not empty', async () => {
  await inLanguage('fr');
  const file = (run: string) => `/sites/${lived.site.id}/runs/${run}/sessions.csv`;
  const { applied } = lived.runs;
  expect((await visitor.ask(file(applied))).text.split('\r\n').length).toBeGreaterThan(2);
  const { items } = await lived.world.administration.runs(lived.site.id, { trigger: 'manual' });
  const first = await visitor.ask(file(items.at(-1)?.id ?? ''));
  expect([first.status, first.text.includes('il les a toutes créées')]).toEqual([404, true]);
  const retention = { sourceDays: 400, reportDays: 400, changeDays: 60, messageDays: 400, auditDays: 400 };
  await forgetOld(lived.world.db.database, retention, lived.world.now() + 61 * 86_400_000);
  // Sixty days end every login.
  await visitor.signIn(...lived.people.manager);
  const { status, text } = await visitor.ask(file(applied));
  expect([status, text.includes('séance par séance, sont trop anciens')]).toEqual([410, true]);
  const part = await visitor.ask(`/sites/${lived.site.id}/runs/${applied}/changes/sessions`);
  expect(part.text).toContain('Le détail des séances n’est plus conservé.');
  expect(part.text).not.toContain('sessions.csv');
  const { text: changes } = await visitor.ask(`/sites/${lived.site.id}/runs/${applied}/changes`);
  expect(changes).toContain('Il l’est 45 jours');
});

test('a file of anomalies that are no longer kept is refused, not empty, and the report says that its details are gone', async () => {
  await inLanguage('fr');
  const { rejected } = lived.runs;
  const page = `/sites/${lived.site.id}/runs/${rejected}`;
  const before = await visitor.ask(`${page}/anomalies.csv`);
  expect(before.status).toBe(200);
  expect((await visitor.ask(page)).text).not.toContain('n’est plus conservé');
  const retention = { sourceDays: 400, reportDays: 30, changeDays: 60, messageDays: 400, auditDays: 400 };
  await forgetOld(lived.world.db.database, retention, lived.world.now() + 31 * 86_400_000);
  await visitor.signIn(...lived.people.manager);
  const { status, text } = await visitor.ask(`${page}/anomalies.csv`);
  expect([status, text.includes('il est conservé 300 jours')]).toEqual([410, true]);
  for (const name of ['', '/bilan.html'])
    expect((await visitor.ask(`${page}${name}`)).text).toContain('Le détail de ce bilan n’est plus conservé');
  expect((await visitor.ask(`${page}/bilan.txt`)).text).toContain("Le détail de ce bilan n'est plus conservé");
  expect(JSON.parse((await visitor.ask(`${page}/bilan.json`)).text).run.forgotten).toBe(true);
  // What is still applied is kept, whatever its age.
  expect((await visitor.ask(`/sites/${lived.site.id}/runs/${lived.runs.applied}/anomalies.csv`)).status).toBe(200);
});
