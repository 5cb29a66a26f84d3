/** Telling people: one message for each trouble, one when it is over, companions in silence, and who gets them (PRODUCT.md 6, RULES.md 1.6, 8). */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addStudentsUnknownToDirectory,
  addTeachersUnknownToDirectory,
  changeRoom,
  changeRooms,
  deleteServices,
  shiftYear,
} from '../../src/demo/school/mutate.ts';
import { openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const START = Date.parse('2026-11-22T12:00:00+01:00');
const at = (minutes: number): void => world.setNow(new Date(START + minutes * 60_000).toISOString());
beforeEach(() => at(0));

const RECOVERED = "L'import automatisé fonctionne de nouveau";
const ALERT = 'Import réalisé avec des alertes';
const strangers = addStudentsUnknownToDirectory(school, 6);
const garbage = '<html><body>502</body></html>';
const cut = writeEdt(school).slice(0, 20_000);

const recipients = async (site: Site): Promise<string[]> => {
  const { rows } = await world.db.pool.query<{ recipient: string }>(
    "select distinct recipient from outbox o join messages m on m.id = o.message_id where m.site_id = $1 and m.kind <> 'account' order by 1",
    [site.id],
  );
  return rows.map((row) => row.recipient);
};

it('applies a non-blocking breach with one alert; an unchanged repetition neither repeats nor ends it', async () => {
  const site = await openSite(world);
  const report = await site.deposit(strangers);
  expect(report.run).toMatchObject({ status: 'integrated-with-alerts' });
  expect(report.controls.filter((one) => one.exceeded)).toMatchObject([
    { code: 'students-unmatched', count: 6, base: 102, value: 5.88, blocking: false },
  ]);
  for (const hour of [2, 4, 6]) {
    at(hour * 60);
    const again = await site.deposit(strangers, { edt: { identSeed: hour } });
    expect(again.run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    // What is unmatched still is, and the report says so.
    expect(again.controls.find((one) => one.code === 'students-unmatched')).toMatchObject({ count: 6, exceeded: true });
    expect(again.findings.find((one) => one.code === 'unmatched-student')).toMatchObject({ count: 6 });
  }
  expect(await site.told()).toEqual([ALERT]);
  expect((await site.deposit(changeRoom(strangers))).run.status).toBe('integrated-with-alerts');
  expect(await site.told()).toEqual([ALERT]);
  expect((await site.deposit(school)).run.status).toBe('integrated');
  expect((await site.deposit(changeRoom(school))).run.status).toBe('integrated');
  expect(await site.told()).toEqual([ALERT, RECOVERED]);
});

it('tells another alert, and one that comes back after it was over', async () => {
  const site = await openSite(world);
  const both = addTeachersUnknownToDirectory(strangers, 2);
  await site.deposit(strangers);
  await site.deposit(both);
  expect(await site.told()).toEqual([ALERT, ALERT]);
  const { items } = await world.administration.messages(site.id);
  expect(items[0]?.body).toContain('enseignants');
  // One of two is over: nothing new.
  await site.deposit(strangers);
  expect(await site.told()).toHaveLength(2);
  await site.deposit(both);
  expect(await site.told()).toHaveLength(3);
});

it('tells the same trouble once though it comes every two hours, another trouble again, and the end once', async () => {
  const site = await openSite(world);
  for (let hour = 0; hour < 24; hour += 2) {
    at(hour * 60);
    expect((await site.deposit(garbage)).run).toMatchObject({ status: 'rejected', reason: 'not-an-export' });
  }
  expect(await site.told()).toEqual(["Ce fichier n'est pas un export d'emploi du temps"]);
  at(26 * 60);
  expect((await site.deposit(cut)).run.reason).toBe('xml-truncated');
  expect(await site.told()).toHaveLength(2);
  at(28 * 60);
  expect((await site.deposit(school)).run.status).toBe('unchanged');
  at(30 * 60);
  await site.deposit(changeRoom(school));
  expect((await site.told()).slice(2)).toEqual([RECOVERED]);
  at(32 * 60);
  await site.deposit(garbage);
  expect(await site.told()).toHaveLength(4);
});

it('says that it works again also where an alert persists', async () => {
  const site = await openSite(world);
  await site.deposit(strangers);
  at(120);
  await site.deposit(garbage);
  at(240);
  expect((await site.deposit(changeRoom(strangers))).run.status).toBe('integrated-with-alerts');
  expect(await site.told()).toEqual([ALERT, "Ce fichier n'est pas un export d'emploi du temps", RECOVERED]);
});

it('sends nothing for manual imports, good or bad', async () => {
  const site = await openSite(world, { isOpen: false });
  for (const file of [garbage, cut, writeEdt(school, { uai: '0990009Z' })]) {
    expect((await site.manual(file)).run.status).toBe('rejected');
  }
  await site.manual(strangers);
  await site.manual(strangers);
  expect(await site.told()).toEqual([]);
});

it('keeps the troubles of a cité scolaire apart', async () => {
  const college = { number: 1, uai: school.uai, name: 'Collège' };
  const lycee = { number: 2, uai: '0990002B', name: 'Lycée' };
  const site = await openSite(world, { establishments: [college, lycee] });
  const other = (of: typeof school) => writeEdt(of, { uai: lycee.uai });
  // The second school has people of its own on a shared URL; here they are the same names.
  expect((await site.manual(other(school))).run).toMatchObject({ status: 'integrated', establishment: 2 });
  const breaching = deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1);
  const held = await site.deposit(breaching);
  expect(held.run).toMatchObject({ status: 'held', establishment: 1 });
  at(120);
  expect((await site.deposit(other(school))).run.status).toBe('unchanged');
  expect((await site.deposit(other(changeRoom(school)))).run).toMatchObject({ status: 'integrated', establishment: 2 });
  expect((await world.administration.run(held.run.id ?? '')).status).toBe('held');
  // The lycée works and always did: no news, and the collège's trouble stands.
  expect(await site.told()).toEqual(['Import en attente de votre décision']);
  at(240);
  await site.deposit(school);
  expect((await site.told()).slice(1)).toEqual([RECOVERED]);
});

it('writes to notified accounts and managers, once an address, and not to leavers, revoked or silent ones', async () => {
  const site = await openSite(world);
  const [leaver, revoked, silent, notified, twin] = school.teachers.map((teacher) => teacher.id);
  await site.account(leaver ?? '', { notify: true });
  await site.account(silent ?? '');
  await site.account(notified ?? '', { notify: true });
  const gone = await site.account(revoked ?? '', { notify: true });
  await world.administration.revokeAccount(site.id, gone);
  await site.account(twin ?? '', { notify: true });
  const mailOf = (id: string | undefined): string => school.teachers.find((one) => one.id === id)?.email ?? '';
  const { pool } = world.db;
  await pool.query('update directory_entries set left_at = now() where site_id = $1 and id = $2', [site.id, leaver]);
  // A manager with an account, under another spelling of the address.
  await world.administration.createManager(site.id, { email: mailOf(twin).toUpperCase() });
  const former = await world.administration.createManager(site.id, { email: 'ancien@example.org' });
  await world.administration.revokeManager(site.id, former.id);
  await world.administration.createManager(site.id, { email: 'lecture@example.org', role: 'reader' });
  await site.deposit(garbage);
  expect(await recipients(site)).toEqual(
    [`gestion${site.id}@example.org`, mailOf(notified).toLowerCase(), mailOf(twin).toLowerCase()].sort(),
  );
});

it('is silent about a companion that follows a good file within five minutes, changed or not', async () => {
  const site = await openSite(world);
  const before = await timetableOf(site);
  await site.deposit(school, { name: 'EDT.xml' });
  for (const [minutes, file] of [
    [1, garbage],
    [4, writeEdt(school, { uai: '0990009Z' })],
    [5, cut],
  ] as const) {
    at(minutes);
    const report = await site.deposit(file, { name: 'EDT_PRONOTE.xml' });
    expect(report.run).toMatchObject({ status: 'rejected', reason: 'companion' });
    expect(report.run.remedy).toContain('Rien à faire');
  }
  expect(await site.told()).toEqual([]);
  at(6);
  expect((await site.deposit(garbage, { name: 'EDT_PRONOTE.xml' })).run.reason).toBe('not-an-export');
  expect(await timetableOf(site)).toEqual(before);
});

it('takes no newer version of a good file for its companion: a cut one of the same name is told at once', async () => {
  const site = await openSite(world);
  await site.deposit(school, { name: 'EDT.xml' });
  at(2);
  const report = await site.deposit(cut, { name: 'EDT.xml' });
  expect(report.run).toMatchObject({ status: 'rejected', reason: 'xml-truncated' });
  expect(await site.told()).toHaveLength(1);
});

it('takes no directory for the companion of a good file: it is told', async () => {
  const site = await openSite(world);
  await site.deposit(school, { name: 'EDT.xml' });
  at(2);
  const report = await site.deposit('<BEE_ELEVES VERSION="2.1"/>', { name: 'ElevesSansAdresses.xml' });
  expect(report.run).toMatchObject({ status: 'rejected', reason: 'directory-given' });
  expect(report.run.remedy).toContain('« Annuaire »');
  expect(await site.told()).toHaveLength(1);
});

it('waits with the message of a bad file where a good one may follow, and takes it back when it does', async () => {
  const site = await openSite(world);
  await site.deposit(school, { name: 'EDT.xml' });
  for (const hours of [2, 4]) {
    at(hours * 60);
    const bad = await site.deposit(garbage, { name: 'EDT_PRONOTE.xml' });
    expect(bad.run.reason).toBe('not-an-export');
    const { rows } = await world.db.pool.query<{ not_before: number; due_at: number }>(
      `select m.not_before, o.due_at from messages m join outbox o on o.message_id = m.id
       where m.run_id = $1`,
      [bad.run.id],
    );
    const due = world.now() + 5 * 60_000;
    expect(rows).toEqual([{ not_before: due, due_at: due }]);
    at(hours * 60 + 3);
    await site.deposit(changeRoom(school), { name: 'EDT.xml', edt: { identSeed: hours } });
    expect((await world.administration.report(bad.run.id ?? '')).run.reason).toBe('companion');
  }
  expect(await site.told()).toEqual([]);
  const { rows } = await world.db.pool.query(
    'select from outbox o join messages m on m.id = o.message_id where m.site_id = $1 and o.given_up_at is null',
    [site.id],
  );
  expect(rows).toHaveLength(0);
});

it('does not wait where no good file of another name was ever seen', async () => {
  const site = await openSite(world);
  const bad = await site.deposit(garbage);
  const { rows } = await world.db.pool.query('select not_before from messages where run_id = $1', [bad.run.id]);
  expect(rows).toEqual([{ not_before: world.now() }]);
});

it('tells the end of a trouble whose message had gone out before the file turned out to be a companion', async () => {
  const site = await openSite(world);
  const bad = await site.deposit(garbage, { name: 'EDT_PRONOTE.xml' });
  await world.db.pool.query(
    'update outbox set sent_at = now() where message_id in (select id from messages where run_id = $1)',
    [bad.run.id],
  );
  at(2);
  await site.deposit(school);
  expect((await world.administration.run(bad.run.id ?? '')).reason).toBe('companion');
  expect(await site.told()).toEqual(["Ce fichier n'est pas un export d'emploi du temps", RECOVERED]);
});

it('takes no file of another account, another folder or a refused sibling for a companion', async () => {
  const site = await openSite(world);
  const accountId = await site.account(school.teachers[0]?.id ?? '');
  await site.deposit(school);
  at(1);
  const asOther = await world.deposit({ ...site.folder, accountId }, 'EDT_PRONOTE.xml', garbage);
  expect(asOther.run.reason).toBe('not-an-export');
  const elsewhere = await world.deposit({ ...site.folder, establishment: 1 }, 'EDT_PRONOTE.xml', garbage);
  expect(elsewhere.run.reason).toBe('not-an-export');
  at(60);
  await site.deposit(cut, { name: 'a.xml' });
  expect((await site.deposit(garbage, { name: 'b.xml' })).run.reason).toBe('not-an-export');
});

const nextYear = writeEdt(shiftYear(school, 1));
const OTHER_YEAR = "Fichier d'une autre année scolaire";

it.each([
  ['after', ['EDT.xml', 'EDT 2027.xml']],
  ['before', ['EDT 2027.xml', 'EDT.xml']],
])(
  'tells at once and only once that next year’s base exports %s this year’s to the same URL',
  async (_order, names) => {
    const site = await openSite(world);
    for (let hour = 0; hour < 12; hour += 2) {
      for (const [index, name] of names.entries()) {
        at(hour * 60 + index * 2);
        const isNext = name !== 'EDT.xml';
        const { run } = await site.deposit(isNext ? nextYear : changeRooms(school, 1 + hour), { name });
        expect(run).toMatchObject(
          isNext ? { status: 'rejected', reason: 'other-school-year' } : { status: 'integrated' },
        );
      }
    }
    const { rows } = await world.db.pool.query<{ reason: string; count: number }>(
      "select reason, count(*)::int from runs where site_id = $1 and status = 'rejected' group by reason",
      [site.id],
    );
    expect(rows).toEqual([{ reason: 'other-school-year', count: 6 }]);
    expect(await site.told()).toEqual([OTHER_YEAR]);
    const { rows: due } = await world.db.pool.query(
      'select from messages where site_id = $1 and (not_before > created_at or withdrawn_at is not null)',
      [site.id],
    );
    expect(due).toEqual([]);
    // Nothing is wrong with the imports of this year.
    const standing = async () => (await world.administration.overview({ siteIds: [site.id] })).items[0];
    expect(await standing()).toMatchObject({ failing: 0 });

    // The new year is opened: now it is the old base that is one too many, and that as well is told once.
    at(13 * 60);
    expect((await site.manual(nextYear)).run.status).toBe('integrated');
    for (const hour of [14, 16]) {
      at(hour * 60);
      await site.deposit(changeRooms(shiftYear(school, 1), hour), { name: 'EDT 2027.xml' });
      at(hour * 60 + 2);
      const old = await site.deposit(school, { name: 'EDT.xml' });
      expect(old.run).toMatchObject({ status: 'rejected', reason: 'other-school-year' });
    }
    expect(await site.told()).toEqual([OTHER_YEAR, RECOVERED, "Fichier d'une année scolaire passée"]);
    expect(await standing()).toMatchObject({ failing: 0 });
  },
);

it('takes a held file for good: its companion is silent', async () => {
  const site = await openSite(world);
  await site.deposit(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1));
  at(1);
  expect((await site.deposit(garbage, { name: 'EDT_PRONOTE.xml' })).run.reason).toBe('companion');
  expect(await site.told()).toHaveLength(1);
});

