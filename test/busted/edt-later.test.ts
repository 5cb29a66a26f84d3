/** What only EDT 2.0 has, wrong in one place each: told by its own code, in French, and the rest is read as ever. */
import { describe, expect, it } from 'vitest';
import { brokenLater, writeLater } from '../../src/demo/school/broken-later.ts';
import { inTwoSchools } from '../../src/demo/school/mutate.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { school } from '../support/flow.ts';
import { meaningOf } from '../support/meaning.ts';
import { readFile } from '../support/read-file.ts';

const uais = inTwoSchools(school).map(({ uai }) => uai);
const INFOS = ['course-students'];

describe('an export of format 2.0', async () => {
  const good = await readFile(writeLater(school), { uais });

  it('is good before it is spoilt', () => {
    expect(good.reason).toBeNull();
    expect(good.findings.map(({ code }) => code)).toEqual(INFOS);
  });

  it.each(brokenLater)('with the fault $name: $code', async ({ fate, code, build }) => {
    const read = await readFile(build(school), { uais });
    expect(CATALOGUE).toHaveProperty(code);
    if (fate === 'refused') {
      expect(read.reason).toBe(code);
      return;
    }
    const told = read.findings.filter((one) => !INFOS.includes(one.code));
    expect(told).toMatchObject([{ code, severity: fate === 'warned' ? 'warning' : 'info' }]);
    if (!read.timetable || !good.timetable) throw new Error(read.reason ?? '?');
    const [before, after] = [meaningOf(good.timetable), meaningOf(read.timetable)];
    if (code !== 'school-left-out') expect(after.sessions).toHaveLength(before.sessions.length);
    else expect(after.sessions.length).toBeGreaterThan(before.sessions.length / 2);
  });
});
