/** `carillon account …`, `carillon token …`; `manager` and `operator` stand in managers.ts. */

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AccountItem, Credentials } from '../domain/administration.ts';
import { Refusal } from '../domain/model/errors.ts';
import { addManagerCommands } from './managers.ts';
import { withCarillon } from './open.ts';
import { localMoment, number, type OutputOptions, print, table } from './output.ts';

function tellCredentials(one: Credentials): string {
  return [
    `Compte n° ${one.id}`,
    `  identifiant  : ${one.login}`,
    `  mot de passe : ${one.password}   (affiché cette seule fois)`,
    '  URL de dépôt :',
    ...one.urls.map((url) => `    ${url}`),
  ].join('\n');
}

function tellAccounts(items: readonly AccountItem[]): string {
  return table(
    ['id', 'identifiant', 'personne', 'notification', 'dépôt seul', 'créé', 'dernier usage', 'invalidé'],
    items.map((one) => [
      one.id,
      one.login,
      one.person.name,
      one.notify ? 'oui' : 'non',
      one.uploadOnly ? 'oui' : 'non',
      localMoment(one.createdAt),
      localMoment(one.lastUsedAt),
      localMoment(one.invalidatedAt),
    ]),
  );
}

type OnSite = { readonly site: number } & OutputOptions;

export function addPeopleCommands(program: Command): void {
  const account = program.command('account').description('Access accounts: who may deposit.');
  account
    .command('create')
    .description('Open an access account for a person of the directory; the password is shown once.')
    .requiredOption('--site <number>', 'site number', number)
    .requiredOption('--person <id>', 'id of the person in the directory')
    .option('--notify', 'send this person the messages about imports')
    .option('--upload-only', 'may deposit, but neither list nor read')
    .action(async (options: OnSite & { person: string; notify?: boolean; uploadOnly?: boolean }) => {
      const { site, person, notify = false, uploadOnly = false } = options;
      print(
        await withCarillon((c) => c.administration.createAccount(site, person, { notify, uploadOnly })),
        options,
        tellCredentials,
      );
    });
  account
    .command('list')
    .description('Access accounts with their history.')
    .requiredOption('--site <number>', 'site number', number)
    .action(async (options: OnSite) => {
      print(await withCarillon((c) => c.administration.accounts(options.site)), options, ({ items }) =>
        tellAccounts(items),
      );
    });
  account
    .command('regenerate')
    .description('Give an account a new password.')
    .requiredOption('--site <number>', 'site number', number)
    .argument('<id>', 'account')
    .action(async (id: string, options: OnSite) => {
      print(await withCarillon((c) => c.administration.regenerateAccount(options.site, id)), options, tellCredentials);
    });
  account
    .command('revoke')
    .description('End an account.')
    .requiredOption('--site <number>', 'site number', number)
    .argument('<id>', 'account')
    .action(async (id: string, options: OnSite) => {
      print(await withCarillon((c) => c.administration.revokeAccount(options.site, id)), options, (one) =>
        tellAccounts([one]),
      );
    });
  account
    .command('notify')
    .description('Tick the notification box of an account, or clear it with --off.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--off', 'clear it')
    .argument('<id>', 'account')
    .action(async (id: string, options: OnSite & { off?: boolean }) => {
      const item = await withCarillon((c) => c.administration.notifyAccount(options.site, id, !options.off));
      print(item, options, (one) => tellAccounts([one]));
    });

  account
    .command('pair')
    .description('Bind an account to a client certificate: its password then works only together with it.')
    .requiredOption('--site <number>', 'site number', number)
    .requiredOption('--certificate <file>', 'PEM file with the certificate, without its key')
    .argument('<id>', 'account')
    .action(async (id: string, options: OnSite & { certificate: string }) => {
      const pem = await readFile(options.certificate, 'utf8').catch(() => {
        throw new Refusal('file-missing', { file: options.certificate });
      });
      const paired = await withCarillon((c) => c.administration.pairAccount(options.site, id, pem));
      print(
        paired,
        options,
        (one) => `Compte n° ${id} lié au certificat ${one.fingerprint}, valable jusqu'au ${localMoment(one.expiresAt)}`,
      );
    });
  account
    .command('unpair')
    .description('Let go of one certificate of an account, or of all: then the password works alone again.')
    .requiredOption('--site <number>', 'site number', number)
    .option('--fingerprint <sha256>', 'only this one')
    .argument('<id>', 'account')
    .action(async (id: string, options: OnSite & { fingerprint?: string }) => {
      const { site, fingerprint } = options;
      print(await withCarillon((c) => c.administration.unpairAccount(site, id, fingerprint)), options, (one) =>
        tellAccounts([one]),
      );
    });

  addManagerCommands(program);

  program
    .command('token')
    .description('Tokens for programs that use the HTTP API.')
    .command('create')
    .description('Make a bearer token; it is shown once.')
    .option('--site <number>', 'site number', number)
    .option('--all-sites', 'for operators: every site')
    .option('--read-only', 'may read, not act')
    .action(async (options: { site?: number; allSites?: boolean; readOnly?: boolean } & OutputOptions) => {
      const { site, allSites = false, readOnly = false } = options;
      if ((site === undefined) === !allSites)
        throw new Refusal('bad-input', { problem: 'donnez --site ou --all-sites' });
      const made = await withCarillon((c) => c.administration.createToken(site ?? null, { readOnly }));
      print(made, options, (one) => `Jeton n° ${one.id}\n  ${one.token}   (affiché cette seule fois)`);
    });
}
