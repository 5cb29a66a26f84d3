/** `carillon audit`: who did what on a site, when and from where. */

import type { Command } from 'commander';
import { withCarillon } from './open.ts';
import { number, type OutputOptions, print, table } from './output.ts';

export function addAuditCommands(program: Command): void {
  program
    .command('audit')
    .description('The audit log of a site, newest first; `carillon doctor` verifies that nobody changed it.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--limit <number>', 'at most so many', number, 50)
    .option('--cursor <cursor>', 'the page after this one')
    .action(async (options: { site: number; limit: number; cursor?: string } & OutputOptions) => {
      const { site, limit, cursor } = options;
      const list = await withCarillon((c) => c.administration.audit(site, { limit, ...(cursor ? { cursor } : {}) }));
      print(list, options, ({ items }) =>
        table(
          ['n°', 'date', 'qui', 'quoi', 'détails', 'adresse'],
          items.map((one) => [
            one.id,
            one.at,
            one.actor,
            one.action,
            Object.entries(one.details)
              .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
              .join(' '),
            one.address,
          ]),
        ),
      );
    });
}
