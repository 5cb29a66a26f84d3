/** Every registered page at least once: addresses for all routes, taken from the registry, so that no page is forgotten. */
import { SITE_PAGES } from '../../src/adapters/web/pages/registry.ts';
import type { RouteOptions, SiteRoutes } from '../../src/adapters/web/shell/site-routes.ts';
import type { Role } from '../../src/domain/model/person.ts';
import { CHANGE_PARTS } from '../../src/domain/report/changes.ts';
import { DRAFT_STEPS } from '../../src/domain/report/draft.ts';
import type { LivedSite } from './lived-site.ts';

export interface Stop {
  /** As registered: `/runs/:run`. */
  readonly route: string;
  /** For people who read a table: `run, held`. */
  readonly name: string;
  readonly address: string;
  readonly needs: Role | 'operator' | 'nobody';
  /** Passwords and accounts: 403 in supervision. */
  readonly isSecret: boolean;
}

interface Registered {
  readonly route: string;
  readonly needs: Role;
  readonly isSecret: boolean;
}

/** What the pages of the registry answer to GET, below `/sites/:site`. */
export function registeredPages(): Registered[] {
  return registered().pages;
}

/** Where the pages of the registry take forms, those with a file apart: routes below `/sites/:site`. */
export function registeredForms(): string[] {
  return registered().forms;
}

function registered(): { readonly pages: Registered[]; readonly forms: string[] } {
  const pages: Registered[] = [];
  const forms: string[] = [];
  const routes: SiteRoutes = {
    get(route, _work, { needs = 'reader', isSecret = false }: RouteOptions = {}) {
      pages.push({ route, needs, isSecret });
    },
    post: (route) => void forms.push(route),
    upload: () => undefined,
  };
  // Routes are told before anything of the parts is used.
  for (const page of SITE_PAGES) page.routes(routes, new Proxy({}, { get: () => undefined }) as never);
  return { pages, forms };
}

/** Answers that are kept, not shown. */
const FILES = /\/(source|bilan\.\w+|[\w-]+\.csv)$/;
/** Leads on to another page. */
const LEADS_ON = ['/import/:draft'];

/** All pages that somebody can look at. Throws for a registered page without an address here. */
export function pageTour(lived: LivedSite): Stop[] {
  const {
    runs,
    draft,
    directoryDraft,
    account,
    person,
    message,
    openTeacher,
    takenEntry,
    addedTeacher,
    division,
    day,
    establishment,
  } = lived;
  const run = (rest = ''): string[] => [`/runs/${runs.held}${rest}`, `/runs/${runs.applied}${rest}`];
  const teacher = (key: string): string => `kind=teacher&key=${encodeURIComponent(key)}`;
  const week = `division=${encodeURIComponent(division)}&day=${day}`;
  const addresses: Readonly<Record<string, readonly string[]>> = {
    '': ['', '?status=bad', '?text=rien'],
    '/runs/:run': [...run(), `/runs/${runs.rejected}`, `/runs/${runs.unchanged}`],
    '/runs/:run/changes': run('/changes'),
    '/runs/:run/changes/:part': CHANGE_PARTS.map((part) => `/runs/${runs.held}/changes/${part}`),
    '/runs/:run/week': [...run('/week'), `/runs/${runs.held}/week?${week}`, `/runs/${runs.applied}/week?${week}`],
    '/runs/:run/undo': [`/runs/${runs.applied}/undo`],
    '/import': ['/import'],
    '/formats': ['/formats'],
    '/directory': ['/directory'],
    '/directory/:draft': [`/directory/${directoryDraft}`],
    '/import/:draft/matches/choose': [`/import/${draft}/matches/choose?${teacher(openTeacher)}`],
    '/import/:draft/discard': [`/import/${draft}/discard`],
    ...Object.fromEntries(DRAFT_STEPS.map((step) => [`/import/:draft/${step}`, [`/import/${draft}/${step}`]])),
    '/matches': ['/matches', '/matches?kind=student', '/matches?kind=teacher&state=decided', '/matches?kind=group'],
    '/matches/choose': [`/matches/choose?${teacher(openTeacher)}`],
    '/matches/confirm': [`/matches/confirm?${teacher(openTeacher)}&to=${encodeURIComponent(takenEntry)}`],
    '/matches/new': [`/matches/new?${teacher(openTeacher)}`],
    '/matches/remove': [`/matches/remove?${teacher(addedTeacher)}`],
    '/matches/accept': ['/matches/accept?kind=teacher'],
    '/timetable': ['/timetable', `/timetable?${week}`, '/timetable?q=rien%20de%20tel'],
    '/settings': ['/settings'],
    '/settings/establishments/new': ['/settings/establishments/new'],
    '/settings/establishments/:number': [`/settings/establishments/${establishment}`],
    '/settings/establishments/:number/remove': [`/settings/establishments/${establishment}/remove`],
    '/thresholds': ['/thresholds'],
    '/thresholds/reset': ['/thresholds/reset'],
    '/accounts': ['/accounts'],
    '/accounts/new': ['/accounts/new', '/accounts/new?q=a'],
    '/accounts/:account/regenerate': [`/accounts/${account}/regenerate`],
    '/accounts/:account/revoke': [`/accounts/${account}/revoke`],
    '/people': ['/people'],
    '/people/new': ['/people/new'],
    '/people/:person/role': [`/people/${person}/role`],
    '/people/:person/revoke': [`/people/${person}/revoke`],
    '/messages': ['/messages'],
    '/messages/:message': [`/messages/${message}`],
    '/year': ['/year'],
    '/audit': ['/audit', '/audit?topic=decisions', '/audit?actor=nobody&from=2020-01-01&to=2020-01-02'],
    '/year/weeks': ['/year/weeks', `/year/weeks?draft=${draft}`],
    '/year/turn': ['/year/turn?firstDay=2027-09-01&lastDay=2028-07-07'],
  };
  const stops = registeredPages().flatMap(({ route, needs, isSecret }): Stop[] => {
    if (FILES.test(route) || LEADS_ON.includes(route)) return [];
    const own = addresses[route];
    if (!own) throw new Error(`the page ${route} has no address in test/support/page-tour.ts`);
    return own.map((address) => ({
      ...{ route, needs, isSecret },
      name: address === '' ? '/' : address.replace(/key=[^&]*/, 'key=…'),
      address: `/sites/${lived.site.id}${address}`,
    }));
  });
  const beside = (address: string, needs: Stop['needs']): Stop => ({
    ...{ address, needs, route: address, name: address, isSecret: false },
  });
  return [
    ...stops,
    beside('/account', 'reader'),
    beside('/sites', 'reader'),
    beside('/operator', 'operator'),
    beside('/operator?q=site&show=look', 'operator'),
    beside('/sign-in', 'nobody'),
    beside('/forgotten-password', 'nobody'),
    beside('/first-password/unknown-token', 'nobody'),
    beside('/one-time/unknown-token', 'nobody'),
  ];
}
