/** `carillon serve`, `demo`, `formats`, `doctor`. */

import { type Command, Option } from 'commander';
import { DIRECTORY_FORMATS } from '../adapters/formats/directory-formats.ts';
import { FORMATS } from '../adapters/formats/recognise.ts';
import { loadConfig } from '../config/config.ts';
import type { Role } from '../daemon/serve.ts';
import { checkText } from '../doctor/check.ts';
import { diagnose } from '../doctor/diagnose.ts';
import type { RunKind } from '../domain/model/step.ts';
import type { Format } from '../domain/ports.ts';
import { openServiceLog } from '../log.ts';
import { exitWith, type OutputOptions, print, table } from './output.ts';

const KIND_NAMES: Readonly<Record<RunKind, string>> = { timetable: 'emploi du temps', directory: 'annuaire' };

/** For what is still being given back when all is told. */
const LEFT_OVER_MS = 5_000;

export function addDaemonCommands(program: Command): void {
  program
    .command('serve')
    .description('Run the daemon: WebDAV door, API, pages and worker. Stops on SIGTERM or Ctrl-C.')
    .addOption(new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'))
    .action(async ({ role }: { role: Role }) => {
      const config = loadConfig();
      // Commands start faster without the web application.
      const { serve } = await import('../daemon/serve.ts');
      await serve(config, role, openServiceLog(config));
    });
  program
    .command('demo')
    .description('Show everything on an invented school: an empty machine is enough.')
    .option('--once', 'end after the last import')
    .action(async ({ once = false }: { once?: boolean }) => {
      const { demo } = await import('../demo/demo.ts');
      await demo(once);
    });
  program
    .command('formats')
    .description('File formats that are recognised, of timetables and of directories.')
    .action((options: OutputOptions) => {
      const listed = (kind: RunKind, formats: readonly Pick<Format, 'name' | 'versions'>[]) =>
        formats.map(({ name, versions }) => ({ name, versions, kind }));
      const items = [...listed('timetable', FORMATS), ...listed('directory', DIRECTORY_FORMATS)];
      print({ items, total: items.length }, options, () =>
        table(
          ['format', 'versions', 'contenu'],
          items.map((one) => [one.name, one.versions.join(', '), KIND_NAMES[one.kind]]),
        ),
      );
    });
  program
    .command('doctor')
    .description('Look at everything a daemon needs, make a deposit of which nothing stays, and say what to do.')
    .action(async (options: OutputOptions) => {
      const checks = await diagnose();
      print({ items: checks, total: checks.length }, options, () => checks.map(checkText).join('\n'));
      if (checks.some((one) => !one.ok)) exitWith(1);
      // What did not answer in time must not keep whoever asked waiting.
      setTimeout(() => process.exit(), LEFT_OVER_MS).unref();
    });
}
