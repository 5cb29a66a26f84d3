/** Comparing: a file with itself is no change, what is applied is what was read, and applied twice is applied once (RULES.md 3, 5). */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportPlan } from '../../src/domain/apply/plan.ts';
import { planDigest, planPieces } from '../../src/domain/apply/plan-digest.ts';
import { canonicalPieces } from '../../src/domain/diff/canonical.ts';
import { deriveServices } from '../../src/domain/diff/derive.ts';
import { type ChangeCounts, type Changes, diff } from '../../src/domain/diff/diff.ts';
import { countSessions, factsOf, factsOfUnchanged } from '../../src/domain/diff/facts.ts';
import { listedOf } from '../../src/domain/diff/listed.ts';
import { countMatches, match } from '../../src/domain/diff/match.ts';
import { closuresOf } from '../../src/domain/diff/official.ts';
import { listedDigests, membershipsDigest } from '../../src/domain/diff/parts.ts';
import { diffSessions } from '../../src/domain/diff/sessions.ts';
import type { StoredTimetable } from '../../src/domain/diff/stored.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { StoredSessions } from '../../src/domain/model/session.ts';
import type { RawExport, Timetable } from '../../src/domain/model/timetable.ts';
import { digestSeries, generateSessions, lessonsOf } from '../../src/domain/sessions/generate.ts';
import type { Verdict } from '../../src/domain/thresholds/rule.ts';
import { resolve } from '../../src/domain/validate/references.ts';
import { hash } from '../../src/evaluation-tools.ts';
import { anyExport, anyOrder, RUNS, savedAgain } from '../support/arbitrary-export.ts';
import {
  applyChanges,
  applySessions,
  NO_SESSIONS,
  NOTHING_STORED,
  sessionRows,
  storedSessions,
  type WholeTimetable,
} from '../support/memory-store.ts';
import { PLACES } from '../support/timetables.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const ZONE = 'Europe/Paris';

type Told = Omit<ImportPlan, 'digest' | 'inputs' | 'parts'>;

/** What a site holds of one year. */
interface Held {
  readonly stored: WholeTimetable;
  readonly sessions: StoredSessions;
}

const EMPTY: Held = { stored: NOTHING_STORED, sessions: NO_SESSIONS };

/** The timetable of a file; files that mean none are not drawn. */
function read(file: RawExport): Timetable {
  const outcome = resolve(file, PLACES, new FindingLog());
  if (isStop(outcome)) return fc.pre(false) as never;
  return outcome;
}

/** Digests of what a file makes of memberships and lists. */
function digestsOf(timetable: Timetable, { stored }: Held, by = { directoryVersion: '1', matchVersion: '1' }) {
  const groups = new Set(stored.groups.map((group) => group.key));
  const matching = match(timetable, [], [], groups);
  let canonical = '';
  hash(
    canonicalPieces(timetable, hash, (digest) => {
      canonical = digest;
    }),
  );
  return {
    memberships: membershipsDigest(timetable, matching.students, canonical, by, hash),
    listed: listedDigests(listedOf(timetable, matching, groups), by, hash),
  };
}

function compare(
  timetable: Timetable,
  { stored, sessions }: Pick<Held, 'sessions'> & { readonly stored: StoredTimetable },
  from = 0,
) {
  const matching = match(timetable, [], [], new Set(stored.groups.map((group) => group.key)));
  const closures = closuresOf(timetable, stored.official);
  const derived = { services: deriveServices(timetable), closures };
  const changes = diff(timetable, derived, matching, stored, hash);
  const file = generateSessions(lessonsOf(timetable, matching.teachers, hash), ZONE);
  return { matching, derived, changes, file, planned: diffSessions(file, sessions, from) };
}

/** Stored rows and sessions once a file was applied. */
function applied(timetable: Timetable, before: Held): Held {
  const { changes, file, planned } = compare(timetable, before);
  return {
    stored: applyChanges(before.stored, changes, timetable),
    sessions: applySessions(before.sessions, file, planned),
  };
}

/** Rows as a set: without ids, version and order. */
function contentOf({ stored, sessions }: Held): unknown {
  const { version: _version, year, ...lists } = stored;
  const rows = Object.entries(lists).map(([name, list]) => [name, list.map(textOf).sort()]);
  const told = sessionRows(sessions, () => 0).map(
    (one) => `${one.startsAt} ${one.endsAt} ${one.cancelled} ${one.content.digest}`,
  );
  return { year, ...Object.fromEntries(rows), sessions: told.sort() };
}

