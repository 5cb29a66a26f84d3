/** The publisher's demo school, end to end: counts, repetition, renumbering, and single changes (exports/README.md). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zipOf } from '../../src/adapters/readers/zip-writer.ts';
import { describeWithExport } from '../support/machine.ts';
import { changeCourse, coursesOf, renumberAndShuffle } from '../support/rewrite-export.ts';
import { bytesOf, startWorld, type World } from '../support/world.ts';

const SITE = 4817;
const TAKEN_IN = '2026-11-22T12:00:00+01:00';

async function zipped(xml: string, name: string): Promise<Buffer> {
  const bytes = Buffer.from(xml);
  const source = {
    size: bytes.length,
    open: ({ start = 0, end = bytes.length - 1 } = {}) => bytesOf(bytes.subarray(start, end + 1)),
  };
  const chunks: Uint8Array[] = [];
  for await (const chunk of await zipOf(source, name, new Date(0))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describeWithExport('edt-demo-2026-2027.xml', 'the demo export', (file) => {
  const xml = readFileSync(file, 'utf8');
  let world: World;

  beforeAll(async () => {
    world = await startWorld(TAKEN_IN);
    await world.administration.createSite({
      id: SITE,
      name: 'Cité Émanche',
      establishments: [{ number: 1754, uai: '0134567A', name: 'Collège Émanche' }],
    });
    await world.directory(SITE, xml, { name: 'demo.xml', fromExport: true });
  });
  afterAll(() => world.close());

  const sessions = async () => {
    const { rows } = await world.db.pool.query<{
      id: string;
      content_id: string;
      starts_at: number;
      cancelled: boolean;
    }>('select id, content_id, starts_at, cancelled from sessions order by id');
    return rows;
  };

  it('gives the first import exactly the counts of its README', async () => {
    const report = await world.manual(SITE, xml);
    expect(report.run).toMatchObject({ status: 'integrated', trigger: 'manual', establishment: 1754 });
    expect(report.steps.map((step) => `${step.step} ${step.status}`)).toEqual([
      'deposit valid',
      'validate valid',
      'thresholds valid',
      'groups valid',
      'sessions valid',
    ]);
    expect(report.source).toMatchObject({ format: 'EDT', formatVersion: '1.1', uai: '0134567A' });
    expect(report.source.archivedAs).toBe(`EDT_1.1_${Date.parse(TAKEN_IN)}.zip`);
    expect(report.read).toEqual({
      subjects: 25,
      teachers: 31,
      students: 426,
      divisions: 16,
      parts: 77,
      groups: 48,
      rooms: 24,
      courses: 704,
      coursesWithoutSessions: 100,
      services: 240,
      memberships: 915,
      closures: 9,
      sessions: 14_226,
    });
    expect(report.matching).toEqual({
      teachers: { matched: 31, unmatched: 0, ambiguous: 0 },
      students: { matched: 426, unmatched: 0, ambiguous: 0 },
      divisions: { matched: 16, unmatched: 0, ambiguous: 0 },
      groups: { matched: 48, unmatched: 0, ambiguous: 0 },
    });
    expect(report.changes).toEqual({
      subjects: { created: 25, modified: 0, deleted: 0, unchanged: 0 },
      services: { created: 240, modified: 0, deleted: 0, unchanged: 0 },
      groups: { created: 48, modified: 0, deleted: 0, unchanged: 0 },
      memberships: { created: 915, modified: 0, deleted: 0, unchanged: 0 },
      closures: { created: 9, modified: 0, deleted: 0, unchanged: 0 },
      sessions: { created: 9_802, modified: 0, deleted: 0, unchanged: 0, cancelled: 0, past: 4_424 },
    });
    expect(report.findings.map((finding) => [finding.code, finding.count])).toEqual([
      ['dangling-reference', 14],
      ['stray-sessions', 12],
    ]);
    expect(report.weeks.reduce((sum, week) => sum + week.planned, 0)).toBe(14_226);
    expect(await sessions()).toHaveLength(9_802);
  });

  it('says of the same file again that nothing changed', async () => {
    const before = await sessions();
    const report = await world.manual(SITE, xml);
    expect(report.run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
    expect(report.steps.slice(3).map((step) => step.status)).toEqual(['skipped', 'skipped']);
    expect(report.read.sessions).toBe(14_226);
    expect(report.changes.sessions).toEqual({
      created: 0,
      modified: 0,
      deleted: 0,
      unchanged: 9_802,
      cancelled: 0,
      past: 4_424,
    });
    expect(await sessions()).toEqual(before);
  });

  it('sees no change in other numbers, another order, a zip and another name', async () => {
    const before = await sessions();
    const other = renumberAndShuffle(xml);
    expect(other).not.toBe(xml);
    const report = await world.manual(SITE, await zipped(other, 'un autre nom.xml'), { name: 'EDT.zip' });
    expect(report.run.status).toBe('unchanged');
    expect(await sessions()).toEqual(before);
  });

  it('changes only the future sessions of a course whose room changed, under the same ids', async () => {
    const before = await sessions();
    const course = coursesOf(xml).find((one) => one.text.includes('<Salle ') && one.weeks > 1_000_000_000_000n);
    if (!course) throw new Error('no all-year course with a room');
    const room = /<Salle Ident="(\d+)"/.exec(course.text)?.[1];
    const other = [...xml.matchAll(/<Salle Ident="(\d+)" Nom=/g)]
      .map((match) => match[1])
      .find((ident) => ident !== room);
    const changed = changeCourse(xml, course, (text) => text.replace(/<Salle Ident="\d+"/, `<Salle Ident="${other}"`));
    const report = await world.manual(SITE, changed);
    expect(report.run.status).toBe('integrated');
    const after = await sessions();
    expect(after.map((row) => row.id)).toEqual(before.map((row) => row.id));
    const moved = after.filter((row, index) => row.content_id !== before[index]?.content_id);
    expect(moved.length).toBeGreaterThan(10);
    expect(new Set(moved.map((row) => row.content_id)).size).toBe(1);
    expect(report.changes.sessions).toEqual({
      created: 0,
      modified: moved.length,
      deleted: 0,
      unchanged: 9_802 - moved.length,
      cancelled: 0,
      past: 4_424,
    });
    expect(report.changes.services).toEqual({ created: 0, modified: 0, deleted: 0, unchanged: 240 });
    await world.manual(SITE, xml);
    expect((await sessions()).map((row) => row.content_id)).toEqual(before.map((row) => row.content_id));
  });

  it('modifies the service, and keeps the sessions, when its teacher is replaced', async () => {
    const before = await sessions();
    const service = coursesOf(xml).find((one) => one.text.includes('<Professeur ') && one.weeks > 1_000_000_000_000n);
    const teacher = /<Professeur Ident="(\d+)"/.exec(service?.text ?? '')?.[1];
    const subject = /<Matiere Ident="(\d+)"/.exec(service?.text ?? '')?.[1];
    const audience = /<(Classe|Groupe) Ident="(\d+)"/.exec(service?.text ?? '')?.[0];
    let changed = xml;
    for (const course of coursesOf(xml).reverse()) {
      const isOf = [`<Matiere Ident="${subject}"`, `<Professeur Ident="${teacher}"`, audience ?? ''].every((text) =>
        course.text.includes(text),
      );
      if (isOf)
        changed = changeCourse(changed, course, (text) =>
          text.replace(`<Professeur Ident="${teacher}"`, '<Professeur Ident="30"'),
        );
    }
    const report = await world.manual(SITE, changed);
    expect(report.changes.services).toMatchObject({ created: 0, modified: 1, deleted: 0 });
    expect(report.changes.sessions).toMatchObject({ created: 0, deleted: 0 });
    expect((await sessions()).map((row) => row.id)).toEqual(before.map((row) => row.id));
    await world.manual(SITE, xml);
  });

  it('modifies no service for a replacement of three weeks', async () => {
    const course = coursesOf(xml).find((one) => one.text.includes('<Professeur ') && one.weeks > 1_000_000_000_000n);
    if (!course) throw new Error('no all-year course');
    const weeks = [20n, 21n, 22n].filter((week) => (course.weeks >> week) & 1n);
    expect(weeks).toHaveLength(3);
    const away = weeks.reduce((mask, week) => mask | (1n << week), 0n);
    const changed = changeCourse(xml, course, (text) =>
      text.replace(
        /<Professeur Ident="(\d+)" Semaines="\d+">/,
        (_all, ident: string) =>
          `<Professeur Ident="30" Semaines="${away}"/>\n      <Professeur Ident="${ident}" Semaines="${course.weeks & ~away}">`,
      ),
    );
    const report = await world.manual(SITE, changed);
    expect(report.changes.services).toEqual({ created: 0, modified: 0, deleted: 0, unchanged: 240 });
    expect(report.changes.sessions).toMatchObject({ created: 0, modified: 3, deleted: 0 });
    await world.manual(SITE, xml);
  });

  it('stores a cancelled session under its id, once, and plans it again', async () => {
    const before = await sessions();
    const course = coursesOf(xml).find((one) => one.weeks > 1_000_000_000_000n);
    if (!course) throw new Error('no all-year course');
    const week = [20n, 21n, 22n].find((one) => (course.weeks >> one) & 1n) ?? 0n;
    const changed = changeCourse(xml, course, (text) =>
      text.replace('<Cours ', `<Cours SemainesAnnulation="${1n << week}" `),
    );
    const report = await world.manual(SITE, changed);
    expect(report.read.sessions).toBe(14_225);
    expect(report.changes.sessions).toMatchObject({
      created: 0,
      modified: 0,
      deleted: 0,
      cancelled: 1,
      unchanged: 9_801,
    });
    expect(report.controls.find((control) => control.code === 'courses-cancelled')).toMatchObject({
      count: 1,
      base: 604,
    });
    expect((await sessions()).map((row) => row.id)).toEqual(before.map((row) => row.id));
    const again = await world.manual(SITE, changed.replace('Libelle="LATIN"', 'Libelle="LATIN "'));
    expect(again.run.status).toBe('unchanged');
    const restored = await world.manual(SITE, xml);
    expect(restored.changes.sessions).toMatchObject({ modified: 1, cancelled: 0 });
  });
});
