/** `carillon keys …`: the key pairs with which publishers encrypt exports for this installation. */

import type { Command } from 'commander';
import { createKey, importKey, type KeyItem, listKeys } from '../adapters/keys/key-folder.ts';
import { refuseOtherAccount } from '../adapters/store/data-folder-account.ts';
import { foldersOf, loadConfig } from '../config/config.ts';
import { number, type OutputOptions, print, table } from './output.ts';

const folder = (): string => foldersOf(loadConfig()).keys;

/** For who makes a key: the daemon has to read it. */
async function ownFolder(): Promise<string> {
  const { data, keys } = foldersOf(loadConfig());
  await refuseOtherAccount(data);
  return keys;
}

function tellKey(key: KeyItem): string {
  return [
    `Clé de ${key.partner}, ${key.bits} bits, empreinte ${key.fingerprint}`,
    `Clé privée : ${key.file} (à sauvegarder, à ne jamais transmettre)`,
    "Clé publique, à remettre à l'éditeur avec le nom du partenaire :",
    key.publicKey.trimEnd(),
  ].join('\n');
}

export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('Key pairs for encrypted exports (EDT and PRONOTE containers).');
  keys
    .command('create')
    .description('Make a key pair; its public part goes to the publisher.')
    .requiredOption('--partner <name>', 'the name that the publisher writes into its files')
    .option('--bits <number>', 'size of the key', number, 2_048)
    .action(async (options: { partner: string; bits: number } & OutputOptions) => {
      print(await createKey(await ownFolder(), options.partner, options.bits), options, tellKey);
    });
  keys
    .command('import')
    .description('Take over a private key made elsewhere (PEM, without a password).')
    .requiredOption('--partner <name>', 'the name that the publisher writes into its files')
    .argument('<file>', 'the private key')
    .action(async (file: string, options: { partner: string } & OutputOptions) => {
      print(await importKey(await ownFolder(), options.partner, file), options, tellKey);
    });
  keys
    .command('list')
    .description('The keys of this installation, newest first.')
    .action(async (options: OutputOptions) => {
      const items = await listKeys(folder());
      print({ items, total: items.length }, options, () =>
        table(
          ['partenaire', 'bits', 'créée', 'empreinte', 'fichier'],
          items.map((one) => [one.partner, one.bits, one.createdAt, one.fingerprint.slice(0, 16), one.file]),
        ),
      );
    });
}
