/** Directory files that are nearly right, drawn from a seed: `npm run fuzz -- --only directories` draws more. */
import { expect, it } from 'vitest';
import { fuzz, testSeed } from '../fuzz/area.ts';
import { directoriesArea } from '../fuzz/directories.ts';
import { readDirectoryFiles } from '../support/read-directory.ts';

it('four hundred directories end in a value or in a reason that the catalogue has', { timeout: 180_000 }, async () => {
  const { outcomes } = await fuzz(directoriesArea(), { seed: testSeed(), cases: 400 });
  // A fuzzer that only makes noise would find nothing behind the first check.
  expect(outcomes.get('accepted')).toBeGreaterThan(100);
  expect(outcomes.size).toBeGreaterThan(8);
});

it('a table with a character that no database keeps is refused', async () => {
  const { outcome } = await readDirectoryFiles([{ name: 'a.csv', bytes: 'kind;id;lastName\nstaff;1;A\0B\n' }]);
  expect(outcome).toMatchObject({ reason: 'directory-csv', values: { file: 'a.csv', variant: 'no-table' } });
});

it('a name of ten thousand letters is cut, and told', async () => {
  const row = `staff;1;${'x'.repeat(10_000)}\n`;
  const { outcome, said } = await readDirectoryFiles([{ name: 'a.csv', bytes: `kind;id;lastName\n${row}` }]);
  expect(outcome).toMatchObject({ rows: [{ lastName: 'x'.repeat(200) }] });
  expect(said).toEqual(['name-too-long']);
});
