/** What a directory file would do, computed and nothing written: read, check, compare, judge. Runs and dry runs share it. */

import { compareDirectory, type DirectoryChanges } from '../domain/directory/compare.ts';
import { DIRECTORY_KINDS, type Directory, type DirectoryKind } from '../domain/directory/directory.ts';
import { directoryFactsOf } from '../domain/directory/facts.ts';
import {
  closuresOfYear,
  type DirectoryPlan,
  isEmptyDirectoryPlan,
  schoolWrites,
  yearOn,
  yearStated,
  yearTarget,
} from '../domain/directory/plan.ts';
import { directoryFindings, directoryRead } from '../domain/directory/report.ts';
import type { StoredDirectory, StoredEntry } from '../domain/directory/stored.ts';
import { checkDirectory, listsPeople } from '../domain/directory/validate.ts';
import type { Hash } from '../domain/model/digest.ts';
import { type FindingLog, isStop, type Outcome, stop } from '../domain/model/finding.ts';
import type { Source } from '../domain/model/given.ts';
import type { DirectoryAsked, Run } from '../domain/model/run.ts';
import type { Origin } from '../domain/model/timetable.ts';
import type { DirectoryReader, DirectoryWanted, SiteView } from '../domain/ports.ts';
import type { Evaluation } from '../domain/report/report.ts';
import type { Verdict } from '../domain/thresholds/rule.ts';
import type { Judge } from '../domain/thresholds/what-if.ts';

/** What the evaluation of a directory needs beside the site. */
export interface DirectoryTools {
  readonly hash: Hash;
  readonly readDirectory: (
    source: Source,
    wanted: DirectoryWanted,
    findings: FindingLog,
  ) => Promise<Outcome<Directory>>;
  readonly judgeDirectory: Judge;
}

/** A directory file that is for this site and can be read. */
export interface ValidDirectory {
  readonly site: SiteView;
  readonly directory: Directory;
  readonly stored: StoredDirectory;
  /** The school year it is kept for until that is opened; null: it is about now. */
  readonly comingYear: number | null;
  /** Establishments that it covers, ascending. */
  readonly scope: readonly number[];
  /** Names what the file is about: a later file about the same takes its place. Null: a delta, which nothing replaces. */
  readonly part: string | null;
}

/** Reads and checks a file. `known`: what it said of itself, as soon as that is known. */
export async function validateDirectory(
  source: Source,
  asked: { readonly folder: number | null; readonly wishes: DirectoryAsked },
  reader: DirectoryReader,
  tools: DirectoryTools,
  findings: FindingLog,
  known: (origin: Origin) => void,
): Promise<Outcome<ValidDirectory>> {
  const site = await reader.site();
  const stored = await reader.storedDirectory();
  const { folder, wishes } = asked;
  const establishments = site.establishments.map(({ number, uai }) => ({
    number,
    uai,
    aaf: stored.sources.find((one) => one.establishment === number && one.aaf !== null)?.aaf ?? null,
  }));
  const there = stored.entries.filter((entry) => !entry.hasLeft);
  const wanted: DirectoryWanted = {
    establishments,
    only: folder,
    isExport: wishes.fromExport === true,
    calendar: { timeZone: site.timeZone, openYear: null, weekCalendar: site.weekCalendar },
    feedIds: new Set(there.flatMap(({ ids }) => ids.aaf ?? [])),
  };
  const read = await tools.readDirectory(source, wanted, findings);
  if (isStop(read)) {
    if (read.origin) known(read.origin);
    return read;
  }
  known(read.origin);
  const directory = wishes.year === undefined ? read : { ...read, year: read.year ?? wishes.year };
  if (wishes.year !== undefined && read.year !== null && read.year !== wishes.year) {
    return stop('directory-other-year', { year: yearName(read.year), wanted: yearName(wishes.year) });
  }
  const wrong = checkDirectory(
    directory,
    { establishments, stored, openYear: site.openYear?.startYear ?? null },
    findings,
  );
  if (wrong) return wrong;
  const target = yearTarget(directory.year, stored, site.openYear?.startYear ?? null);
  const scope = scopeOf(
    directory,
    establishments.map((one) => one.number),
  );
  const kinds = DIRECTORY_KINDS.filter((kind) => directory.complete.some((one) => one.kind === kind));
  const year = target === 'coming' ? `@${directory.year}` : '';
  const extras = ['closures', 'services'].filter((name) =>
    directory.schools.some((school) => school[name as 'closures' | 'services'] !== null),
  );
  return {
    site,
    directory,
    stored,
    comingYear: target === 'coming' ? directory.year : null,
    scope,
    part: directory.mode === 'delta' ? null : `${[...kinds, ...extras].join()}${year}`,
  };
}

