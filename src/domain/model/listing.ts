/** A list as everybody gets it: commands, API and pages. */

/** A list, or a page of one; `nextCursor` asks for the next page. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly nextCursor?: string;
}
