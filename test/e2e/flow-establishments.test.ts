/** Establishments of a site: added, corrected, removed, and what that makes of files. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { changeRoom } from '../../src/demo/school/mutate.ts';
import { processNext } from '../../src/pipeline/pipeline.ts';
import { openSite, type Site, school } from '../support/flow.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const LYCEE = { number: 12, uai: '0990002B', name: 'Lycée' };
const ofLycee = { ...school, uai: LYCEE.uai };

const establishmentsOf = async (site: Site) => (await world.administration.site(site.id)).establishments;
const told = async (site: Site, limit = 1) => (await world.administration.audit(site.id, { limit })).items;

it('takes the files of an establishment from the moment it is added, and refuses them once it is removed', async () => {
  const site = await openSite(world);
  expect((await site.deposit(ofLycee)).run).toMatchObject({ status: 'rejected', reason: 'other-school' });
  await world.administration.addEstablishment(site.id, { ...LYCEE, uai: ' 0990 002b' });
  expect(await establishmentsOf(site)).toContainEqual(LYCEE);
  expect(await told(site)).toMatchObject([
    { action: 'establishment-added', details: { establishment: LYCEE.number, uai: LYCEE.uai } },
  ]);
  // The same bytes: they are not the same import any more.
  expect((await site.deposit(ofLycee)).run).toMatchObject({ status: 'held', establishment: LYCEE.number });
  await expect(world.administration.removeEstablishment(site.id, LYCEE.number)).rejects.toMatchObject({
    code: 'establishment-in-use',
    values: { sessions: 0, groups: 0, entries: 0, runs: 1 },
  });
  const { items: runs } = await world.administration.runs(site.id, { limit: 1 });
  await world.administration.act(runs[0]?.id ?? '', 'reject', 'manager:1', 'pas encore');
  await world.administration.removeEstablishment(site.id, LYCEE.number);
  expect(await establishmentsOf(site)).not.toContainEqual(LYCEE);
  expect((await site.deposit(changeRoom(ofLycee))).run).toMatchObject({ status: 'rejected', reason: 'other-school' });
});

it('removes neither the last one nor one with a timetable in the open year', async () => {
  const site = await openSite(world, { establishments: [{ number: 11, uai: school.uai, name: 'Collège' }] });
  await world.administration.addEstablishment(site.id, LYCEE);
  await expect(world.administration.removeEstablishment(site.id, 11)).rejects.toMatchObject({
    code: 'establishment-in-use',
    values: { sessions: expect.any(Number), groups: expect.any(Number), runs: 0 },
  });
  await world.administration.removeEstablishment(site.id, LYCEE.number);

  const empty = await openSite(world, { isOpen: false });
  await expect(world.administration.removeEstablishment(empty.id, 1)).rejects.toMatchObject({
    code: 'establishment-last',
  });
  expect(await establishmentsOf(empty)).toHaveLength(1);
  await expect(world.administration.removeEstablishment(empty.id, 99)).rejects.toMatchObject({
    code: 'establishment-unknown',
  });
});

it('keeps one that the directory names', async () => {
  const directory = `kind;id;lastName;firstName;birthDate;email;division;groups;stsId;ine;eleveId;establishment
division;D1;6A;;;;;;;;;${LYCEE.number}
division;D2;6B;;;;;;;;;1
`;
  const establishments = [{ number: 1, uai: school.uai, name: 'Collège' }, LYCEE];
  const site = await openSite(world, { isOpen: false, establishments, directory });
  await expect(world.administration.removeEstablishment(site.id, LYCEE.number)).rejects.toMatchObject({
    code: 'establishment-in-use',
    values: { sessions: 0, groups: 0, entries: 1, runs: 0 },
  });
});

it('renames one, and corrects its UAI without touching what is stored', async () => {
  const site = await openSite(world);
  const before = (await site.sessions()).length;
  await world.administration.changeEstablishment(site.id, 1, { name: 'Collège neuf' });
  expect(await told(site)).toMatchObject([{ action: 'establishment-changed', details: { uai: school.uai } }]);
  await world.administration.changeEstablishment(site.id, 1, { uai: LYCEE.uai });
  expect(await told(site)).toMatchObject([
    { action: 'establishment-changed', details: { uai: LYCEE.uai, was: school.uai } },
  ]);
  expect(await establishmentsOf(site)).toEqual([{ number: 1, uai: LYCEE.uai, name: 'Collège neuf' }]);
  expect((await site.deposit(writeEdt(school))).run).toMatchObject({ status: 'rejected', reason: 'other-school' });
  expect(await site.sessions()).toHaveLength(before);
});

it('does not apply a file that was read before its establishment was changed', async () => {
  const site = await openSite(world);
  const before = await site.sessions();
  const id = await world.drop(site.folder, 'EDT.xml', writeEdt(changeRoom(school)));
  const answers: unknown[] = [];
  await world.desks.withSite(site.id, (desk) =>
    processNext(
      {
        ...desk,
        apply: async (...given) => {
          await world.administration.changeEstablishment(site.id, 1, { uai: LYCEE.uai });
          const answer = await desk.apply(...given);
          answers.push(answer);
          return answer;
        },
      },
      world.tools,
    ),
  );
  world.setNow(new Date(world.now() + 60_000).toISOString());
  await world.work(site.id);
  expect(answers).toEqual(['stale']);
  expect((await world.administration.report(id)).run).toMatchObject({ status: 'rejected', reason: 'other-school' });
  expect(await site.sessions()).toEqual(before);
});

it('refuses what another establishment of the site has, and what is no UAI, no name, no number', async () => {
  const site = await openSite(world, { isOpen: false });
  await world.administration.addEstablishment(site.id, LYCEE);
  const { administration } = world;
  const exists = { code: 'establishment-exists' };
  await expect(administration.addEstablishment(site.id, { ...LYCEE, number: 13 })).rejects.toMatchObject(exists);
  await expect(administration.addEstablishment(site.id, { ...LYCEE, uai: '0990003C' })).rejects.toMatchObject(exists);
  await expect(administration.changeEstablishment(site.id, 1, { uai: LYCEE.uai })).rejects.toMatchObject(exists);
  for (const wrong of [{ uai: '099000B' }, { name: ' ' }, { number: 0 }, { name: 'x'.repeat(300) }])
    await expect(
      administration.addEstablishment(site.id, { number: 14, uai: '0990004D', name: 'Autre', ...wrong }),
    ).rejects.toMatchObject({ code: 'bad-input' });
  expect(await establishmentsOf(site)).toHaveLength(2);
  // Another site may have it: nothing says that a school is on one site alone.
  const other = await openSite(world, { isOpen: false });
  await administration.addEstablishment(other.id, LYCEE);
});
