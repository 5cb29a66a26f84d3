/** Ids of requests: what a client or a proxy says (X-Request-Id), when it can stand in a log and in a header. */

/** Letters, digits and the signs that ids are made with; long enough for every known kind. */
const FIT = /^[\w.:=@/+-]{1,100}$/;

/** The id that was said, else a new one. */
export function requestIdFrom(said: string | readonly string[] | undefined, make: () => string): string {
  return typeof said === 'string' && FIT.test(said) ? said : make();
}
