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
  weekCalendar: {
    firstDay: '2026-09-01',
    lastDay: '2027-07-03',
    closures: [
      { firstDay: '2026-10-17', lastDay: '2026-11-01' },
      { firstDay: '2026-11-05', lastDay: '2027-06-20' },
    ],
    alternations: {
      Q1: ['2026-09-07', '2026-09-21', '2026-10-05', '2027-06-21'],
      Q2: ['2026-09-14', '2026-09-28', '2026-10-12', '2027-06-28'],
      S1: ['2026-09-07', '2026-09-14'],
    },
  },
};

/** A file as it is, a folder as the zip that it stands for. */
function fileAt(name: string): { readonly name: string; readonly bytes: Buffer } {
  const at = path.join(FOLDER, name);
  if (!statSync(at).isDirectory()) return { name, bytes: readFileSync(at) };
  const entries = readdirSync(at).map((entry) => ({ name: entry, data: readFileSync(path.join(at, entry)) }));
  return { name: `${name}.zip`, bytes: rawZip(entries) };
}

it.each(readdirSync(FOLDER).filter((name) => !name.endsWith('.expected.txt')))(
  '%s is read as expected',
  async (name) => {
    const findings = new FindingLog();
    const file = fileAt(name);
    const source = { ...sourceOf(file.bytes), name: file.name };
    const raw = await readExport(source, findings, { calendar: CALENDAR });
    if (isStop(raw)) throw new Error(`${raw.reason} ${JSON.stringify(raw.values)}`);
    const timetable = timetableOfRaw(raw, findings);
    const { origin, schoolYear } = raw;
    const lines = [
      `${origin.format} ${origin.formatVersion} ${origin.uai} ${schoolYear.firstDay} ${schoolYear.lastDay}`,
      ...listLines(timetable),
      ...(raw.closures ?? []).map((one) => `closed ${one.firstDay} ${one.lastDay}`),
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
