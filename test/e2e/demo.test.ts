/** The demonstration, as a newcomer runs it: as whoever runs the tests, and as an ordinary user where that is root. */
import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, ROOT } from '../support/daemon.ts';
import { program } from '../support/machine.ts';

const NOBODY = 65_534;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-demo-'));
  folders.push(folder);
  return folder;
}

async function runDemo(prefix: readonly string[], folder: string): Promise<{ status: number | null; output: string }> {
  const words = [...prefix, process.execPath, path.join(ROOT, 'dist/cli.js'), 'demo', '--once'];
  const environment = {
    ...process.env,
    HOME: folder,
    CARILLON_DATA: path.join(folder, 'data'),
    CARILLON_PORT: String(await freePort()),
  };
  return await new Promise((resolve, reject) => {
    const child = spawn(words[0] ?? '', words.slice(1), {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

function expectTheStory({ status, output }: { status: number | null; output: string }): void {
  expect(status, output).toBe(0);
  const table = output.slice(output.indexOf('── The runs ──'));
  expect(
    table.match(/^\d+ .*$/gm)?.map((line) =>
      line
        .split(/\s{2,}/)
        .slice(1, 3)
        .join(' '),
    ),
  ).toEqual([
    'manual integrated',
    'automatic integrated',
    'automatic integrated',
    'automatic held',
    'automatic rejected',
  ]);
}

describe('npm run demo -- --once', () => {
  it('tells its story and ends', async () => {
    const folder = newFolder();
    expectTheStory(await runDemo([], folder));
    expect(existsSync(path.join(folder, 'data/postgres/data/postmaster.pid'))).toBe(false);
    // The doctor has nothing to say against it, either.
    expect(statSync(path.join(folder, 'data')).mode & 0o006).toBe(0);
  });

  it.runIf(process.getuid?.() === 0 && program('setpriv') !== null)('does so as an ordinary user', async () => {
    const folder = newFolder();
    chownSync(folder, NOBODY, NOBODY);
    expectTheStory(await runDemo(['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'], folder));
  });

  it('refuses to empty a folder that is not a demonstration’s', async () => {
    const folder = newFolder();
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(path.join(folder, 'data/precious'), 'x');
    const { status, output } = await runDemo([], folder);
    expect(status).toBe(1);
    expect(output).toContain("is not a demonstration's");
    expect(existsSync(path.join(folder, 'data/precious'))).toBe(true);
  });
});