/** A row as text, whatever the order of its keys, without its id. */
function textOf(row: unknown): string {
  return JSON.stringify(row, (key, value: unknown) => {
    if (key === 'id') return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isNothing(changes: Changes): boolean {
  const { subjects, divisions, groups, services, closures, memberships, courses } = changes;
  const rows = [subjects, divisions, groups, services, closures].flatMap((one) => [...one.write, ...one.remove]);
  const others = [memberships.write, memberships.removeIds, courses.add, courses.removeIds].flat();
  const { counts } = changes;
  const sums = Object.values(counts).map((one) => one.created + one.modified + one.deleted);
  return rows.length + others.length + sums.reduce((sum, one) => sum + one, 0) === 0;
}

const runs = { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 3) };

describe('a file that was applied', () => {
  it('changes nothing when it comes again, in any order', () => {
    fc.assert(
      fc.property(anyExport, anyOrder, (file, order) => {
        const held = applied(read(file), EMPTY);
        for (const again of [file, savedAgain(file, order)]) {
          const { changes, planned } = compare(read(again), held);
          expect(isNothing(changes)).toBe(true);
          expect([[...planned.created], planned.modified, planned.deleted]).toEqual([[], [], []]);
          expect(planned.counts.unchanged).toBe(held.sessions.length);
        }
      }),
      runs,
    );
  });

  it('makes memberships and lists of the same digest, and what is then not read changes nothing', () => {
    fc.assert(
      fc.property(anyExport, anyOrder, (file, order) => {
        const once = applied(read(file), EMPTY);
        const again = read(savedAgain(file, order));
        expect(digestsOf(again, once)).toEqual(digestsOf(read(file), once));
        const { changes } = compare(again, { ...once, stored: { ...once.stored, memberships: null } });
        expect(changes).toEqual(compare(again, once).changes);
      }),
      runs,
    );
  });

  it('has other digests where its rows are others', () => {
    fc.assert(
      fc.property(anyExport, anyExport, (file, other) => {
        const [once, next] = [applied(read(file), EMPTY), read(other)];
        const { memberships } = compare(next, once).changes;
        if (memberships.write.length + memberships.removeIds.length > 0)
          expect(digestsOf(next, once).memberships).not.toBe(digestsOf(read(file), once).memberships);
        const versions = { directoryVersion: '1', matchVersion: '2' };
        expect(digestsOf(next, once, versions).memberships).not.toBe(digestsOf(next, once).memberships);
      }),
      runs,
    );
  });

  it('leaves the same rows twice as once', () => {
    fc.assert(
      fc.property(anyExport, (file) => {
        const once = applied(read(file), EMPTY);
        const twice = applied(read(file), once);
        expect(contentOf(twice)).toEqual(contentOf(once));
        expect([...twice.sessions.ids]).toEqual([...once.sessions.ids]);
      }),
      runs,
    );
  });

  it('gives facts without a change, the same as those of a file known by its digest', () => {
    fc.assert(
      fc.property(anyExport, (file) => {
        const timetable = read(file);
        const held = applied(timetable, EMPTY);
        const { matching, derived, changes, planned } = compare(timetable, held);
        const counts = {
          teachers: countMatches(matching.teachers),
          students: countMatches(matching.students),
          divisions: countMatches(matching.divisions),
          groups: countMatches(matching.groups),
        };
        const sessions = planned.counts;
        const facts = factsOf({ timetable, derived, stored: held.stored, changes, sessions, matching: counts });
        expect(facts).toEqual(
          factsOfUnchanged(
            { ...timetable, sessions: countSessions(timetable) },
            { ...changes.counts, sessions, matching: counts, isDerived: derived.closures.length > 0 },
          ),
        );
        for (const [name, value] of Object.entries(facts))
          if (/(Created|Modified|Deleted|Added|Cancelled)$/.test(name)) expect([name, value]).toEqual([name, 0]);
      }),
      runs,
    );
  });
});

describe('from one file to another', () => {
  it('leads to what the other alone would have stored', () => {
    fc.assert(
      fc.property(anyExport, anyExport, (one, two) => {
        const after = applied(read(two), applied(read(one), EMPTY));
        expect(contentOf(after)).toEqual(contentOf(applied(read(two), EMPTY)));
      }),
      runs,
    );
  });

  it('and back leads to where it began', () => {
    fc.assert(
      fc.property(anyExport, anyExport, (one, two) => {
        const before = applied(read(one), EMPTY);
        expect(contentOf(applied(read(one), applied(read(two), before)))).toEqual(contentOf(before));
      }),
      runs,
    );
  });

  it('counts each row of either side once, and what comes one way goes the other', () => {
    fc.assert(
      fc.property(anyExport, anyExport, (one, two) => {
        const [first, second] = [read(one), read(two)];
        const [heldOne, heldTwo] = [applied(first, EMPTY), applied(second, EMPTY)];
        const there = compare(second, heldOne).changes.counts;
        const back = compare(first, heldTwo).changes.counts;
        const sizes = (timetable: Timetable): Record<string, number> => ({
          subjects: timetable.subjects.size,
          groups: timetable.groups.size,
          services: deriveServices(timetable).size,
          memberships: timetable.memberships.filter((membership) => membership.kind === 'group').length,
        });
        for (const [name, size] of Object.entries(sizes(second))) {
          const counts: ChangeCounts = there[name as keyof typeof there];
          expect([name, counts.created + counts.modified + counts.unchanged]).toEqual([name, size]);
          expect([name, counts.deleted + counts.modified + counts.unchanged]).toEqual([name, sizes(first)[name]]);
          expect([name, back[name as keyof typeof back]]).toEqual([
            name,
            { ...counts, created: counts.deleted, deleted: counts.created },
          ]);
        }
      }),
      runs,
    );
  });

  it('keeps the id of each session that still takes place, and loses and invents none', () => {
    const day = 86_400_000;
    fc.assert(
      fc.property(anyExport, anyExport, fc.integer({ min: 0, max: 365 }), (one, two, days) => {
        const from = Date.parse('2026-09-01T00:00:00+02:00') + days * day;
        const all = applied(read(one), EMPTY).sessions;
        const future = sessionRows(all, (index) => all.ids[index] ?? -1).filter((session) => session.startsAt >= from);
        const kept = storedSessions(future);
        const { file, planned } = compare(read(two), { stored: NOTHING_STORED, sessions: kept }, from);
        const { counts, created, modified, deleted } = planned;
        const inFile = sessionRows(file, (index) => index);
        const coming = inFile.filter((session) => session.startsAt >= from).length;
        const past = inFile.filter((session) => session.startsAt < from && session.cancelled === 0).length;
        expect(created.length + modified.length + counts.unchanged).toBe(coming);
        expect(deleted.length + modified.length + counts.unchanged).toBe(future.length);
        expect(counts.past).toBe(past);
        const after = applySessions(kept, file, planned);
        const gone = new Set(deleted.map((index) => kept.ids[index]));
        const ids = new Set(after.ids);
        expect(ids.size).toBe(after.length);
        for (const id of kept.ids) expect(ids.has(id)).toBe(!gone.has(id));
      }),
      runs,
    );
  });
});

describe('the digest of a plan', () => {
  const verdicts: Verdict[] = ['services-deleted', 'closures-added'].map((code, count) => ({
    code,
    count,
    base: 10,
    value: 10 * count,
    limit: 50,
    blocking: true,
    exceeded: false,
  }));

  /** All lines at once, in the order of their code units: what stored digests were made of. */
  function sortedText({ changes, sessions, file, stored, isFirst, ...plan }: Told): string {
    const lines = [JSON.stringify(['plan', plan.year, plan.scope, plan.takenInAt])];
    for (const { code, count, base, exceeded } of verdicts) {
      lines.push(JSON.stringify(['control', code, count, base, exceeded]));
    }
    for (const name of ['subjects', 'divisions', 'groups', 'services', 'closures'] as const) {
      for (const row of changes[name].write) lines.push(`+${name} ${JSON.stringify(row)}`);
      for (const row of changes[name].remove) lines.push(`-${name} ${JSON.stringify(row)}`);
    }
    for (const { id: _id, ...row } of changes.memberships.write) lines.push(`+membership ${JSON.stringify(row)}`);
    lines.push(`-memberships ${changes.memberships.removeIds.length}`, `-courses ${changes.courses.removeIds.length}`);
    for (const { digest } of changes.courses.add) lines.push(`+course ${digest}`);
    const told = (of: typeof file | typeof stored, at: number): string =>
      `${of.startsAt[at]} ${of.endsAt[at]} ${of.cancelled[at]} ${of.contents[of.content[at] ?? 0]?.digest}`;
    if (isFirst) for (const [name, { digest }] of plan.series) lines.push(`+series ${name} ${digest}`);
    else for (const index of sessions.created) lines.push(`+session ${told(file, index)}`);
    for (const one of sessions.modified) lines.push(`~session ${told(stored, one.stored)} ${told(file, one.file)}`);
    for (const index of sessions.deleted) lines.push(`-session ${told(stored, index)}`);
    return lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('\n');
  }

  it('is that of all its lines, sorted, though it never holds them all', () => {
    fc.assert(
      fc.property(anyExport, anyExport, fc.boolean(), (before, after, isFirst) => {
        const held = isFirst ? EMPTY : applied(read(before), EMPTY);
        const timetable = read(after);
        const { matching, changes, file, planned } = compare(timetable, held);
        const plan: Told = {
          siteId: 1,
          runId: '1',
          year: { startYear: 2026, firstDay: '2026-09-01', lastDay: '2027-07-03' },
          scope: timetable.scope,
          baseVersion: 1,
          directoryVersion: '1',
          matchVersion: '1',
          takenInAt: 0,
          timetableDigest: '',
          teacherNames: new Map(),
          changes,
          sessions: planned,
          file,
          stored: held.sessions,
          isFirst,
          series: digestSeries(lessonsOf(timetable, matching.teachers, hash), ZONE, hash),
        };
        const text = sortedText(plan);
        expect([...planPieces(plan, verdicts)].join('')).toBe(text);
        expect(planDigest(plan, verdicts, hash)).toBe(sha256(text));
      }),
      runs,
    );
  });
});
