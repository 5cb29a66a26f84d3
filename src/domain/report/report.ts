/** The report ("bilan") of a run: one object, whose JSON is the truth and of which page, mail and text are views (CONTRACT.md). */

import { countWeeks } from '../diff/derive.ts';
import type { ChangeCounts } from '../diff/diff.ts';
import type { Facts } from '../diff/facts.ts';
import type { MatchCounts } from '../diff/match.ts';
import type { SessionCounts } from '../diff/sessions.ts';
import type { DirectoryFacts } from '../directory/facts.ts';
import type { DirectoryFindings } from '../directory/report.ts';
import { datesFrom, isoWithOffset } from '../model/calendar.ts';
import type { FindingGroup } from '../model/finding.ts';
import type { Language } from '../model/language.ts';
import type { Actor } from '../model/listing.ts';
import type { Run, RunStatus, StepOutcome, Trigger } from '../model/run.ts';
import type { SentenceValues } from '../model/sentence.ts';
import type { RunKind } from '../model/step.ts';
import type { Origin, ReadCounts, Timetable } from '../model/timetable.ts';
import type { Verdict } from '../thresholds/rule.ts';
import type { Entry } from './catalogue.ts';
import { tellReason } from './told-reason.ts';

export interface ReportStep {
  readonly step: StepOutcome['step'];
  readonly status: StepOutcome['status'];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly code?: string;
  readonly title?: string;
  readonly cause?: string;
  readonly remedy?: string;
}

