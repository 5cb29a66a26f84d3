/** The last fence before the log: whatever slipped into a line, passwords, tokens and one-time links do not leave it. */

const HIDDEN = '[redacted]';

/** Values of these keys, however deep: what a library hangs on its errors is not ours to choose. */
const KEYS =
  /"((?:proxy-)?authorization|(?:set-)?cookie|password|passphrase|secret|token|api[-_]?key|(?:access|secret)Key|(?:smtp|database|redis)Url|connectionString|detail)":"(?:[^"\\]|\\.)*"/gi;

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // Credentials in a URL: the guide's deposit URLs carry them.
  // But those of our own examples are nobody's.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)(?!user:password@)[^\s/?#@"'\\]+@/gi, `$1${HIDDEN}@`],
  // No plain word: it has a capital, a digit or padding.
  [/\b([Bb]asic|[Bb]earer|BASIC|BEARER) +(?=[\w.~+/-]*[A-Z0-9=])[\w.~+/-]{6,}=*/g, `$1 ${HIDDEN}`],
  [/\bcarillon_[\w-]{40,}/g, HIDDEN],
  [/(\/(?:one-time|first-password)\/)[\w.~%-]+/g, `$1${HIDDEN}`],
  [/\bscrypt\$[^\s"']+/g, HIDDEN],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
];

/** A line of the log, or any text for people who operate, without secrets. */
export function redact(text: string): string {
  const line = text.replace(KEYS, (_, key: string) => `"${key}":"${HIDDEN}"`);
  return SHAPES.reduce((left, [shape, instead]) => left.replace(shape, instead), line);
}
