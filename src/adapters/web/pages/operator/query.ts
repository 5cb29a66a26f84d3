/** What the address of a list of sites says: search, filter, order and page, so that a list can be kept and sent. */

import { z } from 'zod';
import {
  type OverviewQuery,
  STANDING_FILTERS,
  STANDING_SORTS,
  type StandingSort,
} from '../../../../domain/notify/overview.ts';
import { wholeNumber } from '../../input.ts';

/** An empty field of the form does not narrow. */
const blank = z.literal('').transform(() => undefined);

export const listQuery = z.object({
  q: z.string().trim().max(100).optional(),
  show: z.union([blank, z.enum(STANDING_FILTERS)]).optional(),
  sort: z.union([blank, z.enum(STANDING_SORTS)]).optional(),
  order: z.union([blank, z.enum(['asc', 'desc'])]).optional(),
  page: z.union([blank, wholeNumber(1, 100_000)]).optional(),
});

export type ListQuery = z.infer<typeof listQuery>;

/** What the administration is asked. */
export function overviewQuery({ q, show, sort, order, page }: ListQuery): OverviewQuery {
  return {
    ...(q ? { text: q } : {}),
    ...(show === undefined ? {} : { filter: show }),
    ...(sort === undefined ? {} : { sort }),
    ...(page === undefined ? {} : { page }),
    isReversed: order === 'desc',
  };
}

export function isNarrowed({ q, show }: ListQuery): boolean {
  return Boolean(q) || show !== undefined;
}

/** The same list in another way; another choice begins on the first page. */
export function listPath(path: string, query: ListQuery, change: Partial<ListQuery> = {}): string {
  const entries = Object.entries({ ...query, page: undefined, ...change }).filter(
    ([, value]) => value !== undefined && value !== '' && value !== 'asc',
  );
  const text = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The list sorted by a column; sorted by it already, the other way round. */
export function sortPath(path: string, query: ListQuery, sort: StandingSort): string {
  const isSame = (query.sort ?? 'urgency') === sort;
  return listPath(path, query, { sort, order: isSame && query.order !== 'desc' ? 'desc' : undefined });
}
