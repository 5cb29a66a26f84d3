/** A worker whose daemon died while it was starting ends, too: nobody would ever stop it. */
import { fork } from 'node:child_process';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { newInstallation } from '../support/school-site.ts';

const CLI = path.join(import.meta.dirname, '../../dist/cli.js');
const installation = newInstallation();
afterAll(() => installation.remove());

it.each([0, 50, 200, 500])(
  'and its parent is gone %i ms after it began',
  async (ms) => {
    const { CARILLON_LOG_LEVEL: _level, ...rest } = process.env;
    const child = fork(CLI, ['serve', '--role', 'worker'], {
      env: { ...rest, ...installation.environment },
      execArgv: [],
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    // The moment of the death is what is tried; nothing is waited for.
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.disconnect();
    expect(await ended).toBe(0);
  },
  60_000,
);
