/** What an address of a database says of encryption, in words of ours: what is verified of the server, and what not. */

/** They ask for no more than encryption; pg verifies all the same, and prints a page about what a later version of it will do. */
const AS_VERIFY_FULL = ['prefer', 'require', 'verify-ca'];

export interface EncryptionWish {
  /** With the word for what is done: pg has nothing to say about it. */
  readonly url: string;
  /** What the operator should know, where another word stands in the address than for what is done. */
  readonly told: string | null;
  readonly isVerified: boolean;
}

/** The same connection as `url` asks for. */
export function encryptionOf(url: string): EncryptionWish {
  if (!URL.canParse(url)) return { url, told: null, isVerified: false };
  const parsed = new URL(url);
  const mode = parsed.searchParams.get('sslmode');
  const isLibpq = parsed.searchParams.get('uselibpqcompat') === 'true';
  if (mode === null || isLibpq || !AS_VERIFY_FULL.includes(mode))
    return { url, told: null, isVerified: mode === 'verify-full' };
  const told = `sslmode=${mode} is taken as verify-full: the connection is encrypted, and the server’s certificate and name are verified`;
  return { url: url.replace(/([?&]sslmode=)[^&]*/, '$1verify-full'), told, isVerified: true };
}
