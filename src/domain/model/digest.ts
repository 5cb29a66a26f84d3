/** Digests that tell one thing from another. */

/** Turns a text, or one that comes in pieces, into a hex digest (SHA-256), whole or its first `bytes`. */
export type Hash = (text: string | Iterable<string>, bytes?: number) => string;

const SHORT_BYTES = 16;

/**
 * 32 hex characters: enough to tell all things of a site apart. Asked for short and not cut, for a piece of a longer text
 * holds the whole of it in memory, and there are as many of these as courses and contents.
 */
export function shortDigest(text: string, hash: Hash): string {
  return hash(text, SHORT_BYTES);
}
