/** Matches: what is open is known at once, decisions by hand and by the dozen, entries added by hand (PRODUCT.md 5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { addStudentsUnknownToDirectory } from '../../src/demo/school/mutate.ts';
import type { MatchItem } from '../../src/domain/administration.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const put = (site: Site, text: string) => world.directory(site.id, text);
const open = async (site: Site, kind: MatchItem['kind'] = 'student') =>
  (await world.administration.openMatches(site.id, { kind })).items;
const counts = async (site: Site) => (await world.administration.matchBoard(site.id)).kinds;
const [first, second, third] = school.students;
if (!first || !second || !third) throw new Error('an invented school has students');
const full = (one: { lastName: string; firstName: string }) => `${one.lastName} ${one.firstName}`;

/** The directory without these people. */
const without = (...ids: readonly string[]): string =>
  writeDirectoryCsv(school)
    .split('\n')
    .filter((line) => !ids.some((id) => line.includes(`;${id};`)))
    .join('\n');

/** The directory with a typing error in the last names of these, and no identifier. */
const misspelt = (...people: readonly (typeof first)[]): string =>
  writeDirectoryCsv(school)
    .split('\n')
    .map((line) => {
      const one = people.find((person) => line.startsWith(`student;${person.id};`));
      if (!one) return line;
      return line.replace(one.lastName, `${one.lastName}x`).replace(one.ine, '').replace(one.eleveId, '');
    })
    .join('\n');

describe('what is open', () => {
  it('says where in the file it is, and follows the directory at once', async () => {
    const site = await openSite(world, { directory: without(first.id, second.id) });
    const items = await open(site);
    expect(items.map((one) => one.label).sort()).toEqual([full(first), full(second)].sort());
    const item = items.find((one) => one.label === full(first));
    expect(item?.file).toMatchObject({
      lastName: first.lastName,
      firstName: first.firstName,
      birthDate: first.birthDate,
    });
    expect(item?.file?.divisions).toHaveLength(1);
    expect(item?.file?.sessions).toBeGreaterThan(100);
    expect(await counts(site)).toMatchObject({ student: { open: 2, decided: 0 }, teacher: { open: 0 } });
    expect((await world.administration.badges(site.id, '0')).matches).toBe(2);

    await put(site, without(second.id));
    expect((await open(site)).map((one) => one.label)).toEqual([full(second)]);
    await put(site, writeDirectoryCsv(school));
    expect(await open(site)).toEqual([]);
    expect((await world.administration.badges(site.id, '0')).matches).toBe(0);
    // Somebody whom the last file names leaves: open again, without a new file.
    await put(site, without(third.id));
    expect((await open(site)).map((one) => one.label)).toEqual([full(third)]);
  });

  it('says of a teacher what is taught to whom', async () => {
    const [teacher] = school.teachers;
    const site = await openSite(world, { directory: without(teacher?.id ?? '') });
    const [item] = await open(site, 'teacher');
    expect(item?.label).toBe(full(teacher ?? first));
    expect(item?.file?.places[0]).toMatch(/ – /);
    expect(item?.file?.sessions).toBeGreaterThan(10);
  });

  it('is found by a part of its name, in pages', async () => {
    const gone = school.students.slice(0, 30);
    const site = await openSite(world, { directory: without(...gone.map((one) => one.id)) });
    const page = { kind: 'student', limit: 20 } as const;
    const begin = await world.administration.openMatches(site.id, page);
    expect(begin).toMatchObject({ total: 30, nextCursor: '20' });
    const rest = await world.administration.openMatches(site.id, { ...page, cursor: '20' });
    expect(rest.items).toHaveLength(10);
    expect(rest.nextCursor).toBeUndefined();
    const query = `${first.firstName.toLowerCase()} ${first.lastName.slice(0, 3)}`.normalize('NFD');
    const found = await world.administration.openMatches(site.id, { kind: 'student', query });
    expect(found.items.map((one) => one.label)).toContain(full(first));
    await expect(world.administration.openMatches(site.id, { ...page, cursor: '-1' })).rejects.toThrow('bad-input');
  });
});

