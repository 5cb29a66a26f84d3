/** Preconditions of a request: the If header of WebDAV and the conditional headers of HTTP, read and judged by ourselves. */

/** One condition of a list: a lock token or an entity tag, negated or not. */
interface Condition {
  readonly isNegated: boolean;
  readonly kind: 'token' | 'etag';
  readonly value: string;
}

interface ConditionList {
  /** The tagged resource; null means the one of the request. */
  readonly resource: string | null;
  readonly conditions: readonly Condition[];
}

export type IfHeader = readonly ConditionList[];

/** What is true of a resource now. */
export interface ResourceState {
  /** Null where nothing is mapped. */
  readonly etag: string | null;
  hasToken(token: string): boolean;
}

const TOKEN = /\s*(?:(\()|(\))|<([^<>]*)>|\[\s*((?:W\/)?"[^"]*")\s*\]|(not)(?=[\s<[]))/iy;

/** Reads an If header (RFC 4918, 10.4); null when it is malformed. */
export function parseIf(header: string): IfHeader | null {
  const lists: ConditionList[] = [];
  let resource: string | null = null;
  let conditions: Condition[] | null = null;
  let isNegated = false;
  const text = header.trim();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const found = TOKEN.exec(text);
    if (!found) return null;
    const [, opens, closes, angled, etag, negation] = found;
    if (conditions === null) {
      if (opens !== undefined) conditions = [];
      else if (angled !== undefined) resource = angled;
      else return null;
    } else if (closes !== undefined) {
      if (conditions.length === 0 || isNegated) return null;
      lists.push({ resource, conditions });
      conditions = null;
    } else if (negation !== undefined) {
      if (isNegated) return null;
      isNegated = true;
    } else if (angled !== undefined) {
      conditions.push({ isNegated, kind: 'token', value: angled });
      isNegated = false;
    } else if (etag !== undefined) {
      conditions.push({ isNegated, kind: 'etag', value: etag });
      isNegated = false;
    } else return null;
  }
  return conditions === null && lists.length > 0 ? lists : null;
}

/** The lock tokens that a client shows, wherever they stand in the header. */
export function tokensOf(header: IfHeader): ReadonlySet<string> {
  const tokens = new Set<string>();
  for (const list of header) {
    for (const condition of list.conditions) if (condition.kind === 'token') tokens.add(condition.value);
  }
  return tokens;
}

/** One list whose conditions all hold is enough. */
export async function holds(
  header: IfHeader,
  stateOf: (resource: string | null) => Promise<ResourceState | null>,
): Promise<boolean> {
  for (const list of header) {
    const state = await stateOf(list.resource);
    if (state === null) continue;
    const isTrue = (condition: Condition): boolean =>
      condition.isNegated !==
      (condition.kind === 'token' ? state.hasToken(condition.value) : state.etag === condition.value);
    if (list.conditions.every(isTrue)) return true;
  }
  return false;
}

/** The conditional headers that we honour. */
export interface HttpConditions {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
  readonly 'if-modified-since'?: string | undefined;
  readonly 'if-unmodified-since'?: string | undefined;
}

function lists(header: string, etag: string, isWeak: boolean): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (isWeak ? tag.replace(/^W\//, '') : tag) === etag);
}

/** In the order of RFC 9110, 13.2.2; `receivedAt` counts by the second, as the header does. */
export function judgeHttp(
  headers: HttpConditions,
  current: { readonly etag: string; readonly receivedAt: number } | null,
  isReading: boolean,
): 'go-on' | 'precondition' | 'not-modified' {
  const seconds = current === null ? 0 : Math.floor(current.receivedAt / 1000) * 1000;
  const match = headers['if-match'];
  if (match !== undefined) {
    if (current === null || !lists(match, current.etag, false)) return 'precondition';
  } else if (headers['if-unmodified-since'] !== undefined) {
    const since = Date.parse(headers['if-unmodified-since']);
    if (current !== null && seconds > since) return 'precondition';
  }
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    if (current !== null && lists(noneMatch, current.etag, true)) return isReading ? 'not-modified' : 'precondition';
  } else if (isReading && headers['if-modified-since'] !== undefined && current !== null) {
    if (seconds <= Date.parse(headers['if-modified-since'])) return 'not-modified';
  }
  return 'go-on';
}
