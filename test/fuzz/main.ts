/** `npm run fuzz -- [--only NAME] [--seed N] [--cases N] [--case N]`: throws nearly right input at the doors, for as long as asked. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Area, caseOf, FuzzFailure, fuzz, type Tally } from './area.ts';
import { AREAS } from './areas.ts';

const DEFAULT_CASES = 2_000;

/** Null when it is none, which has been told. */
function number(text: string | undefined, otherwise: number): number | null {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`“${text}” is no number of cases, case or seed`);
  return null;
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

const OPTIONS = {
  only: { type: 'string', multiple: true },
  seed: { type: 'string' },
  cases: { type: 'string' },
  case: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `npm run fuzz -- [--only NAME]... [--seed N] [--cases N] [--case N]

  --only NAME   this area only, may be repeated: ${Object.keys(AREAS).join(', ')}
  --seed N      draw the same cases again; without it each run draws others
  --cases N     how many cases of each area (${DEFAULT_CASES})
  --case N      this one case of the seed only; its input is written to a file
`;

/** What was asked for; null when it cannot be read, which has been told. */
function asked(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] | null {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return null;
  }
}

/** The exit status: 0 nothing found, 1 something found, 2 wrong usage. */
async function main(): Promise<0 | 1 | 2> {
  const values = asked();
  if (values === null) return 2;
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const names = values.only ?? Object.keys(AREAS);
  const unknown = names.filter((name) => !Object.hasOwn(AREAS, name));
  if (unknown.length > 0) {
    console.error(`unknown area ${unknown.join(', ')}; known: ${Object.keys(AREAS).join(', ')}`);
    return 2;
  }
  const [seed, cases, only] = [
    number(values.seed, Date.now() % 1_000_000),
    number(values.cases, DEFAULT_CASES),
    values.case === undefined ? undefined : number(values.case, 0),
  ];
  if (seed === null || cases === null || only === null) return 2;
  let status: 0 | 1 = 0;
  for (const name of names) {
    try {
      await AREAS[name]?.(async (area) => run(area, seed, cases, only ?? null));
    } catch (error) {
      if (!(error instanceof FuzzFailure)) throw error;
      console.error(error.message);
      status = 1;
    }
  }
  return status;
}

process.exitCode = await main();
