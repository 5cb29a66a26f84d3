/** The readers of directory files, and what is computed of what they read: a value or a Stop in French words, nothing else. */
import { createHash } from 'node:crypto';
import { structureIdOf } from '../../src/demo/school/aaf-writer.ts';
import { compareDirectory } from '../../src/domain/directory/compare.ts';
import { directoryFactsOf } from '../../src/domain/directory/facts.ts';
import { checkDirectory } from '../../src/domain/directory/validate.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { rawZip } from '../support/raw-zip.ts';
import { type DirectoryFile, readDirectoryFiles } from '../support/read-directory.ts';
import type { Area } from './area.ts';
import { drawDirectory } from './directory-cases.ts';
import { SMALL_SCHOOL as school } from './site-in-memory.ts';
import { mustBeGoodFindings, mustBeGoodStop, mustBeStorable } from './storable.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const aaf = structureIdOf(school);
const wanted = {
  establishments: [{ number: 1, uai: school.uai, aaf }],
  feedIds: new Set(school.students.map((one) => `1${aaf}${one.eleveId}`)),
};
const stored = {
  year: 2026,
  sources: [
    {
      establishment: 1,
      source: 'aaf' as const,
      year: null,
      exportedOn: '2026-09-15',
      peopleOn: null,
      listsOn: { structures: null, closures: null },
      aaf,
    },
  ],
};

/** The area: a site that has had a feed before. */
export function directoriesArea(): Area<readonly DirectoryFile[]> {
  return {
    name: 'directories',
    draw: drawDirectory,
    judge,
    show: (files) => rawZip(files.map(({ name, bytes }) => ({ name, data: bytes }))),
  };
}

/** The word is the reason of the refusal, or what came of it. */
async function judge(files: readonly DirectoryFile[]): Promise<string> {
  const { outcome, findings } = await readDirectoryFiles(files, wanted);
  const log = new FindingLog();
  for (const group of findings) log.adopt(group);
  mustBeGoodFindings(log);
  if (isStop(outcome)) {
    mustBeGoodStop(outcome);
    return outcome.reason;
  }
  mustBeStorable({ ...outcome }, 'the directory');
  const wrong = checkDirectory(outcome, { establishments: wanted.establishments, stored, openYear: 2026 }, log);
  mustBeGoodFindings(log);
  if (wrong) {
    mustBeGoodStop(wrong);
    return wrong.reason;
  }
  const changes = compareDirectory(outcome, [], { establishments: [1], hash });
  mustBeStorable({ ...changes }, 'the changes');
  const ids = changes.added.map(({ after }) => after.id);
  if (new Set(ids).size < ids.length) throw new Error('two entries of one id');
  if (changes.added.some(({ after }) => after.lastName === '')) throw new Error('an entry without a name');
  if (Object.values(directoryFactsOf(changes, outcome.mode)).some((fact) => fact === null))
    throw new Error('a fact is missing');
  return findings.some((group) => group.severity === 'warning') ? 'accepted, with warnings' : 'accepted';
}
