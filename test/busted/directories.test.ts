/** Directory files of the ministry with one fault each: told by its own code, in French, and the rest is read as ever. */
import { describe, expect, it } from 'vitest';
import { writeAaf } from '../../src/demo/school/aaf-writer.ts';
import { brokenAaf } from '../../src/demo/school/broken-aaf.ts';
import { brokenSiecle, brokenSts } from '../../src/demo/school/broken-siecle.ts';
import { writeSiecle } from '../../src/demo/school/siecle-writer.ts';
import { writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import { SMALL_SCHOOL as school } from '../fuzz/site-in-memory.ts';
import { directoryLines, readDirectoryFiles } from '../support/read-directory.ts';

const FORMATS = [
  { format: 'AAF', good: writeAaf([school]), broken: brokenAaf },
  { format: 'SIECLE', good: writeSiecle(school), broken: brokenSiecle },
  {
    format: 'STS',
    good: [{ name: 'sts_emp.xml', bytes: writeStsEmp(school, { hasServices: true }) }],
    broken: brokenSts,
  },
];

describe.each(FORMATS)('a directory of $format', async ({ good, broken }) => {
  const wish = { uai: school.uai };
  const whole = await readDirectoryFiles(good, wish);
  const lines = isStop(whole.outcome) ? [] : directoryLines(whole.outcome);

  it('is good before it is spoilt', () => {
    expect(isStop(whole.outcome)).toBe(false);
    expect(lines.length).toBeGreaterThan(20);
    expect(whole.said).toEqual([]);
  });

  it('has faults of its own names', () => {
    const names = broken.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(broken)('with the fault $name: $code', async ({ fate, code, build }) => {
    const { outcome, findings, said } = await readDirectoryFiles(build(school), wish);
    expect(CATALOGUE).toHaveProperty(code);
    if (fate === 'refused') {
      expect(isStop(outcome) ? outcome.reason : 'taken').toBe(code);
      return;
    }
    if (isStop(outcome)) throw new Error(outcome.reason);
    expect(said).toEqual([code]);
    expect(findings[0]?.severity).toBe(fate === 'warned' ? 'warning' : 'info');
    if (outcome.mode === 'delta') return;
    // What only a list says goes with it; any other fault takes no more than one entry.
    if (code.startsWith('siecle-no') || code.startsWith('sts-no')) return;
    const after = new Set(directoryLines(outcome));
    expect(lines.filter((line) => !after.has(line)).length).toBeLessThanOrEqual(2);
  });
});
