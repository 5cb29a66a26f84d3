/** Believable runs and reports of an invented site, built by the real report builder. */
import { addDays, isoWithOffset } from '../../src/domain/model/calendar.ts';
import type { Run, RunStatus, StepOutcome } from '../../src/domain/model/run.ts';
import { STEPS } from '../../src/domain/model/step.ts';
import { buildReport, type Evaluation, type ImportReport } from '../../src/domain/report/report.ts';
import type { Verdict } from '../../src/domain/thresholds/rule.ts';

export const TIME_ZONE = 'Europe/Paris';

export const CONTROL_TITLES: ReadonlyMap<string, string> = new Map([
  ['subjects-created', '% de matières créées'],
  ['services-created', "% de services d'enseignement créés"],
  ['services-modified', "% de services d'enseignement modifiés"],
  ['services-deleted', "% de services d'enseignement supprimés"],
  ['courses-cancelled', '% de cours annulés'],
  ['closures-added', '% de périodes de fermeture ajoutées'],
  ['closures-deleted', '% de périodes de fermeture supprimées'],
  ['teachers-unmatched', "% d'enseignants non rapprochés"],
  ['students-unmatched', "% d'élèves non rapprochés"],
  ['divisions-unmatched', '% de classes non rapprochées'],
  ['groups-unmatched', '% de groupes non rapprochés'],
  ['closure-coherence', 'Cohérence avec les périodes de fermeture'],
]);

/** Where each status leaves the steps: how many are valid, and which one was interrupted. */
const REACHED: Readonly<Record<RunStatus, { readonly valid: number; readonly code?: string }>> = {
  received: { valid: 1 },
  running: { valid: 2 },
  rejected: { valid: 1, code: 'other-school' },
  held: { valid: 2, code: 'held' },
  integrated: { valid: 5 },
  'integrated-with-alerts': { valid: 5 },
  unchanged: { valid: 3 },
  superseded: { valid: 2 },
  failed: { valid: 1, code: 'failed' },
  cancelled: { valid: 1 },
  undone: { valid: 5 },
};

const VALUES = {
  uai: '0139999Z',
  expected: '0134567A, 0134568B',
  controls: "% de services d'enseignement supprimés",
  tries: 5,
};

function stepsOf(status: RunStatus, receivedAt: number): StepOutcome[] {
  const { valid, code } = REACHED[status];
  const isOpen = status === 'received' || status === 'running';
  return STEPS.flatMap((step, index): StepOutcome[] => {
    const iso = (second: number): string => isoWithOffset(receivedAt + second * 1_000, TIME_ZONE);
    const times = { startedAt: iso(index), endedAt: iso(index + 1) };
    if (index < valid) return [{ step, status: 'valid', ...times }];
    if (isOpen) return [];
    if (index === valid && code) return [{ step, status: 'interrupted', ...times, code, values: VALUES }];
    return [{ step, status: 'skipped', ...times }];
  });
}

/** A run of site 4817 in a state, with the steps that belong to it. */
export function sampleRun(over: Partial<Run> = {}): Run {
  const status = over.status ?? 'integrated';
  const receivedAt = over.receivedAt ?? Date.parse('2026-11-22T16:54:00+01:00');
  const isEnded = status !== 'received' && status !== 'running' && status !== 'held';
  const reason = ['rejected', 'failed'].includes(status) ? (REACHED[status].code ?? null) : null;
  return {
    id: '42',
    siteId: 4817,
    kind: 'timetable',
    asked: {},
    folder: null,
    establishment: null,
    scope: [1754, 4817],
    trigger: 'automatic',
    status,
    reason,
    reasonValues: VALUES,
    depositId: '42',
    filename: 'EDT_PRONOTE_export.xml',
    size: 8_123_456,
    sha256: 'a3f5'.repeat(16),
    accountId: '1',
    receivedAt,
    takenInAt: status === 'received' ? null : receivedAt + 2_000,
    takenInAtWish: null,
    endedAt: isEnded ? receivedAt + 9_000 : null,
    attempt: 1,
    failures: 0,
    steps: stepsOf(status, receivedAt),
    half: null,
    waitsUntil: null,
    joined: null,
    digest: null,
    baseVersion: null,
    approvedBy: null,
    approvedVersion: null,
    approvedWhy: null,
    confirmedScope: null,
    replayOf: null,
    askedBy: null,
    requestId: null,
    isUndoable: false,
    isSourceKept: true,
    archivedAs: `EDT_2026_${receivedAt}.zip`,
    ...over,
  };
}

