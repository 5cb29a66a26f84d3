/** `carillon check`, `import`, `runs`, `run …`, `sessions`, `groups`. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RunItem } from '../domain/administration.ts';
import type { PlanInputs } from '../domain/apply/plan-digest.ts';
import { Refusal } from '../domain/model/errors.ts';
import type { RunAction } from '../domain/model/run.ts';
import type { RunKind } from '../domain/model/step.ts';
import { type Verification, verifyRun } from '../dry-run/verify-run.ts';
import type { Carillon } from '../main.ts';
import { givenFile } from './directory.ts';
import { settle, withCarillon } from './open.ts';
import { counted, exitWith, localMoment, number, type OutputOptions, print, printReport, table } from './output.ts';

const ACTIONS = ['approve', 'reject', 'cancel', 'replay', 'undo'] as const;

type OnSite = { readonly site: number } & OutputOptions;
type RunOptions = OutputOptions & { readonly reason?: string; readonly verify?: boolean };
type FileOptions = OnSite & { readonly establishment?: number; readonly takenInAt?: string };

function tellStatus({ status, queuePosition, waitsFor }: RunItem): string {
  if (waitsFor) return `${status} (attend ${waitsFor.file} jusqu'au ${localMoment(waitsFor.until)})`;
  return queuePosition === undefined ? status : `${status} (n° ${queuePosition})`;
}

function tellRuns(items: readonly RunItem[]): string {
  return table(
    ['import', 'objet', 'reçu', 'statut', 'auto', 'établissement', 'fichier', 'motif', 'actions'],
    items.map((run) => [
      run.id,
      run.kind === 'directory' ? 'annuaire' : 'emploi du temps',
      localMoment(run.receivedAt),
      tellStatus(run),
      run.replayOf !== undefined ? `rejoue n° ${run.replayOf}` : run.trigger === 'automatic' ? 'oui' : 'non',
      run.establishment ?? 'tous',
      run.archivedAs ?? run.filename,
      run.reason,
      run.actions.join(', '),
    ]),
  );
}

async function reportOf(carillon: Carillon, runId: string) {
  return { report: await carillon.administration.report(runId), controlTitles: carillon.tools.controlTitles };
}

async function verify(runId: string, action: RunAction, options: OutputOptions): Promise<void> {
  if (action !== 'replay')
    throw new Refusal('bad-input', { problem: `--verify ne va qu'avec replay, pas avec ${action}` });
  const found = await withCarillon((c) => verifyRun(runId, c));
  print(found, options, tellVerification);
  if (!found.isSame) exitWith(1);
}

const INPUT_WORDS: Readonly<Record<keyof PlanInputs, string>> = {
  program: 'la version de Carillon',
  settings: 'les paramètres du site',
  rules: 'les seuils',
  directory: "l'annuaire",
  matches: 'les rapprochements',
};

function tellVerification({ run, planDigest, now, reason, isSame, changed }: Verification): string {
  const since =
    changed.length === 0 ? '' : ` Ont changé depuis : ${changed.map((one) => INPUT_WORDS[one]).join(', ')}.`;
  if (isSame) return `Import n° ${run} : même résultat, ${planDigest}.${since}`;
  if (now === null) return `Import n° ${run} : le fichier est refusé aujourd'hui (${reason}).`;
  const why = changed.length === 0 ? " Rien de ce qui compte n'a changé : prévenez les auteurs de Carillon." : since;
  return `Import n° ${run} : autre résultat, ${planDigest} alors, ${now} maintenant.${why}`;
}

export function addRunCommands(program: Command): void {
  program
    .command('check')
    .description('Dry run: what would this file do? Writes nothing.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--establishment <number>', "as if deposited on this establishment's URL", number)
    .option('--taken-in-at <moment>', 'ISO moment; default: now')
    .argument('<file>', 'the export')
    .action(async (file: string, options: FileOptions) => {
      const { site, establishment, takenInAt } = options;
      const given = await givenFile(file);
      const told = await withCarillon(async (c) => {
        const report = await c.administration.check({
          siteId: site,
          establishment: establishment ?? null,
          file: given,
          ...(takenInAt ? { takenInAt } : {}),
        });
        return { report, controlTitles: c.tools.controlTitles };
      });
      printReport(told, options);
    });
  program
    .command('import')
    .description('Manual import; the first one opens the school year. Waits and prints the report.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--establishment <number>', 'this establishment only', number)
    .option('--taken-in-at <moment>', 'ISO moment from which sessions are generated; default: now')
    .requiredOption('--manual', 'a person has seen this file')
    .argument('<file>', 'the export')
    .action(async (file: string, options: FileOptions) => {
      const { site, establishment, takenInAt } = options;
      const given = await givenFile(file);
      const told = await withCarillon(async (c) => {
        const request = {
          siteId: site,
          establishment: establishment ?? null,
          file: given,
          ...(takenInAt ? { takenInAt } : {}),
        };
        const run = await c.administration.startImport(request, 'command');
        await settle(c, site, run.id);
        return await reportOf(c, run.id);
      });
      printReport(told, options);
    });
  program
    .command('runs')
    .description('History of a site, newest first.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--limit <number>', 'at most so many', number, 50)
    .option('--cursor <cursor>', 'the page after this one')
    .addOption(
      new Option('--kind <kind>', 'imports of timetables, of directories, or all')
        .choices(['timetable', 'directory', 'all'])
        .default('timetable'),
    )
    .action(async (options: OnSite & { limit: number; cursor?: string; kind: RunKind | 'all' }) => {
      const { site, limit, cursor, kind } = options;
      const page = { limit, kind, ...(cursor ? { cursor } : {}) };
      const list = await withCarillon((c) => c.administration.runs(site, page));
      print(list, options, ({ items }) => tellRuns(items));
    });
  program
    .command('run')
    .description('Report of a run, or an action on it.')
    .argument('<id-or-action>', 'a run, or approve, reject, cancel, replay, undo followed by a run')
    .argument('[id]', 'run')
    .option('--reason <text>', 'why')
    .option(
      '--verify',
      'with replay: evaluate again on the same state, write nothing, and compare the digests of both plans',
    )
    .action(async (first: string, second: string | undefined, options: RunOptions) => {
      const isAction = ACTIONS.some((one) => one === first);
      if (second === undefined && isAction) throw new InvalidArgumentError(`run ${first}: give the run's id`);
      if (second === undefined) {
        printReport(await withCarillon((c) => reportOf(c, first)), options);
        return;
      }
      const action = ACTIONS.find((one): one is RunAction => one === first);
      if (!action)
        throw new Refusal('bad-input', {
          problem: `« ${first} » n'est pas une action (approve, reject, cancel, replay, undo)`,
        });
      if (options.verify === true) return await verify(second, action, options);
      const told = await withCarillon(async (c) => {
        const run = await c.administration.act(second, action, 'command', options.reason);
        await settle(c, run.site, run.id);
        return await reportOf(c, run.id);
      });
      printReport(told, options);
      // A rejection that was asked for is done, not refused.
      if (action === 'reject') process.exitCode = 0;
    });
  program
    .command('sessions')
    .description('Dated sessions of a site.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--from <day>', 'first day, YYYY-MM-DD')
    .option('--to <day>', 'last day, YYYY-MM-DD')
    .option('--division <name>', 'of this division')
    .option('--group <name>', 'of this group')
    .option('--teacher <name>', 'of this teacher')
    .option('--limit <number>', 'at most so many', number)
    .option('--cursor <cursor>', 'the page after this one')
    .action(
      async (
        options: OnSite &
          Record<'from' | 'to' | 'division' | 'group' | 'teacher' | 'cursor', string | undefined> & { limit?: number },
      ) => {
        const { site, json: _json, ...filter } = options;
        const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
        const list = await withCarillon((c) => c.administration.sessions(site, given));
        print(list, options, ({ items, total }) =>
          [
            table(
              ['début', 'fin', 'matière', 'public', 'enseignants', 'salles', 'statut'],
              items.map((one) => [
                one.startsAt.slice(0, 16).replace('T', ' '),
                one.endsAt.slice(11, 16),
                one.subject.label || one.subject.code,
                [...one.divisions, ...one.groups].join(', '),
                one.teachers.map((teacher) => teacher.name).join(', '),
                one.rooms.join(', '),
                one.status === 'cancelled' ? 'annulée' : '',
              ]),
            ),
            `${counted(items.length, 'séance')} sur ${total}`,
          ].join('\n'),
        );
      },
    );
}