it('gives messages a subject with the site, the cause, what to do and where to look', async () => {
  const site = await openSite(world);
  const report = await site.deposit(cut, { name: 'EDT été.xml' });
  const { items } = await world.administration.messages(site.id);
  const [message] = items;
  expect(message?.subject).toBe(`[Site ${site.id}] Fichier coupé`);
  expect(message?.body).toContain(report.run.cause ?? '?');
  expect(message?.body).toContain(`À faire : ${report.run.remedy}`);
  expect(message?.body).toContain(`EDT été.xml, reçu le 22/11/2026 à 12:00 (import n° ${report.run.id})`);
  expect(message?.body).toContain(`https://carillon.example.org/sites/${site.id}/runs/${report.run.id}`);
  expect(message?.body).not.toMatch(/\{\w+\}/);
});

it('counts accounts whose person came back into the directory again', async () => {
  const site = await openSite(world);
  const person = school.teachers[3];
  await site.account(person?.id ?? '', { notify: true });
  const without = { ...school, teachers: school.teachers.filter((one) => one !== person) };
  const put = (of: typeof school) => world.directory(site.id, writeDirectoryCsv(of));
  expect((await put(without)).directory).toMatchObject({ left: 1 });
  await site.deposit(garbage);
  expect(await recipients(site)).not.toContain(person?.email);
  await put(school);
  await site.deposit(cut);
  expect(await recipients(site)).toContain(person?.email);
});

