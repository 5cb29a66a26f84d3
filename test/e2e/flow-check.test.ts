/** The dry run writes nothing and says exactly what the run will say; sources come back byte for byte (CONTRACT.md). */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openArchive } from '../../src/adapters/readers/zip.ts';
import { writeEdt, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addStudentsUnknownToDirectory,
  cancelWeeks,
  changeRoom,
  deleteServices,
  moveCourse,
} from '../../src/demo/school/mutate.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { everything, openSite, type Site, school } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { bytesOf, startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const check = (site: Site, file: string | Uint8Array, more: { establishment?: number; takenInAt?: string } = {}) =>
  world.administration.check({
    siteId: site.id,
    establishment: more.establishment ?? null,
    file: { name: 'EDT.xml', bytes: bytesOf(file) },
    ...(more.takenInAt === undefined ? {} : { takenInAt: more.takenInAt }),
  });

/** A report without what only a real run has: its id, who asked for it, the moments of its steps and of its end. */
function said(report: ImportReport): unknown {
  const { id: _id, askedBy: _askedBy, endedAt: _endedAt, ...run } = report.run;
  const steps = report.steps.map(({ startedAt: _startedAt, endedAt: _end, ...step }) => step);
  return { ...report, run, steps };
}

const breaching = writeEdt(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1));

it.each<[string, string, (site: Site) => Promise<unknown>, string | Uint8Array, Record<string, unknown>]>([
  ['a change', 'integrated', async () => undefined, writeEdt(changeRoom(moveCourse(school))), {}],
  ['cancellations', 'integrated', async () => undefined, writeEdt(cancelWeeks(school, 4)), {}],
  ['an alert', 'integrated-with-alerts', async () => undefined, writeEdt(addStudentsUnknownToDirectory(school, 9)), {}],
  ['no change', 'unchanged', async () => undefined, writeEdt(school, { identSeed: 4 }), {}],
  [
    'no change after changes',
    'unchanged',
    (site) => site.deposit(addStudentsUnknownToDirectory(school, 9)),
    writeEdt(addStudentsUnknownToDirectory(school, 9), { identSeed: 4 }),
    {},
  ],
  ['a breach', 'held', async () => undefined, breaching, {}],
  ['a breach, again', 'unchanged', (site) => site.deposit(breaching), breaching, {}],
  ['a breach in mode stop', 'rejected', async () => undefined, breaching, { onBreach: 'stop' }],
  ['another school', 'rejected', async () => undefined, writeEdt(school, { uai: '0990009Z' }), {}],
  ['a cut file', 'rejected', async () => undefined, writeEdt(school).slice(0, 9_999), {}],
  ['a zip', 'integrated', async () => undefined, rawZip([{ name: 'a.xml', data: writeEdt(changeRoom(school)) }]), {}],
])('foretells %s: %s', async (_what, status, before, file, settings) => {
  const site = await openSite(world, { settings });
  await before(site);
  const state = await everything(world);
  const foretold = await check(site, file);
  expect(await everything(world)).toEqual(state);
  expect(foretold.run.id).toBeNull();
  const real = await site.deposit(file);
  expect(real.run.status).toBe(status);
  expect(said(foretold)).toEqual(said(real));
  for (const text of JSON.stringify(foretold).matchAll(/\{(\w+)\}/g)) expect(text[1]).toBe('');
});

it('foretells the first manual import where that is the only one possible', async () => {
  const site = await openSite(world, { isOpen: false });
  const foretold = await check(site, writeEdt(school));
  expect(foretold.run).toMatchObject({ status: 'integrated', trigger: 'manual' });
  const real = await world.manual(site.id, writeEdt(school), { name: 'EDT.xml' });
  expect(said(foretold)).toEqual(said(real));
});

it('looks from the moment that it is asked for', async () => {
  const site = await openSite(world);
  const early = await check(site, writeEdt(changeRoom(school)), { takenInAt: '2026-09-01T00:00:00+02:00' });
  const late = await check(site, writeEdt(changeRoom(school)), { takenInAt: '2027-08-01T00:00:00+02:00' });
  expect(late.changes.sessions).toMatchObject({ created: 0, modified: 0, deleted: 0, unchanged: 0 });
  expect(late.changes.sessions).toMatchObject({ past: late.read.sessions });
  expect(early.changes.sessions).toMatchObject({ past: 0 });
  await expect(check(site, 'x', { takenInAt: 'gestern' })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(check(site, 'x', { establishment: 77 })).rejects.toMatchObject({ code: 'establishment-unknown' });
});

it('gives the deposited bytes back: zipped, or as they are where they are a zip', async () => {
  const site = await openSite(world);
  const xml = writeEdtBytes(changeRoom(school), { encoding: 'utf-16' });
  const deposited = await site.deposit(xml, { name: 'Mon export été.xml' });
  const read = async (id: string | null) => {
    const { name, bytes } = await world.administration.source(id ?? '');
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return { name, zip: Buffer.concat(chunks) };
  };
  const { name, zip } = await read(deposited.run.id);
  expect(name).toBe(`EDT_1.1_${Date.parse(deposited.run.receivedAt)}.zip`);
  const opened = await openArchive({
    size: zip.length,
    open: (range) => bytesOf(range ? zip.subarray(range.start, range.end + 1) : zip),
  });
  if ('stopped' in opened) throw new Error(opened.reason);
  const inside: Uint8Array[] = [];
  const [entry] = opened.entries;
  for await (const chunk of entry?.open() ?? []) inside.push(chunk);
  expect(Buffer.concat(inside).equals(xml)).toBe(true);
  expect(entry?.name).toBe('Mon export été.xml');
  expect(createHash('sha256').update(xml).digest('hex')).toBe(deposited.source.sha256);
  const packed = rawZip([{ name: 'a.xml', data: writeEdt(school) }]);
  const second = await site.deposit(packed, { name: 'a.zip' });
  expect((await read(second.run.id)).zip.equals(packed)).toBe(true);
  const broken = await site.deposit('Bonjour', { name: 'x' });
  const kept = await read(broken.run.id);
  expect(kept.name).toMatch(/^FICHIER_\d+\.zip$/);
  expect(Object.keys(CATALOGUE)).toContain(broken.run.reason);
});
