/** English words of a report, beside the French ones of words.ts. */

import { countedInEnglish, type Language } from '../model/language.ts';
import { FRENCH, type Vocabulary } from './words.ts';
import { ENGLISH_DIRECTORY_WORDS } from './words-directory.ts';

const ENGLISH: Vocabulary = {
  status: {
    received: 'Waiting to be processed',
    running: 'Being processed',
    rejected: 'File refused',
    held: 'Waiting for your decision',
    integrated: 'Imported successfully',
    'integrated-with-alerts': 'Imported with alerts',
    unchanged: 'Timetable unchanged',
    superseded: 'Replaced by a newer deposit',
    failed: 'Technical failure',
    cancelled: 'Import cancelled',
    undone: 'Import undone',
  },
  directoryStatus: { unchanged: 'Directory unchanged', superseded: 'Replaced by a newer directory' },
  directory: ENGLISH_DIRECTORY_WORDS,
  rejectedByPerson: 'Rejected by a person',
  repeated: {
    'same-as-held': 'Waiting already',
    'same-as-rejected': 'Rejected already',
    'same-as-undone': 'Undone already',
  },
  step: {
    deposit: 'File deposit',
    validate: 'File validation',
    thresholds: 'Threshold check',
    groups: 'Group creation',
    sessions: 'Session generation',
    directory: 'Directory update',
  },
  stepStatus: { valid: 'valid', interrupted: 'interrupted', skipped: 'not run' },
  severity: { error: 'Error', warning: 'Warning', info: 'Information' },
  counts: {
    subjects: 'Subjects',
    teachers: 'Teachers',
    students: 'Students',
    divisions: 'Classes',
    parts: 'Parts of classes',
    groups: 'Groups',
    rooms: 'Rooms',
    courses: 'Courses',
    coursesWithoutSessions: 'Courses without sessions',
    services: 'Teaching services',
    memberships: 'Group memberships',
    closures: 'Closure periods',
    sessions: 'Sessions',
    staff: 'Other staff',
    directoryModifications: 'Modifications',
    directoryRemovals: 'Announced departures',
  },
  trigger: { automatic: 'automatic', manual: 'manual', replay: 'replayed' },
  actor(actor, name) {
    const [kind, id] = actor.split(':');
    if (name !== undefined) return kind === 'operator' ? `${name} (operator)` : name;
    if (kind === 'manager') return `manager no. ${id}`;
    if (kind === 'operator') return `operator no. ${id}`;
    if (kind === 'token') return `program (token no. ${id})`;
    return kind === 'command' ? 'command line' : actor;
  },
  text: {
    dryRun: 'Check of a file, without import',
    report: (run) => `Report of import no. ${run}`,
    run: (run) => `import no. ${run}`,
    facts: {
      status: 'Status',
      site: 'Site',
      establishment: 'School',
      trigger: 'Import',
      receivedAt: 'Received',
      askedAt: 'Asked for',
      takenInAt: 'Taken in',
      endedAt: 'Ended',
      file: 'File',
      archive: 'Archive',
      format: 'Format',
      uai: 'UAI code',
      replayOf: 'Replays',
      askedBy: 'Asked for by',
      approvedBy: 'Approved by',
      approvedWhy: 'Reason',
    },
    all: 'all',
    toDo: 'What to do: ',
    sections: {
      steps: 'Steps',
      read: 'Contents of the file',
      controls: 'Controls',
      matching: 'Matches',
      changes: 'Changes',
      findings: 'Anomalies',
      weeks: 'Sessions by week',
    },
    controls: ['Control', 'Count', 'Value', 'Limit', 'Blocking'],
    unknown: 'not computed',
    forgotten:
      'The details of this report are no longer kept: numbers, controls and anomalies are missing, they were not nil.',
    yes: 'yes',
    no: 'no',
    exceeded: 'EXCEEDED',
    ignoredUpTo: (floor) => `(ignored up to ${floor})`,
    matching: ['Matched', 'Unmatched', 'Ambiguous'],
    changes: ['Created', 'Modified', 'Deleted', 'Unchanged'],
    cancelled: (cancelled, past) => `Sessions newly cancelled: ${cancelled}; past sessions, left as they are: ${past}.`,
    more: (count) => `and ${count} more`,
    weeks: (count, first, last) =>
      `${countedInEnglish(String(count), 'week', 'weeks')} with sessions, from that of ${first} to that of ${last}.`,
    sessions: (planned, cancelled, average) =>
      `${countedInEnglish(planned, 'session', 'sessions')} planned, ${cancelled} cancelled; ${average} a week on average.`,
    fullest: (monday, planned) =>
      `The fullest: week of ${monday}, ${countedInEnglish(planned, 'session', 'sessions')}.`,
  },
};

/** The words of a report in a reader's language. */
export function vocabularyOf(language: Language): Vocabulary {
  return language === 'en' ? ENGLISH : FRENCH;
}
