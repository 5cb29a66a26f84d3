/** What every implementation of the ports Spool and OpenSpool must do. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claimedSpool } from '../../src/adapters/spool/claimed.ts';
import type { SpoolClaimed } from '../../src/domain/deposit/spool.ts';
import type { OpenSpool, Spool } from '../../src/domain/ports.ts';

export const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export async function keep(spool: Spool, ...chunks: readonly Buffer[]): Promise<{ sha256: string; size: number }> {
  const incoming = await spool.receive();
  try {
    for (const chunk of chunks) await incoming.write(chunk);
  } catch (error) {
    await incoming.discard();
    throw error;
  }
  return incoming.seal();
}

export async function read(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `open` gives an empty spool, or the one of the same test again. */
export function spoolSuite(title: string, open: () => Promise<Spool>): void {
  describe(`Spool: ${title}`, () => {
    it.each([
      ['in one piece', [100_000]],
      ['in pieces that are held', [1, 65_536, 30_000, 0, 7]],
      ['up to the brim', [65_536, 65_536, 65_536, 65_536]],
      ['in pieces that outgrow memory', [65_536, 65_536, 65_536, 65_537, 1, 300_000]],
    ])('keeps what came %s as it came', async (_how, sizes) => {
      const chunks = sizes.map((length, n) => Buffer.alloc(length, `${n} `));
      const whole = Buffer.concat(chunks);
      const spool = await open();
      const { sha256, size } = await keep(spool, ...chunks);
      expect([sha256, size]).toEqual([shaOf(whole), whole.length]);
      expect((await read(spool.open(sha256))).equals(whole)).toBe(true);
    });

    it('keeps bytes by their SHA-256 and gives them back', async () => {
      const spool = await open();
      const bytes = Buffer.alloc(700_000, 'éx');
      const sealed = await keep(spool, bytes.subarray(0, 1), bytes.subarray(1, 300_000), bytes.subarray(300_000));
      expect(sealed).toEqual({ sha256: shaOf(bytes), size: bytes.length });
      expect((await read(spool.open(sealed.sha256))).equals(bytes)).toBe(true);
    });

    it('keeps nothing as well as something', async () => {
      const spool = await open();
      const sealed = await keep(spool);
      expect(sealed).toEqual({ sha256: shaOf(Buffer.alloc(0)), size: 0 });
      expect(await read(spool.open(sealed.sha256))).toHaveLength(0);
    });

    it('gives ranges, both ends included', async () => {
      const spool = await open();
      const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, n) => n % 251));
      const { sha256 } = await keep(spool, bytes);
      for (const [start, end] of [
        [0, 0],
        [5, 9],
        [262_140, 262_150],
        [599_999, 599_999],
        [0, 599_999],
        [100, 999_999],
      ] as const) {
        expect((await read(spool.open(sha256, { start, end }))).equals(bytes.subarray(start, end + 1))).toBe(true);
      }
    });

    it('says that bytes are missing', async () => {
      const spool = await open();
      for (const sha256 of ['0'.repeat(64), '../../etc/passwd', '']) {
        await expect(read(spool.open(sha256))).rejects.toMatchObject({ code: 'source-missing' });
      }
    });

    it('forgets what is discarded', async () => {
      const spool = await open();
      const incoming = await spool.receive();
      await incoming.write(Buffer.from('gone'));
      await incoming.discard();
      await expect(read(spool.open(shaOf(Buffer.from('gone'))))).rejects.toMatchObject({ code: 'source-missing' });
    });

    it('keeps the same content once, however many bring it at the same time', async () => {
      const spool = await open();
      const sealed = await Promise.all(Array.from({ length: 20 }, () => keep(spool, Buffer.from('same'))));
      expect(new Set(sealed.map(({ sha256 }) => sha256)).size).toBe(1);
      expect((await read(spool.open(sealed[0]?.sha256 ?? ''))).toString()).toBe('same');
    });

    it('forgets an object at once, and one that is not there', async () => {
      const spool = await open();
      const { sha256 } = await keep(spool, Buffer.from('not for long'));
      expect((await read(spool.open(sha256))).toString()).toBe('not for long');
      await spool.forget(sha256);
      await expect(read(spool.open(sha256))).rejects.toMatchObject({ code: 'source-missing' });
      await spool.forget(sha256);
    });
  });
}

