/** A spool that is known to be this installation's: who keeps, reads or takes away something there makes sure first, for shares get lost and variables copied. */

import type { OpenSpool, SpoolClaimed, SpoolClaims } from '../../domain/deposit/spool.ts';
import { AppError } from '../../domain/model/errors.ts';

/** Name of the mark, beside `objects`. */
export const MARK = 'installation';

export interface Claiming {
  readonly installation: string;
  readonly claims: SpoolClaims;
  /** As an operator would find it. */
  readonly place: string;
  /** How long a mark that was seen is trusted, ms. */
  readonly trustMs: number;
}

/** A spool, and the question whose it is. */
export interface ClaimedSpool extends OpenSpool {
  /** Throws AppError `spool-other` where it is not this installation's, `spool-unavailable` where that cannot be told. */
  ensure(): Promise<void>;
}

/** All of it throws AppError `spool-other` where the spool is, or has become, somebody else's. */
export function claimedSpool(spool: OpenSpool, claiming: Claiming): ClaimedSpool {
  let sureUntil = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    await settle(spool, claiming);
    sureUntil = performance.now() + claiming.trustMs;
  }
  /** Those who ask at once share the answer. */
  function ensure(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  }
  const trust = async (): Promise<void> => {
    if (performance.now() >= sureUntil) await ensure();
  };

  return {
    ...spool,
    ensure,
    async receive() {
      // Not after something was kept there: a spool of nobody's is claimed as long as it is empty.
      if (sureUntil === Number.NEGATIVE_INFINITY) await ensure();
      const incoming = await spool.receive();
      return {
        ...incoming,
        async seal() {
          const sealed = await incoming.seal();
          // Afterwards: another folder may have taken the spool's place while the bytes were written.
          await trust();
          return sealed;
        },
      };
    },
    async *open(sha256, range) {
      try {
        yield* spool.open(sha256, range);
      } catch (error) {
        // A file that is missing with all the others is not lost.
        if (error instanceof AppError && error.code === 'source-missing') await ensure();
        throw error;
      }
    },
    async forget(sha256) {
      await trust();
      await spool.forget(sha256);
    },
    async check() {
      await trust();
      await spool.check();
    },
    async sweep(wanted) {
      await ensure();
      return await spool.sweep(wanted);
    },
    async measure() {
      await trust();
      return await spool.measure();
    },
  };
}

async function settle(spool: OpenSpool, claiming: Claiming): Promise<void> {
  const { installation, claims } = claiming;
  if ((await spool.owner()) === installation) return;
  await claims.settle(async (known) => {
    // Again: another process may have marked it meanwhile.
    const owner = await spool.owner();
    if (owner === installation) return;
    const isOurs = owner === null ? await holdsOne(spool, known.lately) : owner === known.predecessor;
    if (!isOurs && !(await isFree(spool, known))) throw notOurs(claiming, owner, known);
    await spool.claim(installation);
  });
}

/** Without a mark: a folder that was copied without it, or kept its files before there were marks. */
async function holdsOne(spool: OpenSpool, hashes: readonly string[]): Promise<boolean> {
  for (const sha256 of hashes) if (await spool.has(sha256)) return true;
  return false;
}

/** Spool and journal are empty so far: whoever marked the one kept nothing there. */
async function isFree(spool: OpenSpool, { isClaimed, lately }: SpoolClaimed): Promise<boolean> {
  return !isClaimed && lately.length === 0 && (await spool.isEmpty());
}

function whatItIs(owner: string | null, { isClaimed, lately }: SpoolClaimed): string {
  if (owner !== null) return `that of another installation (${owner})`;
  return isClaimed || lately.length > 0
    ? 'not the one where this installation keeps its files: it has no mark, or is not mounted'
    : 'in use: it holds files that this installation does not know';
}

function notOurs({ installation, place }: Claiming, owner: string | null, known: SpoolClaimed): AppError {
  const told = [
    `the spool ${place} is ${whatItIs(owner, known)}.`,
    'Mount or name the right one (spoolFolder, or s3.bucket and s3.prefix; the same for all hosts), and give each installation its own;',
    `where it is the right one all the same, write ${installation} into ${place}/${MARK}.`,
  ];
  return new AppError('spool-other', told.join(' '));
}
