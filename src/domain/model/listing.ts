/** A list as everybody gets it, commands, API and pages; and who asks. */

/** A list, or a page of one; `nextCursor` asks for the next page. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly nextCursor?: string;
}

/** Who asks, for the journal: `manager:12`, `token:3`, `command`. */
export type Actor = string;