/** How the suite gets at what it is about. */
export interface SpoolWorld {
  /** The same spool each time within a test: as other processes have it. */
  open(): Promise<OpenSpool>;
  /** Makes these objects old; gives the moment since which a sweep lets alone what was written. */
  age(...hashes: readonly string[]): Promise<number>;
}

const NOBODY: ReadonlySet<string> = new Set();

export function openSpoolSuite(title: string, { open, age }: SpoolWorld): void {
  describe(`OpenSpool: ${title}`, () => {
    it('is shared: what one process has sealed, another reads', async () => {
      const [one, other] = [await open(), await open()];
      const { sha256 } = await keep(one, Buffer.from('for all'));
      expect((await read(other.open(sha256))).toString()).toBe('for all');
      await one.close();
      expect((await read(other.open(sha256))).toString()).toBe('for all');
    });

    it('is ready, and nothing of the question stays', async () => {
      const spool = await open();
      await spool.check();
      const { kept } = await spool.sweep({ before: 0, named: async () => NOBODY });
      expect(kept).toEqual({ objects: 0, bytes: 0 });
      expect(await spool.keepsRemoved()).toBe(false);
    });

    it('tells whose it is and what it has', async () => {
      const spool = await open();
      expect([await spool.owner(), await spool.isEmpty()]).toEqual([null, true]);
      const { sha256 } = await keep(spool, Buffer.from('kept'));
      expect([await spool.isEmpty(), await spool.has(sha256), await spool.has(shaOf(Buffer.of(1)))]).toEqual([
        false,
        true,
        false,
      ]);
      await spool.claim('one');
      await spool.claim('two');
      expect([await spool.owner(), await (await open()).owner()]).toEqual(['two', 'two']);
      expect(await spool.measure()).toMatchObject({ objects: 1 });
    });

    /** A spool as the installation of this name opens it; what is known of it is remembered as a journal would. */
    function of(installation: string, spool: OpenSpool, known: Partial<SpoolClaimed> = {}) {
      const journal = { isClaimed: false, predecessor: null, lately: [] as readonly string[], ...known };
      const settle = async (work: (known: SpoolClaimed) => Promise<void>): Promise<void> => {
        await work(journal);
        journal.isClaimed = true;
      };
      return claimedSpool(spool, { installation, claims: { settle }, place: 'the place', trustMs: 0 });
    }
    const NOT_OURS = { code: 'spool-other' };

    it('is claimed by the first installation, and does nothing for another one', async () => {
      const own = of('one', await open());
      const { sha256 } = await keep(own, Buffer.from('of the first'));
      expect(await own.owner()).toBe('one');
      const before = await age(sha256);
      const other = of('two', await open());
      await expect(other.ensure()).rejects.toMatchObject({ ...NOT_OURS, message: expect.stringContaining('(one)') });
      await expect(keep(other, Buffer.from('mine'))).rejects.toMatchObject(NOT_OURS);
      await expect(other.check()).rejects.toMatchObject(NOT_OURS);
      await expect(other.forget(sha256)).rejects.toMatchObject(NOT_OURS);
      await expect(other.sweep({ before, named: async () => NOBODY })).rejects.toMatchObject(NOT_OURS);
      expect((await read(own.open(sha256))).toString()).toBe('of the first');
      // A database that was moved takes it along.
      await of('three', await open(), { predecessor: 'one' }).ensure();
      await expect(keep(own, Buffer.from('more'))).rejects.toMatchObject(NOT_OURS);
    });

    it('goes to another installation as long as nothing is in it', async () => {
      await of('one', await open()).ensure();
      const other = of('two', await open());
      await other.ensure();
      expect(await other.owner()).toBe('two');
    });

    it('without a mark is taken for what it holds', async () => {
      const bare = await open();
      const absent = of('one', bare, { isClaimed: true });
      await expect(keep(absent, Buffer.from('mine'))).rejects.toMatchObject({
        ...NOT_OURS,
        message: expect.stringMatching(/no mark, or is not mounted.*write one into the place\/installation/),
      });
      await expect(read(absent.open(shaOf(Buffer.of(1))))).rejects.toMatchObject(NOT_OURS);
      await expect(of('one', bare, { lately: [shaOf(Buffer.of(1))] }).ensure()).rejects.toMatchObject(NOT_OURS);
      const { sha256 } = await keep(bare, Buffer.from('from before there were marks'));
      await expect(of('two', bare).ensure()).rejects.toMatchObject(NOT_OURS);
      expect(await bare.owner()).toBeNull();
      await of('one', bare, { isClaimed: true, lately: [shaOf(Buffer.of(1)), sha256] }).ensure();
      expect(await bare.owner()).toBe('one');
    });

    it('sweeps away what is old and named by nobody, and counts what stays', async () => {
      const spool = await open();
      const [named, unnamed, fresh] = [
        await keep(spool, Buffer.from('named')),
        await keep(spool, Buffer.from('unnamed')),
        await keep(spool, Buffer.from('new')),
      ];
      const before = await age(named.sha256, unnamed.sha256);
      const asked: string[] = [];
      const isNamed = async (hashes: readonly string[]): Promise<ReadonlySet<string>> => {
        asked.push(...hashes);
        return new Set([named.sha256]);
      };
      const sweep = { before, named: isNamed };
      expect(await spool.sweep({ ...sweep, before: 0 })).toEqual({
        objects: 0,
        bytes: 0,
        kept: { objects: 3, bytes: 15 },
      });
      expect(asked).toEqual([]);
      expect(await spool.measure()).toEqual({ objects: 3, bytes: 15 });
      const isAged = before < Date.now();
      expect(await spool.sweep(sweep)).toEqual({
        objects: isAged ? 1 : 2,
        bytes: isAged ? 7 : 10,
        kept: isAged ? { objects: 2, bytes: 8 } : { objects: 1, bytes: 5 },
      });
      expect(await spool.measure()).toEqual(isAged ? { objects: 2, bytes: 8 } : { objects: 1, bytes: 5 });
      expect((await read(spool.open(named.sha256))).toString()).toBe('named');
      // What a store has set aside goes with the next sweep.
      await spool.sweep(sweep);
      await spool.close();
      const later = await open();
      await expect(read(later.open(unnamed.sha256))).rejects.toMatchObject({ code: 'source-missing' });
      expect((await read(later.open(named.sha256))).toString()).toBe('named');
      expect(fresh.size).toBe(3);
    });

    it('never loses what is deposited again while a sweep asks for it', async () => {
      const spool = await open();
      const { sha256 } = await keep(spool, Buffer.from('again'));
      const before = await age(sha256);
      const journal = new Set<string>();
      let asked = 0;
      await spool.sweep({
        before,
        async named() {
          asked += 1;
          // Sealed, and not in the journal yet: the answer is that of the moment before.
          if (asked === 1) await keep(spool, Buffer.from('again'));
          return NOBODY;
        },
      });
      expect(asked).toBeGreaterThan(0);
      expect((await read((await open()).open(sha256))).toString()).toBe('again');
      journal.add(sha256);
      const { kept } = await spool.sweep({ before, named: async () => journal });
      expect(kept).toEqual({ objects: 1, bytes: 5 });
      expect((await read((await open()).open(sha256))).toString()).toBe('again');
    });
  });
}
