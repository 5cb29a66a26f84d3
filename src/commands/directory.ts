/** `carillon directory …` and `carillon match …`. */

import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DirectoryChange, DirectoryItem, GivenFile } from '../domain/administration.ts';
import type { MatchKind } from '../domain/diff/match.ts';
import { Refusal } from '../domain/model/errors.ts';
import { carryDue, withCarillon } from './open.ts';
import { number, type OutputOptions, print, table } from './output.ts';

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

function told(change: DirectoryChange): string {
  return `Annuaire : ${change.added} ajoutés, ${change.changed} modifiés, ${change.left} partis, ${change.unchanged} inchangés.`;
}

export function addDirectoryCommands(program: Command): void {
  const directory = program
    .command('directory')
    .description('The people, divisions and groups that files are matched to.');
  directory
    .command('import')
    .description(
      'Import a directory from CSV files, or build it from an export. The files replace all entries of the kinds they hold: ' +
        'who is not in them has left, and the access account of somebody who has left stops working.',
    )
    .requiredOption('--site <number>', 'site number', number)
    .option('--from-export <file>', 'a timetable export, for a school without another source')
    .argument('[files...]', 'CSV files; together they are the directory')
    .action(async (files: string[], options: { site: number; fromExport?: string } & OutputOptions) => {
      const { site, fromExport } = options;
      if (files.length === 0 && !fromExport) throw new InvalidArgumentError('give CSV files, or --from-export FILE');
      const change = await withCarillon(async ({ administration, ...c }) => {
        const result = fromExport
          ? await administration.importDirectoryFromExport(site, await givenFile(fromExport))
          : await administration.importDirectory(site, await Promise.all(files.map(givenFile)));
        await carryDue({ administration, ...c }, site);
        return result;
      });
      print(change, options, told);
    });
  directory
    .command('list')
    .description('Who and what is in the directory.')
    .requiredOption('--site <number>', 'site number', number)
    .addOption(new Option('--kind <kind>', 'only these').choices(['teacher', 'student', 'staff', 'division', 'group']))
    .action(async (options: { site: number; kind?: DirectoryItem['kind'] } & OutputOptions) => {
      const list = await withCarillon((c) => c.administration.directory(options.site, options.kind));
      print(list, options, ({ items }) =>
        table(
          ['type', 'id', 'nom', 'prénom', 'naissance'],
          items.map((one) => [one.kind, one.id, one.name ?? one.lastName, one.firstName, one.birthDate]),
        ),
      );
    });

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