function yearName(year: number): string {
  return `${year}-${year + 1}`;
}

function scopeOf({ complete, rows, schools }: Directory, all: readonly number[]): number[] {
  const named = [...complete, ...rows, ...schools].flatMap((one) => one.establishment ?? []);
  const scope = named.length === 0 ? all : [...new Set(named)];
  return [...scope].sort((a, b) => a - b);
}

/** A comparison with all that follows from it. */
export interface EvaluatedDirectory {
  readonly plan: DirectoryPlan;
  readonly verdicts: readonly Verdict[];
  readonly evaluation: Omit<Evaluation, 'findings'>;
  /** Nothing would be written. */
  readonly isUnchanged: boolean;
}

/** Compares a valid file with what is stored, and judges the difference. */
export async function compareWithStored(
  valid: ValidDirectory,
  run: Pick<Run, 'id'>,
  tools: DirectoryTools,
  findings: FindingLog,
): Promise<EvaluatedDirectory> {
  const { site, directory, stored, comingYear, scope } = valid;
  const coming = comingYear === null ? null : (stored.coming.get(comingYear) ?? []);
  const changes = compareDirectory(directory, coming ?? stored.entries, {
    establishments: site.establishments.map((one) => one.number),
    hash: tools.hash,
    ...(coming === null ? {} : { known: knownBefore(stored, coming) }),
  });
  for (const { what, id } of changes.unknown) {
    findings.add({ code: 'directory-delta-unknown', severity: 'warning', about: id, values: { what } });
  }
  const exportedOn = directory.origin.exportedAt?.slice(0, 10) ?? null;
  const year = directory.year ?? site.openYear?.startYear ?? yearStated(stored) ?? yearOn(exportedOn);
  const schools =
    year === null ? null : schoolWrites(closuresOfYear(directory.schools, year, findings), year, stored.schools);
  if (schools === null && directory.schools.some((one) => one.closures !== null || one.services !== null)) {
    findings.add({ code: 'directory-year-unknown', severity: 'warning' });
  }
  const facts = directoryFactsOf(changes, directory.mode);
  const verdicts = await tools.judgeDirectory(facts, site.thresholds);
  const plan: DirectoryPlan = {
    siteId: site.id,
    runId: run.id,
    baseVersion: stored.version,
    source: directory.source,
    year: directory.year,
    isComing: comingYear !== null,
    exportedOn,
    peopleOn: listsPeople(directory) ? exportedOn : null,
    listsOn: directory.listsOn ?? {},
    changes,
    complete: directory.complete,
    schools: schools?.writes ?? [],
    places: scope.map((establishment) => ({
      establishment,
      aaf: directory.schools.find((one) => one.establishment === establishment)?.aaf ?? null,
    })),
  };
  return {
    plan,
    verdicts,
    isUnchanged: isEmptyDirectoryPlan(plan),
    evaluation: {
      origin: directory.origin,
      directory: directoryFindings(directory, changes, { establishments: scope, isComing: comingYear !== null }),
      directoryRead: directoryRead(directory),
      directoryChanges: changesByName(changes, schools),
      controls: verdicts,
      facts,
    },
  };
}

/** Who is known from now and is not among the coming year's: they keep their ids. */
function knownBefore(stored: StoredDirectory, coming: readonly StoredEntry[]): readonly StoredEntry[] {
  const taken = new Set(coming.map((entry) => entry.id));
  return stored.entries.filter((entry) => !taken.has(entry.id));
}

const COUNT_NAMES: Readonly<Record<DirectoryKind, string>> = {
  teacher: 'teachers',
  student: 'students',
  staff: 'staff',
  division: 'divisions',
  group: 'groups',
};

function changesByName(
  { counts }: DirectoryChanges,
  schools: ReturnType<typeof schoolWrites> | null,
): NonNullable<Evaluation['directoryChanges']> {
  return {
    ...Object.fromEntries(DIRECTORY_KINDS.map((kind) => [COUNT_NAMES[kind], counts[kind]])),
    ...(schools?.services ? { services: schools.services } : {}),
    ...(schools?.closures ? { closures: schools.closures } : {}),
  };
}
