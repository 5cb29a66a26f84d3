/** Where a request points: URLs under /webdav/ decoded and validated before anything else sees them (RULES.md 7). */

/** A place below `/webdav/`; `name` null is the folder itself. Whether site and establishment exist is asked later. */
export type Address =
  | {
      readonly kind: 'folder' | 'file';
      readonly site: string;
      readonly establishment: number | null;
      readonly name: string | null;
    }
  /** Below a folder that cannot exist: drop folders are flat. */
  | { readonly kind: 'too-deep'; readonly site: string; readonly establishment: number | null }
  | { readonly kind: 'outside' }
  | { readonly kind: 'malformed' };

/** Scheme and host of an absolute form. */
const ORIGIN = /^https?:\/\/[^/?#]+/i;
const MAX_NAME_BYTES = 255;
// Controls, lone halves of surrogate pairs, backslash and slash, what XML cannot carry, and what turns text round: a name that
// a manager reads as another than it is.
const BAD_IN_NAME = /[\p{Cc}\p{Cs}\p{Bidi_Control}\\/\ufffe\uffff]/u;
// What a second decoding somewhere behind us would turn into a path.
const TWICE_ENCODED = /%(2e|2f|5c|00)/i;

/** Bytes as UTF-8, or as Latin-1 where they are none: French Windows clients send `%E9`. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** One URL segment decoded; null when an escape is malformed. */
function decodeSegment(segment: string): string | null {
  if (/%(?![0-9a-f]{2})/i.test(segment)) return null;
  // Node hands raw bytes over as Latin-1 characters.
  if (Buffer.from(segment, 'latin1').toString('latin1') !== segment) return null;
  const latin1 = segment.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return textOf(Buffer.from(latin1, 'latin1')).normalize('NFC');
}

/** May a file of a drop folder bear this name? */
function isGoodName(name: string): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  return !BAD_IN_NAME.test(name) && !TWICE_ENCODED.test(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES;
}

/** Does a request target lie below `/webdav`, well-formed or not? Absolute form is what proxies and some old clients send. */
export function isDoorUrl(target: string): boolean {
  return /^\/+webdav([/?#]|$)/.test(target.replace(ORIGIN, ''));
}

/** Path of a request target: absolute form loses scheme and host, the query is ignored. Null when it is neither. */
function pathOf(target: string): string | null {
  const absolute = ORIGIN.exec(target);
  const rest = absolute ? target.slice(absolute[0].length) || '/' : target;
  if (!rest.startsWith('/') || rest.includes('#')) return null;
  return rest.split('?', 1)[0] ?? null;
}

/** Reads a request target or a Destination header. Several slashes count as one: exporters join `…/` and `/name`. */
export function parseAddress(target: string): Address {
  const path = pathOf(target);
  if (path === null) return { kind: 'malformed' };
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    if (raw === '') continue;
    const segment = decodeSegment(raw);
    if (segment === null || !isGoodName(segment)) return { kind: 'malformed' };
    segments.push(segment);
  }
  const [root, site, ...below] = segments;
  if (root !== 'webdav' || site === undefined) return { kind: 'outside' };
  const first = below[0];
  // A name of digits only is an establishment's number, never a file.
  const hasEstablishment = first !== undefined && /^\d{1,9}$/.test(first);
  const establishment = hasEstablishment ? Number(first) : null;
  const names = hasEstablishment ? below.slice(1) : below;
  const name = names[0];
  if (name === undefined) return { kind: 'folder', site, establishment, name: null };
  return names.length === 1 ? { kind: 'file', site, establishment, name } : { kind: 'too-deep', site, establishment };
}

/** The path of a folder or of a file in it, as clients are given it: always encoded, never with a host. */
export function hrefOf(siteId: number, establishment: number | null, name: string | null): string {
  const folder = establishment === null ? `/webdav/${siteId}/` : `/webdav/${siteId}/${establishment}/`;
  return name === null ? folder : folder + encodeURIComponent(name);
}
