/** Access accounts: who may deposit, and how logins and passwords are made (PRODUCT.md 2). */

import { normaliseName } from '../model/identity.ts';

/** At most this many accounts of a site are alive at once. */
export const MAX_ACCOUNTS = 5;

export interface AccessAccount {
  readonly id: string;
  readonly siteId: number;
  readonly login: string;
  /** May deposit but neither list nor read. */
  readonly uploadOnly: boolean;
}

/** Where a request came from, for the account's history. */
export interface ClientOrigin {
  readonly address: string;
  readonly client: string;
}

/** `emp.<prénom>.<nom>`: ASCII, lower case, names without a letter left out; `number` ≥ 2 is appended on a collision. */
export function loginFor(firstName: string, lastName: string, number = 1, personId = ''): string {
  const part = (name: string): string =>
    normaliseName(name)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '');
  const names = [part(firstName), part(lastName)].filter((one) => one !== '');
  const parts = ['emp', ...(names.length > 0 ? names : [part(personId)])];
  return `${parts.join('.')}${number > 1 ? number : ''}`;
}

/** Letters and digits without look-alikes (no 0 O 1 l I). 57 of them. */
const PASSWORD_ALPHABET = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password of 20 characters from uniformly random bytes; `randomBytes(n)` gives n of them. */
export function newPassword(randomBytes: (count: number) => Uint8Array): string {
  let password = '';
  while (password.length < 20) {
    for (const byte of randomBytes(32)) {
      if (byte < 228 && password.length < 20) password += PASSWORD_ALPHABET[byte % 57];
    }
  }
  return password;
}
