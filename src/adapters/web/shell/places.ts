/** The places of a site's navigation: their order, paths, icons, and who sees them. */

import type { Badges } from '../../../domain/administration.ts';
import type { Role } from '../../../domain/model/person.ts';
import type { IconName } from '../components/icons.ts';

/** In the order of the navigation. */
export const PLACES = [
  'board',
  'import',
  'directory',
  'matches',
  'timetable',
  'settings',
  'thresholds',
  'accounts',
  'people',
  'messages',
  'year',
  'audit',
] as const;

export type Place = (typeof PLACES)[number];

interface Entry {
  /** Below `/sites/:site`. */
  readonly path: string;
  readonly icon: IconName;
  /** Readers do not see what only managers use. */
  readonly needs: Role;
  readonly badge?: keyof Badges;
}

export const ENTRIES: Readonly<Record<Place, Entry>> = {
  board: { path: '', icon: 'board', needs: 'reader' },
  import: { path: '/import', icon: 'upload', needs: 'manager' },
  directory: { path: '/directory', icon: 'book', needs: 'manager' },
  matches: { path: '/matches', icon: 'link', needs: 'reader', badge: 'matches' },
  timetable: { path: '/timetable', icon: 'calendar', needs: 'reader' },
  settings: { path: '/settings', icon: 'sliders', needs: 'reader' },
  thresholds: { path: '/thresholds', icon: 'gauge', needs: 'reader' },
  accounts: { path: '/accounts', icon: 'key', needs: 'reader' },
  people: { path: '/people', icon: 'people', needs: 'manager' },
  messages: { path: '/messages', icon: 'mail', needs: 'reader', badge: 'messages' },
  year: { path: '/year', icon: 'flag', needs: 'reader' },
  audit: { path: '/audit', icon: 'list', needs: 'manager' },
};

/** All sites, for operators. */
export const OPERATOR_PATH = '/operator';
/** Where an operator leaves a site that is open in supervision. */
export const LEAVE_PATH = `${OPERATOR_PATH}/leave`;

/** The address of a place of a site. */
export function placePath(siteId: number, place: Place): string {
  return `/sites/${siteId}${ENTRIES[place].path}`;
}

/** Is a role enough? */
export function isEnough(role: Role, needs: Role): boolean {
  return role === 'manager' || needs === 'reader';
}
