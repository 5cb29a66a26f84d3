/** All sites at a glance: how each one stands, searched, filtered, sorted, in pages, and counted (for operators). */

import { addTo } from '../model/gather.ts';
import { byCodeUnit, normaliseName } from '../model/identity.ts';
import type { Listing } from '../model/listing.ts';
import type { Freshness } from './freshness.ts';

/** How a site stands. */
export interface Standing {
  readonly id: number;
  readonly name: string;
  readonly timezone: string;
  /** Start year of the open school year; null before the first manual import. */
  readonly year: number | null;
  /** When the timetable software last deposited a valid file. */
  readonly lastGoodAt: number | null;
  readonly freshness: Freshness;
  /** Imports under way, in the queue, and waiting for a person. */
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  /** Refused or failed deposits that nothing good has followed yet. */
  readonly failing: number;
}

/** A site as the list of sites shows it. */
export interface SiteStanding extends Standing {
  readonly establishments: readonly { readonly number: number; readonly uai: string; readonly name: string }[];
}

export const STANDING_FILTERS = ['look', 'failing', 'held', 'running', 'stale', 'late', 'fresh', 'none'] as const;
/** `look`: whatever somebody should look at; `running`: under way or in the queue; the last four are the freshness. */
export type StandingFilter = (typeof STANDING_FILTERS)[number];

export const STANDING_SORTS = ['urgency', 'name', 'number', 'last'] as const;
/** `urgency`: what somebody should look at first; `last`: the oldest good deposit first. */
export type StandingSort = (typeof STANDING_SORTS)[number];

export interface OverviewQuery {
  /** Only these sites; absent: all. */
  readonly siteIds?: readonly number[];
  /** Words of names, numbers or UAI codes; accents and case are ignored. */
  readonly text?: string;
  readonly filter?: StandingFilter;
  /** Default: urgency. */
  readonly sort?: StandingSort;
  readonly isReversed?: boolean;
  /** From 1; behind the last page there is the last one. */
  readonly page?: number;
  readonly limit?: number;
}

/** A page of sites, `total` after the filters; the other figures are of all sites that were asked for. */
export interface Overview<T extends Standing = SiteStanding> extends Listing<T> {
  readonly page: number;
  readonly pages: number;
  readonly sites: number;
  readonly counts: Readonly<Record<StandingFilter, number>>;
  /** Imports, where `counts` has sites. */
  readonly runs: { readonly running: number; readonly waiting: number; readonly held: number };
  /** Jobs as the queue counts them; null: the queue does not answer. */
  readonly queue: { readonly waiting: number; readonly delayed: number; readonly active: number } | null;
}

/** What operators ask. */
export interface OverviewDesk {
  /** How all sites stand. */
  overview(query: OverviewQuery): Promise<Overview>;
}

const FITS: Readonly<Record<StandingFilter, (site: Standing) => boolean>> = {
  look: (site) => urgencyOf(site) > 1,
  failing: (site) => site.failing > 0,
  held: (site) => site.held > 0,
  running: (site) => site.running + site.waiting > 0,
  stale: (site) => site.freshness.state === 'stale',
  late: (site) => site.freshness.state === 'late',
  fresh: (site) => site.freshness.state === 'fresh',
  none: (site) => site.freshness.state === 'none',
};

/** The more, the sooner somebody should look; up to 1 nobody has to. */
function urgencyOf({ failing, held, freshness, running, waiting }: Standing): number {
  if (failing > 0) return 5;
  if (held > 0) return 4;
  if (freshness.state === 'stale') return 3;
  if (freshness.state === 'late') return 2;
  return running + waiting > 0 ? 1 : 0;
}

/** Sorts « Collège 9 » before « Collège 10 », whatever case and accents. */
function sortKeys(sites: readonly Standing[]): (site: Standing) => string {
  const keys = new Map(
    sites.map((site) => [site.id, normaliseName(site.name).replace(/\d+/g, (digits) => digits.padStart(9, '0'))]),
  );
  return ({ id }) => keys.get(id) ?? '';
}