describe('a decision', () => {
  it('is kept with its author, leads to the run again, and can be taken back', async () => {
    const site = await openSite(world, { directory: misspelt(first) });
    const [item] = await open(site);
    if (!item) throw new Error('nothing is open');
    const [entry] = (await world.administration.searchDirectory(site.id, { kind: 'student', query: full(first) }))
      .items;
    expect(entry).toMatchObject({ id: first.id, takenBy: null, isByHand: false });
    const { rows } = await world.db.pool.query<{ id: string }>(
      "insert into people (email, name, created_at) values ('claire@example.org', 'Claire Petit', now()) returning id",
    );
    const by = `manager:${rows[0]?.id}`;
    const match = { kind: item.kind, key: item.key, directoryId: first.id };
    const decided = await world.administration.setMatch(site.id, match, by);
    expect(decided).toMatchObject({ state: 'matched', decidedBy: 'Claire Petit', reopened: [] });
    expect(decided.directoryLabel).toBe(`${first.lastName}x ${first.firstName}`);
    expect(await counts(site)).toMatchObject({ student: { open: 0, decided: 1 } });
    expect((await world.administration.decidedMatches(site.id, { kind: 'student' })).items).toMatchObject([
      { label: full(first), decidedBy: 'Claire Petit' },
    ]);
    const [taken] = (await world.administration.searchDirectory(site.id, { kind: 'student', query: full(first) }))
      .items;
    expect(taken).toMatchObject({ takenBy: full(first) });
    // The run that is applied does not know it yet; once it is deposited again it does.
    const board = await world.administration.matchBoard(site.id);
    expect(board.behind).toBe(board.lastRun);
    await site.deposit(school);
    expect((await world.administration.matchBoard(site.id)).behind).toBeNull();
    await world.administration.clearMatch(site.id, item, by);
    expect(await open(site)).toMatchObject([{ label: full(first) }]);
    const { items: told } = await world.administration.audit(site.id, { limit: 2 });
    expect(told).toMatchObject([
      { action: 'match-cleared', actor: by, details: { kind: 'student' } },
      { action: 'match-set', actor: by, details: { kind: 'student', directoryId: first.id } },
    ]);
    expect(JSON.stringify(told)).not.toContain(first.lastName);
  });

  it('for each sure suggestion at once, and back at once', async () => {
    const site = await openSite(world, { directory: misspelt(first, second, third) });
    expect(await counts(site)).toMatchObject({ student: { open: 3, sure: 3 } });
    const { items: sure } = await world.administration.sureMatches(site.id, 'student');
    expect(sure.map((one) => one.directoryId).sort()).toEqual([first.id, second.id, third.id].sort());
    const { accepted, batch } = await world.administration.acceptSure(site.id, 'student', 'manager:1');
    expect(accepted).toBe(3);
    expect(await counts(site)).toMatchObject({ student: { open: 0, decided: 3, sure: 0 } });
    expect(await world.administration.clearBatch(site.id, batch, 'manager:1')).toBe(3);
    expect(await counts(site)).toMatchObject({ student: { open: 3, decided: 0, sure: 3 } });
  });

  it('made while a held run is evaluated is not lost: the run is evaluated once more', async () => {
    const site = await openSite(world);
    await world.administration.setThresholds(site.id, { 'students-unmatched': { blocking: true } });
    const before = await world.administration.runs(site.id, { limit: 1 });
    const file = addStudentsUnknownToDirectory(school, 6);
    const { writeEdtBytes } = await import('../../src/demo/school/edt-writer.ts');
    const id = await world.drop(site.folder, 'EDT.xml', writeEdtBytes(file));
    expect(before.items[0]?.id).not.toBe(id);
    // Six of 102 are too many, five are not.
    const unknown = { kind: 'student' as const, key: `ine:${file.students.at(-1)?.ine}` };
    const carry = (meanwhile: () => Promise<unknown>) =>
      world.desks.withSite(site.id, (desk) =>
        processNext(
          {
            ...desk,
            storedSessions: async (...asked) => {
              const found = await desk.storedSessions(...asked);
              await meanwhile();
              return found;
            },
            manualMatches: async (year) => {
              const found = await desk.manualMatches(year);
              await world.administration.setMatch(site.id, { ...unknown, directoryId: null }, 'manager:1');
              return found;
            },
          },
          world.tools,
        ),
      );
    // It has its job at once: nobody waits for the search for lost runs.
    expect(await carry(async () => undefined)).toEqual([{ job: { runId: id, attempt: 2, siteId: site.id }, inMs: 0 }]);
    expect((await world.administration.run(id)).status).toBe('received');
    expect(await site.told()).toEqual([]);
    await world.work(site.id);
    expect((await world.administration.run(id)).status).toBe('integrated');
  });
});

