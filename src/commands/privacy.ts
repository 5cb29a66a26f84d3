/** `carillon privacy …`: everything stored about one person, and its erasure. */

import type { Command } from 'commander';
import { withCarillon } from './open.ts';
import { number, type OutputOptions, print } from './output.ts';

type OfPerson = { readonly site: number; readonly person: string } & OutputOptions;

export function addPrivacyCommands(program: Command): void {
  const privacy = program.command('privacy').description('Personal data of one person.');
  privacy
    .command('export')
    .description('Everything that is stored about a person of the directory, as JSON.')
    .requiredOption('--site <number>', 'site number', number)
    .requiredOption('--person <id>', 'id in the directory, also of somebody who has left')
    .action(async ({ site, person }: OfPerson) => {
      print(await withCarillon((c) => c.administration.exportPerson(site, person)), { json: true }, String);
    });
  privacy
    .command('erase')
    .description('Put a pseudonym in the place of a person who has left, for good.')
    .requiredOption('--site <number>', 'site number', number)
    .requiredOption('--person <id>', 'id in the directory')
    .option('--force', 'also when the person is still there; the next directory import may bring the name back')
    .action(async (options: OfPerson & { force?: boolean }) => {
      const { site, person, force = false } = options;
      const erased = await withCarillon((c) => c.administration.erasePerson(site, person, { force }));
      print(erased, options, ({ pseudonym, ...counts }) =>
        [
          `La personne ${person} est maintenant « ${pseudonym} ».`,
          ...Object.entries(counts).map(([what, count]) => `  ${what} : ${count}`),
          'Les fichiers sources archivés ne sont pas modifiés : la rétention les supprime.',
        ].join('\n'),
      );
    });
}
