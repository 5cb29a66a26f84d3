/** What a file would do, computed and nothing written: validate, match, compare, judge. Runs and dry runs share it. */

import type { ImportPlan } from '../domain/apply/plan.ts';
import { type PlanInputs, planDigest, rulesDigest } from '../domain/apply/plan-digest.ts';
import { canonicalPieces, courseDigest } from '../domain/diff/canonical.ts';
import { deriveServices, isClosed, type TeachingService, weeksWhere } from '../domain/diff/derive.ts';
import { diff, distinctPeriods } from '../domain/diff/diff.ts';
import { countSessions, factsOf } from '../domain/diff/facts.ts';
import { countByMoment, type Gist, gistOf } from '../domain/diff/gist.ts';
import { type Listed, labelOf, listedOf, matchesOf, openOf, type Unmatched } from '../domain/diff/listed.ts';
import { countMatches, type DirectoryEntry, isIgnored, type Matching, match } from '../domain/diff/match.ts';
import { closuresOf, listsFor, type OfficialLists } from '../domain/diff/official.ts';
import { listedDigests, membershipsDigest } from '../domain/diff/parts.ts';
import { diffSessions, type SessionCounts } from '../domain/diff/sessions.ts';
import type { Placed, StoredTimetable } from '../domain/diff/stored.ts';
import { datesFrom, frenchDay, startYearOf } from '../domain/model/calendar.ts';
import type { Hash } from '../domain/model/digest.ts';
import { type FindingLog, isStop, type Outcome, type Stop } from '../domain/model/finding.ts';
import type { Source } from '../domain/model/given.ts';
import { byCodeUnit, fullName, normaliseName } from '../domain/model/identity.ts';
import { meanwhile } from '../domain/model/meanwhile.ts';
import type { Trigger } from '../domain/model/run.ts';
import type { SeriesDigest } from '../domain/model/session.ts';
import type { ClosurePeriod, Origin, RawExport, Timetable } from '../domain/model/timetable.ts';
import type { SiteCalendar, SiteReader, SiteView } from '../domain/ports.ts';
import { type Evaluation, sessionsByWeek } from '../domain/report/report.ts';
import { digestSeries, generateSessions, lessonsOf } from '../domain/sessions/generate.ts';
import type { Verdict } from '../domain/thresholds/rule.ts';
import type { Judge } from '../domain/thresholds/what-if.ts';
import { checkOrigin, checkSoftware, type Expectation, withSchool } from '../domain/validate/origin.ts';
import { resolve } from '../domain/validate/references.ts';

/** What evaluation needs beside the site. */
export interface EvaluationTools {
  /** Of this program: another one may read the same bytes in another way. */
  readonly version: string;
  readonly hash: Hash;
  readonly readExport: (
    source: Source,
    findings: FindingLog,
    about?: { readonly calendar: SiteCalendar; readonly trigger?: Trigger },
  ) => Promise<Outcome<RawExport>>;
  readonly judge: Judge;
  /** Titles of controls by code, in the readers' language. */
  readonly controlTitles: ReadonlyMap<string, string>;
}

/** A file that is for this site and can be read. */
export interface Valid {
  readonly site: SiteView;
  readonly timetable: Timetable;
  readonly year: number;
  /** Digest of the canonical timetable. */
  readonly digest: string;
  /** Digest of the memberships in it. */
  readonly memberships: string;
  readonly directory: readonly DirectoryEntry[];
}

/** Reads and checks a file; reasons come in the order of RULES.md 1.3. */
export async function validate(...asked: Parameters<typeof readValid>): Promise<Outcome<Valid>> {
  const read = await readValid(...asked);
  if (isStop(read)) return read;
  const [, , , { hash }] = asked;
  // What the file was read into is gone by now: it weighs more than the timetable.
  let memberships = '';
  const pieces = canonicalPieces(read.timetable, hash, (digest) => {
    memberships = digest;
  });
  return { ...read, digest: hash(pieces), memberships };
}

