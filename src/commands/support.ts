/** `carillon support`. */

import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { AppError, codeOf } from '../domain/model/errors.ts';
import { redact } from '../redact.ts';
import { bundleEntries, zipEntries } from '../support-bundle/bundle.ts';
import { withCarillon } from './open.ts';
import { type OutputOptions, print } from './output.ts';

export function addSupportCommand(program: Command): void {
  program
    .command('support')
    .description("Write what whoever helps needs to see, without anybody's data, into a new zip.")
    .argument('<file>', 'name of the zip to make, e.g. carillon-support.zip')
    .action(async (name: string, options: OutputOptions) => {
      const file = path.resolve(name);
      const { entries, trouble } = await withCarillon(async (c) => ({
        entries: await bundleEntries(c),
        trouble: '',
      })).catch(async (error: unknown) => ({
        entries: await bundleEntries(null),
        trouble: redact(error instanceof Error ? error.message : String(error)),
      }));
      await pipeline(zipEntries(entries), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
        (cause: Error) => {
          const told =
            codeOf(cause) === 'EEXIST'
              ? `${file} is there already, and is left as it is; name a new file`
              : `${cause.message}; name a new file, in a folder where there is room`;
          throw new AppError('file-unusable', told, { cause });
        },
      );
      const made = { file, entries: entries.map((one) => one.name), ...(trouble ? { trouble } : {}) };
      print(made, options, () =>
        [
          `${file}: ${made.entries.join(', ')}`,
          "Nobody's name, login, address, file name, password or timetable is in it. Look before you send it.",
          ...(trouble ? [`The installation could not be opened (${trouble}): what needs it is left out.`] : []),
        ].join('\n'),
      );
    });
}
