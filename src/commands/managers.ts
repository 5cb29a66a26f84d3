/** `carillon manager …`, `carillon operator …`: people who sign in to the pages. */

import { type Command, Option } from 'commander';
import type { InvitationItem, OperatorItem, Role } from '../domain/model/person.ts';
import { withCarillon } from './open.ts';
import { localMoment, number, type OutputOptions, print, table } from './output.ts';

type OnSite = { readonly site: number } & OutputOptions;
type New = { readonly email: string; readonly name?: string; readonly password?: boolean } & OutputOptions;

const ROLE_WORDS = { manager: 'Gestionnaire', reader: 'Lecteur', operator: 'Exploitant' } as const;

function tellInvitation(one: InvitationItem): string {
  const lines = [`${one.role === null ? 'Personne' : ROLE_WORDS[one.role]} n° ${one.id} : ${one.email}`];
  if (one.link === null) lines.push('  a déjà un mot de passe, qui reste valable');
  else
    lines.push(
      "  lien pour choisir le mot de passe, une seule fois (aussi envoyé par mail s'il y a un serveur de mail) :",
      `    ${one.link}`,
      `  valable jusqu'au ${localMoment(one.linkExpiresAt)}`,
    );
  if (one.password !== undefined) lines.push(`  mot de passe : ${one.password}   (affiché cette seule fois)`);
  return lines.join('\n');
}

function tellPeople(items: readonly (OperatorItem & { readonly role?: Role })[]): string {
  return table(
    ['n°', 'adresse', 'nom', 'rôle', 'depuis', 'mot de passe'],
    items.map((one) => [
      one.id,
      one.email,
      one.name,
      ROLE_WORDS[one.role ?? 'operator'].toLowerCase(),
      localMoment(one.createdAt),
      one.hasPassword ? 'choisi' : 'à choisir',
    ]),
  );
}

/** Scripts read the JSON and have nobody to follow a link: they get a password too. */
function personOf({ email, name, password = false, json = false }: New) {
  return { email, ...(name ? { name } : {}), withPassword: password || json };
}

function addRenewal(parent: Command): void {
  parent
    .command('password')
    .description('Make a new one-time link to choose a password, for who has forgotten it.')
    .requiredOption('--email <address>', 'mail address')
    .action(async (options: { email: string } & OutputOptions) => {
      print(await withCarillon((c) => c.administration.renewPassword(options.email)), options, tellInvitation);
    });
}

const email = ['--email <address>', 'mail address, also the login'] as const;
const password = ['--password', 'make and print a password at once, for scripts (--json does so too)'] as const;

export function addManagerCommands(program: Command): void {
  const manager = program.command('manager').description('People of a site: managers act, readers look.');
  manager
    .command('create')
    .description('Let somebody in on a site; a one-time link to choose a password is printed and mailed.')
    .requiredOption('--site <number>', 'site number', number)
    .requiredOption(...email)
    .option('--name <name>', 'name')
    .addOption(new Option('--role <role>', 'what may be done').choices(['manager', 'reader']).default('manager'))
    .option(...password)
    .action(async (options: OnSite & New & { role: Role }) => {
      const { site, role } = options;
      const made = await withCarillon((c) => c.administration.createManager(site, { ...personOf(options), role }));
      print(made, options, tellInvitation);
    });
  manager
    .command('list')
    .description('Managers and readers of a site.')
    .requiredOption('--site <number>', 'site number', number)
    .action(async (options: OnSite) => {
      print(await withCarillon((c) => c.administration.managers(options.site)), options, ({ items }) =>
        tellPeople(items),
      );
    });
  manager
    .command('revoke')
    .description('Take the role on a site away and end the logins.')
    .requiredOption('--site <number>', 'site number', number)
    .argument('<id>', 'number of the person')
    .action(async (id: string, options: OnSite) => {
      await withCarillon((c) => c.administration.revokeManager(options.site, id));
      print({ id, revoked: true }, options, () => `La personne n° ${id} n'a plus accès au site ${options.site}.`);
    });
  addRenewal(manager);

  const operator = program.command('operator').description('People who may open all sites, in supervision.');
  operator
    .command('create')
    .description('Make somebody an operator; a one-time link to choose a password is printed and mailed.')
    .requiredOption(...email)
    .option('--name <name>', 'name')
    .option(...password)
    .action(async (options: New) => {
      print(await withCarillon((c) => c.administration.createOperator(personOf(options))), options, tellInvitation);
    });
  operator
    .command('list')
    .description('Operators of this installation.')
    .action(async (options: OutputOptions) => {
      print(await withCarillon((c) => c.administration.operators()), options, ({ items }) => tellPeople(items));
    });
  operator
    .command('revoke')
    .description('Take the rights of an operator away and end the logins.')
    .argument('<id>', 'number of the person')
    .action(async (id: string, options: OutputOptions) => {
      await withCarillon((c) => c.administration.revokeOperator(id));
      print({ id, revoked: true }, options, () => `La personne n° ${id} n'est plus exploitant.`);
    });
  addRenewal(operator);
}
