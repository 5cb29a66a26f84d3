/** Small files of each format and all that is read from them. `npx vitest run test/golden -u` writes what is expected anew. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { rawZip } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';
import { listLines, membershipLines, sessionLines, timetableOfRaw } from '../support/timetable-facts.ts';

const FOLDER = path.join(import.meta.dirname, 'formats');
const CALENDAR = {
  timeZone: 'Europe/Paris',
  openYear: { startYear: 2026, firstDay: '2026-09-01', lastDay: '2027-07-03' },
};

/** A file; of a folder, a zip of all that is in it. */
function bytesOf(place: string): Buffer {
  if (!statSync(place).isDirectory()) return readFileSync(place);
  return rawZip(readdirSync(place).map((name) => ({ name, data: readFileSync(path.join(place, name)) })));
}

it.each(readdirSync(FOLDER).filter((name) => !name.endsWith('.expected.txt')))(
  '%s is read as expected',
  async (name) => {
    const findings = new FindingLog();
    const source = { ...sourceOf(bytesOf(path.join(FOLDER, name))), name };
    const raw = await readExport(source, findings, { calendar: CALENDAR });
    if (isStop(raw)) throw new Error(`${raw.reason} ${JSON.stringify(raw.values)}`);
    const timetable = timetableOfRaw(raw, findings);
    const { origin, schoolYear } = raw;
    const lines = [
      `${origin.format} ${origin.formatVersion} ${origin.uai} ${schoolYear.firstDay} ${schoolYear.lastDay}`,
      ...listLines(timetable),
      ...membershipLines(timetable),
      ...sessionLines(timetable),
      ...findings
        .groups()
        .flatMap(({ code, severity, items }) =>
          items.map(({ about = '', where = '' }) => [severity, code, where, about].filter(Boolean).join(' ')),
        ),
    ];
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(path.join(FOLDER, `${name}.expected.txt`));
  },
);