async function readValid(
  source: Source,
  asked: { readonly folder: number | null; readonly trigger: Trigger },
  reader: SiteReader,
  tools: EvaluationTools,
  findings: FindingLog,
  note: (origin: Origin) => void,
): Promise<Outcome<Omit<Valid, 'digest' | 'memberships'>>> {
  const site = await reader.site();
  const { openYear, announcedYear, accepts } = site;
  const byUai = new Map(site.establishments.map((one) => [one.uai, one.number]));
  const expected: Expectation = { byUai, only: asked.folder, accepts, openYear, announcedYear, trigger: asked.trigger };
  const read = await tools.readExport(source, findings, { calendar: site, trigger: asked.trigger });
  if (isStop(read)) {
    if (read.origin) note(read.origin);
    return refusalOfHalf(read, expected, findings) ?? read;
  }
  note(read.origin);
  const software = checkSoftware(read, accepts);
  if (software !== null && isStop(software)) return software;
  const raw = withSchool(read, expected);
  if (isStop(raw)) return raw;
  note(raw.origin);
  const directory = await reader.directory(startYearOf(raw.schoolYear.firstDay));
  const timetable = resolve(
    raw,
    {
      file: byUai.get(raw.origin.uai) ?? asked.folder ?? site.establishments[0]?.number ?? 0,
      only: asked.folder,
      byUai,
      byDivisionName: placesOfDivisions(directory),
    },
    findings,
  );
  if (isStop(timetable)) return timetable;
  const origin = checkOrigin(raw, expected, findings);
  if (origin !== null && isStop(origin)) return origin;
  return { site, timetable, year: startYearOf(raw.schoolYear.firstDay), directory };
}

/** Why half of a timetable is refused before anybody looks for the other half: whose it is shows already. */
function refusalOfHalf({ half, origin }: Stop, expected: Expectation, findings: FindingLog): Stop | null {
  if (!half || !origin) return null;
  const software = checkSoftware({ origin }, expected.accepts);
  if (software !== null && isStop(software)) return software;
  const checked = checkOrigin({ origin, schoolYear: half.schoolYear }, expected, findings);
  return checked !== null && isStop(checked) ? checked : null;
}

function placesOfDivisions(directory: readonly DirectoryEntry[]): ReadonlyMap<string, ReadonlySet<number>> {
  const places = new Map<string, Set<number>>();
  for (const entry of directory) {
    if (entry.kind !== 'division' || entry.establishment === null) continue;
    const name = normaliseName(entry.lastName);
    places.set(name, (places.get(name) ?? new Set()).add(entry.establishment));
  }
  return places;
}

/** Whose file a refused one is, as far as URL, content and site tell. */
export function establishmentOf(site: SiteView, folder: number | null, origin: Origin | null): number | null {
  if (folder !== null) return folder;
  const own = site.establishments.find((one) => one.uai === origin?.uai);
  const [only, another] = site.establishments;
  return own?.number ?? (only && !another ? only.number : null);
}

/** How a blocking breach ends a run of this site. */
export function breach(
  site: Pick<SiteView, 'onBreach'>,
  verdicts: readonly Verdict[],
  titles: EvaluationTools['controlTitles'],
): {
  readonly status: 'held' | 'rejected';
  readonly reason: 'held' | 'threshold-exceeded';
  readonly values: { readonly controls: string };
} {
  const exceeded = verdicts.filter((one) => one.exceeded && one.blocking);
  const values = { controls: exceeded.map(({ code }) => titles.get(code) ?? code).join(' ; ') };
  return site.onBreach === 'hold'
    ? { status: 'held', reason: 'held', values }
    : { status: 'rejected', reason: 'threshold-exceeded', values };
}

/** A comparison with all that follows from it. */
export interface Evaluated {
  readonly plan: ImportPlan;
  readonly gist: Gist;
  readonly verdicts: readonly Verdict[];
  readonly evaluation: Omit<Evaluation, 'findings'>;
  readonly listed: readonly Listed[];
  readonly unmatched: readonly Unmatched[];
  /** What the file was compared with. */
  readonly stored: StoredTimetable;
}

