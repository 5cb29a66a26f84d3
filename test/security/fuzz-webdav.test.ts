/** WebDAV conversations that are nearly right, drawn from a seed: `npm run fuzz -- --only webdav` draws more. */
import { afterAll, expect, it } from 'vitest';
import { type Area, fuzz, testSeed } from '../fuzz/area.ts';
import { webdavArea } from '../fuzz/webdav.ts';
import type { Step } from '../fuzz/webdav-cases.ts';

const areas: Area<readonly Step[]>[] = [];
afterAll(async () => {
  for (const area of areas) await area.close?.();
});

it.each([
  ['memory', 400],
  ['postgres', 120],
] as const)(
  'over drop folders in %s %i conversations keep what they acknowledge and nothing else',
  async (kind, cases) => {
    const area = await webdavArea(kind);
    areas.push(area);
    const { outcomes } = await fuzz(area, { seed: testSeed(), cases });
    expect(outcomes.get('201')).toBeGreaterThan(cases / 3);
    expect(outcomes.get('207')).toBeGreaterThan(cases / 6);
    expect(outcomes.get('400')).toBeGreaterThan(cases / 6);
    expect(outcomes.get('400')).toBeLessThan(cases * 1.5);
    expect(outcomes.size).toBeGreaterThan(14);
  },
);
