/** The directory: its file and every refusal of it, who leaves, and matches with their suggestions (CONTRACT.md, PRODUCT.md 5). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { deleteServices, inTwoSchools } from '../../src/demo/school/mutate.ts';
import type { DirectoryItem } from '../../src/domain/administration.ts';
import { openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let site: Site;
beforeAll(async () => {
  world = await startWorld();
  site = await openSite(world, { isOpen: false });
});
afterAll(() => world.close());

const HEADER = 'kind;id;lastName;firstName;birthDate;email;division;groups;stsId;ine;eleveId;establishment';
const run = (text: string | Uint8Array, of = site) => world.directory(of.id, text);

/** What an import that is not refused has changed. */
const put = async (text: string | Uint8Array, of = site) => (await run(text, of)).directory;

async function problemOf(text: string | Uint8Array): Promise<string> {
  const report = await run(text);
  expect(report.run).toMatchObject({ kind: 'directory', status: 'rejected' });
  expect(report.run.remedy).not.toBe('');
  return report.run.cause ?? '';
}

it.each<[string, string | Uint8Array, RegExp]>([
  [
    'an unknown kind',
    `${HEADER}\nteacher;T1;A;B;;;;;;;;\nparent;P1;A;B;;;;;;;;`,
    /ligne 3, colonne « kind » : « parent »/,
  ],
  ['a missing id', `${HEADER}\nteacher;;A;B;;;;;;;;`, /ligne 2, colonne « id » : l'identifiant manque/],
  ['a missing name', `${HEADER}\n\n\nteacher;T1;;B;;;;;;;;`, /ligne 4, colonne « lastName » : le nom manque/],
  [
    'a date that does not exist',
    `${HEADER}\nstudent;E1;A;B;2012-02-30;;;;;;;`,
    /ligne 2, colonne « birthDate » : « 2012-02-30 »/,
  ],
  [
    'a date with its month first',
    `${HEADER}\nstudent;E1;A;B;05/17/2012;;;;;;;`,
    /ligne 2, colonne « birthDate » : « 05\/17\/2012 »/,
  ],
  ['a word for an establishment', `${HEADER}\nstaff;S1;A;B;;;;;;;;un`, /ligne 2, colonne « establishment » : « un »/],
  ['an establishment of another site', `${HEADER}\nstaff;S1;A;B;;;;;;;;99`, /ligne 2 : l'établissement 99/],
  [
    'an id twice',
    `${HEADER}\nstaff;S1;A;B;;;;;;;;\n\nstaff;S1;C;D;;;;;;;;`,
    /ligne 4 : l'identifiant « S1 » est en double/,
  ],
  ['too many cells', `${HEADER}\nstaff;S1;A;B;;;;;;;;;;`, /ligne 2 : 14 cellules pour 12 colonnes/],
  [
    'a quote that is not closed',
    `${HEADER}\nstaff;S1;A;B;;;;;;;;\nstaff;S2;"A;B;;;;;;;;\n`,
    /ligne 3 : les guillemets/,
  ],
  ['a quote inside a cell', `${HEADER}\nstaff;S1;A"B;B;;;;;;;;\n`, /ligne 2 : les guillemets/],
  [
    'a line after one with a line break in it',
    `${HEADER}\nstaff;S1;"A\nB";C;;;;;;;;\nx;S2;A;B;;;;;;;;`,
    /ligne 4, colonne « kind » : « x »/,
  ],
  ['an unknown column', `${HEADER};colour\nstaff;S1;A;B;;;;;;;;;red`, /colonne inconnue « colour »/],
  ['a header without id', 'kind;lastName\nstaff;A', /la colonne « Identifiant » manque/],
  ['nothing', '', /ne contient rien/],
])('refuses %s, names the place, and changes nothing', async (_what, text, problem) => {
  const before = await world.administration.directory(site.id);
  const told = await problemOf(text);
  expect(told).toMatch(problem);
  expect(told).toContain('annuaire.csv');
  expect(await world.administration.directory(site.id)).toEqual(before);
});

it('names every wrong line of a file, each with its column', async () => {
  const lines = [
    'parent;P1;A;B;;;;;;;;',
    'staff;S1;A;B;;;;;;;;',
    'student;E1;;B;;;;;;;;',
    'student;E2;A;B;2012;;;;;;;',
  ];
  const report = await run([HEADER, ...lines].join('\n'));
  expect(report.run.status).toBe('rejected');
  expect(report.findings).toMatchObject([
    {
      code: 'directory-csv-line',
      severity: 'error',
      count: 3,
      items: [
        { where: 'annuaire.csv : ligne 2, colonne « kind »' },
        { where: 'annuaire.csv : ligne 4, colonne « lastName »', about: 'student;E1;;B;;;;;;;;' },
        { where: 'annuaire.csv : ligne 5, colonne « birthDate »' },
      ],
    },
  ]);
});

it('takes commas as well, a mark, a few columns, and implies the divisions that students are in', async () => {
  const fresh = await openSite(world, { isOpen: false, directory: `${HEADER}\nstaff;S001;Marin;Ève;;;;;;;;` });
  const text = '\ufeffkind,id,lastName,firstName,division,groups\nstudent,E1,Petit,Zoé,6A,"6 LV2|6 ALL"\n';
  expect(await put(text, fresh)).toMatchObject({ added: 4, changed: 0, left: 0, unchanged: 0 });
  const names = async (kind: DirectoryItem['kind']) =>
    (await world.administration.directory(fresh.id, kind)).items.map((one) => one.name ?? one.lastName);
  expect(await names('division')).toEqual(['6A']);
  expect(await names('group')).toEqual(['6 ALL', '6 LV2']);
  // The file speaks of no staff: they stay.
  expect(await names('staff')).toEqual(['Marin']);
});

it('closes leavers, keeps those who stay, and takes back who returns; accounts of leavers are dead', async () => {
  const own = await openSite(world);
  const [person] = school.teachers;
  const { login, password, id } = await world.administration.createAccount(own.id, person?.id ?? '', { notify: true });
  expect(await world.folders.authenticate(login, password)).toMatchObject({ id });
  const without = writeDirectoryCsv({ ...school, teachers: school.teachers.slice(1) });
  expect(await put(without, own)).toMatchObject({ added: 0, changed: 0, left: 1 });
  expect((await world.administration.directory(own.id, 'teacher')).total).toBe(school.teachers.length - 1);
  expect(await world.folders.authenticate(login, password)).toBeNull();
  const accounts = await world.administration.accounts(own.id);
  expect(accounts.items.find((one) => one.id === id)?.invalidatedAt).not.toBeNull();
  const { rows } = await world.db.pool.query('select left_at from directory_entries where site_id = $1 and id = $2', [
    own.id,
    person?.id,
  ]);
  expect(rows).toEqual([{ left_at: world.now() }]);
  expect(await put(without, own)).toMatchObject({ added: 0, changed: 0, left: 0 });
  expect(await put(writeDirectoryCsv(school), own)).toMatchObject({ added: 0, changed: 1, left: 0 });
  expect(await world.folders.authenticate(login, password)).toMatchObject({ id });
});

it('changes nothing, re-evaluates nothing, for the same file again', async () => {
  const own = await openSite(world);
  expect(await put(writeDirectoryCsv(school), own)).toMatchObject({ added: 0, changed: 0, left: 0 });
  expect((await own.deposit(school)).run.status).toBe('unchanged');
});

it('evaluates the same timetable again once the directory has changed (RULES.md 3.7)', async () => {
  const own = await openSite(world);
  await put(writeDirectoryCsv({ ...school, students: school.students.slice(10) }), own);
  const report = await own.deposit(school);
  expect(report.run.status).toBe('integrated-with-alerts');
  expect(report.controls.find((one) => one.code === 'students-unmatched')).toMatchObject({ count: 10, base: 96 });
});

it('builds the directory from an export, with the same ids from each export of the school', async () => {
  const own = await openSite(world, { isOpen: false });
  const from = (file: string) => world.directory(own.id, file, { name: 'EDT.xml', fromExport: true });
  await from(writeEdt(school));
  const before = await world.administration.directory(own.id);
  expect(before.items.filter((one) => one.kind === 'student')).toHaveLength(school.students.length);
  const again = await from(writeEdt(school, { identSeed: 'other' }));
  expect(again.directory).toMatchObject({ added: 0, changed: 0, left: 0 });
  expect(again.run).toMatchObject({ status: 'unchanged', reason: 'directory-same' });
  const fewer = await from(writeEdt(deleteServices(school, 5), { identSeed: 2 }));
  expect(fewer.directory).toMatchObject({ added: 0, left: 0 });
  expect(await world.administration.directory(own.id)).toEqual(before);
  const report = await own.manual(school);
  for (const counts of Object.values(report.matching)) expect(counts).toMatchObject({ unmatched: 0, ambiguous: 0 });
  const other = await from(writeEdt(school, { uai: '0990009Z' }));
  expect(other.run).toMatchObject({ status: 'rejected', reason: 'directory-other-school' });
  expect((await from('<html/>')).run).toMatchObject({ status: 'rejected', reason: 'not-an-export' });
});

it('puts everybody of an export of two schools into theirs, and into the site who is of both', async () => {
  const schools = inTwoSchools(school, { uai: '0990002B', name: 'Lycée' });
  const establishments = [
    { number: 1, uai: school.uai, name: 'Collège' },
    { number: 2, uai: '0990002B', name: 'Lycée' },
  ];
  const file = writeEdt(school, { formatVersion: '2.0', schools });
  const directory = 'kind;id;lastName;firstName\nstaff;S1;DUVAL;Anne\n';
  const both = await openSite(world, { isOpen: false, establishments, directory });
  await world.directory(both.id, file, { name: 'EDT.xml', fromExport: true });
  const { items } = await world.administration.directory(both.id);
  const at = (place: number | null, kind: string) =>
    items.filter((one) => one.kind === kind && one.establishment === place).length;
  const own = (index: number) => schools[index]?.divisionIds ?? [];
  const studentsOf = (index: number) =>
    school.students.filter(({ divisions }) => divisions.every(({ id }) => own(index).includes(id))).length;
  expect([at(1, 'division'), at(2, 'division'), at(null, 'division')]).toEqual([own(0).length, own(1).length, 0]);
  expect([at(1, 'student'), at(2, 'student')]).toEqual([studentsOf(0), studentsOf(1)]);
  expect(studentsOf(1)).toBeGreaterThan(10);
  expect(Math.min(at(1, 'group'), at(2, 'group'), at(1, 'teacher'))).toBeGreaterThan(0);
  // Some teach in both.
  expect(at(null, 'teacher')).toBeGreaterThan(0);
  const report = await both.manual(file);
  for (const counts of Object.values(report.matching)) expect(counts).toMatchObject({ unmatched: 0, ambiguous: 0 });
  const again = await world.directory(both.id, file, { name: 'EDT.xml', fromExport: true });
  expect(again.run).toMatchObject({ status: 'unchanged', reason: 'directory-same' });
  // On the URL of one school the other one is none of its business, and nobody of that one leaves.
  const one = await world.directory(both.id, file, { name: 'EDT.xml', fromExport: true, establishment: 2 });
  expect(one.findings.map(({ code }) => code)).toContain('school-left-out');
  expect(one.directory).toMatchObject({ left: 0 });
  const lycee = await openSite(world, { isOpen: false, establishments: establishments.slice(1), directory });
  await world.directory(lycee.id, file, { name: 'EDT.xml', fromExport: true });
  const alone = (await world.administration.directory(lycee.id)).items.filter(({ kind }) => kind !== 'staff');
  expect(alone.filter(({ kind }) => kind === 'division')).toHaveLength(own(1).length);
  expect(alone.every(({ establishment }) => establishment === 2)).toBe(true);
});

it('lists what is open with sensible suggestions; a match is remembered, ignored or forgotten', async () => {
  const [student, other] = school.students;
  if (!student || !other) throw new Error('no students');
  // In the directory the student's name has a typing error and no identifier.
  const wrongName = student.lastName.replace(/.$/, 'X');
  const directory = writeDirectoryCsv(school)
    .split('\n')
    .map((line) =>
      line.startsWith(`student;${student.id};`)
        ? line.replace(student.lastName, wrongName).replace(student.ine, '').replace(student.eleveId, '')
        : line,
    )
    .join('\n');
  const own = await openSite(world, { directory });
  const { items } = await world.administration.matches(own.id);
  const [open] = items;
  expect(items).toHaveLength(1);
  expect(open).toMatchObject({ kind: 'student', state: 'unmatched', directoryId: null });
  expect(open?.label).toContain(student.lastName);
  expect(open?.suggestions[0]).toMatchObject({ directoryId: student.id });
  expect(open?.suggestions[0]?.score).toBeGreaterThan(0.8);
  expect(open?.suggestions.length).toBeLessThanOrEqual(3);
  const key = { kind: 'student' as const, key: open?.key ?? '' };
  const { administration } = world;
  await expect(administration.setMatch(own.id, { ...key, directoryId: 'nobody' }, 'm')).rejects.toMatchObject({
    code: 'directory-unknown',
  });
  const teacherId = school.teachers[0]?.id ?? '';
  await expect(administration.setMatch(own.id, { ...key, directoryId: teacherId }, 'm')).rejects.toMatchObject({
    code: 'directory-unknown',
  });
  await administration.setMatch(own.id, { ...key, directoryId: student.id }, 'manager:1');
  expect((await administration.matches(own.id)).items).toMatchObject([{ state: 'matched', directoryId: student.id }]);
  const matched = await own.deposit(school);
  expect(matched.run.status).toBe('integrated');
  expect(matched.matching.students).toMatchObject({ unmatched: 0 });
  const member = (await administration.groups(own.id)).items
    .flatMap((group) => group.members)
    .find((one) => one.name.startsWith(student.lastName));
  if (student.parts.length > 0) expect(member?.studentId).toBe(student.id);
  await administration.setMatch(own.id, { ...key, directoryId: null }, 'manager:1');
  expect((await administration.matches(own.id)).items).toMatchObject([{ state: 'ignored', directoryId: null }]);
  // Decided is found; the report says that it is without a counterpart.
  const ignored = await own.deposit(school);
  expect(ignored.matching.students).toMatchObject({ unmatched: 0 });
  expect(ignored.findings.find((one) => one.code === 'match-ignored')).toMatchObject({ count: 1, severity: 'info' });
  expect(ignored.findings.map((one) => one.code)).not.toContain('unmatched-student');
  await administration.clearMatch(own.id, key, 'manager:1');
  expect((await own.deposit(school)).matching.students).toMatchObject({ unmatched: 1 });
  await expect(administration.clearMatch(own.id, key, 'manager:1')).rejects.toMatchObject({ code: 'match-unknown' });
  // A match whose person has left is none.
  await administration.setMatch(own.id, { ...key, directoryId: other.id }, 'manager:1');
  await put(
    directory
      .split('\n')
      .filter((line) => !line.startsWith(`student;${other.id};`))
      .join('\n'),
    own,
  );
  expect((await own.deposit(school)).matching.students).toMatchObject({ unmatched: 2 });
});

it('keeps remembered matches and accounts when the next year is announced', async () => {
  const own = await openSite(world);
  const before = await timetableOf(own);
  const [group] = school.groups;
  await world.administration.setMatch(
    own.id,
    { kind: 'group', key: `1/${group?.name.toUpperCase()}`, directoryId: null },
    'manager:1',
  );
  await world.administration.openYear(own.id, {});
  expect((await world.administration.matches(own.id)).items).toMatchObject([{ kind: 'group', state: 'ignored' }]);
  expect((await world.administration.accounts(own.id)).total).toBe(1);
  expect(await timetableOf(own)).toEqual(before);
});
