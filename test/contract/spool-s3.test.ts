/** Spool on an S3-compatible store: the common suite, and what goes wrong between here and there. */
import { randomUUID } from 'node:crypto';
import dns from 'node:dns';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openS3Spool, type S3SpoolSettings } from '../../src/adapters/spool/s3.ts';
import type { OpenSpool } from '../../src/domain/ports.ts';
import { type HttpFront, type Spoil, startHttpFront } from '../support/http-front.ts';
import { describeWithSwift, startTestSwift, type TestSwift } from '../support/swift.ts';
import { describeWithMount, mountSmallDisk } from '../support/tmpfs.ts';
import { keep, openSpoolSuite, read, shaOf, spoolSuite } from './spool-suite.ts';

const BYTES = Buffer.alloc(3_000_000, 'three megabytes');
const SHA = shaOf(BYTES);

describeWithSwift('with an S3 store', () => {
  let swift: TestSwift;
  let folder: string;
  let prefix: string;
  let front: HttpFront;
  const opened: OpenSpool[] = [];

  beforeAll(async () => {
    swift = await startTestSwift();
  });
  afterAll(() => swift.close());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-spool-'));
    prefix = `${randomUUID()}/`;
    front = await startHttpFront(swift.settings.endpoint ?? '');
  });
  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close();
    await front.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Behind the front; each one has the disk of its own machine. */
  async function open(other: Partial<S3SpoolSettings> = {}): Promise<OpenSpool> {
    const settings = { ...swift.settings, endpoint: front.url, prefix, folder: path.join(folder, randomUUID()) };
    const spool = await openS3Spool({ ...settings, ...other });
    opened.push(spool);
    return spool;
  }
  const spoil = (verb: string, how: Spoil): void => front.spoil((asked) => (asked === verb ? how : undefined));
  const mend = (): void => front.spoil(() => undefined);
  /** Files on the disks of all machines. */
  const local = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : []));
  async function isKept(sha256: string): Promise<boolean> {
    const other = await open();
    return await read(other.open(sha256)).then(
      () => true,
      () => false,
    );
  }

  spoolSuite('an S3 store', () => open());
  openSpoolSuite('an S3 store', {
    open: () => open(),
    // The store's clock cannot be moved: everything is old.
    age: async () => Date.now() + 3_600_000,
  });

  it('leaves nothing on this machine but copies that are being read, and none of those after a while', async () => {
    const spool = await open({ copies: { idleMs: 50, maxBytes: 1_000_000_000 } });
    await keep(spool, BYTES);
    expect(local()).toEqual([]);
    const reading = spool.open(SHA, { start: 10, end: 20 })[Symbol.asyncIterator]();
    await reading.next();
    expect(local()).toHaveLength(1);
    while (local().length > 0) await pause(10);
    // Gone from the folder, and still read to its end.
    expect((await reading.next()).done).toBe(true);
    expect((await read(spool.open(SHA))).equals(BYTES)).toBe(true);
  });

  it('fetches a file once for many readers, and no more of them than there is room for', async () => {
    const spool = await open({ copies: { idleMs: 60_000, maxBytes: 4_000_000 } });
    const other = Buffer.concat([BYTES, Buffer.from('and more')]);
    await keep(spool, BYTES);
    const { sha256 } = await keep(spool, other);
    front.asked.length = 0;
    await Promise.all(Array.from({ length: 10 }, (_, n) => read(spool.open(SHA, { start: n, end: n + 1_000 }))));
    await read(spool.open(SHA));
    expect(front.asked).toHaveLength(1);
    await read(spool.open(sha256));
    expect(local()).toHaveLength(1);
    expect((await read(spool.open(SHA))).equals(BYTES)).toBe(true);
    expect(front.asked).toHaveLength(3);
    await spool.close();
    expect(local()).toEqual([]);
  });

  it.each([
    ['breaks off in the middle', { cutAt: 1_000_000 }, /\((ECONNRESET|EPIPE)\)/],
    ['is changed on its way', 'turned', /BadDigest/],
    [
      'finds the store too busy',
      { status: 503, body: '<Error><Code>SlowDown</Code><Message>later</Message></Error>' },
      /SlowDown/,
    ],
    ['finds something that is no store', { status: 502, body: '<html>Bad gateway</html>' }, /HTTP 502/],
    ['finds a store that says nothing', 'silent', /Timeout/],
  ] as const)('an upload that %s is trouble that a new try may heal, and leaves nothing', async (_title, how, told) => {
    const spool = await open({ timeoutMs: 1_500 });
    spoil('PUT', how);
    await expect(keep(spool, BYTES)).rejects.toMatchObject({
      ...{ code: 'spool-unavailable', retryable: true },
      message: expect.stringMatching(told),
    });
    expect(local()).toEqual([]);
    mend();
    expect(await isKept(SHA)).toBe(false);
    expect((await keep(spool, BYTES)).sha256).toBe(SHA);
    expect(await isKept(SHA)).toBe(true);
  });

  it('says no-room when the store is full', async () => {
    const spool = await open();
    spoil('PUT', { status: 507, body: '<Error><Code>InsufficientStorage</Code><Message>full</Message></Error>' });
    await expect(keep(spool, BYTES)).rejects.toMatchObject({ code: 'no-room' });
    spoil('PUT', { status: 403, body: '<Error><Code>QuotaExceeded</Code><Message>full</Message></Error>' });
    await expect(keep(spool, BYTES)).rejects.toMatchObject({ code: 'no-room' });
    await expect(spool.check()).rejects.toMatchObject({ code: 'no-room' });
  });

  it('tries again at once when a connection breaks or the store asks for a moment', async () => {
    const spool = await open();
    for (const how of [{ cutAt: 1_000_000 }, { status: 503 }, 'answer lost'] as const) {
      let tries = 0;
      front.spoil((verb) => (verb === 'PUT' && tries++ < 2 ? how : undefined));
      expect((await keep(spool, BYTES)).sha256).toBe(SHA);
      expect(tries).toBe(3);
    }
    expect(await isKept(SHA)).toBe(true);
  });

  it.each([
    ['breaks off', 'answer cut', /ECONNRESET|aborted|closed/i],
    ['is changed on its way', 'answer turned', /other bytes/],
    ['does not come', 'silent', /Timeout/],
    ['is refused', { status: 500 }, /HTTP 500/],
  ] as const)(
    'reading an answer that %s is trouble, never other bytes nor a missing file',
    async (_title, how, told) => {
      const spool = await open({ timeoutMs: 1_500 });
      await keep(spool, BYTES);
      spoil('GET', how);
      await expect(read(spool.open(SHA))).rejects.toMatchObject({
        ...{ code: 'spool-unavailable', retryable: true },
        message: expect.stringMatching(told),
      });
      expect(local()).toEqual([]);
      mend();
      expect((await read(spool.open(SHA))).equals(BYTES)).toBe(true);
    },
  );

  it('waits for a slow store as long as it goes on', async () => {
    const spool = await open({ timeoutMs: 500 });
    await keep(spool, BYTES);
    spoil('GET', { piecesEveryMs: 100 });
    expect((await read(spool.open(SHA))).equals(BYTES)).toBe(true);
  });

  it('sends no more of a file that is refused', async () => {
    const spool = await open();
    const large = Buffer.alloc(60_000_000, 'sixty megabytes');
    spoil('PUT', { earlyStatus: 403 });
    await expect(keep(spool, large)).rejects.toMatchObject({ code: 'spool-unavailable' });
    expect(front.bytes()).toBeLessThan(large.length);
  });

  it('names the bucket in the host name where a store wants it there', async () => {
    const { lookup } = dns;
    const asked: string[] = [];
    vi.spyOn(dns, 'lookup').mockImplementation(((name: string, ...rest: [never, never]) => {
      asked.push(name);
      lookup('127.0.0.1', ...rest);
    }) as typeof dns.lookup);
    try {
      const endpoint = `http://store.test:${new URL(swift.settings.endpoint ?? '').port}`;
      const spool = await open({ endpoint, pathStyle: false });
      await keep(spool, BYTES);
      expect((await read(spool.open(SHA))).equals(BYTES)).toBe(true);
      await spool.sweep({ before: 0, named: async () => new Set() });
      expect(await spool.keepsRemoved()).toBe(false);
      expect(new Set(asked)).toEqual(new Set(['deposits.store.test']));
    } finally {
      vi.restoreAllMocks();
    }
  });

  it.each([
    ['a wrong secret', { secretKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKey: 'nobody:here' }, 'SignatureDoesNotMatch'],
    ['a bucket that is not there', { bucket: 'elsewhere' }, 'NoSuchBucket'],
    ['nobody at the address', { endpoint: 'http://127.0.0.1:9' }, 'ECONNREFUSED'],
  ])('names %s in words without a secret', async (_title, other, code) => {
    const spool = await open(other);
    for (const work of [spool.check, () => keep(spool, BYTES), () => read(spool.open(SHA)), () => spool.forget(SHA)]) {
      const error = await work().then(
        () => null,
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject({ code: 'spool-unavailable', message: `the S3 store cannot be used (${code})` });
      const all = [error?.stack, JSON.stringify(error), JSON.stringify(error?.cause), String(error?.cause)].join('\n');
      expect(all).not.toContain(swift.settings.secretKey);
      expect(all).not.toContain('Signature=');
    }
    expect(local()).toEqual([]);
  });

  it('tells how far the clocks are apart', async () => {
    const spool = await open();
    const said = '<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message></Error>';
    const date = new Date(Date.now() - 7_200_000).toUTCString();
    spoil('PUT', { status: 403, body: said, headers: { date } });
    const error = await spool.check().catch((thrown: Error) => thrown);
    expect(String(error)).toMatch(/RequestTimeTooSkewed, clocks (7199|720\d) s apart/);
  });

  it('keeps what it has acknowledged when the server is killed, and goes on when it is back', async () => {
    const spool = await open();
    await keep(spool, BYTES);
    const incoming = await spool.receive();
    await incoming.write(Buffer.from('meanwhile'));
    await swift.kill();
    await expect(incoming.seal()).rejects.toMatchObject({ code: 'spool-unavailable' });
    await expect(spool.check()).rejects.toMatchObject({ code: 'spool-unavailable' });
    await swift.start();
    await spool.check();
    expect((await read((await open()).open(SHA))).equals(BYTES)).toBe(true);
    expect(await isKept(shaOf(Buffer.from('meanwhile')))).toBe(false);
  });

  it('sweeps page by page, and none but its own', async () => {
    const spool = await open({ pageSize: 2 });
    const all = await Promise.all(Array.from({ length: 5 }, (_, n) => keep(spool, Buffer.from(`mine ${n}`))));
    const neighbour = await open({ prefix: `${prefix}neighbour/` });
    const theirs = await keep(neighbour, Buffer.from('theirs'));
    const sweep = { before: Date.now() + 3_600_000, named: async () => new Set<string>() };
    expect(await spool.sweep(sweep)).toMatchObject({ objects: 5, bytes: 30 });
    await spool.sweep(sweep);
    for (const { sha256 } of all) expect(await isKept(sha256)).toBe(false);
    expect((await read(neighbour.open(theirs.sha256))).toString()).toBe('theirs');
  });

  describeWithMount('on a machine whose disk is full', () => {
    it('says no-room for uploads and for copies, and goes on with what fits', async () => {
      const disk = mountSmallDisk(8);
      try {
        const spool = await open({ folder: disk.folder });
        await keep(spool, BYTES);
        disk.fill();
        await expect(keep(spool, BYTES)).rejects.toMatchObject({ code: 'no-room', retryable: true });
        await expect(read(spool.open(SHA))).rejects.toMatchObject({ code: 'no-room', retryable: true });
        await expect(spool.check()).rejects.toMatchObject({ code: 'no-room' });
        disk.drain();
        await spool.check();
        expect((await read(spool.open(SHA))).equals(BYTES)).toBe(true);
      } finally {
        disk.unmount();
      }
    });
  });

  it('takes an answer that is no listing for trouble, not for an empty store', async () => {
    const spool = await open();
    await keep(spool, BYTES);
    spoil('GET', { status: 200, body: '<html>Please sign in</html' });
    const sweep = { before: 0, named: async () => new Set<string>() };
    await expect(spool.sweep(sweep)).rejects.toMatchObject({ code: 'spool-unavailable' });
  });
});
