/** The catalogue in English: the same codes and values as the French one. A test keeps both complete. */

import type { Entry } from './catalogue.ts';
import { ENGLISH_DIRECTORY } from './catalogue-directory-en.ts';
import { ENGLISH_EXP } from './catalogue-exp-en.ts';
import { ENGLISH_FEEDS } from './catalogue-feeds-en.ts';
import { ENGLISH_MATCHING } from './catalogue-matching-en.ts';
import { ENGLISH_TABLES } from './catalogue-tables-en.ts';
import { ENGLISH_UDT } from './catalogue-udt-en.ts';
import { ENGLISH_UNREADABLE } from './catalogue-unreadable-en.ts';

const NOTHING = 'Nothing to do.';
const VENDOR = 'Export again; if the anomaly comes back, ask the maker of the software.';
const EXPECTED = 'The export comes from {product}; this site expects: {accepted}.';

export const ENGLISH_CATALOGUE: Readonly<Record<string, Entry>> = {
  ...ENGLISH_UNREADABLE,
  ...ENGLISH_TABLES,
  ...ENGLISH_DIRECTORY,
  ...ENGLISH_FEEDS,
  ...ENGLISH_UDT,
  ...ENGLISH_EXP,
  ...ENGLISH_MATCHING,
  'scope-changed': {
    title: 'Other schools are concerned now',
    cause:
      'You had confirmed a file for: {confirmed}. The directory has changed since, and the file now covers: {now}. Nothing was changed.',
    remedy: 'Check the classes of the directory, then start the manual import again: its preview is computed anew.',
  },
  'software-not-accepted': {
    title: 'Unexpected software',
    cause: EXPECTED,
    remedy: 'Export from the expected software, or change the accepted software in the settings.',
  },
  'version-not-accepted': {
    title: 'Software version too old',
    cause: EXPECTED,
    remedy: 'Update the software, or change the accepted versions in the settings.',
  },
  'other-school': {
    title: 'File of another school',
    cause: 'The export is that of the school {uai}; this site expects: {expected}.',
    remedy:
      'Check the deposit URL in your software and the UAI code of the exported base. If this school belongs to the site, a manager adds it in “Settings”.',
  },
  'other-establishment': {
    title: 'File of another school of the site',
    cause: 'The export is that of the school {uai}, but the deposit URL is that of {expected}.',
    remedy: 'Use the URL for all schools, or the one of the exported school.',
  },
  'other-school-year': {
    title: 'File of another school year',
    cause: 'The export is that of the year {year}; the open year is {open}.',
    remedy: 'When the year changes, import the new file by hand first; automatic import then goes on.',
  },
  'first-import-missing': {
    title: 'First manual import to do',
    cause: 'No timetable of the year {year} has been imported yet: automatic import is not open. The file is kept.',
    remedy: 'Do a first manual import of this year; the deposits after it will be processed automatically.',
  },
  'other-school-year:past': {
    title: 'File of a past school year',
    cause: 'The export is that of the year {year}; the open year is {open}.',
    remedy: 'Open the base of the year {open} in your timetable software, then export again.',
  },
  'other-school-year:announced': {
    title: 'File of the announced year',
    cause:
      'The export is that of the year {year}, which is announced; the open year is still {open}. The file is kept.',
    remedy:
      'When the timetable of {open} will not change any more, make the first manual import of {year}: it opens that year, and automatic import goes on with it.',
  },
  companion: {
    title: 'Companion file of another export',
    cause:
      'Another file of the same folder was accepted within a few minutes; this one is not an export that can be used.',
    remedy: 'Nothing to do. If this file was meant to be imported, check its content and deposit it alone.',
  },
  'threshold-exceeded': {
    title: 'Blocking threshold exceeded: import refused',
    cause: 'At least one blocking control was exceeded, and this site then refuses the import.',
    remedy: 'Check the exported timetable. If the change is meant, import it by hand.',
  },
  held: {
    title: 'Blocking threshold exceeded: import waiting',
    cause: 'Controls exceeded: {controls}. Nothing has been changed.',
    remedy: 'Look at the report, then approve the import if it is meant, or reject it.',
  },
  'held:again': {
    title: 'To be decided again: the approval no longer holds',
    cause:
      'This import had been approved, but what it was compared with changed before it was applied. Controls exceeded now: {controls}. Nothing has been changed.',
    remedy: 'Look at the report again, then approve the import if it is still meant, or reject it.',
  },
  'rejected-by-manager': {
    title: 'Import rejected by a manager',
    cause: 'This import was rejected by {by}. Reason: “{why}”.',
    remedy:
      'Correct the timetable in your software and export again. If the file is right after all, replay the import: it will be examined again.',
  },
  'rejected-by-manager:operator': {
    title: 'Import rejected by the operator',
    cause: 'The operator rejected this import: {by}. Reason: “{why}”.',
    remedy:
      'Correct the timetable in your software and export again. If the file is right after all, replay the import: it will be examined again.',
  },
  'rejected-by-manager:other': {
    title: 'Import rejected',
    cause: 'This import was rejected ({by}). Reason: “{why}”.',
    remedy:
      'Correct the timetable in your software and export again. If the file is right after all, replay the import: it will be examined again.',
  },
  superseded: {
    title: 'Replaced by a newer deposit',
    cause: 'A newer file of the same scope (import no. {run}) came before this one was applied.',
    remedy: NOTHING,
  },
  'same-as-last': {
    title: 'Timetable unchanged',
    cause: 'The content is that of the last applied import.',
    remedy: NOTHING,
  },
  'same-as-held': {
    title: 'Already waiting',
    cause: 'The same content is waiting for a decision already (import no. {run}).',
    remedy: 'Approve or reject the import that waits.',
  },
  'same-as-rejected': {
    title: 'Rejected already by {by} on {at}',
    cause: 'The same content was rejected (import no. {run}): it is neither compared again nor applied.',
    remedy: 'Correct the timetable in your software, or replay the import if it is right after all.',
  },
  undone: {
    title: 'Import undone',
    cause:
      'This import was undone ({by}). Reason: “{why}”. The timetable is as it was before. Coming sessions that are as before: {restored}. Sessions that have begun, left as they took place: {kept}.',
    remedy:
      'Nothing to do. The same content deposited again will not be applied; replay the import if it is right after all.',
  },
  'undone:reopened': {
    title: 'First import of the year undone',
    cause:
      'This import was undone ({by}). Reason: “{why}”. The year {closes}, which it had opened, is closed, and {opens} is open again, with its remembered matches. Coming sessions that are as before: {restored}. Sessions that have begun, left as they took place: {kept}.',
    remedy:
      'Deposits of {opens} are applied again. Those of {closes} are kept, but not applied; when it is to open, import its file by hand.',
  },
  'undone:closed': {
    title: 'First import of the year undone',
    cause:
      'This import was undone ({by}). Reason: “{why}”. The year {closes}, which it had opened, is closed, and no other is open. The timetable is as it was before. Coming sessions that are as before: {restored}. Sessions that have begun, left as they took place: {kept}.',
    remedy: 'Automated import is closed: import the right file by hand. Until then deposits are kept, but not applied.',
  },
  'same-as-undone': {
    title: 'Undone already by {by} on {at}',
    cause: 'The import of the same content (no. {run}) was undone: this one is neither compared again nor applied.',
    remedy: 'Correct the timetable in your software, or replay the import if it is right after all.',
  },
  cancelled: {
    title: 'Import cancelled',
    cause: 'This import was cancelled before it began ({by}).',
    remedy: 'Nothing to do. The file stays available to be replayed.',
  },
  failed: {
    title: 'Technical trouble: the import did not finish',
    cause: 'After {tries} tries the import could not be finished. Nothing was changed, the file is kept.',
    remedy: 'The technical staff is told by the log. Once the trouble is mended, replay the import.',
  },
  'zip-trailing-bytes': {
    title: 'Bytes behind the archive',
    cause: 'The archive is whole, but followed by {bytes} bytes that are no part of it; they are ignored.',
    remedy: 'Nothing to do if it happens once; else check the software that sends the file.',
  },
  'format-version-unknown': {
    title: 'Unknown format version',
    cause:
      'The file is of version {version} of the format {format}. Carillon knows: {known}; it has read what is like them.',
    remedy:
      'Check in the report that nothing is missing (classes, groups, students, sessions), and tell the operator of this version.',
  },
  'format-version-unknown:newer': {
    title: 'Newer format version',
    cause:
      'The file is of version {version} of the format {format}, newer than those that Carillon knows ({known}); it has read what is like them.',
    remedy:
      'Check in the report that nothing is missing (classes, groups, students, sessions), and tell the operator of this version: an update of Carillon may know it.',
  },
  'only-courses': {
    title: 'Export without subjects and classes',
    cause: 'The export holds courses, but no subjects, classes, groups or teachers.',
    remedy: 'Tick all data in the export window, then export again.',
  },
  'name-too-long': {
    title: 'Name too long',
    cause: 'A name or a code of the export is longer than 200 characters; its end is ignored.',
    remedy: 'Shorten it in your software and export again.',
  },
  'group-in-group': {
    title: 'Group inside a group',
    cause: 'The export puts a group into another one (or into itself); this link is ignored.',
    remedy: VENDOR,
  },
  'dangling-reference': {
    title: 'Unknown reference',
    cause: 'The export points at an element that it does not define; only this link is ignored.',
    remedy: 'If a link is missing in the portal, check the element in your software and export again.',
  },
  'unknown-element': {
    title: 'Unknown element',
    cause: 'The export holds an element that Carillon does not know; it is ignored (in brackets: how often).',
    remedy: 'Nothing to do. Tell the operator if you miss something.',
  },
  'unknown-attribute': {
    title: 'Unknown attribute',
    cause: 'The export says something that Carillon does not know; it is ignored (in brackets: how often).',
    remedy: 'Nothing to do. Tell the operator if you miss something.',
  },
  'duplicate-ident': {
    title: 'Number used twice',
    cause: 'Two elements of the export have the same number; the first one is kept.',
    remedy: VENDOR,
  },
  'missing-ident': {
    title: 'Number missing',
    cause: 'An element of the export has no number; it is ignored.',
    remedy: VENDOR,
  },
  'duplicate-name': {
    title: 'Name used twice',
    cause: 'Two elements have the same name: they are one in the portal.',
    remedy: 'Give them different names in your software if they are two different things.',
  },
  homonyms: {
    title: 'Namesakes',
    cause: 'Several persons have the same name and nothing in the export tells them apart.',
    remedy: 'Complete their date of birth or their identifier in your software.',
  },
  'bad-date': {
    title: 'Impossible date',
    cause: 'A date of the export does not exist; it is ignored.',
    remedy: 'Correct the date in your software and export again.',
  },
  'bad-number': {
    title: 'Impossible number',
    cause: 'A number of the export is not valid; it is ignored.',
    remedy: VENDOR,
  },
  'inverted-dates': {
    title: 'Dates the wrong way round',
    cause: 'A membership or a closure ends before it has begun; this stretch of time is ignored.',
    remedy:
      'Correct these dates (of entry and leaving of a student, of the beginning and end of a closure) in your software.',
  },
  'week-mask-invalid': {
    title: 'Weeks not readable',
    cause: 'The list of weeks of a course is not valid; this link is ignored.',
    remedy: VENDOR,
  },
  'week-zero': {
    title: 'Week 0',
    cause: 'A course names week 0, which does not exist; it is ignored.',
    remedy: NOTHING,
  },
  'weeks-outside-year': {
    title: 'Weeks outside the year',
    cause: 'Sessions of a course fall outside the school year of the export; they are not created.',
    remedy: 'Check the dates of the year in your software.',
  },
  'week-one-not-monday': {
    title: 'First week shifted',
    cause: 'The first week of the export does not begin on a Monday; the Monday of that week is used.',
    remedy: 'Check the dates of the year in your software.',
  },
  'course-outside-grid': {
    title: 'Course outside the grid',
    cause: 'A course is placed outside the days or slots of the grid: it gives no session.',
    remedy: 'Place this course again in your software and export again.',
  },
  'slot-label-differs': {
    title: 'Unusual duration',
    cause: 'The times shown of a course do not fit the length of its slots; the times shown are used.',
    remedy: 'Nothing to do if the times in the portal are right.',
  },
  'subject-without-code': {
    title: 'Subject without a code',
    cause: 'A subject has no code; it is recognised by its name.',
    remedy: 'Give the subject a code in your software, preferably that of the national list.',
  },
  'course-students': {
    title: 'Students listed one by one in a course',
    cause:
      'A course has students beside its classes and groups, or in place of them: they form a group of this course.',
    remedy: 'Nothing to do. If these students attend all year long, a group in your software says it better.',
  },
  'school-left-out': {
    title: 'Another school in the file',
    cause: 'The export also holds classes of a school that this import is not about; they are left out.',
    remedy:
      'Nothing to do, unless that school is of your site: then deposit the file on the URL of the site, or have the operator add the school.',
  },
  'unreadable-part': {
    title: 'Unreadable file in the archive',
    cause: 'One of the files of the archive cannot be read; because of it the deposit is refused.',
    remedy: 'Export again; if it comes back, ask the publisher of the software.',
  },
  'year-bounds-changed': {
    title: 'Dates of the year changed',
    cause: 'The first or last day of the year has changed (before: {before}).',
    remedy: 'Check that this change is meant.',
  },
  'announced-dates-differ': {
    title: 'Dates other than those of the announced year',
    cause: 'The file has other dates than were announced for the year ({announced}). Those of the file are kept.',
    remedy: 'Check the first and the last day in the settings of your timetable software.',
  },
  'other-than-announced': {
    title: 'Year other than the announced one',
    cause: 'The file opens another year than the announced one ({announced}).',
    remedy: 'Check that this is the file to import; else export the base of the announced year.',
  },
  'sessions-vanished': {
    title: 'Most sessions vanish',
    cause:
      'The import deletes {deleted} coming sessions, more than the file has ({read}): it probably lacks weeks or courses.',
    remedy:
      'Check what was chosen for the export (weeks, classes), then export again. If the import is applied already, undo it: the sessions come back.',
  },
  'stray-sessions': {
    title: 'Sessions during a closure',
    cause: 'Single sessions fall into a closure period. They are created like the others.',
    remedy: 'If these courses do not take place, remove them in your software.',
  },
};