describe('an entry added by hand', () => {
  const add = async (site: Site, item: MatchItem | undefined) => {
    if (!item?.file) throw new Error('nothing is open');
    const { kind, key } = item;
    const { lastName, firstName, birthDate } = item.file;
    return await world.administration.addEntry(site.id, { kind, key, lastName, firstName, birthDate }, 'manager:1');
  };

  it('matches its item, survives directory files, and gives way to the same person in one', async () => {
    const site = await openSite(world, { directory: without(first.id) });
    const made = await add(site, (await open(site))[0]);
    expect(made).toMatchObject({ state: 'matched', isByHand: true, directoryLabel: full(first) });
    expect(await open(site)).toEqual([]);
    const ids = async () =>
      (await world.administration.directory(site.id, 'student')).items
        .filter((one) => one.lastName === first.lastName && one.firstName === first.firstName)
        .map(({ id, byHand }) => ({ id, byHand }));
    expect(await ids()).toEqual([{ id: made.directoryId, byHand: true }]);
    expect((await put(site, without(first.id, second.id))).directory).toMatchObject({ added: 0, left: 1 });
    expect(await ids()).toEqual([{ id: made.directoryId, byHand: true }]);
    await put(site, writeDirectoryCsv(school));
    expect(await ids()).toEqual([{ id: first.id, byHand: undefined }]);
    expect((await world.administration.decidedMatches(site.id, { kind: 'student' })).items).toMatchObject([
      { directoryId: first.id },
    ]);
    expect(await open(site)).toEqual([]);
    await site.deposit(school);
    const { rows } = await world.db.pool.query('select from memberships where site_id = $1 and directory_id = $2', [
      site.id,
      made.directoryId,
    ]);
    expect(rows).toEqual([]);
  });

  it('stays beside a homonym who was there before', async () => {
    const twin = `student;TWIN;${first.lastName};${first.firstName};;;;;;;;`;
    const directory = `${without(first.id).trimEnd()}\n${twin}\n`;
    const site = await openSite(world, { directory });
    // The homonym of the directory has no birth date: the name alone matches. A person says that it is another one.
    const key = { kind: 'student' as const, key: `ine:${first.ine}` };
    const made = await world.administration.addEntry(
      site.id,
      { ...key, lastName: first.lastName, firstName: first.firstName, birthDate: first.birthDate },
      'manager:1',
    );
    await put(site, directory.replace(twin, twin.replace(';;;;;;;;', ';;x@example.org;;;;;;')));
    expect((await world.administration.match(site.id, key)).directoryId).toBe(made.directoryId);
  });

  it('is pointed out where a file brings namesakes that may be the same, and taken out leaves the item to match', async () => {
    const site = await openSite(world, { directory: without(first.id) });
    const made = await add(site, (await open(site))[0]);
    const decided = async () => (await world.administration.decidedMatches(site.id, { kind: 'student' })).items;
    expect((await decided())[0]?.hasTwin).toBeUndefined();
    const namesake = (id: string, birthDate = '') =>
      `student;${id};${first.lastName.toLowerCase()};${first.firstName};${birthDate};;;;;;;`;
    const bringing = (...lines: readonly string[]) =>
      put(site, `${without(first.id).trimEnd()}\n${lines.join('\n')}\n`);
    // Somebody else of that name is no twin.
    await bringing(namesake('A', '1999-01-01'));
    expect((await decided())[0]).toMatchObject({ directoryId: made.directoryId, isByHand: true });
    expect((await decided())[0]?.hasTwin).toBeUndefined();
    await bringing(namesake('B'), namesake('C'));
    expect((await decided())[0]).toMatchObject({ directoryId: made.directoryId, isByHand: true, hasTwin: true });
    await world.administration.removeEntry(site.id, made.directoryId ?? '', 'manager:1');
    expect(await decided()).toEqual([]);
    expect(await open(site)).toMatchObject([
      { state: 'ambiguous', suggestions: [{ directoryId: 'B' }, { directoryId: 'C' }] },
    ]);
  });

  it('can be taken out again, which a directory’s own entry cannot', async () => {
    const site = await openSite(world, { directory: without(first.id) });
    const made = await add(site, (await open(site))[0]);
    await expect(world.administration.removeEntry(site.id, second.id, 'manager:1')).rejects.toThrow(
      'directory-unknown',
    );
    await world.administration.removeEntry(site.id, made.directoryId ?? '', 'manager:1');
    expect(await open(site)).toHaveLength(1);
    expect(await counts(site)).toMatchObject({ student: { open: 1, decided: 0 } });
    const { items } = await world.administration.audit(site.id, { limit: 2 });
    expect(items.map((one) => one.action)).toEqual(['entry-removed', 'entry-added']);
  });

  it('needs a name, and an establishment of the site', async () => {
    const site = await openSite(world, { directory: without(first.id) });
    const [item] = await open(site);
    const entry = { kind: 'student' as const, key: item?.key ?? '', lastName: '  ' };
    await expect(world.administration.addEntry(site.id, entry, 'm')).rejects.toThrow('bad-input');
    await expect(
      world.administration.addEntry(site.id, { ...entry, lastName: 'X', establishment: 77 }, 'm'),
    ).rejects.toThrow('establishment-unknown');
    expect(await open(site)).toHaveLength(1);
  });
});

it('leaves open what is open when the next year is announced', async () => {
  const site = await openSite(world, { directory: without(first.id) });
  await world.administration.openYear(site.id, { firstDay: '2027-09-01', lastDay: '2028-07-05' });
  expect(await open(site)).toHaveLength(1);
  const state = await world.administration.yearState(site.id);
  expect(state.announced).toMatchObject({ firstDay: '2027-09-01', lastDay: '2028-07-05' });
});
