/** Where somebody is on the pages of matches: kind, list, search and page, in the address and behind every button. */

import { z } from 'zod';
import type { MatchKind } from '../../../../domain/diff/match.ts';
import type { MatchBoard, MatchKey } from '../../../../domain/diff/match-desk.ts';
import { actionButton } from '../../components/forms.ts';
import { type Html, html } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';

export const KINDS = ['teacher', 'student', 'division', 'group'] as const satisfies readonly MatchKind[];

const kind = z.enum(KINDS);
/** Keys hold names of files, which may be long. */
const key = z.string().min(1).max(2_000);
const query = z.object({
  kind: kind.optional(),
  state: z.enum(['open', 'decided']).optional(),
  order: z.enum(['name', 'score']).optional(),
  q: z.string().max(200).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
  /** Runs that the last decisions have set going again. */
  runs: z
    .string()
    .regex(/^\d{1,18}(,\d{1,18}){0,9}$/)
    .optional(),
});

export interface View {
  readonly kind: MatchKind;
  readonly state: 'open' | 'decided';
  readonly order: 'name' | 'score';
  readonly q: string;
  readonly cursor: string;
  readonly runs: readonly string[];
}

/** The view of the address; without a kind the first where something is open. */
export function viewOf(visit: SiteVisit, board: MatchBoard): View {
  return toView(visit.query(query), KINDS.find((one) => board.kinds[one].open > 0) ?? 'teacher');
}

function toView(found: z.infer<typeof query>, fallback: MatchKind): View {
  const { kind = fallback, state = 'open', order = 'name', q = '', cursor = '0', runs } = found;
  return { kind, state, order, q: q.trim(), cursor, runs: runs?.split(',') ?? [] };
}

/** The view that a form was sent from. */
export function backOf({ fields }: SiteVisit): View {
  const asked = query.safeParse(Object.fromEntries(new URLSearchParams(fields.get('back') ?? '')));
  const own = kind.safeParse(fields.get('kind'));
  return toView(asked.success ? asked.data : {}, own.success ? own.data : 'teacher');
}

/** The view with those runs alone that are still under way: what has ended was told, and is not told again on the next page. */
export function withMoving(view: View, { runs }: Pick<MatchBoard, 'runs'>): View {
  const isMoving = (id: string): boolean => runs.some((one) => one.id === id && one.status !== 'held');
  return { ...view, runs: view.runs.filter(isMoving) };
}

/** The view as a query, without what is the default. */
export function viewText(view: Partial<View> & Pick<View, 'kind'>): string {
  const { state = 'open', order = 'name', q = '', cursor = '0', runs = [] } = view;
  const text = new URLSearchParams({ kind: view.kind });
  if (state !== 'open') text.set('state', state);
  if (order !== 'name') text.set('order', order);
  if (q !== '') text.set('q', q);
  if (cursor !== '0') text.set('cursor', cursor);
  if (runs.length > 0) text.set('runs', runs.slice(0, 10).join(','));
  return text.toString();
}

export function viewPath({ path }: SiteVisit, view: Partial<View> & Pick<View, 'kind'>): string {
  return path(`/matches?${viewText(view)}`);
}

const keyQuery = z.object({ kind, key, back: z.string().max(1_000).optional() });

/** Where the n-th item of a page is: the one behind moves up when it is decided on. */
export function placeId(place: number | string): string {
  return `rang-${place}`;
}

/** The item that an address or a form is about. Throws Refusal `bad-input`. */
export function keyIn(visit: SiteVisit): MatchKey & { readonly back: string } {
  const { back = '', ...rest } = visit.query(keyQuery);
  return { ...rest, back };
}

/** The address of a step about one item. */
export function stepPath({ path }: SiteVisit, step: string, item: MatchKey, back: string, more = {}): string {
  return path(`/matches/${step}?${new URLSearchParams({ kind: item.kind, key: item.key, back, ...more })}`);
}

/** A small form with one button, that leads back here. */
export function matchButton(
  visit: SiteVisit,
  action: string,
  label: string,
  fields: Readonly<Record<string, string>>,
): Html {
  return actionButton(visit.path(`/matches/${action}`), visit.login.proof, label, { fields });
}

/** As a link, for what is done less often; `about` says to whom it does not see which one it is. */
export function quietButton(
  visit: SiteVisit,
  action: string,
  label: string,
  fields: Readonly<Record<string, string>>,
  about: string,
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="inline" method="post" action="${visit.path(`/matches/${action}`)}"><input type="hidden" name="proof" value="${visit.login.proof}">${hidden}<button class="link-button">${label}<span class="unseen"> ${about}</span></button></form>`;
}

/** Ways through a list that is sorted by name. */
export function listPager(
  visit: SiteVisit,
  total: number,
  limit: number,
  at: number,
  hrefOf: (cursor: string) => string,
): Html | false {
  const words = matchWords[visit.reader.language];
  if (total <= limit) return false;
  const { number } = visit.reader;
  const last = Math.min(at + limit, total);
  const before = at > 0 && html`<a href="${hrefOf(String(Math.max(0, at - limit)))}" rel="prev">${words.previous}</a>`;
  const after = last < total && html`<a href="${hrefOf(String(last))}" rel="next">${words.next}</a>`;
  return html`<p class="pager">${before}${after}<span class="hint">${words.range(number(at + 1), number(last), number(total))}</span></p>`;
}
