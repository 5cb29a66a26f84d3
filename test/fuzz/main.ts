/** `npm run fuzz -- [--only NAME] [--seed N] [--cases N] [--case N]`: throws nearly right input at the doors, for as long as asked. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Area, caseOf, FuzzFailure, fuzz, type Tally } from './area.ts';
import { AREAS } from './areas.ts';

const DEFAULT_CASES = 2_000;

function number(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`“${text}” is no number of cases, case or seed`);
  return value;
}

function print({ area, seed, cases, ms, grownMegabytes, outcomes }: Tally): void {
  const ends = [...outcomes].map(([word, times]) => `  ${String(times).padStart(8)}  ${word}`).join('\n');
  console.log(
    `${area}: ${cases} cases of seed ${seed} in ${Math.round(ms / 1000)} s, memory +${grownMegabytes} MB, ${outcomes.size} ends\n${ends}`,
  );
}

async function run<T>(area: Area<T>, seed: number, cases: number, only: number | null): Promise<void> {
  try {
    if (only !== null) {
      const { input, how } = caseOf(area, seed, only);
      const file = path.join(os.tmpdir(), `carillon-fuzz-${area.name}-${seed}-${only}`);
      writeFileSync(file, area.show(input));
      console.log(`${area.name} case ${only} of seed ${seed} (${how.join(', ')}) is in ${file}`);
    }
    const onProgress = (done: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${area.name} ${done} `);
    };
    print(await fuzz(area, { seed, cases: only === null ? cases : 1, first: only ?? 0, onProgress }));
  } finally {
    await area.close?.();
  }
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    seed: { type: 'string' },
    cases: { type: 'string' },
    case: { type: 'string' },
  },
});
const names = values.only ?? Object.keys(AREAS);
const unknown = names.filter((name) => !Object.hasOwn(AREAS, name));
if (unknown.length > 0) {
  console.error(`unknown area ${unknown.join(', ')}; known: ${Object.keys(AREAS).join(', ')}`);
  process.exitCode = 2;
} else {
  const seed = number(values.seed, Date.now() % 1_000_000);
  for (const name of names) {
    try {
      await AREAS[name]?.(async (area) =>
        run(area, seed, number(values.cases, DEFAULT_CASES), values.case === undefined ? null : number(values.case, 0)),
      );
    } catch (error) {
      if (!(error instanceof FuzzFailure)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}
