/** Faults that `npm run fuzz` found, each kept as the smallest input that shows it. */
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { FindingLog, isStop, type Outcome } from '../../src/domain/model/finding.ts';
import type { RawExport } from '../../src/domain/model/timetable.ts';
import { SMALL_SCHOOL, sourceOf } from '../fuzz/site-in-memory.ts';

const good = writeEdt(SMALL_SCHOOL);

/** Reads a text as a run does. */
function read(text: string, findings = new FindingLog()): Promise<Outcome<RawExport>> {
  return readExport(sourceOf(Buffer.from(text)), findings);
}

describe('an export', () => {
  it.each(['constructor', '__proto__', 'hasOwnProperty'])(
    'that declares the encoding “%s” is refused, not a failure that is tried again',
    async (name) => {
      const outcome = await read(good.replace('encoding="UTF-8"', `encoding="${name}"`));
      expect(isStop(outcome) && outcome.reason).toBe('xml-encoding-unknown');
    },
  );

  it('whose text is cut for a finding in the middle of an emoji gives text that the database can keep', async () => {
    const findings = new FindingLog();
    const wrong = `${'x'.repeat(29)}😀`;
    await read(good.replace(/Semaines="\d+"/, `Semaines="${wrong}"`), findings);
    await read(
      good.replace(/<Salle Ident="\d+"/, `<Salle Ident="${wrong}"`).replace('<Salles>', '<Salles><Salle/>'),
      findings,
    );
    expect(findings.count('week-mask-invalid')).toBe(1);
    expect(JSON.stringify(findings.groups())).not.toMatch(/\\ud[89a-f]/i);
  });

  it('whose root, UAI or version is cut in the middle of an emoji gives a reason that the database can keep', async () => {
    const container = `<EXPORT_INDEX_EDUCATION><VERSION>${'x'.repeat(119)}😀</VERSION></EXPORT_INDEX_EDUCATION>`;
    const uai = good.replace(/UAI="[^"]*"/, `UAI="${'x'.repeat(19)}😀"`);
    for (const text of [`<a${'𝒜'.repeat(40)}/>`, uai, container])
      expect(JSON.stringify(await read(text))).toMatch(/"stopped":true(?!.*\\ud[89a-f])/is);
  });
});
