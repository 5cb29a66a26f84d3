/** `carillon config`: the configuration in force and where each value comes from, or the reference of all keys. */

import type { Command } from 'commander';
import { type ConfigValue, configInForce } from '../config/config.ts';
import { type OutputOptions, print, table } from './output.ts';

const HIDDEN = '(hidden)';

function shown({ value, isSecret }: ConfigValue): string {
  if (value === null) return 'none';
  return isSecret ? HIDDEN : JSON.stringify(value);
}

/** The reference as `docs/configuration.md` has it: a page to read, made from the schema alone. */
export function configReference(defaults: readonly ConfigValue[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const row = (one: ConfigValue): string => {
    const secret = one.isSecret ? ` or \`${one.variable}_FILE\`` : '';
    const variable = one.variable === null ? '' : `\`${one.variable}\`${secret}`;
    const value = one.value === null ? 'none' : `\`${JSON.stringify(one.value)}\``;
    return `| \`${one.key}\` | ${value} | ${variable} | ${cell(one.type)} | ${one.isLive ? 'SIGHUP' : 'restart'} | ${cell(one.told)} |`;
  };
  return [
    '# Configuration',
    '',
    'Made by `carillon config --reference` from the schema that the daemon checks at start; a test keeps them equal.',
    '',
    'A value comes from `config/default.json`, then from the JSON file that `CARILLON_CONFIG` names, which says only what differs, then from',
    'the environment. An unknown key, one that is said twice, a wrong type, a value out of bounds and an address that cannot be used refuse',
    'the start, with file or variable, key and what is accepted. A variable that begins with `CARILLON_` and is not in this table refuses',
    'nothing, for container engines set such: the log of the start and `carillon doctor` name it.',
    '`carillon config` prints what is in force and where each value comes from.',
    '',
    'A variable ending in `_FILE` names a file that holds the value, for secrets of container engines and systemd credentials. The column',
    '“changes with” says what a running daemon needs to take a new value of the file over: `SIGHUP` (`docs/operations.md`) or a restart.',
    '',
    '| key | default | variable | value | changes with | |',
    '|---|---|---|---|---|---|',
    ...defaults.map(row),
    '',
  ].join('\n');
}

export function addConfigCommand(program: Command): void {
  program
    .command('config')
    .description('The configuration in force and where each value comes from; secrets are hidden.')
    .option('--reference', 'the page that explains every key instead')
    .action(({ reference = false, ...options }: { reference?: boolean } & OutputOptions) => {
      const values = configInForce(reference ? {} : process.env);
      const items = values.map(({ value, ...one }) => ({
        ...one,
        value: one.isSecret && value !== null ? HIDDEN : value,
      }));
      print({ items, total: items.length }, options, () =>
        reference
          ? configReference(values)
          : table(
              ['key', 'value', 'from', 'changes with'],
              values.map((one) => [one.key, shown(one), one.from, one.isLive ? 'SIGHUP' : 'restart']),
            ),
      );
    });
}
