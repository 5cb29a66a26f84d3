/** Basic authentication, read by ourselves: passwords may hold colons, the scheme's case is free, Latin-1 is taken over. */

import { textOf } from './address.ts';

const REALM = 'Carillon';
export const CHALLENGE = `Basic realm="${REALM}", charset="UTF-8"`;

const MAX_HEADER_LENGTH = 4096;

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Login and password of an Authorization header; null when there is none that we can read. */
export function parseBasic(header: string | undefined): Credentials | null {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return null;
  const parts = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(header);
  if (!parts) return null;
  // Buffer reads the URL-safe alphabet as well.
  const text = textOf(Buffer.from(parts[1] ?? '', 'base64'));
  const colon = text.indexOf(':');
  // RFC 7617 forbids control characters, and the database does not take NUL.
  if (colon < 1 || /\p{Cc}/u.test(text)) return null;
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}
