/** Uploads that break off: at any byte nothing stays, the old file is kept, no run starts, no descriptor is left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, connect } from '../support/dav-client.ts';
import { startDoor, type TestDoor } from '../support/webdav-door.ts';

const SIZE = 5 * 1024 * 1024;
const STEP = 64 * 1024;
const OLD = '<old/>';
const BODY = Buffer.alloc(SIZE, 'x');
BODY.write('<new>');

const head = (door: TestDoor, name: string, length: string): string =>
  `PUT /webdav/4817/${name} HTTP/1.1\r\nHost: x\r\nAuthorization: ${door.authorization}\r\n${length}\r\n\r\n`;

/** A body in chunks of 64 KB, as a client that does not know the length sends it. */
function chunked(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += STEP) {
    const piece = bytes.subarray(at, at + STEP);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat(pieces);
}

describe('an upload that is cut', () => {
  let door: TestDoor;
  beforeAll(async () => {
    door = await startDoor();
    await ask(door, 'PUT', 'old.xml', { body: OLD });
  });
  afterAll(() => door.close());

  async function expectNothingHappened(cuts: number): Promise<void> {
    // Each upload ends in its log line: that is the signal that the door is done with it.
    await expect.poll(() => door.lines.length).toBe(cuts + 1);
    door.lines.length = 1;
    expect(door.fake.journal()).toHaveLength(1);
    expect(door.unfinished()).toEqual([]);
    expect(door.openInSpool()).toEqual([]);
    expect((await ask(door, 'GET', 'old.xml')).text).toBe(OLD);
    expect((await ask(door, 'GET', 'new.xml')).status).toBe(404);
  }

  const LENGTH = `Content-Length: ${SIZE}`;
  const CHUNKED = 'Transfer-Encoding: chunked';

  it.each([
    ['Content-Length, reset', LENGTH, (bytes: Buffer) => bytes, true],
    ['Content-Length, closed', LENGTH, (bytes: Buffer) => bytes, false],
    ['chunked, reset', CHUNKED, chunked, true],
    ['chunked, closed', CHUNKED, chunked, false],
  ])('leaves nothing: every 64 KB of 5 MB, %s', async (_title, length, encode, isReset) => {
    let cuts = 0;
    for (let at = 0; at < SIZE; at += STEP) {
      const raw = await connect(door);
      await raw.write(head(door, cuts % 2 ? 'old.xml' : 'new.xml', length));
      await raw.write(encode(BODY.subarray(0, at)));
      if (isReset) raw.socket.resetAndDestroy();
      else raw.socket.end();
      cuts += 1;
    }
    await expectNothingHappened(cuts);
  });

  it.each([0, 1, 2, 63, 64, 65, 1000])('leaves nothing when it is cut after %i bytes', async (at) => {
    const raw = await connect(door);
    await raw.write(head(door, 'old.xml', 'Content-Length: 1001'));
    await raw.write(BODY.subarray(0, at));
    raw.socket.end();
    await expectNothingHappened(1);
  });

  it('leaves nothing when chunks are malformed', async () => {
    const raw = await connect(door);
    await raw.write(head(door, 'old.xml', CHUNKED));
    await raw.write('5\r\n<new>\r\nZZ\r\n');
    await raw.untilClosed();
    await expectNothingHappened(1);
  });

  it('leaves nothing when a body stalls or drips, and says 408', async () => {
    const slow = await startDoor({ limits: { bodyWindowMs: 30, minBytesPerSecond: 1000 } });
    const raw = await connect(slow);
    await raw.write(head(slow, 'a.xml', 'Content-Length: 1000'));
    await raw.write('<a>');
    expect(await raw.untilClosed()).toContain('408 Request Timeout');
    await expect.poll(() => slow.lines).toMatchObject([{ bytes: 3, status: 408 }]);
    expect(slow.fake.journal()).toEqual([]);
    expect(slow.unfinished()).toEqual([]);
    await slow.close();
  });

  it('keeps all or nothing of a client that hangs up without waiting for the answer, and calls it no error', async () => {
    const raw = await connect(door);
    await raw.write(head(door, 'whole.xml', 'Content-Length: 4'));
    await raw.write('<a/>');
    raw.socket.end();
    await expect.poll(() => door.lines.length).toBe(2);
    expect(door.lines.map(({ level }) => level)).toEqual([30, 30]);
    for (const deposit of door.fake.journal().slice(1)) expect(deposit).toMatchObject({ name: 'whole.xml', size: 4 });
    expect(door.unfinished()).toEqual([]);
  });
});