export interface ReportFinding extends FindingGroup {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/** What evaluation adds to the run's own row; parts are missing when a run ended before they were known. */
export interface Evaluation {
  readonly origin?: Origin;
  readonly read?: ReadCounts & {
    readonly services: number;
    readonly memberships: number;
    readonly closures: number;
    readonly sessions: number;
  };
  readonly matching?: Readonly<Record<'teachers' | 'students' | 'divisions' | 'groups', MatchCounts>>;
  readonly changes?: {
    readonly subjects: ChangeCounts;
    readonly services: ChangeCounts;
    readonly groups: ChangeCounts;
    readonly memberships: ChangeCounts;
    readonly closures: ChangeCounts;
    readonly sessions: SessionCounts;
  };
  readonly controls?: readonly Verdict[];
  /** What the controls were judged on, so that other thresholds can be tried on it later. */
  readonly facts?: Facts | DirectoryFacts;
  readonly findings: readonly FindingGroup[];
  /** Sessions of the file by week: Monday, planned, cancelled. */
  readonly weeks?: readonly SessionWeek[];
  /** Of a directory import, in place of what is read, matched and changed of a timetable. */
  readonly directory?: DirectoryFindings;
  readonly directoryRead?: Readonly<Record<string, number>>;
  readonly directoryChanges?: Readonly<Record<string, ChangeCounts>>;
}

export interface SessionWeek {
  readonly monday: string;
  readonly planned: number;
  readonly cancelled: number;
}

export interface ImportReport {
  readonly run: {
    readonly id: string | null;
    readonly site: number;
    readonly kind: RunKind;
    readonly establishment: number | null;
    readonly trigger: Trigger;
    readonly status: RunStatus;
    readonly takenInAt: string | null;
    readonly receivedAt: string;
    readonly endedAt: string | null;
    readonly reason?: string;
    readonly title?: string;
    readonly cause?: string;
    readonly remedy?: string;
    /** The run whose file is imported anew. */
    readonly replayOf?: string;
    /** Who asked for an import by hand or a replay, and who approved; names while they are known. */
    readonly askedBy?: Actor;
    readonly askedByName?: string;
    readonly approvedBy?: Actor;
    readonly approvedByName?: string;
    /** In the words of who approved. */
    readonly approvedWhy?: string;
    /** Only the journal's row is left: numbers and anomalies are not kept any more. */
    readonly forgotten?: true;
    /** `X-Request-Id` of the request that started the run. */
    readonly requestId?: string;
  };
  readonly source: {
    readonly filename: string;
    readonly archivedAs: string | null;
    readonly size: number;
    readonly sha256: string;
    readonly format: string | null;
    readonly formatVersion: string | null;
    readonly product?: string;
    readonly productVersion?: string;
    readonly uai: string | null;
    readonly exportedAt?: string;
  };
  readonly steps: readonly ReportStep[];
  readonly read: Readonly<Record<string, number>>;
  readonly matching: Readonly<Record<string, MatchCounts>>;
  readonly changes: Readonly<Record<string, ChangeCounts | SessionCounts>>;
  readonly controls: readonly Verdict[];
  readonly findings: readonly ReportFinding[];
  readonly weeks: readonly SessionWeek[];
  /** Of a directory import: who is added, changed, has left. */
  readonly directory?: DirectoryFindings;
}

const NO_COUNTS: ChangeCounts = { created: 0, modified: 0, deleted: 0, unchanged: 0 };
const NO_MATCHES: MatchCounts = { matched: 0, unmatched: 0, ambiguous: 0 };
const NO_READ = {
  subjects: 0,
  teachers: 0,
  students: 0,
  divisions: 0,
  parts: 0,
  groups: 0,
  rooms: 0,
  courses: 0,
  coursesWithoutSessions: 0,
  services: 0,
  memberships: 0,
  closures: 0,
  sessions: 0,
};

/** For whom a report is written. */
export interface ReportWriting {
  /** Default: French. */
  readonly language?: Language;
  /** Titles of controls in that language; without them the sentences keep those that were noted with the run. */
  readonly controlTitles?: ReadonlyMap<string, string>;
  /** Names of actors; who is not among them is told neutrally. */
  readonly names?: ReadonlyMap<Actor, string>;
  /** What was evaluated has outlived its retention. */
  readonly isForgotten?: boolean;
}

/** The actors whose names a run's report tells. */
export function actorsOf({ askedBy, approvedBy, reasonValues }: Run): Actor[] {
  return [askedBy, approvedBy, reasonValues.by].filter((one) => typeof one === 'string');
}

/** Builds the report of a run. Moments are written with the offset of the site's zone. */
export function buildReport(
  run: Run,
  evaluation: Evaluation,
  timeZone: string,
  { language = 'fr', controlTitles, names = new Map(), isForgotten = false }: ReportWriting = {},
): ImportReport {
  const telling = { language, timeZone, names };
  const blockers = (evaluation.controls ?? []).filter((one) => one.exceeded && one.blocking);
  const named = blockers.map((one) => controlTitles?.get(one.code) ?? one.code).join(', ');
  const tell = (code: string, values: SentenceValues): Entry =>
    tellReason(code, { ...values, ...(controlTitles && 'controls' in values ? { controls: named } : {}) }, telling);
  const nameOf = (by: Actor | null): string | undefined => (by === null ? undefined : names.get(by));
  const [asker, approver] = [nameOf(run.askedBy), nameOf(run.approvedBy)];
  const iso = (moment: number | null): string | null => (moment === null ? null : isoWithOffset(moment, timeZone));
  const origin = evaluation.origin;
  return {
    run: {
      id: run.id === '' ? null : run.id,
      site: run.siteId,
      kind: run.kind,
      establishment: run.establishment,
      trigger: run.trigger,
      status: run.status,
      takenInAt: iso(run.takenInAt),
      receivedAt: isoWithOffset(run.receivedAt, timeZone),
      endedAt: iso(run.endedAt),
      ...(run.reason === null ? {} : { reason: run.reason, ...tell(run.reason, run.reasonValues) }),
      ...(run.replayOf === null ? {} : { replayOf: run.replayOf }),
      ...(run.askedBy === null ? {} : { askedBy: run.askedBy }),
      ...(asker === undefined ? {} : { askedByName: asker }),
      ...(run.approvedBy === null ? {} : { approvedBy: run.approvedBy }),
      ...(approver === undefined ? {} : { approvedByName: approver }),
      ...(run.approvedWhy === null ? {} : { approvedWhy: run.approvedWhy }),
      ...(isForgotten ? { forgotten: true } : {}),
      ...(run.requestId === null ? {} : { requestId: run.requestId }),
    },
    source: {
      filename: run.filename,
      archivedAs: run.archivedAs,
      size: run.size,
      sha256: run.sha256,
      format: origin?.format ?? null,
      formatVersion: origin?.formatVersion ?? null,
      ...(origin?.product === undefined ? {} : { product: origin.product }),
      ...(origin?.productVersion === undefined ? {} : { productVersion: origin.productVersion }),
      uai: origin?.uai || null,
      ...(origin?.exportedAt === undefined ? {} : { exportedAt: origin.exportedAt }),
    },
    steps: run.steps.map(({ values, ...step }) =>
      step.code === undefined ? step : { ...step, ...tell(step.code, values ?? {}) },
    ),
    ...(run.kind === 'directory' ? directorySections(evaluation) : timetableSections(evaluation)),
    controls: evaluation.controls ?? [],
    findings: evaluation.findings.map((group) => ({
      ...group,
      ...tell(group.code, group.items[0]?.values ?? {}),
    })),
    weeks: evaluation.weeks ?? [],
  };
}

function timetableSections(evaluation: Evaluation): Pick<ImportReport, 'read' | 'matching' | 'changes'> {
  return {
    read: { ...NO_READ, ...evaluation.read },
    // Named one by one: what comes back from the database has lost its order.
    matching: {
      teachers: evaluation.matching?.teachers ?? NO_MATCHES,
      students: evaluation.matching?.students ?? NO_MATCHES,
      divisions: evaluation.matching?.divisions ?? NO_MATCHES,
      groups: evaluation.matching?.groups ?? NO_MATCHES,
    },
    changes: {
      subjects: evaluation.changes?.subjects ?? NO_COUNTS,
      services: evaluation.changes?.services ?? NO_COUNTS,
      groups: evaluation.changes?.groups ?? NO_COUNTS,
      memberships: evaluation.changes?.memberships ?? NO_COUNTS,
      closures: evaluation.changes?.closures ?? NO_COUNTS,
      sessions: evaluation.changes?.sessions ?? { ...NO_COUNTS, cancelled: 0, past: 0 },
    },
  };
}

function directorySections({
  directory,
  directoryRead = {},
  directoryChanges = {},
}: Evaluation): Pick<ImportReport, 'read' | 'matching' | 'changes' | 'directory'> {
  const { teachers, students, staff, divisions, groups, ...others } = directoryChanges;
  const people = { teachers, students, staff, divisions, groups };
  return {
    read: directoryRead,
    matching: {},
    changes: {
      ...Object.fromEntries(Object.entries(people).map(([name, counts]) => [name, counts ?? NO_COUNTS])),
      ...others,
    },
    ...(directory ? { directory } : {}),
  };
}

/** Sessions of a file by the week they take place in, in the site's zone. */
export function sessionsByWeek({ courses, schoolYear }: Pick<Timetable, 'courses' | 'schoolYear'>): SessionWeek[] {
  const lists = new Map<readonly number[], number>();
  const off: number[] = [];
  for (const { variants, cancelledWeeks } of courses) {
    for (const { weeks } of variants) {
      lists.set(weeks, (lists.get(weeks) ?? 0) + 1);
      for (const week of cancelledWeeks) if (weeks.includes(week)) off[week] = (off[week] ?? 0) + 1;
    }
  }
  const dateFor = datesFrom(schoolYear.week1Monday);
  return [...countWeeks(lists).entries()].flatMap(([week, all]) => {
    const cancelled = off[week] ?? 0;
    return all > 0 ? { monday: dateFor(week, 1), planned: all - cancelled, cancelled } : [];
  });
}
