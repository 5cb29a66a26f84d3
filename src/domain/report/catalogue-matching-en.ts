/** The English part of the catalogue about who and what of a file is matched to the directory. */

import type { Entry } from './catalogue.ts';

const NOT_FOUND = 'No counterpart in the directory: the sessions are created with the name of the export.';
const MATCH = 'Match by hand, or complete the directory.';
const SEVERAL = 'Several counterparts are possible in the directory: Carillon does not guess.';
const CHOOSE = 'Choose the right counterpart among the matches.';

export const ENGLISH_MATCHING: Readonly<Record<string, Entry>> = {
  'match-ignored': {
    title: 'Left without a counterpart',
    cause: 'A manager decided that the directory has no equivalent: the name of the export is taken as it is.',
    remedy: 'Nothing to do. The decision can be forgotten on the page of matches.',
  },
  'unmatched-teacher': {
    title: 'Teacher not matched',
    cause: NOT_FOUND,
    remedy: MATCH,
  },
  'ambiguous-teacher': {
    title: 'Teacher to be matched',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
  'unmatched-student': {
    title: 'Student not matched',
    cause: NOT_FOUND,
    remedy: MATCH,
  },
  'ambiguous-student': {
    title: 'Student to be matched',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
  'unmatched-division': {
    title: 'Class not matched',
    cause: NOT_FOUND,
    remedy: MATCH,
  },
  'ambiguous-division': {
    title: 'Class to be matched',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
  'unmatched-group': {
    title: 'Group not matched',
    cause: 'No counterpart in the directory: it will be created.',
    remedy: MATCH,
  },
  'ambiguous-group': {
    title: 'Group to be matched',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
};
