/** Passwords: scrypt hashes that carry their parameters, checked in constant time, with a short memory of what was right. */

import { createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../domain/model/errors.ts';

/** About 80 ms and 32 MB for one hash. */
const COST = { log2N: 15, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const MAX_PASSWORD_BYTES = 1024;
/** Hashes at a time (each holds 32 MB and one of the four threads that also serve the disk), and waiting. */
const AT_ONCE = 2;
const MAX_WAITING = 200;
const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 10_000;
/** The password and, in its grace time, the one before it. */
const MOST_HASHES = 2;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else {
    if (waiting.length >= MAX_WAITING) throw new AppError('too-many-logins', 'too many passwords are being checked');
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // The turn is handed on; only when nobody waits is it given back.
    if (next) next();
    else running -= 1;
  }
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize('NFC'), salt, KEY_BYTES, { ...options, maxmem: 256 * 1024 * 1024 }, (error, key) => {
          if (error) reject(error);
          else resolve(key);
        });
      }),
  );
}

/** `scrypt$ln=15,r=8,p=1$<salt>$<key>`, both in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, { N: 2 ** COST.log2N, r: COST.r, p: COST.p });
  return `scrypt$ln=${COST.log2N},r=${COST.r},p=${COST.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** Is this the password of the hash? False, in the same time, for a hash that cannot be read. Throws AppError `too-many-logins`. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = /^scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(hash);
  if (!parts) {
    if (hash !== DUMMY_HASH) await verifyPassword(password, DUMMY_HASH);
    return false;
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return false;
  const stored = Buffer.from(parts[5] ?? '', 'base64');
  const key = await derive(password, Buffer.from(parts[4] ?? '', 'base64'), {
    N: 2 ** Number(parts[1]),
    r: Number(parts[2]),
    p: Number(parts[3]),
  });
  return stored.length === key.length && timingSafeEqual(stored, key);
}

/** A hash that no password fits: checked for unknown logins, so that they take as long as known ones. */
export const DUMMY_HASH = `scrypt$ln=15,r=8,p=1$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(32).toString('base64')}`;

/** Checks one password against the hashes that count now: at most two, and two are worked through before it is wrong. */
export type PasswordCheck = (password: string, hashes: readonly string[]) => Promise<boolean>;

export type VerifyPassword = (password: string, hash: string) => Promise<boolean>;

/**
 * A check that remembers for a minute which password fitted which hash, so that an exporter's next request costs no
 * scrypt. Only right ones are remembered, under an HMAC with a key of this process; the caller reads the hashes from the
 * account each time, so a changed or revoked password fails at once.
 */
export function rememberingCheck(now: () => number, verify: VerifyPassword = verifyPassword): PasswordCheck {
  const secret = randomBytes(32);
  const until = new Map<string, number>();

  return async (password, hashes) => {
    const keyed = hashes.map((hash) => ({
      hash,
      key: createHmac('sha256', secret).update(`${hash}\0${password}`).digest('base64'),
    }));
    const at = now();
    if (keyed.some(({ key }) => (until.get(key) ?? 0) > at)) return true;
    for (const { hash, key } of keyed) {
      if (!(await verify(password, hash))) continue;
      if (until.size >= MAX_REMEMBERED) until.clear();
      until.set(key, at + REMEMBER_MS);
      return true;
    }
    // No login, one without and one with a second password in its grace time: a wrong guess costs the same.
    for (let checked = hashes.length; checked < MOST_HASHES; checked++) await verify(password, DUMMY_HASH);
    return false;
  };
}

/**
 * Asked the same by several connections at a time, it checks once: an exporter's come together. Of one login only, so
 * that an unknown one still takes as long as a known one.
 */
export function onceAtATime(
  check: PasswordCheck,
): (login: string, ...asked: Parameters<PasswordCheck>) => Promise<boolean> {
  const underWay = new Map<string, Promise<boolean>>();
  return (login, password, hashes) => {
    const question = JSON.stringify([login, password, hashes]);
    const same = underWay.get(question);
    if (same !== undefined) return same;
    const checking = check(password, hashes).finally(() => underWay.delete(question));
    underWay.set(question, checking);
    return checking;
  };
}
