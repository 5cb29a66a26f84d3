/** `carillon directory …` and `carillon match …`. */

import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DirectoryItem, GivenFile } from '../domain/administration.ts';
import type { MatchKind } from '../domain/diff/match.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { ImportReport } from '../domain/report/report.ts';
import { addFeedCommand } from './directory-feed.ts';
import { carryDue, settle, withCarillon } from './open.ts';
import { number, type OutputOptions, print, printReport, table } from './output.ts';

/** A file on this machine; throws Refusal `file-unreadable` when it cannot be read. */
export async function givenFile(file: string): Promise<GivenFile> {
  const found = await stat(file).catch(() => null);
  await access(file, constants.R_OK).catch(() => {
    throw new Refusal('file-unreadable', { file });
  });
  if (!found?.isFile()) throw new Refusal('file-unreadable', { file });
  return { name: path.basename(file), bytes: createReadStream(file) };
}

const matchKinds = () =>
  new Option('--kind <kind>', 'what is matched').choices(['teacher', 'student', 'division', 'group']);

interface ImportOptions extends OutputOptions {
  readonly site: number;
  readonly establishment?: number;
  readonly fromExport?: string;
  readonly year?: number;
  readonly dryRun?: boolean;
}

/** The report, with what it changes in all on top: programs have always read it there. */
function printDirectory(
  told: { readonly report: ImportReport; readonly controlTitles: ReadonlyMap<string, string> },
  options: OutputOptions,
): void {
  const { added = 0, changed = 0, left = 0, unchanged = 0 } = told.report.directory ?? {};
  printReport(told, options, { added, changed, left, unchanged });
}

async function importDirectory(files: readonly string[], options: ImportOptions): Promise<void> {
  const { site, fromExport, year, establishment } = options;
  if ((files.length === 0) === (fromExport === undefined)) {
    throw new InvalidArgumentError('give directory files, or --from-export FILE');
  }
  const given = await Promise.all((fromExport === undefined ? files : [fromExport]).map(givenFile));
  const request = {
    siteId: site,
    establishment: establishment ?? null,
    files: given,
    ...(fromExport === undefined ? {} : { fromExport: true }),
    ...(year === undefined ? {} : { year }),
  };
  const told = await withCarillon(async (c) => {
    const { controlTitles } = c.tools;
    if (options.dryRun) return { report: await c.administration.checkDirectory(request), controlTitles };
    const run = await c.administration.importDirectory(request, 'command');
    await settle(c, site, run);
    // What was held is judged by the new directory.
    await carryDue(c, site);
    return { report: await c.administration.report(run), controlTitles };
  });
  printDirectory(told, options);
}

export function addDirectoryCommands(program: Command): void {
  const directory = program
    .command('directory')
    .description('The people, divisions and groups that files are matched to.');
  directory
    .command('import')
    .description(
      'Import a directory from files (CSV, SIECLE, sts_emp, or the feed of the academy, AAF, in its archive), or build it from an export, and print the report. The files replace all entries ' +
        'of the kinds they hold: who is not in them has left, and the access account of somebody who has left stops working. ' +
        'An import that changes more than the thresholds allow is held: `carillon run approve|reject ID` decides, `run undo ID` takes back.',
    )
    .requiredOption('--site <number>', 'site number', number)
    .option('--establishment <number>', 'the establishment the files are of', number)
    .option('--from-export <file>', 'a timetable export, for a school without another source')
    .option('--year <year>', 'start of the school year the files are for, where they do not say so', number)
    .option('--dry-run', 'what would change; writes nothing')
    .argument('[files...]', 'files that together are the directory, or a part of it')
    .action(importDirectory);
  directory
    .command('list')
    .description('Who and what is in the directory.')
    .requiredOption('--site <number>', 'site number', number)
    .addOption(new Option('--kind <kind>', 'only these').choices(['teacher', 'student', 'staff', 'division', 'group']))
    .option('--year <year>', 'what is kept for a coming school year, by the year it begins in', number)
    .action(async (options: { site: number; kind?: DirectoryItem['kind']; year?: number } & OutputOptions) => {
      const { site, kind, year } = options;
      const list = await withCarillon((c) => c.administration.directory(site, kind, year));
      print(list, options, ({ items }) =>
        table(
          ['type', 'id', 'nom', 'prénom', 'naissance'],
          items.map((one) => [one.kind, one.id, one.name ?? one.lastName, one.firstName, one.birthDate]),
        ),
      );
    });

  addFeedCommand(directory);

  const match = program.command('match').description('What did not match, and what people decided.');
  match
    .command('list')
    .description('Open and remembered matches.')
    .requiredOption('--site <number>', 'site number', number)
    .addOption(matchKinds())
    .option('--key <key>', 'only this one')
    .action(
      async ({ site, kind, key, ...options }: { site: number; kind?: MatchKind; key?: string } & OutputOptions) => {
        const all = await withCarillon((c) => c.administration.matches(site));
        const items = all.items.filter((one) => (!kind || one.kind === kind) && (!key || one.key === key));
        const list = { items, total: items.length };
        print(list, options, ({ items }) =>
          table(
            ['type', 'clé', 'nom dans le fichier', 'état', 'annuaire', 'propositions'],
            items.map((one) => [
              one.kind,
              one.key,
              one.label,
              one.state,
              one.directoryId,
              one.suggestions.map((s) => `${s.directoryId} (${s.label}, ${s.score})`).join(' ; '),
            ]),
          ),
        );
      },
    );
  match
    .command('set')
    .description('Remember a match; without --to: there is no counterpart.')
    .requiredOption('--site <number>', 'site number', number)
    .addOption(matchKinds().makeOptionMandatory())
    .requiredOption('--key <key>', 'key as `match list` shows it')
    .option('--to <id>', 'id in the directory')
    .action(async (options: { site: number; kind: MatchKind; key: string; to?: string } & OutputOptions) => {
      const { site, kind, key, to } = options;
      const item = await withCarillon(async (c) => {
        const set = await c.administration.setMatch(site, { kind, key, directoryId: to ?? null }, 'command');
        await carryDue(c, site);
        return set;
      });
      print(
        item,
        options,
        (one) => `${one.label} : ${one.state === 'ignored' ? 'sans correspondance' : `→ ${one.directoryId}`}`,
      );
    });
  match
    .command('clear')
    .description('Forget a match.')
    .requiredOption('--site <number>', 'site number', number)
    .addOption(matchKinds().makeOptionMandatory())
    .requiredOption('--key <key>', 'key as `match list` shows it')
    .action(async (options: { site: number; kind: MatchKind; key: string } & OutputOptions) => {
      const { site, kind, key } = options;
      await withCarillon(async (c) => {
        await c.administration.clearMatch(site, { kind, key }, 'command');
        await carryDue(c, site);
      });
      print({ kind, key }, options, () => `${kind} ${key} : oublié`);
    });
}