/**
 * What is told at each step of a story, in letters: H held, R refused, A alert, W works again. Whoever was told hears once
 * that it works again, and only when it does.
 */
const STORIES: readonly (readonly [about: string, story: string])[] = [
  ['a refusal that repeats', 'refuse:R refuse good:W good'],
  ['a hold that a newer file ends', 'hold:H good:W'],
  ['an approval', 'hold:H approve:W good'],
  ['an approval after a refusal before it', 'refuse:R hold:H approve:W'],
  ['an approval while a later file was refused', 'hold:H refuse:R approve good:W good'],
  ['an approval between refusals of one kind', 'refuse:R hold:H refuse approve refuse good:W'],
  ['an approval given up before it was carried out', 'hold:H give-up hold:H approve:W'],
  ['an approval a week later, with nothing deposited since', 'hold:H week approve good:W'],
  ['a rejection', 'hold:H reject hold:H approve:W'],
  ['a rejection while a later file was refused', 'hold:H refuse:R reject good:W'],
  ['a hold that passes by other thresholds', 'hold:H loosen:W'],
  ['a hold that passes by other thresholds after a refusal', 'hold:H refuse:R loosen good:W'],
  ['an import by hand beside a hold', 'hold:H manual good:W good'],
  ['an import by hand beside a refusal', 'refuse:R manual good:W good'],
  ['an import by hand between refusals', 'refuse:R manual refuse:R good:W'],
  ['an import by hand beside both', 'hold:H refuse:R manual refuse:R good:W'],
  ['an undo of what was approved', 'hold:H approve:W undo hold:H good:W'],
  ['an undo beside a hold and a refusal', 'good hold:H refuse:R undo approve good:W'],
  ['an undo of what alerted', 'alert:A undo alert:A'],
  ['an undo of a later import that alerted as well', 'alert:A alert undo alert'],
  ['a replay of an older file after a refusal', 'good refuse:R replay good:W'],
];

