/** `carillon site …` and `carillon year …`. */

import { type Command, InvalidArgumentError } from 'commander';
import type { EstablishmentSpec, SiteItem } from '../domain/administration.ts';
import { addEstablishmentCommands } from './establishments.ts';
import { carryDue, withCarillon } from './open.ts';
import { counted, number, type OutputOptions, print, table } from './output.ts';

function establishment(text: string, before: readonly EstablishmentSpec[] | undefined): EstablishmentSpec[] {
  const [, id, uai, name] = /^(\d{1,9}):(\w+):(.+)$/.exec(text) ?? [];
  if (id === undefined || uai === undefined || name === undefined) {
    throw new InvalidArgumentError('number:UAI:name is expected, e.g. 1754:0134567A:"Collège Émanche"');
  }
  return [...(before ?? []), { number: Number(id), uai, name }];
}

/** `key=value`, the value as JSON where it is JSON; `key=` goes back to the default. */
function setting(text: string, before: Record<string, unknown> | undefined): Record<string, unknown> {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('key=value is expected');
  if (value === '') return { ...before, [key]: null };
  try {
    return { ...before, [key]: JSON.parse(value) as unknown };
  } catch {
    return { ...before, [key]: value };
  }
}

const KINDS = [
  ['teacher', 'enseignant', 'enseignants'],
  ['student', 'élève', 'élèves'],
  ['staff', 'autre personnel', 'autres personnels'],
  ['division', 'classe', 'classes'],
  ['group', 'groupe', 'groupes'],
] as const;

function tell(site: SiteItem): string {
  const lines = [
    `Site ${site.id} : ${site.name} (${site.timezone})`,
    ...site.establishments.map((one) => `  établissement ${one.number} : ${one.name}, UAI ${one.uai}`),
    `  année scolaire : ${site.schoolYear ?? 'aucune (premier import manuel à faire)'}`,
    ...announced(site.settings.announcedYear),
    `  annuaire : ${KINDS.map(([kind, one, many]) => counted(site.directory[kind], one, many)).join(', ')}`,
    `  dernier dépôt valable : ${site.lastGoodDeposit ?? 'aucun'}`,
    `  imports en attente de décision : ${site.held}, à traiter : ${site.waiting}`,
    `  réglages : ${Object.keys(site.settings).length === 0 ? 'ceux de départ' : JSON.stringify(site.settings)}`,
  ];
  return lines.join('\n');
}

/** The dates that `year open` announced, until the first manual import of that year. */
function announced(year: unknown): string[] {
  if (typeof year !== 'object' || year === null) return [];
  const days = new Map(Object.entries(year));
  return [`  année annoncée : du ${days.get('firstDay') ?? '?'} au ${days.get('lastDay') ?? '?'}`];
}

export function addSiteCommands(program: Command): void {
  const site = program.command('site').description('Sites and their establishments.');
  site
    .command('create')
    .description('Create a site with its establishments.')
    .requiredOption('--id <number>', 'site number, the one of its deposit URLs', number)
    .requiredOption('--name <name>', 'name of the site')
    .requiredOption('--establishment <number:UAI:name>', 'an establishment; repeat for a cité scolaire', establishment)
    .option('--timezone <zone>', 'IANA time zone', 'Europe/Paris')
    .action(
      async (
        options: { id: number; name: string; establishment: EstablishmentSpec[]; timezone: string } & OutputOptions,
      ) => {
        const { id, name, establishment: establishments, timezone } = options;
        print(
          await withCarillon((c) => c.administration.createSite({ id, name, establishments, timezone })),
          options,
          tell,
        );
      },
    );
  site
    .command('list')
    .description('All sites.')
    .action(async (options: OutputOptions) => {
      const list = await withCarillon((c) => c.administration.sites());
      print(list, options, ({ items }) =>
        table(
          ['site', 'nom', 'année', 'dernier dépôt valable', 'en attente'],
          items.map((one) => [one.id, one.name, one.schoolYear, one.lastGoodDeposit, one.held]),
        ),
      );
    });
  site
    .command('show')
    .description('One site with its settings.')
    .requiredOption('--site <number>', 'site number', number)
    .action(async (options: { site: number } & OutputOptions) => {
      print(await withCarillon((c) => c.administration.site(options.site)), options, tell);
    });
  site
    .command('set')
    .description(
      'Change settings: name, timezone, accepts, onBreach (hold|stop), passwordGraceHours, credentialsBy (link|mail), expectedWorkingDays, workingDays, weekCalendar (JSON, see docs/formats/exp.md).',
    )
    .requiredOption('--site <number>', 'site number', number)
    .argument('<key=value...>', 'e.g. onBreach=stop or \'accepts=[{"product":"EDT","from":"2014"}]\'')
    .action(async (words: string[], options: { site: number } & OutputOptions) => {
      const settings = words.reduce<Record<string, unknown>>((before, word) => setting(word, before), {});
      const changed = await withCarillon(async (c) => {
        const item = await c.administration.setSite(options.site, settings);
        await carryDue(c, options.site);
        return item;
      });
      print(changed, options, tell);
    });
  addEstablishmentCommands(site, tell);
  const year = program.command('year').description('School years.');
  year
    .command('open')
    .description(
      'Announce the next year. Its first manual import opens it; remembered matches are forgotten then. Without dates: 1 September to the first Saturday of July.',
    )
    .requiredOption('--site <number>', 'site number', number)
    .option('--first-day <day>', 'first day of the new year, YYYY-MM-DD')
    .option('--last-day <day>', 'last day of the new year, YYYY-MM-DD')
    .option('--leave-year-out', 'it does not follow the open year, and that is meant')
    .action(async (options: YearOptions & OutputOptions) => {
      const { site, firstDay, lastDay, leaveYearOut: isConfirmed = false } = options;
      const days = { ...(firstDay ? { firstDay } : {}), ...(lastDay ? { lastDay } : {}) };
      const item = await withCarillon((c) => c.administration.openYear(site, { ...days, isConfirmed }));
      print(item, options, tell);
    });
}

interface YearOptions {
  readonly site: number;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly leaveYearOut?: boolean;
}
