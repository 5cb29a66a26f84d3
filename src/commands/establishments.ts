/** `carillon site establishment …`: the establishments of a site after it was created. */

import type { Command } from 'commander';
import type { Administration, SiteItem } from '../domain/administration.ts';
import { carryDue, withCarillon } from './open.ts';
import { number, type OutputOptions, print } from './output.ts';

interface PlaceOptions extends OutputOptions {
  readonly site: number;
  readonly number: number;
}

/** `tell` says what a site is now. */
export function addEstablishmentCommands(site: Command, tell: (site: SiteItem) => string): void {
  const group = site.command('establishment').description('Establishments of a site: add, change, remove.');
  const on = (name: string, description: string): Command =>
    group
      .command(name)
      .description(description)
      .requiredOption('--site <number>', 'site number', number)
      .requiredOption('--number <number>', 'number of the establishment, the one of its deposit URL', number);
  on('add', 'Add an establishment.')
    .requiredOption('--uai <code>', 'UAI code: 7 digits and a letter')
    .requiredOption('--name <name>', 'name of the establishment')
    .action(async ({ site: siteId, number: place, uai, name, ...output }: PlaceOptions & Spec) =>
      print(await changed(siteId, (one) => one.addEstablishment(siteId, { number: place, uai, name })), output, tell),
    );
  on('change', 'Rename an establishment, or correct its UAI code.')
    .option('--uai <code>', 'UAI code: 7 digits and a letter')
    .option('--name <name>', 'name of the establishment')
    .action(async ({ site: siteId, number: place, uai, name, ...output }: PlaceOptions & Partial<Spec>) => {
      const change = { ...(uai === undefined ? {} : { uai }), ...(name === undefined ? {} : { name }) };
      print(await changed(siteId, (one) => one.changeEstablishment(siteId, place, change)), output, tell);
    });
  on('confirm', "Let the academy's feed be given to an establishment that a manager wrote down.").action(
    async ({ site: siteId, number: place, ...output }: PlaceOptions) =>
      print(await changed(siteId, (one) => one.confirmEstablishment(siteId, place)), output, tell),
  );
  on('remove', 'Remove an establishment without timetable in the open year.').action(
    async ({ site: siteId, number: place, ...output }: PlaceOptions) =>
      print(await changed(siteId, (one) => one.removeEstablishment(siteId, place)), output, tell),
  );
}

interface Spec {
  readonly uai: string;
  readonly name: string;
}

async function changed(siteId: number, change: (administration: Administration) => Promise<void>): Promise<SiteItem> {
  return await withCarillon(async (carillon) => {
    await change(carillon.administration);
    await carryDue(carillon, siteId);
    return await carillon.administration.site(siteId);
  });
}