it.each(STORIES)('tells, once each, what is true then: %s', async (_about, story) => {
  const site = await openSite(world);
  const letters: Readonly<Record<string, string>> = {
    'Import en attente de votre décision': 'H',
    "Ce fichier n'est pas un export d'emploi du temps": 'R',
    [ALERT]: 'A',
    [RECOVERED]: 'W',
  };
  let minutes = 0;
  let known = 0;
  let count = 0;
  /** What is applied, the newest last, with the run that did it. */
  const applied: { of: typeof school; run: string }[] = [{ of: school, run: '' }];
  const present = () => applied.at(-1) ?? { of: school, run: '' };
  let waiting = { of: school, run: '' };
  const act = async (id: string, action: 'approve' | 'reject' | 'cancel' | 'undo' | 'replay'): Promise<string> => {
    const { id: run } = await world.administration.act(id, action, 'manager:1', 'vu');
    return run;
  };
  const deposit = async (of: typeof school, status: string): Promise<void> => {
    const { run } = await site.deposit(of);
    expect(run.status).toBe(status);
    if (status === 'held') waiting = { of, run: run.id ?? '' };
    else applied.push({ of, run: run.id ?? '' });
  };
  const passed = async (): Promise<void> => {
    await world.work(site.id);
    expect((await world.administration.run(waiting.run)).status).toBe('integrated');
    applied.push(waiting);
  };
  const STEPS: Readonly<Record<string, () => Promise<unknown>>> = {
    good: () => deposit(changeRooms(present().of, ++count), 'integrated'),
    hold: () => deposit(deleteServices(present().of, half(present().of) + ++count), 'held'),
    alert: () => deposit(changeRooms(strangers, ++count), 'integrated-with-alerts'),
    refuse: async () => expect((await site.deposit(garbage)).run.reason).toBe('not-an-export'),
    approve: async () => {
      await act(waiting.run, 'approve');
      await passed();
    },
    reject: () => act(waiting.run, 'reject'),
    'give-up': async () => {
      await act(waiting.run, 'approve');
      await act(waiting.run, 'cancel');
    },
    loosen: async () => {
      await world.administration.setThresholds(site.id, { 'services-deleted': { limit: 99 } });
      await passed();
    },
    week: async () => {
      minutes += 7 * 24 * 60;
    },
    manual: async () => {
      const of = changeRooms(present().of, ++count);
      const { run } = await site.manual(of);
      expect(run.status).toBe('integrated');
      applied.push({ of, run: run.id ?? '' });
    },
    undo: async () => {
      await act(present().run, 'undo');
      applied.pop();
      await world.work(site.id);
    },
    replay: async () => {
      const id = await act(present().run, 'replay');
      await world.work(site.id);
      expect((await world.administration.run(id)).status).toBe('unchanged');
    },
  };
  for (const step of story.split(' ')) {
    const [name = ''] = step.split(':');
    minutes += 60;
    at(minutes);
    await STEPS[name]?.();
    const told = await site.told();
    const fresh = told.slice(known).map((subject) => letters[subject] ?? subject);
    known = told.length;
    expect([name, ...fresh].join(':'), story).toBe(step);
  }
});

const half = (of: typeof school): number => Math.floor(servicesOf(of).size / 2);

it('names what is still open elsewhere when one road works again', async () => {
  const college = { number: 1, uai: school.uai, name: 'Collège' };
  const lycee = { number: 2, uai: '0990002B', name: 'Lycée' };
  const site = await openSite(world, { establishments: [college, lycee] });
  const other = (of: typeof school) => writeEdt(of, { uai: lycee.uai });
  expect((await site.manual(other(school))).run.status).toBe('integrated');
  const held = await site.deposit(deleteServices(school, half(school) + 1));
  const road = { ...site.folder, establishment: 2 };
  at(120);
  await world.deposit(road, 'EDT.xml', garbage);
  at(240);
  expect((await world.deposit(road, 'EDT.xml', other(changeRoom(school)))).run.status).toBe('integrated');
  expect((await site.told()).at(-1)).toBe(`${RECOVERED}, en partie`);
  const [last] = (await world.administration.messages(site.id)).items;
  expect(last?.body).toContain(`Reste à régler, comme signalé :\n- import n° ${held.run.id} : Seuil bloquant dépassé`);
  at(360);
  await site.deposit(school);
  expect((await site.told()).at(-1)).toBe(RECOVERED);
});