function verdict(code: string, count: number, base: number, limit: number, blocking: boolean): Verdict {
  const value = base === 0 ? 0 : Math.round((10_000 * count) / base) / 100;
  return { code, count, base, value, limit, blocking, exceeded: 100 * count > limit * base };
}

function controls(status: RunStatus): Verdict[] {
  return [
    verdict('subjects-created', 1, 34, 50, true),
    verdict('services-created', 6, 240, 50, true),
    verdict('services-modified', 11, 240, 30, true),
    verdict('services-deleted', status === 'held' ? 151 : 2, 240, 50, true),
    verdict('courses-cancelled', 14, 1_102, 30, false),
    verdict('closures-added', 0, 9, 10, true),
    verdict('closures-deleted', 0, 9, 10, true),
    verdict('teachers-unmatched', 1, 68, 5, false),
    verdict('students-unmatched', status === 'integrated' ? 3 : 31, 426, 5, false),
    verdict('divisions-unmatched', 0, 16, 5, false),
    verdict('groups-unmatched', 1, 48, 5, false),
    verdict('closure-coherence', 0, 34_112, 1, true),
  ];
}

const HOLIDAYS = [7, 8, 16, 17, 24, 25, 32, 33];

/** What evaluation found, as far as a run of that status gets. */
export function sampleEvaluation(status: RunStatus): Evaluation {
  const origin = {
    format: 'EDT',
    formatVersion: '1.1',
    product: 'EDT',
    productVersion: '2026',
    uai: '0134567A',
    exportedAt: '2026-11-22T16:52:11',
  };
  if (REACHED[status].valid < 2 || status === 'running') return { origin, findings: [] };
  const dangling = Array.from({ length: 14 }, (_, index) => ({
    about: `Élève ${index + 101} : partie 30`,
    where: `ligne ${2_000 + index}`,
  }));
  return {
    origin,
    read: {
      subjects: 34,
      teachers: 68,
      students: 426,
      divisions: 16,
      parts: 29,
      groups: 48,
      rooms: 52,
      courses: 1_202,
      coursesWithoutSessions: 100,
      services: 240,
      memberships: 915,
      closures: 9,
      sessions: 34_112,
    },
    matching: {
      teachers: { matched: 67, unmatched: 1, ambiguous: 0 },
      students: { matched: 423, unmatched: 2, ambiguous: 1 },
      divisions: { matched: 16, unmatched: 0, ambiguous: 0 },
      groups: { matched: 47, unmatched: 1, ambiguous: 0 },
    },
    changes: {
      subjects: { created: 1, modified: 0, deleted: 0, unchanged: 33 },
      services: { created: 6, modified: 11, deleted: 2, unchanged: 223 },
      groups: { created: 1, modified: 0, deleted: 0, unchanged: 47 },
      memberships: { created: 12, modified: 3, deleted: 9, unchanged: 900 },
      closures: { created: 0, modified: 0, deleted: 0, unchanged: 9 },
      sessions: { created: 210, modified: 388, deleted: 176, unchanged: 24_801, cancelled: 37, past: 8_713 },
    },
    controls: controls(status),
    findings: [
      { code: 'dangling-reference', severity: 'warning', count: 14, items: dangling },
      { code: 'unmatched-teacher', severity: 'warning', count: 1, items: [{ about: 'O’NEILL <Zoé> & fils' }] },
      { code: 'stray-sessions', severity: 'info', count: 12, items: [{ about: '24/02/2027, 12 séances' }] },
    ],
    weeks: Array.from({ length: 43 }, (_, week) => ({
      monday: addDays('2026-08-31', 7 * week),
      planned: HOLIDAYS.includes(week) ? (week === 24 ? 12 : 0) : 940 + ((week * 37) % 90),
      cancelled: week % 6 === 3 ? 14 : 0,
    })).filter((week) => week.planned + week.cancelled > 0),
  };
}

export function sampleReport(over: Partial<Run> = {}): ImportReport {
  const run = sampleRun(over);
  return buildReport(run, sampleEvaluation(run.status), TIME_ZONE);
}
