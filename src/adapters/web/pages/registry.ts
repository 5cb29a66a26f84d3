/** All pages of a site. A page that stands here has its routes and, with a place, its entry in the navigation. */

import type { SitePage } from '../shell/site-routes.ts';
import { accountsPage } from './accounts/accounts.ts';
import { auditPage } from './audit/audit.ts';
import { boardPage } from './board/board.ts';
import { directoryPage } from './directory/directory.ts';
import { formatsPage } from './formats.ts';
import { importPages } from './import/import.ts';
import { matchesPage } from './matches/matches.ts';
import { messagesPage } from './messages.ts';
import { peoplePage } from './people/people.ts';
import { runPages } from './run/run.ts';
import { settingsPage } from './settings/settings.ts';
import { thresholdsPage } from './thresholds/thresholds.ts';
import { timetablePage } from './timetable/timetable.ts';
import { yearPage } from './year/year.ts';

export const SITE_PAGES: readonly SitePage[] = [
  boardPage,
  importPages,
  formatsPage,
  directoryPage,
  runPages,
  matchesPage,
  timetablePage,
  settingsPage,
  thresholdsPage,
  accountsPage,
  peoplePage,
  messagesPage,
  yearPage,
  auditPage,
];
