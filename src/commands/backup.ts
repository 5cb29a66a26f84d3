/** `carillon backup` and `carillon restore`. */

import path from 'node:path';
import type { Command } from 'commander';
import { backUp, type Manifest, restore } from '../backup.ts';
import { withCarillon } from './open.ts';
import { type OutputOptions, print } from './output.ts';

const PASSPHRASE = 'CARILLON_BACKUP_PASSPHRASE';

const passphrase = (): string | null => process.env[PASSPHRASE] || null;

function tell(verb: string, folder: string, { tables, files, keys }: Manifest): string {
  const rows = tables.reduce((sum, one) => sum + one.rows, 0);
  return [
    `${verb} : ${folder}`,
    `  ${tables.length} tables, ${rows} lignes`,
    `  ${files.count} fichiers déposés, ${files.bytes} octets`,
    keys === 0 && passphrase() === null
      ? `  clés privées : aucune (elles ne sont sauvegardées que chiffrées : définissez ${PASSPHRASE})`
      : `  clés privées : ${keys}`,
  ].join('\n');
}

export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description(`Back up tables, deposited files and keys (encrypted, with ${PASSPHRASE} set). The daemon may run.`)
    .argument('<dir>', 'a folder that is empty or not there yet')
    .action(async (dir: string, options: OutputOptions) => {
      const folder = path.resolve(dir);
      const manifest = await withCarillon((c) => backUp(c, folder, passphrase()));
      print({ folder, ...manifest }, options, () => tell('Sauvegarde faite', folder, manifest));
    });
  program
    .command('restore')
    .description(
      'Restore a backup into an installation that is new; every table and file is compared. Stop the daemon first.',
    )
    .argument('<dir>', 'a backup')
    .action(async (dir: string, options: OutputOptions) => {
      const folder = path.resolve(dir);
      const manifest = await withCarillon((c) => restore(c, folder, passphrase()));
      print({ folder, ...manifest }, options, () => tell('Sauvegarde restaurée', folder, manifest));
    });
}