type Order = (a: Standing, b: Standing) => number;

function orderOf(sites: readonly Standing[], sort: StandingSort): Order {
  if (sort === 'number') return (a, b) => a.id - b.id;
  const key = sortKeys(sites);
  const byName: Order = (a, b) => byCodeUnit(key(a), key(b)) || a.id - b.id;
  // Who never had a good deposit stands first.
  if (sort === 'last') return (a, b) => (a.lastGoodAt ?? 0) - (b.lastGoodAt ?? 0) || byName(a, b);
  return byName;
}

/** Those from one place up to another, as they stand sorted. */
function sortedSlice<T extends Standing>(
  sites: readonly T[],
  { sort, isReversed }: { readonly sort: StandingSort; readonly isReversed: boolean },
  from: number,
  to: number,
): T[] {
  if (sort !== 'urgency') {
    const order = orderOf(sites, sort);
    return [...sites].sort(isReversed ? (a, b) => order(b, a) : order).slice(from, to);
  }
  // Of thousands of sites a page shows few: names are compared within the urgencies that stand on it alone.
  const byUrgency = new Map<number, T[]>();
  for (const site of sites) addTo(byUrgency, urgencyOf(site), site);
  const urgencies = [...byUrgency.keys()].sort((a, b) => (isReversed ? a - b : b - a));
  const shown: T[] = [];
  let start = 0;
  for (const urgency of urgencies) {
    const own = byUrgency.get(urgency) ?? [];
    const end = start + own.length;
    if (end > from && start < to)
      shown.push(...sortedSlice(own, { sort: 'name', isReversed }, Math.max(0, from - start), to - start));
    start = end;
  }
  return shown;
}

const PAGE = 25;

/**
 * The page that was asked for, and the figures of all. `textOf`: what is searched beside name and number, the names,
 * numbers and UAI codes of establishments.
 */
export function overviewOf<T extends Standing>(
  all: readonly T[],
  query: OverviewQuery,
  queue: Overview['queue'] = null,
  textOf: (site: T) => string = () => '',
): Overview<T> {
  const { text = '', filter, sort = 'urgency', isReversed = false, limit = PAGE } = query;
  const found = all.filter((site) => filter === undefined || FITS[filter](site)).filter(searchFor(text, textOf));
  const pages = Math.max(1, Math.ceil(found.length / limit));
  const page = Math.min(Math.max(1, query.page ?? 1), pages);
  const count = (name: StandingFilter): number => all.filter(FITS[name]).length;
  const sum = (of: (site: Standing) => number): number => all.reduce((total, site) => total + of(site), 0);
  return {
    items: sortedSlice(found, { sort, isReversed }, (page - 1) * limit, page * limit),
    total: found.length,
    page,
    pages,
    sites: all.length,
    counts: {
      look: count('look'),
      failing: count('failing'),
      held: count('held'),
      running: count('running'),
      stale: count('stale'),
      late: count('late'),
      fresh: count('fresh'),
      none: count('none'),
    },
    runs: { running: sum((one) => one.running), waiting: sum((one) => one.waiting), held: sum((one) => one.held) },
    queue,
  };
}

/** Every word begins a word of the site's names, or one of its numbers or UAI codes. */
function searchFor<T extends Standing>(text: string, textOf: (site: T) => string): (site: T) => boolean {
  const words = wordsOf(text).split(' ').filter(Boolean);
  if (words.length === 0) return () => true;
  return (site) => {
    const within = ` ${wordsOf(`${site.id} ${site.name} ${textOf(site)}`)}`;
    return words.every((word) => within.includes(` ${word}`));
  };
}

/** « Lycée de l'Île » is found by « ile ». */
function wordsOf(text: string): string {
  return normaliseName(text).replace(/['.,()/]+/g, ' ');
}
