/** Resident memory before bombs, giant values and endless bodies, measured in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hugeAttribute } from '../../src/demo/school/broken-xml.ts';
import { school } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { basic } from '../support/webdav-door.ts';
import { flatBomb, nestedBomb } from './zip-faults.ts';

/** Generous: measured are at most 17. */
const MAX_MEGABYTES = 60;
const MAX_MS = 20_000;

const folder = mkdtempSync(path.join(tmpdir(), 'carillon-busted-'));
const file = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(...words: readonly string[]): ChildProcess & { stdout: Readable } {
  const loader = path.join(import.meta.dirname, '../support/typescript.mjs');
  const script = path.join(import.meta.dirname, 'memory-child.ts');
  return spawn(process.execPath, ['--import', loader, script, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  }) as never;
}

async function readIn(name: string): Promise<{ end: string; megabytes: number; ms: number }> {
  const child = start('read', file(name));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(0);
  return JSON.parse(output);
}

describe('a file', () => {
  beforeAll(async () => {
    await pipeline(Readable.from(hugeAttribute(school, 100)), createWriteStream(file('attribute.xml')));
    const flat = flatBomb(500_000_000);
    writeFileSync(file('flat.zip'), rawZip([{ name: 'EDT.xml', data: flat }]));
    // The size it claims passes every check that can be made beforehand.
    writeFileSync(file('liar.zip'), rawZip([{ name: 'EDT.xml', data: flat, size: 1_000_000 }]));
    writeFileSync(file('nested.zip'), nestedBomb(4));
    // A fifth of it does not shrink, so that the ratio is an honest one.
    const noise = Buffer.alloc(8_000_000, 'x');
    for (let at = 0; at < noise.length; at += 5) noise.writeUInt8(97 + ((at * 2_654_435_761) % 26), at);
    const slow = Array.from({ length: 300_000 }, (_, at) => `<Etiquette Ident="${at * 7_919}"/>`).join('');
    const lists = `<ExportEmploiDuTemps Version="1.1" UAI="0990001A">${`<Etiquettes>${slow}</Etiquettes>`.repeat(10)}`;
    writeFileSync(file('patient.zip'), rawZip([{ name: 'EDT.xml', data: lists }]));
    const entries = Array.from({ length: 900 }, (_, at) => ({ name: `${at}.txt`, method: 0, offset: 0 }));
    writeFileSync(file('overlap.zip'), rawZip([{ name: 'EDT.xml', data: noise, method: 0 }, ...entries]));
  });

  it.each([
    ['attribute.xml', 'xml-token-too-long', 'an attribute of 100 MB'],
    ['flat.zip', 'zip-bomb', 'a bomb of 500 MB'],
    ['liar.zip', 'zip-damaged', 'a bomb of 500 MB that claims one'],
    ['nested.zip', 'zip-nested', 'a bomb in archives five deep'],
    ['patient.zip', 'xml-too-many-elements', 'three million elements'],
    ['overlap.zip', 'zip-overlap', 'nine hundred entries on the same bytes'],
  ])('%s is refused, %s, in bounded time and memory: %s', async (name, reason) => {
    const { end, megabytes, ms } = await readIn(name);
    expect(end).toBe(reason);
    expect(megabytes).toBeLessThan(MAX_MEGABYTES);
    expect(ms).toBeLessThan(MAX_MS);
  });
});

describe('a body without end', () => {
  let child: ReturnType<typeof start>;
  let port = 0;
  const lines: ((line: string) => void)[] = [];
  const next = (): Promise<string> => new Promise((resolve) => lines.push(resolve));
  const told = async (): Promise<{ peak: number; deposits: number }> => {
    const line = next();
    child.stdin?.write('peak\n');
    return JSON.parse(await line);
  };

  beforeAll(async () => {
    child = start('serve');
    createInterface({ input: child.stdout }).on('line', (line) => lines.shift()?.(line));
    port = JSON.parse(await next()).port;
  });
  afterAll(async () => {
    const ended = once(child, 'close');
    child.stdin?.write('end\n');
    await ended;
  });

  /** Sends chunks until the server closes; the first line of what it answered, and how much it took. */
  async function pour(method: string, header: string, piece: Buffer): Promise<{ status: string; megabytes: number }> {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await once(socket, 'connect');
    const login = basic('emp.a.b', 'secret');
    socket.write(`${method} /webdav/4817/a.xml HTTP/1.1\r\nHost: x\r\nAuthorization: ${login}\r\n${header}\r\n\r\n`);
    const goOn = (): void => {
      if (!socket.destroyed) socket.write(piece, () => setImmediate(goOn));
    };
    goOn();
    await closed;
    return { status: answer.slice(9, 12), megabytes: socket.bytesWritten / 1_048_576 };
  }

  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1_048_576, 'x'), Buffer.from('\r\n')]);
  const CHUNKED = 'Transfer-Encoding: chunked';

  it.each([
    ['PROPFIND', CHUNKED, chunk, 70],
    ['LOCK', CHUNKED, chunk, 70],
    ['PROPPATCH', CHUNKED, chunk, 70],
    ['PROPFIND', `Content-Length: ${100 * 1_048_576}`, chunk, 70],
    ['PUT', CHUNKED, chunk, 270],
  ])('of %s, %s, is answered 413 and cut off, in bounded memory', async (method, header, piece, most) => {
    const before = await told();
    const { status, megabytes } = await pour(method, header, piece);
    expect(status).toBe('413');
    expect(megabytes).toBeLessThan(most);
    const after = await told();
    expect(after.peak - before.peak).toBeLessThan(MAX_MEGABYTES);
    expect(after.deposits).toBe(0);
  });
});
