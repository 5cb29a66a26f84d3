/** Directory files as an import reads them: one bundle, and what the site wants of it. */
import { readDirectory } from '../../src/adapters/formats/directory-recognise.ts';
import { bundleOf } from '../../src/adapters/readers/bundle.ts';
import type { Directory } from '../../src/domain/directory/directory.ts';
import { type FindingGroup, FindingLog, isStop, type Outcome } from '../../src/domain/model/finding.ts';
import { type DirectoryWanted, NO_CALENDAR } from '../../src/domain/ports.ts';
import { sourceOf } from './source.ts';
import { bytesOf } from './world.ts';

export interface DirectoryFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

export interface DirectoryRead {
  readonly outcome: Outcome<Directory>;
  readonly findings: readonly FindingGroup[];
  /** Codes of the findings. */
  readonly said: readonly string[];
}

/** Reads files for the site of one establishment, number 1, unless told otherwise. */
export async function readDirectoryFiles(
  files: readonly DirectoryFile[],
  wish: Partial<DirectoryWanted> & { readonly uai?: string } = {},
): Promise<DirectoryRead> {
  const pieces: Uint8Array[] = [];
  const bundle = bundleOf(files.map(({ name, bytes }) => ({ name, bytes: bytesOf(bytes) })));
  for await (const piece of bundle) pieces.push(piece);
  const findings = new FindingLog();
  const wanted: DirectoryWanted = {
    establishments: [{ number: 1, uai: wish.uai ?? '0990001A', aaf: null }],
    only: null,
    isExport: false,
    calendar: NO_CALENDAR,
    feedIds: new Set(),
    ...wish,
  };
  const outcome = await readDirectory(sourceOf(Buffer.concat(pieces)), wanted, findings);
  const groups = findings.groups();
  return { outcome, findings: groups, said: groups.map(({ code }) => code) };
}

/** The directory; fails with the reason where there is none. */
export async function takenDirectory(...asked: Parameters<typeof readDirectoryFiles>): Promise<Directory> {
  const { outcome } = await readDirectoryFiles(...asked);
  if (isStop(outcome)) throw new Error(`${outcome.reason} ${JSON.stringify(outcome.values)}`);
  return outcome;
}

/** A directory as sorted lines: entries, coverage, closures, services, changes. */
export function directoryLines(directory: Directory): string[] {
  const of = (place: number | null): string => (place === null ? '*' : String(place));
  const ids = (own: object): string =>
    Object.entries(own)
      .map(([name, value]) => `${name}:${value}`)
      .sort()
      .join(' ');
  return [
    ...directory.rows.map((row) =>
      [
        row.kind,
        of(row.establishment),
        row.lastName,
        row.firstName,
        row.birthDate ?? '',
        row.division ?? '',
        [...(row.groups ?? [])].sort().join('|'),
        ids(row.ids),
      ].join(';'),
    ),
    ...directory.patches.map(({ ids: who, set }) => `patch;${ids(who)};${JSON.stringify(set)}`),
    ...directory.removed.map((who) => `removed;${ids(who)}`),
    ...directory.complete.map(({ kind, establishment }) => `complete;${kind};${of(establishment)}`),
    ...directory.schools.flatMap(({ establishment, closures, services, aaf }) => [
      `school;${establishment};${aaf ?? ''}`,
      ...(closures ?? []).map((one) => `closed;${establishment};${one.firstDay};${one.lastDay};${one.label}`),
      ...(services ?? []).map((one) => `service;${establishment};${one.audience};${one.name};${one.subject.join('|')}`),
    ]),
  ].sort();
}