/** Compares a valid file with what is stored, and judges the difference. */
export async function compare(
  valid: Valid,
  runId: string,
  takenInAt: number,
  reader: SiteReader,
  tools: EvaluationTools,
  findings: FindingLog,
): Promise<Evaluated> {
  const { site, timetable, year } = valid;
  const known = await storedBeside(timetable, year, reader, tools);
  const manual = await reader.manualMatches(year);
  // The students of a single course are a group that no directory has: nobody is asked for its counterpart.
  const ofCourses = [...timetable.groups.values()].filter((group) => group.isOfCourse);
  const storedGroupKeys = new Set([...known.groups, ...ofCourses].map((group) => group.key));
  const matching = match(timetable, valid.directory, manual, storedGroupKeys);
  const memberships = membershipsDigest(timetable, matching.students, valid.memberships, site, tools.hash);
  const stored = { ...known, memberships: await reader.storedMemberships(year, timetable.scope, memberships) };
  const { lessons, series, differing, contents } = await differingSessions(valid, matching, takenInAt, reader, tools);
  // While the database looks those sessions up, all that needs none of them is worked out.
  const [storedSessions, { listed, parts, derived, changes, gist, file }] = await meanwhile(
    reader.storedSessions(year, timetable.scope, takenInAt, contents),
    () => {
      const listed = listedOf(timetable, matching, storedGroupKeys);
      const derived = { services: deriveServices(timetable), closures: closuresOf(timetable, stored.official) };
      return {
        listed,
        parts: { memberships, listed: listedDigests(listed, site, tools.hash) },
        derived,
        changes: diff(timetable, derived, matching, stored, tools.hash),
        gist: gistOf(timetable, valid, site.timeZone),
        file: generateSessions(lessons, site.timeZone, (one) => differing?.has(one) ?? true),
      };
    },
  );
  const { closures } = derived;
  for (const about of straysOf(timetable, closures)) findings.add({ code: 'stray-sessions', severity: 'info', about });
  const sessions = compareSessions(file, storedSessions, gist, takenInAt);
  const counts = {
    teachers: countMatches(matching.teachers),
    students: countMatches(matching.students),
    divisions: countMatches(matching.divisions),
    groups: countMatches(matching.groups),
  };
  for (const about of unlistedOf(timetable, derived.services.values(), listsFor(timetable, stored))) {
    findings.add({ code: 'services-unlisted', severity: 'info', about });
  }
  const facts = factsOf({ timetable, derived, stored, changes, sessions: sessions.counts, matching: counts });
  tellVanished(sessions.counts, facts.sessionsRead ?? 0, findings);
  const verdicts = await tools.judge(facts, site.thresholds);
  const plan = {
    siteId: site.id,
    runId,
    year: { startYear: year, firstDay: timetable.schoolYear.firstDay, lastDay: timetable.schoolYear.lastDay },
    scope: timetable.scope,
    baseVersion: site.appliedVersion,
    directoryVersion: site.directoryVersion,
    matchVersion: site.matchVersion,
    takenInAt,
    timetableDigest: valid.digest,
    teacherNames: new Map([...timetable.teachers].map(([key, person]) => [key, fullName(person)])),
    changes,
    sessions,
    file,
    stored: storedSessions,
    series,
    isFirst: stored.courses.length === 0,
    parts,
  };
  return {
    plan: { ...plan, digest: planDigest(plan, verdicts, tools.hash), inputs: inputsOf(site, verdicts, tools) },
    gist,
    verdicts,
    evaluation: {
      origin: timetable.origin,
      read: {
        ...timetable.counts,
        services: derived.services.size,
        memberships: timetable.memberships.filter((one) => one.kind === 'group').length,
        closures: distinctPeriods(closures).length,
        sessions: countSessions(timetable),
      },
      matching: counts,
      changes: { ...changes.counts, sessions: sessions.counts },
      controls: verdicts,
      facts,
      weeks: sessionsByWeek(timetable),
    },
    listed,
    unmatched: unmatchedOf(listed, matching, valid.directory, findings),
    stored,
  };
}

/** What is stored of the scope, memberships apart. A stored course that the file has too is that of the file, not a copy. */
function storedBeside(
  { courses, scope }: Timetable,
  year: number,
  reader: SiteReader,
  { hash }: EvaluationTools,
): Promise<Omit<StoredTimetable, 'memberships'>> {
  return reader.stored(year, scope, new Map(courses.map((course) => [courseDigest(course, hash), course])));
}

function inputsOf(site: SiteView, verdicts: readonly Verdict[], { version, hash }: EvaluationTools): PlanInputs {
  const { establishments, accepts, onBreach, timeZone } = site;
  return {
    program: version,
    settings: hash(JSON.stringify([establishments, accepts, onBreach, timeZone])),
    rules: rulesDigest(verdicts, hash),
    directory: site.directoryVersion,
    matches: site.matchVersion,
  };
}

/** Which sessions have to be compared: `differing` series and their stored `contents`, null for all. What is known to be the same is neither read nor generated. */
async function differingSessions(
  { site, timetable, year }: Valid,
  matching: Matching,
  takenInAt: number,
  reader: SiteReader,
  { hash }: EvaluationTools,
) {
  const [known, { lessons, series }] = await meanwhile(reader.storedSeries(year, timetable.scope), () => {
    const lessons = lessonsOf(timetable, matching.teachers, hash);
    return { lessons, series: digestSeries(lessons, site.timeZone, hash) };
  });
  const differing = known && known.from <= takenInAt ? differingSeries(series, known.digests) : null;
  const contents = differing && (await reader.contentsOf(year, [...differing]));
  return { lessons, series, differing, contents };
}

