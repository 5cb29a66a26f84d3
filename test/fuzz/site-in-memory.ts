/** A site that the evaluation of a file can read without a database: an invented school, with its own export stored. */
import path from 'node:path';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { createJudge } from '../../src/adapters/rules/engine.ts';
import { loadRules } from '../../src/adapters/rules/rule-files.ts';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { deriveServices } from '../../src/domain/diff/derive.ts';
import { diff } from '../../src/domain/diff/diff.ts';
import { type DirectoryEntry, match } from '../../src/domain/diff/match.ts';
import { closuresOf } from '../../src/domain/diff/official.ts';
import { diffSessions } from '../../src/domain/diff/sessions.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { SiteReader, SiteView } from '../../src/domain/ports.ts';
import { generateSessions, lessonsOf } from '../../src/domain/sessions/generate.ts';
import { resolve } from '../../src/domain/validate/references.ts';
import { hash } from '../../src/evaluation-tools.ts';
import type { EvaluationTools } from '../../src/pipeline/evaluate.ts';
import { applyChanges, applySessions, NO_SESSIONS, NOTHING_STORED } from '../support/memory-store.ts';
import { sourceOf } from '../support/source.ts';

const ZONE = 'Europe/Paris';
/** In the middle of the school year: some sessions are past. */
export const TAKEN_IN_AT = Date.parse('2026-11-22T12:00:00+01:00');

const whole = inventSchool({
  seed: 'fuzz',
  size: { kind: 'college', divisions: 2, students: 8, teachers: 6, rooms: 4, oneWeekShare: 0.1, subjectOnlyShare: 0.1 },
});

/** Two divisions, eight pupils and twenty courses: an export of some 20 KB, so that thousands can be read. */
export const SMALL_SCHOOL: School = { ...whole, courses: whole.courses.filter((_, index) => index % 4 === 0) };

const rules = loadRules(path.join(import.meta.dirname, '../../rules'));

export const TOOLS: EvaluationTools = {
  hash,
  readExport,
  version: 'test',
  judge: createJudge(rules),
  controlTitles: new Map(rules.map((rule) => [rule.code, rule.title.fr])),
};

function directoryOf(school: School): DirectoryEntry[] {
  const person = (kind: 'teacher' | 'student', one: School['teachers'][number] | School['students'][number]) => ({
    id: one.id,
    kind,
    lastName: one.lastName,
    firstName: one.firstName,
    birthDate: one.birthDate,
    establishment: null,
    ids: { idpn: one.idpn },
  });
  const named = (kind: 'division' | 'group', one: { readonly id: string; readonly name: string }) => ({
    id: `${kind}:${one.id}`,
    kind,
    lastName: one.name,
    firstName: '',
    birthDate: null,
    establishment: 1,
    ids: {},
  });
  return [
    ...school.teachers.map((one) => person('teacher', one)),
    ...school.students.map((one) => person('student', one)),
    ...school.divisions.map((one) => named('division', one)),
    ...school.groups.map((one) => named('group', one)),
  ];
}

/** A reader of the site after the first import of this export. */
export async function siteAfter(school: School, bytes: Uint8Array): Promise<SiteReader> {
  const findings = new FindingLog();
  const raw = await readExport(sourceOf(bytes), findings);
  if (isStop(raw)) throw new Error(raw.reason);
  const places = { file: 1, only: null, byUai: new Map([[school.uai, 1]]), byDivisionName: new Map() };
  const timetable = resolve(raw, places, findings);
  if (isStop(timetable)) throw new Error(timetable.reason);
  const directory = directoryOf(school);
  const matching = match(timetable, directory, [], new Set());
  const closures = closuresOf(timetable, []);
  const derived = { services: deriveServices(timetable), closures };
  const stored = applyChanges(NOTHING_STORED, diff(timetable, derived, matching, NOTHING_STORED, hash), timetable);
  const file = generateSessions(lessonsOf(timetable, matching.teachers, hash), ZONE);
  const sessions = applySessions(NO_SESSIONS, file, diffSessions(file, NO_SESSIONS, TAKEN_IN_AT));
  const site: SiteView = {
    id: 1,
    name: school.name,
    timeZone: ZONE,
    establishments: [{ number: 1, uai: school.uai, name: school.name }],
    accepts: [],
    onBreach: 'hold',
    thresholds: {},
    openYear: stored.year,
    weekCalendar: null,
    announcedYear: null,
    directoryVersion: '1',
    matchVersion: '1',
    appliedVersion: stored.version,
  };
  return {
    site: async () => site,
    lastApplied: async () => [],
    sameContent: async () => null,
    knownBytes: async () => null,
    evaluationOf: async () => null,
    directory: async () => directory,
    storedDirectory: () => Promise.reject(new Error('no directory is imported here')),
    manualMatches: async () => [],
    stored: async (year) => (year === stored.year?.startYear ? stored : NOTHING_STORED),
    storedMemberships: async (year) => (year === stored.year?.startYear ? stored.memberships : []),
    storedSeries: async () => null,
    contentsOf: async () => [],
    storedSessions: async (year) => (year === stored.year?.startYear ? sessions : NO_SESSIONS),
  };
}
