/** What a bench is, how its figures are taken, and the table they are printed in. */
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** One line of the table. `ratio` is value by floor; `target` bounds the ratio where there is one, else the p95, else the value. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Of many rounds, where `value` is the median: 95 of 100 are not slower. */
  readonly p95?: number;
  readonly floor?: number;
  readonly ratio?: number;
  readonly target?: number;
  /** The ratio's bound where more is better. */
  readonly atLeast?: number;
  readonly met?: boolean;
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The number that so many of them (0 to 1) do not exceed. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Resident megabytes of a process. */
export function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/** A result whose ratio to the floor must stay at or under the target. */
export function against(name: string, unit: string, value: number, floor: number, target: number): BenchResult {
  const ratio = Math.round((value / floor) * 100) / 100;
  return {
    name,
    value: Math.round(value * 10) / 10,
    unit,
    floor: Math.round(floor * 10) / 10,
    ratio,
    target,
    met: ratio <= target,
  };
}

/** This machine, for whoever reads the figures. */
export function machine(): string {
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}`;
}

export function printTable(results: readonly BenchResult[]): void {
  const rows = results.map((one) => [
    one.name,
    `${one.value} ${one.unit}`,
    one.p95 === undefined ? '' : `${one.p95} ${one.unit}`,
    one.floor === undefined ? '' : `${one.floor} ${one.unit}`,
    one.ratio === undefined ? '' : String(one.ratio),
    one.atLeast !== undefined ? `≥ ${one.atLeast}` : one.target === undefined ? '' : `≤ ${one.target}`,
    one.met === undefined ? '' : one.met ? 'yes' : 'no',
  ]);
  const all = [['bench', 'value', 'p95', 'floor', 'ratio', 'target', 'met'], ...rows];
  const widths = [0, 1, 2, 3, 4, 5, 6].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
