/** Small directory files of each format and all that is read from them. `npx vitest run test/golden -u` writes what is expected anew. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isStop } from '../../src/domain/model/finding.ts';
import { directoryLines, readDirectoryFiles } from '../support/read-directory.ts';

const FOLDER = path.join(import.meta.dirname, 'directories');

it.each(readdirSync(FOLDER).filter((name) => !name.endsWith('.expected.txt')))(
  '%s is read as expected',
  async (name) => {
    const files = readdirSync(path.join(FOLDER, name)).map((file) => ({
      name: file,
      bytes: readFileSync(path.join(FOLDER, name, file)),
    }));
    const { outcome, findings } = await readDirectoryFiles(files);
    if (isStop(outcome)) throw new Error(`${outcome.reason} ${JSON.stringify(outcome.values)}`);
    const { origin, mode, year } = outcome;
    const lines = [
      `${origin.format} ${origin.formatVersion} ${origin.uai} ${origin.exportedAt ?? ''} ${mode} ${year ?? ''}`,
      ...directoryLines(outcome),
      ...findings.flatMap(({ code, severity, items }) =>
        items.map(({ about = '', values = {} }) =>
          [severity, code, about, ...Object.values(values)].filter((text) => text !== '').join(' '),
        ),
      ),
    ];
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(path.join(FOLDER, `${name}.expected.txt`));
  },
);
