/** Who comes in at the door: login and password are checked, guesses are slowed down, and who was right before is not held up by others. */

import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AccessAccount } from '../../domain/deposit/account.ts';
import { createGuessGuard, type GuessLimits } from '../../domain/model/guesses.ts';
import { mayCarrySecrets, type Peer } from '../../domain/model/peer.ts';
import type { Clock, DropFolders, LoginWatch } from '../../domain/ports.ts';
import { type Answer, refuse } from './answer.ts';
import { parseBasic } from './basic-auth.ts';

/** Passwords are 20 random characters: what is guarded here is the work of checking them, and the log. */
export const DOOR_GUESSES: GuessLimits = {
  known: { free: 20, firstSeconds: 30, maxSeconds: 300 },
  pair: { free: 10, firstSeconds: 30, maxSeconds: 300 },
  account: { free: 60, firstSeconds: 10, maxSeconds: 300 },
  address: { free: 20, firstSeconds: 10, maxSeconds: 300 },
};

export interface EntranceParts {
  readonly folders: Pick<DropFolders, 'authenticate' | 'isKnownFrom' | 'noteUse'>;
  readonly clock: Clock;
  readonly guesses: GuessLimits;
  readonly peerOf: (req: IncomingMessage) => Peer;
  /** Asked each time: it may be read anew. */
  readonly mayBePlain: () => boolean;
  readonly logins: LoginWatch | undefined;
}

/** Lets a request's account in, or says why not. */
export type Entrance = (req: IncomingMessage) => Promise<AccessAccount | { readonly refused: Answer }>;

const MAX_REMEMBERED = 20_000;

export function createEntrance(parts: EntranceParts): Entrance {
  const { folders, clock, logins } = parts;
  const guard = createGuessGuard(parts.guesses, clock.now);
  const right = rememberRight();

  /** Whether the login was right here before is asked only where it matters: most requests need not wait either way. */
  async function pauseOf(login: string, password: string, address: string): Promise<number> {
    if (right.has(login, password)) return 0;
    const asKnown = guard.waitSeconds({ account: login, address, knownBy: address });
    const asUnknown = guard.waitSeconds({ account: login, address, knownBy: null });
    if (asKnown > 0 || asUnknown === 0) return asKnown;
    return (await folders.isKnownFrom(login, address)) ? 0 : asUnknown;
  }
  async function noteWrong(login: string, password: string, address: string): Promise<void> {
    right.forget(login, password);
    const one = { account: login, address, knownBy: (await folders.isKnownFrom(login, address)) ? address : null };
    const wasFree = guard.waitSeconds(one) === 0;
    guard.failed(one);
    const about = { door: 'webdav', address, login } as const;
    logins?.failed(about);
    if (wasFree && guard.waitSeconds(one) > 0) logins?.banned(about);
  }

  return async (req) => {
    const peer = parts.peerOf(req);
    const { address, fingerprint } = peer;
    // No challenge: it would ask for the password that must not be sent here.
    if (!mayCarrySecrets(peer, parts.mayBePlain())) return { refused: refuse('plain-http') };
    const credentials = parseBasic(req.headers.authorization);
    if (credentials === null) return { refused: refuse('wrong-login') };
    const { login, password } = credentials;
    const seconds = await pauseOf(login, password, address);
    if (seconds > 0) return { refused: refuse('too-many-logins', { 'Retry-After': seconds }) };
    const account = await folders.authenticate(login, password, fingerprint);
    if (account === null) {
      await noteWrong(login, password, address);
      return { refused: refuse('wrong-login') };
    }
    right.note(login, password);
    guard.succeeded({ account: login, address, knownBy: address });
    logins?.succeeded({ account, address });
    folders.noteUse(account, { address, client: (req.headers['user-agent'] ?? '').slice(0, 200) });
    return account;
  };
}

/**
 * Logins and passwords that were right since this process began, under an HMAC with a key of its own. They are only looked
 * at before the guard, never instead of the check: at 20 random characters nobody finds one by trying.
 */
function rememberRight() {
  const secret = randomBytes(32);
  const known = new Set<string>();
  const keyOf = (login: string, password: string): string =>
    createHmac('sha256', secret).update(`${login}\0${password}`).digest('base64');
  return {
    has: (login: string, password: string): boolean => known.has(keyOf(login, password)),
    forget: (login: string, password: string): void => void known.delete(keyOf(login, password)),
    note(login: string, password: string): void {
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.add(keyOf(login, password));
    },
  };
}
