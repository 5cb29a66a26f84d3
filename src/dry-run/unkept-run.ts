/** The run that a dry run would have been: what reports are made of, without a number and kept nowhere. */

import type { Run } from '../domain/model/run.ts';

/** What is known of the file and of how it was given; the rest is as before anything happened. */
export function unkeptRun(
  known: Pick<
    Run,
    'siteId' | 'kind' | 'folder' | 'trigger' | 'filename' | 'size' | 'sha256' | 'receivedAt' | 'takenInAt'
  >,
): Run {
  return {
    ...known,
    id: '',
    asked: {},
    establishment: null,
    scope: null,
    status: 'received',
    reason: null,
    reasonValues: {},
    depositId: '',
    accountId: null,
    takenInAtWish: null,
    endedAt: known.receivedAt,
    attempt: 0,
    failures: 0,
    steps: [],
    half: null,
    requestId: null,
    waitsUntil: null,
    joined: null,
    digest: null,
    baseVersion: null,
    approvedBy: null,
    approvedWhy: null,
    approvedVersion: null,
    confirmedScope: null,
    replayOf: null,
    askedBy: null,
    archivedAs: null,
    isUndoable: false,
    isSourceKept: true,
  };
}
