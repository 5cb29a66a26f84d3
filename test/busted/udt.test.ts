/** Exports of UnDeuxTEMPS with one fault each: told by its own code, in French, and the rest is read as ever. */
import { describe, expect, it } from 'vitest';
import { brokenUdt } from '../../src/demo/school/broken-udt.ts';
import { type UdtWritten, udtName, writeUdt } from '../../src/demo/school/udt-writer.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { SMALL_SCHOOL as school } from '../fuzz/site-in-memory.ts';
import { meaningOf } from '../support/meaning.ts';
import { rawZip } from '../support/raw-zip.ts';
import { readFile } from '../support/read-file.ts';

const zipped = (files: readonly UdtWritten[]): Buffer => rawZip(files.map(({ name, text }) => ({ name, data: text })));
const read = (files: readonly UdtWritten[]) => readFile(zipped(files), { name: udtName(school) });

describe('an export of UnDeuxTEMPS', async () => {
  const good = await read(writeUdt(school));

  it('is good before it is spoilt', () => {
    expect(good.reason).toBeNull();
    expect(good.said).toEqual([]);
  });

  it('has faults of its own names', () => {
    const names = brokenUdt.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(brokenUdt)('with the fault $name: $code', async ({ fate, code, build }) => {
    const { reason, findings, timetable } = await read(build(school));
    expect(CATALOGUE).toHaveProperty(code);
    if (fate === 'refused') {
      expect(reason).toBe(code);
      return;
    }
    expect(reason).toBeNull();
    const severity = fate === 'warned' ? 'warning' : 'info';
    expect(findings.find((one) => one.code === code)).toMatchObject({ severity });
    // What is missing or unplaced is then looked for in vain.
    const FOLLOWS = ['dangling-reference', 'course-outside-grid', 'udt-week-not-published'];
    expect(findings.map((one) => one.code).filter((one) => one !== code && !FOLLOWS.includes(one))).toEqual([]);
    if (!timetable || !good.timetable) return;
    const [before, after] = [meaningOf(good.timetable), meaningOf(timetable)];
    // One fault takes no more with it than one kind of thing, or the lessons of one hour.
    expect(after.sessions.length).toBeGreaterThan(before.sessions.length * 0.8);
  });

  it('says which of its files cannot be read', async () => {
    const { findings } = await read(brokenUdt.find(({ name }) => name === 'cut')?.build(school) ?? []);
    expect(findings).toMatchObject([
      { code: 'unreadable-part', severity: 'error', items: [{ about: 'UDCal_12.xml' }] },
    ]);
  });

  it('says which files are missing, by number and by what they hold', async () => {
    const without = (gone: RegExp) => read(writeUdt(school).filter(({ name }) => !gone.test(name)));
    const { findings } = await without(/_(05|13)\.xml$/);
    expect(findings.find(({ code }) => code === 'udt-file-missing')?.items.map(({ about }) => about)).toEqual([
      'UDCal_05.xml (matières)',
      'UDCal_13.xml (regroupements)',
    ]);
  });
});