describe('an answer before the body', () => {
  let door: TestDoor;
  beforeAll(async () => {
    door = await startDoor({ limits: { maxBytes: 1024 * 1024 } });
  });
  afterAll(() => door.close());

  const wrong = 'Authorization: Basic eDp5';

  it('refuses a wrong password without 100 Continue', async () => {
    const raw = await connect(door);
    await raw.write(
      `PUT /webdav/4817/a.xml HTTP/1.1\r\nHost: x\r\n${wrong}\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
    );
    const answer = await raw.untilClosed();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).not.toContain('100 Continue');
  });

  it('asks for the body of a right one', async () => {
    const raw = await connect(door);
    await raw.write(head(door, 'a.xml', 'Expect: 100-continue\r\nContent-Length: 4'));
    expect(await raw.seen('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    await raw.write('<a/>');
    expect(await raw.seen('201 Created')).not.toMatch(/100 Continue.*100 Continue/s);
    raw.socket.destroy();
  });

  it('takes 10 MB without login, says 401, and goes on with the same socket', async () => {
    const raw = await connect(door);
    await raw.write('PUT /webdav/4817/a.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n');
    await raw.write(Buffer.alloc(10_000_000));
    await raw.seen('HTTP/1.1 401 ');
    await raw.write(`${head(door, 'b.xml', 'Content-Length: 4')}<b/>`);
    await raw.seen('HTTP/1.1 201 ');
    raw.socket.destroy();
  });

  it.each([
    ['413 for a declared giant', 'PUT', '413', (d: TestDoor) => d.authorization],
    ['401 for a declared giant', 'PUT', '401', () => 'Basic eDp5'],
    ['413 for a giant PROPFIND', 'PROPFIND', '413', (d: TestDoor) => d.authorization],
    ['415 for a giant MKCOL', 'MKCOL', '415', (d: TestDoor) => d.authorization],
  ])('says %s at once and hangs up when it goes on', async (_title, method, status, login) => {
    const taken = new Promise<number>((resolve) => {
      door.server.once('connection', (socket) => socket.once('close', () => resolve(socket.bytesRead)));
    });
    const raw = await connect(door);
    const headers = `Host: x\r\nAuthorization: ${login(door)}\r\nContent-Length: ${5 * 1024 ** 3}`;
    await raw.write(`${method} /webdav/4817/g.xml HTTP/1.1\r\n${headers}\r\n\r\n`);
    expect(await raw.seen('\r\n\r\n')).toContain(`HTTP/1.1 ${status} `);
    const piece = Buffer.alloc(1024 * 1024);
    const goOn = (): void => {
      if (!raw.socket.destroyed) raw.socket.write(piece, () => setImmediate(goOn));
    };
    goOn();
    expect(await taken).toBeLessThan(64 * 1024 * 1024);
  });

  it('counts chunked uploads and says 413 in their middle', async () => {
    const raw = await connect(door);
    await raw.write(head(door, 'c.xml', 'Transfer-Encoding: chunked'));
    await raw.write(chunked(Buffer.alloc(2 * 1024 * 1024, 'x')));
    expect(await raw.seen('\r\n\r\n')).toContain('HTTP/1.1 413 ');
    raw.socket.destroy();
    await expect.poll(() => door.unfinished()).toEqual([]);
  });
});
