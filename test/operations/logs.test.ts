/** `carillon logs`: the lines of one site, run or request, pretty, as they come, through rotation. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { linesIn, packedLinesIn } from '../../src/commands/log-lines.ts';
import { createPicker, createPrinter } from '../../src/commands/logs.ts';
import { command, ROOT } from '../support/daemon.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'carillon-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const AT = '2026-11-23T08:00:00.000Z';

function line(more: object, level = 'info'): string {
  return JSON.stringify({ level, time: AT, ...more });
}

const LINES = [
  line({ requestId: 'r-1', site: 4817, status: 201, run: '12', ms: 8, msg: 'PUT' }),
  line({ run: '12', site: 4817, requestId: 'r-1', step: 'deposit', outcome: 'valid', msg: 'run taken in' }),
  line({ run: '12', site: 4817, requestId: 'r-1', step: 'validate', outcome: 'valid', ms: 35, msg: 'file is valid' }),
  line({ run: '13', site: 90, step: 'validate', outcome: 'interrupted', ms: 3, msg: 'file is refused' }),
  line({ requestId: 'r-1', msg: 'of the same request, without a run' }, 'warn'),
  line({ err: { message: 'broken', stack: 'Error: broken\n  at x' }, msg: 'a request failed' }, 'error'),
  'a line of another program',
  '{"level":"info","time":"2026-11-23T08:0',
];

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const one of lines) found.push(one);
  return found;
}

const picked = (filter: Parameters<typeof createPicker>[0]): unknown[] => {
  const pick = createPicker(filter);
  return LINES.map(pick).flatMap((one) => (one ? [one.msg] : []));
};

describe('picking', () => {
  it('by site, level, moment and request', () => {
    expect(picked({})).toHaveLength(6);
    expect(picked({ site: 90 })).toEqual(['file is refused']);
    expect(picked({ level: 'warn' })).toEqual(['of the same request, without a run', 'a request failed']);
    expect(picked({ since: '2026-11-23T09:00:01+01:00' })).toEqual([]);
    expect(picked({ request: 'r-1' })).toHaveLength(4);
  });

  it('by run, with what its request wrote', () => {
    expect(picked({ run: '12' })).toEqual([
      'PUT',
      'run taken in',
      'file is valid',
      'of the same request, without a run',
    ]);
    expect(picked({ run: '13' })).toEqual(['file is refused']);
    expect(picked({ run: '12', site: 90 })).toEqual([]);
  });
});

describe('a request id that a client uses again', () => {
  const again = [
    line({ requestId: 'same', site: 4817, status: 201, run: '12', msg: 'PUT of 12' }),
    line({ run: '12', site: 4817, requestId: 'same', step: 'deposit', msg: 'of 12' }),
    line({ requestId: 'same', msg: 'of the request' }),
    line({ requestId: 'same', site: 4817, status: 201, run: '14', msg: 'PUT of 14' }),
    line({ run: '14', site: 4817, requestId: 'same', step: 'deposit', msg: 'of 14' }),
    line({ requestId: 'same', site: 90, status: 401, msg: 'PUT of another site' }),
  ];
  const found = (filter: Parameters<typeof createPicker>[0]): unknown[] => {
    const pick = createPicker(filter);
    return again.map(pick).flatMap((one) => (one ? [one.msg] : []));
  };

  it('brings no lines of other runs', () => {
    expect(found({ run: '12' })).toEqual(['PUT of 12', 'of 12', 'of the request']);
    expect(found({ run: '14' })).toEqual(['PUT of 14', 'of 14']);
    expect(found({ request: 'same' })).toHaveLength(6);
  });
});

describe('printing', () => {
  it('says when, how important, where, what and how long on one line, the rest behind', () => {
    const print = createPrinter(false);
    const text = print(JSON.parse(LINES[2] ?? '') as Record<string, unknown>);
    expect(text).toMatch(
      /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d\] INFO: \[site 4817, run 12, validate\] file is valid \(35 ms\)/,
    );
    expect(text).toContain('"outcome":"valid"');
    expect(text.trimEnd()).not.toContain('\n');
    expect(print(JSON.parse(LINES[5] ?? '') as Record<string, unknown>)).toContain('broken');
  });
});

describe('the command', () => {
  const file = path.join(folder, 'carillon.log');
  writeFileSync(file, `${LINES.join('\n')}\n`);

  it('reads the file of the configuration, an argument, or standard input', async () => {
    const own = await command(['logs', '--site', '90'], { CARILLON_LOG_FILE: file });
    expect(own.stdout).toMatch(/^\[.*\] INFO: \[site 90, run 13, validate\] file is refused \(3 ms\)/);
    expect((await command(['logs', file, '--site', '90'], {})).stdout).toBe(own.stdout);
    const piped = spawn(process.execPath, [path.join(ROOT, 'dist/cli.js'), 'logs', '-', '--run', '13'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    piped.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    piped.stdin.end(LINES.join('\n'));
    await new Promise((resolve) => piped.once('close', resolve));
    expect(said).toBe(own.stdout);
  });

  it('shows what other programs wrote, unless something is looked for', async () => {
    expect((await command(['logs', file], {})).stdout).toContain('a line of another program');
    expect((await command(['logs', file, '--site', '90'], {})).stdout).not.toContain('another program');
  });

  it('reads what logrotate has packed, and says of what is cut that it is', async () => {
    const packed = gzipSync(readFileSync(file));
    writeFileSync(`${file}.gz`, packed);
    expect(await all(packedLinesIn(`${file}.gz`))).toEqual(LINES);
    expect((await command(['logs', `${file}.gz`, '--run', '13'], {})).stdout).toContain('file is refused (3 ms)');
    writeFileSync(`${file}.gz`, packed.subarray(0, -20));
    await expect(all(packedLinesIn(`${file}.gz`))).rejects.toMatchObject({ code: 'bad-input' });
    writeFileSync(`${file}.gz`, 'plain');
    await expect(all(packedLinesIn(`${file}.gz`))).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('gives one document with --json', async () => {
    const { stdout } = await command(['logs', file, '--run', '12', '--json'], {});
    expect(JSON.parse(stdout)).toMatchObject({ total: 4, items: [{ msg: 'PUT' }, {}, { ms: 35 }, {}] });
  });

  it('says what is wrong with what it was asked', async () => {
    const absent = await command(['logs', path.join(folder, 'none.log')], {});
    expect(absent).toMatchObject({ status: 1, stdout: '' });
    expect(absent.stderr).toContain('none.log');
    expect((await command(['logs', folder], {})).stderr).toContain('est un dossier');
    expect((await command(['logs', file, '--since', 'yesterday'], {})).stderr).toContain('yesterday');
    expect((await command(['logs', file, '--level', 'loud'], {})).status).toBe(2);
    expect((await command(['logs', file, '-f', '--json'], {})).status).toBe(2);
  });
});

describe('following', () => {
  /** Reads on in the background; `until` waits for that many lines. */
  function followed(file: string) {
    const stop = new AbortController();
    const seen: string[] = [];
    const waiting = new Set<() => void>();
    const reading = (async () => {
      for await (const one of linesIn(file, { follow: true, signal: stop.signal })) {
        seen.push(one);
        for (const look of waiting) look();
      }
    })();
    return {
      seen,
      until: (count: number) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (seen.length >= count) resolve();
          };
          waiting.add(look);
          look();
        }),
      async end() {
        stop.abort();
        await reading;
      },
    };
  }

  it('goes on when the file grows, also by half a line and by half a letter', async () => {
    const file = path.join(folder, 'grows.log');
    writeFileSync(file, 'one\ntw');
    const log = followed(file);
    await log.until(1);
    const rest = Buffer.from('o é\nthree\n');
    appendFileSync(file, rest.subarray(0, 3));
    appendFileSync(file, rest.subarray(3));
    await log.until(3);
    expect(log.seen).toEqual(['one', 'two é', 'three']);
    await log.end();
  });

  it('goes on in the new file when the old one is moved away, and loses nothing between', async () => {
    const file = path.join(folder, 'moved.log');
    writeFileSync(file, 'one\n');
    const log = followed(file);
    await log.until(1);
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, 'two\n');
    writeFileSync(file, 'three\n');
    await log.until(3);
    expect(log.seen).toEqual(['one', 'two', 'three']);
    await log.end();
  });

  it('begins anew when the file is copied and cut', async () => {
    const file = path.join(folder, 'cut.log');
    writeFileSync(file, 'a rather long first line\n');
    const log = followed(file);
    await log.until(1);
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    appendFileSync(file, 'two\n');
    await log.until(2);
    expect(log.seen).toEqual(['a rather long first line', 'two']);
    await log.end();
  });
});
