/** One person's data: all of it comes out, and after an erasure the name is nowhere but in archived files. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src/adapters/store/audit.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { deleteServices } from '../../src/demo/school/mutate.ts';
import { reportText } from '../../src/domain/report/text.ts';
import { everything, openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
const full = (one: { lastName: string; firstName: string }): string => `${one.lastName} ${one.firstName}`;
const everybody = [...school.teachers, ...school.students, ...school.staff].map(full);
/** The school has homonyms on purpose; these have none. */
const isAlone = (one: { lastName: string; firstName: string }): boolean =>
  everybody.filter((name) => name.toUpperCase() === full(one).toUpperCase()).length === 1;
const teacher = school.teachers.find(isAlone);
const student = school.students.find(isAlone);
if (!teacher || !student) throw new Error('an invented school has teachers and students');
const idOf = { teacher: '', student: '' };

async function rows<T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
  return (await world.db.pool.query<T>(sql, [...values])).rows;
}

/** Tables that hold the text anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows: tables } = await world.db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await world.db.pool.query(
      `select from "${name}" t where strpos(lower(t::text), lower($1)) > 0`,
      [text],
    );
    if (rowCount) found.push(name);
  }
  return found.sort();
}

async function leave(ids: readonly string[]): Promise<void> {
  const lines = writeDirectoryCsv(school).split('\n');
  const left = lines.filter((line) => !ids.some((id) => line.includes(`;${id};`)));
  expect(left.length).toBe(lines.length - ids.length);
  await world.directory(site.id, left.join('\n'));
}

beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world);
  const find = async (kind: string, one: { lastName: string; firstName: string }): Promise<string> => {
    const [row] = await rows<{ id: string }>(
      'select id from directory_entries where site_id = $1 and kind = $2 and last_name = $3 and first_name = $4',
      [site.id, kind, one.lastName, one.firstName],
    );
    return row?.id ?? '';
  };
  idOf.teacher = await find('teacher', teacher);
  idOf.student = await find('student', student);
});
afterAll(() => world.close());

describe('an export', () => {
  it('of a teacher holds the entry, sessions, services and account, and is audited', async () => {
    const made = await world.administration.createAccount(site.id, idOf.teacher, { notify: true });
    const told = await world.administration.exportPerson(site.id, idOf.teacher);
    expect(told.person).toMatchObject({ id: idOf.teacher, last_name: teacher.lastName });
    for (const part of ['sessions', 'teachingServices', 'changes', 'accounts', 'audit']) {
      expect((told[part] as unknown[]).length, part).toBeGreaterThan(0);
    }
    expect(JSON.stringify(told)).not.toContain('scrypt$');
    expect(JSON.stringify(told)).not.toContain(made.password);
    expect((await world.administration.audit(site.id, { limit: 1 })).items[0]).toMatchObject({
      action: 'person-exported',
      details: { person: idOf.teacher },
    });
  });

  it('of a student holds the memberships', async () => {
    const told = await world.administration.exportPerson(site.id, idOf.student);
    expect((told.memberships as unknown[]).length).toBeGreaterThan(0);
    await expect(world.administration.exportPerson(site.id, 'nobody')).rejects.toThrow('person-unknown');
  });
});

describe('an erasure', () => {
  it('of somebody who is still there is refused, and changes nothing', async () => {
    const before = await everything(world);
    await expect(world.administration.erasePerson(site.id, idOf.teacher, { force: false })).rejects.toThrow(
      'person-present',
    );
    expect(await everything(world)).toEqual(before);
  });

  it('of who decided about imports leaves neutral words, and takes names out of what was written', async () => {
    const staff = school.staff.filter(isAlone).at(-1);
    const [{ id = '', email = '' } = {}] = await rows<{ id: string; email: string }>(
      'select id, email from directory_entries where site_id = $1 and last_name = $2 and first_name = $3',
      [site.id, staff?.lastName, staff?.firstName],
    );
    const name = staff ? full(staff) : '';
    const made = await world.administration.createManager(site.id, { email, name });
    const actor = `manager:${made.id}`;
    const decide = async (count: number, action: 'approve' | 'reject', why: string): Promise<string> => {
      const { run } = await site.deposit(deleteServices(school, Math.floor(servicesOf(school).size / 2) + count));
      expect(run.status).toBe('held');
      await world.administration.act(run.id ?? '', action, actor, why);
      await world.work(site.id);
      return run.id ?? '';
    };
    const rejected = await decide(1, 'reject', `demandé par ${name}`);
    const approved = await decide(2, 'approve', `vu avec ${name}`);
    const told = async (id: string) => (await world.administration.report(id)).run;
    expect((await told(rejected)).cause).toContain(`rejeté par ${name}. Motif : « demandé par ${name} »`);
    expect(await told(approved)).toMatchObject({
      approvedBy: actor,
      approvedByName: name,
      approvedWhy: `vu avec ${name}`,
    });
    const exported = await world.administration.exportPerson(site.id, id);
    expect(exported.signIn).toMatchObject([{ email, name, role: 'manager' }]);
    // The directory's own import lists everybody whom it brought.
    const [directory] = (await world.administration.runs(site.id, { kind: 'directory' })).items;
    expect((exported.reports as { id: string }[]).map((one) => String(one.id))).toEqual([
      directory?.id,
      rejected,
      approved,
    ]);

    const { pseudonym } = await world.administration.erasePerson(site.id, id, { force: true });
    expect(await tablesWith(name)).toEqual([]);
    expect(await tablesWith(email)).toEqual([]);
    expect((await told(rejected)).cause).toContain(
      `rejeté par gestionnaire n° ${made.id}. Motif : « demandé par ${pseudonym} »`,
    );
    const after = await told(approved);
    expect(after).toMatchObject({ approvedBy: actor, approvedWhy: `vu avec ${pseudonym}` });
    expect(after.approvedByName).toBeUndefined();
    expect(reportText(await world.administration.report(approved))).toContain(`gestionnaire n° ${made.id}`);
    expect((await site.manual(school)).run.status).toBe('integrated');
  });

  it('of people who left takes the name out of every table, and leaves everybody else', async () => {
    await leave([idOf.teacher, idOf.student]);
    const sessions = await site.sessions();
    const others = await rows('select * from directory_entries where id <> all($1) order by id', [
      [idOf.teacher, idOf.student],
    ]);
    expect(await tablesWith(full(teacher))).not.toEqual([]);
    const erased = await world.administration.erasePerson(site.id, idOf.teacher, { force: false });
    expect(erased.pseudonym).toMatch(/^Personne effacée [0-9a-f]{8}$/);
    expect(erased).toMatchObject({ accounts: 1 });
    expect(erased.sessionContents).toBeGreaterThan(0);
    expect(erased.teachingServices).toBeGreaterThan(0);
    expect(erased.courses).toBeGreaterThan(0);
    const alsoErased = await world.administration.erasePerson(site.id, idOf.student, { force: false });
    expect(alsoErased.memberships).toBeGreaterThan(0);

    for (const one of [teacher, student]) {
      expect(await tablesWith(full(one))).toEqual([]);
      expect(await tablesWith(`${one.firstName} ${one.lastName}`)).toEqual([]);
      expect(await tablesWith(`${one.lastName}|${one.firstName}`)).toEqual([]);
    }
    // Dates, ids and everybody else are as they were.
    expect(await site.sessions()).toEqual(sessions);
    expect(
      await rows('select * from directory_entries where id <> all($1) order by id', [[idOf.teacher, idOf.student]]),
    ).toEqual(others);
    const { items } = await world.administration.sessions(site.id, { teacher: String(erased.pseudonym) });
    expect(items.length).toBeGreaterThan(0);
    expect((await verifyAudit(world.db.pool)).broken).toBeNull();
  });

  it('is no obstacle to the next import, whose sessions find their rows again', async () => {
    const before = await site.sessions();
    const report = await site.manual(school);
    expect(report.run.status).toBe('integrated');
    const after = await site.sessions();
    expect(after.length).toBe(before.length);
    expect(new Set(after.map((one) => one.id))).toEqual(new Set(before.map((one) => one.id)));
  });

  it('of a homonym leaves the other one alone', async () => {
    const [pair] = await rows<{ ids: string[]; name: string }>(
      `select array_agg(id order by id) ids, min(last_name || ' ' || first_name) as name from directory_entries
       where site_id = $1 and kind = 'teacher' and left_at is null group by lower(last_name), lower(first_name) having count(*) > 1`,
      [site.id],
    );
    const [gone = '', stays = ''] = pair?.ids ?? [];
    const said = (id: string) =>
      rows(
        `select s.id from sessions s join session_contents c on c.id = s.content_id
         where c.teachers @> jsonb_build_array(jsonb_build_object('directoryId', $1::text, 'name', $2::text)) order by 1`,
        [id, pair?.name],
      );
    const before = await said(stays);
    expect(before.length).toBeGreaterThan(0);
    await world.administration.erasePerson(site.id, gone, { force: true });
    expect(await said(stays)).toEqual(before);
    expect(await said(gone)).toEqual([]);
  });

  it('by force ends the account of somebody present', async () => {
    const staff = school.staff[2]?.id ?? '';
    const { login, password } = await world.administration.createAccount(site.id, staff, { notify: false });
    expect(await world.folders.authenticate(login, password)).not.toBeNull();
    await world.administration.erasePerson(site.id, staff, { force: true });
    expect(await world.folders.authenticate(login, password)).toBeNull();
    expect(await tablesWith(login)).toEqual([]);
  });
});
