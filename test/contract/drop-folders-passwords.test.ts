/** Passwords: hashes that only their password fits, and a memory that forgets at once what was revoked. */
import { describe, expect, it } from 'vitest';
import {
  DUMMY_HASH,
  hashPassword,
  onceAtATime,
  rememberingCheck,
  verifyPassword,
} from '../../src/adapters/store/passwords.ts';

describe('hashes', () => {
  it('carry their parameters and a salt of their own', async () => {
    const [one, two] = await Promise.all([hashPassword('pass'), hashPassword('pass')]);
    expect(one).toMatch(/^scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(two);
  });

  it('fit their password only', async () => {
    const hash = await hashPassword('pässword:é');
    expect(await verifyPassword('pässword:é', hash)).toBe(true);
    expect(await verifyPassword('pässword:é'.normalize('NFD'), hash)).toBe(true);
    expect(await verifyPassword('pässword:e', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
    expect(await verifyPassword('x'.repeat(2000), hash)).toBe(false);
  });

  it('that cannot be read fit nothing', async () => {
    for (const hash of ['', 'plain', 'scrypt$ln=15,r=8', DUMMY_HASH]) {
      expect(await verifyPassword('', hash)).toBe(false);
    }
  });

  it('of other costs are still read', async () => {
    // Made with N=1024, r=8, p=1 and the salt "salt": a hash from before a change of cost.
    const { scryptSync } = await import('node:crypto');
    const key = scryptSync('old', 'salt', 32, { N: 1024, r: 8, p: 1 }).toString('base64');
    const hash = `scrypt$ln=10,r=8,p=1$${Buffer.from('salt').toString('base64')}$${key}`;
    expect(await verifyPassword('old', hash)).toBe(true);
    expect(await verifyPassword('new', hash)).toBe(false);
  });
});

describe('the remembering check', () => {
  it('asks for the hashes each time: one that is gone does not count any more', async () => {
    const check = rememberingCheck(() => 0);
    const [one, two] = [await hashPassword('one'), await hashPassword('two')];
    expect(await check('one', [one])).toBe(true);
    expect(await check('one', [one])).toBe(true);
    expect(await check('one', [two])).toBe(false);
    expect(await check('one', [two, one])).toBe(true);
    expect(await check('one', [])).toBe(false);
  });
});

describe('the same check at the same time', () => {
  it('is worked through once for one login, and anew when it has ended', async () => {
    let checks = 0;
    const ends: (() => void)[] = [];
    const check = onceAtATime(async (password) => {
      checks += 1;
      await new Promise<void>((resolve) => ends.push(resolve));
      return password === 'right';
    });
    const end = (): void => {
      for (const one of ends.splice(0)) one();
    };
    const together = [check('ada', 'right', ['h']), check('ada', 'right', ['h']), check('ada', 'wrong', ['h'])];
    expect(checks).toBe(2);
    // Another login, or another hash of the same one, is another question.
    together.push(check('eve', 'right', ['h']), check('ada', 'right', ['i']));
    expect(checks).toBe(4);
    end();
    expect(await Promise.all(together)).toEqual([true, true, false, true, true]);
    const later = check('ada', 'right', ['h']);
    expect(checks).toBe(5);
    end();
    expect(await later).toBe(true);
  });
});
