/** Paths of the drop tree: `<site>/[<establishment>/]<login>/<file>`. */

import path from 'node:path';

export interface DropPath {
  readonly siteId: number;
  readonly establishment: number | null;
  readonly login: string;
  readonly name: string;
}

/** Depth of the deepest files below the root. */
export const DEEPEST = 3;

/** Reads a path relative to the root; null when no drop folder is there. */
export function parseDropPath(relative: string): DropPath | null {
  const parts = relative.split(path.sep);
  const [site, establishment, login, name] = parts.length === 3 ? [parts[0], null, parts[1], parts[2]] : parts;
  if (parts.length < 3 || parts.length > 4 || !login || !name) return null;
  if (site === undefined || !/^\d{1,9}$/.test(site)) return null;
  if (establishment !== null && (establishment === undefined || !/^\d{1,9}$/.test(establishment))) return null;
  return {
    siteId: Number(site),
    establishment: establishment === null ? null : Number(establishment),
    login,
    name: name.normalize('NFC'),
  };
}
