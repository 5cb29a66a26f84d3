/** `carillon directory feed …`: one feed of the academy, imported for every site that it concerns. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { distributeFeed } from '../administration/directory-feed.ts';
import { Refusal } from '../domain/model/errors.ts';
import { isStop } from '../domain/model/finding.ts';
import type { Source } from '../domain/model/given.ts';
import type { RunStatus } from '../domain/model/run.ts';
import { describeReason } from '../domain/report/catalogue.ts';
import type { ImportReport } from '../domain/report/report.ts';
import { FRENCH, statusWord } from '../domain/report/words.ts';
import { carryDue, settle, withCarillon } from './open.ts';
import { exitWith, isRefused, number, type OutputOptions, print, table } from './output.ts';

interface FeedOptions extends OutputOptions {
  readonly dryRun?: boolean;
  readonly year?: number;
}

/** Throws Refusal `file-unreadable`. */
async function sourceAt(file: string): Promise<Source> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new Refusal('file-unreadable', { file });
  return {
    name: path.basename(file),
    size: found.size,
    open: (range) => createReadStream(file, range ? { start: range.start, end: range.end } : {}),
  };
}

/** One line for each site. */
function itemOf(site: number, { run, directory }: ImportReport) {
  const { added = 0, changed = 0, left = 0, unchanged = 0 } = directory ?? {};
  return { site, run: run.id || null, status: run.status, reason: run.reason ?? null, added, changed, left, unchanged };
}

/** Status in words, and why where there is a reason. */
function standing({ status, reason }: { readonly status: RunStatus; readonly reason: string | null }): string {
  const word = statusWord(FRENCH, { status, kind: 'directory', reason });
  return reason === null || status === 'unchanged' ? word : `${word} : ${describeReason(reason, {}).title}`;
}

async function importFeed(files: readonly string[], options: FeedOptions): Promise<void> {
  const sources = await Promise.all(files.map(sourceAt));
  const outcome = await withCarillon(async (c) => {
    const { administration } = c;
    const year = options.year === undefined ? {} : { year: options.year };
    if (options.dryRun) {
      const looked = await distributeFeed(sources, administration, async (siteId, own) =>
        itemOf(siteId, await administration.checkDirectory({ siteId, establishment: null, files: own, ...year })),
      );
      return isStop(looked) ? looked : { ...looked, unconfirmed: await administration.unconfirmedEstablishments(null) };
    }
    const entered = await distributeFeed(sources, administration, async (siteId, own) => ({
      siteId,
      run: await administration.importDirectory({ siteId, establishment: null, files: own, ...year }, 'command'),
    }));
    if (isStop(entered)) return entered;
    const items = [];
    for (const { siteId, run } of entered.items) {
      await settle(c, siteId, run);
      await carryDue(c, siteId);
      items.push(itemOf(siteId, await administration.report(run)));
    }
    return { ...entered, items, unconfirmed: await administration.unconfirmedEstablishments(null) };
  });
  if (isStop(outcome)) {
    const told = describeReason(outcome.reason, outcome.values ?? {});
    const answer = { code: outcome.reason, title: told.title, detail: `${told.cause} ${told.remedy}` };
    print(answer, options, ({ title, detail }) => `${title}. ${detail}`);
    exitWith(1);
    return;
  }
  const { items, otherSchools, unconfirmed } = outcome;
  print({ items, total: items.length, otherSchools, unconfirmed }, options, () => {
    const rows = items.map((one) => [one.site, one.run, standing(one), one.added, one.changed, one.left]);
    const lines = table(['site', 'import', 'état', 'ajoutées', 'modifiées', 'parties'], rows);
    const waiting = unconfirmed.map(
      ({ siteId, number: place, uai, name }) =>
        `\n${name} (${uai}) n'a rien reçu : un gestionnaire l'a inscrit et personne ne l'a confirmé. S'il est bien de ce site : carillon site establishment confirm --site ${siteId} --number ${place}`,
    );
    return `${lines}\nÉtablissements du flux qui ne sont d'aucun site : ${otherSchools}.${waiting.join('')}`;
  });
  if (items.some((one) => isRefused(one.status))) exitWith(1);
}

export function addFeedCommand(directory: Command): void {
  directory
    .command('feed')
    .description(
      'Import a feed of the academy (AAF, full or changes) for every site one of whose schools is in it: each site gets a run of ' +
        'its own, with its report and its controls. What is of no site is not kept.',
    )
    .option('--year <year>', 'start of the school year it is for, where that is not the current one', number)
    .option('--dry-run', 'what would change on each site; writes nothing')
    .argument('<files...>', 'the archive of the feed, or all of its files')
    .action(importFeed);
}