/** What becomes of the sessions; those that were not compared count as unchanged. */
function compareSessions(
  file: ImportPlan['file'],
  stored: ImportPlan['stored'],
  gist: Gist,
  takenInAt: number,
): ImportPlan['sessions'] {
  const sessions = diffSessions(file, stored, takenInAt);
  let future = 0;
  for (const startsAt of file.startsAt) if (startsAt >= takenInAt) future += 1;
  const all = countByMoment(gist, takenInAt);
  const unchanged = sessions.counts.unchanged + all.future - future;
  return { ...sessions, counts: { ...sessions.counts, unchanged, past: all.past } };
}

/** Series of either side that are not the same on both. */
function differingSeries(
  file: ReadonlyMap<string, SeriesDigest>,
  stored: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const differing = new Set([...stored.keys()].filter((series) => !file.has(series)));
  for (const [series, { digest }] of file) if (stored.get(series) !== digest) differing.add(series);
  return differing;
}

/** Services of the file that a ministry's list should name and does not: audience and subject, sorted. */
function unlistedOf(
  { subjects, divisions, groups }: Timetable,
  services: Iterable<TeachingService>,
  lists: OfficialLists,
): string[] {
  const nameOf = (audience: string): string => {
    const key = audience.slice(2);
    return (divisions.get(key) ?? groups.get(key))?.name ?? key;
  };
  const unlisted: string[] = [];
  for (const service of services) {
    if (lists.standingOf(service) !== 'missing') continue;
    const audience = service.audienceKey.split('|').map(nameOf).join(', ');
    unlisted.push(`${audience} – ${subjects.get(service.subjectKey)?.label ?? service.subjectKey}`);
  }
  return unlisted.sort(byCodeUnit);
}

/** No control counts sessions (docs/decisions/vanished-sessions.md): a file of one week keeps its services. */
function tellVanished({ deleted }: Pick<SessionCounts, 'deleted'>, read: number, findings: FindingLog): void {
  if (deleted > read) findings.add({ code: 'sessions-vanished', severity: 'warning', values: { deleted, read } });
}

/** Sessions inside closure periods, each as a person would look for it: day, time, subject, audience; by day. */
function straysOf(timetable: Timetable, closures: readonly (ClosurePeriod & Placed)[]): string[] {
  const dateFor = datesFrom(timetable.schoolYear.week1Monday);
  const offOf = weeksWhere(timetable.schoolYear.week1Monday, (establishment, day) =>
    isClosed(
      closures.filter((one) => one.establishment === establishment),
      day,
    ),
  );
  const strays: { readonly at: string; readonly about: string }[] = [];
  for (const course of timetable.courses) {
    const subject = timetable.subjects.get(course.subjectKey ?? '')?.label ?? '';
    for (const variant of course.variants) {
      for (const week of offOf(course, variant.weeks)) {
        const day = dateFor(week, course.weekday);
        const audience = [
          ...variant.divisionKeys.map((key) => timetable.divisions.get(key)?.name),
          ...variant.groupKeys.map((key) => timetable.groups.get(key)?.name),
        ].join(', ');
        const about = [`${frenchDay(day)} ${course.startTime}`, subject, audience].filter(Boolean).join(' – ');
        strays.push({ at: `${day} ${about}`, about });
      }
    }
  }
  return strays.sort((one, other) => byCodeUnit(one.at, other.at)).map(({ about }) => about);
}

/** What people may decide on; each is a finding too, and so is what they decided to leave as it is. */
function unmatchedOf(
  listed: readonly Listed[],
  matching: Matching,
  directory: readonly DirectoryEntry[],
  findings: FindingLog,
): readonly Unmatched[] {
  const open = openOf(listed, matching, directory);
  for (const { kind, label, ambiguous } of open) {
    findings.add({ code: `${ambiguous ? 'ambiguous' : 'unmatched'}-${kind}`, severity: 'warning', about: label });
  }
  for (const one of listed) {
    const found = matchesOf(matching, one.kind).get(one.key);
    if (found && isIgnored(found)) findings.add({ code: 'match-ignored', severity: 'info', about: labelOf(one) });
  }
  return open;
}
