/** Exports and archives that are nearly right, drawn from a seed: `npm run fuzz -- --only edt --only lessons --only udt --only sts --only zip` draws more. */
import { expect, it } from 'vitest';
import { fuzz, testSeed } from '../fuzz/area.ts';
import { edtArea } from '../fuzz/edt.ts';
import { lessonsArea } from '../fuzz/lessons.ts';
import { stsArea } from '../fuzz/sts.ts';
import { udtArea } from '../fuzz/udt.ts';
import { zipArea } from '../fuzz/zip.ts';

const seed = testSeed();

const PATIENCE_MS = 180_000;

it(
  'six hundred exports end in a value or in a reason that the catalogue has',
  async () => {
    const { outcomes } = await fuzz(await edtArea(), { seed, cases: 600 });
    const through = [...outcomes]
      .filter(([word]) => /^(accepted|held)/.test(word))
      .reduce((sum, [, cases]) => sum + cases, 0);
    // A fuzzer that only makes noise would find nothing behind the first check.
    expect(through).toBeGreaterThan(180);
    expect(outcomes.get('accepted')).toBeGreaterThan(20);
    expect(outcomes.get('held, with warnings')).toBeGreaterThan(20);
    expect(outcomes.size).toBeGreaterThan(15);
  },
  PATIENCE_MS,
);

it(
  'five hundred tables and calendars end in a value or in a reason that the catalogue has',
  async () => {
    const { outcomes } = await fuzz(await lessonsArea(), { seed, cases: 500 });
    const through = [...outcomes].filter(([word]) => /^(accepted|held)/.test(word));
    expect(through.reduce((sum, [, cases]) => sum + cases, 0)).toBeGreaterThan(150);
    expect(outcomes.size).toBeGreaterThan(10);
  },
  PATIENCE_MS,
);

it(
  'three hundred exports of UnDeuxTEMPS end in a value or in a reason that the catalogue has',
  async () => {
    const { outcomes } = await fuzz(await udtArea(), { seed, cases: 300 });
    const through = [...outcomes].filter(([word]) => /^(accepted|held)/.test(word));
    expect(through.reduce((sum, [, cases]) => sum + cases, 0)).toBeGreaterThan(150);
    expect(outcomes.get('accepted')).toBeGreaterThan(5);
    expect(outcomes.size).toBeGreaterThan(8);
  },
  PATIENCE_MS,
);

it(
  'three hundred pairs of STS-WEB end in a value or in a reason that the catalogue has',
  async () => {
    const { outcomes } = await fuzz(await stsArea(), { seed, cases: 300 });
    const through = [...outcomes].filter(([word]) => /^(accepted|held)/.test(word));
    expect(through.reduce((sum, [, cases]) => sum + cases, 0)).toBeGreaterThan(100);
    expect(outcomes.get('accepted')).toBeGreaterThan(5);
    expect(outcomes.get('other-half-needed')).toBeGreaterThan(5);
    expect(outcomes.size).toBeGreaterThan(8);
  },
  PATIENCE_MS,
);

it(
  'a thousand archives end in an export or in a reason that the catalogue has',
  async () => {
    const { outcomes } = await fuzz(zipArea(), { seed, cases: 1_000 });
    expect(outcomes.get('read')).toBeGreaterThan(100);
    expect(outcomes.get('zip-damaged')).toBeLessThan(600);
    expect(outcomes.size).toBeGreaterThan(14);
  },
  PATIENCE_MS,
);
