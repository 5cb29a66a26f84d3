#!/usr/bin/env node
/** The command line: `carillon …`. Reads the words, opens what a command needs, prints its answer, sets the exit status. */

import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { addAuditCommands } from './commands/audit.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addConfigCommand } from './commands/config.ts';
import { addDaemonCommands } from './commands/daemon.ts';
import { addDirectoryCommands } from './commands/directory.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addLogCommand } from './commands/logs.ts';
import { exitWith, printError, printUsageError } from './commands/output.ts';
import { addPeopleCommands } from './commands/people.ts';
import { addPrivacyCommands } from './commands/privacy.ts';
import { addRunCommands } from './commands/runs.ts';
import { addSiteCommands } from './commands/sites.ts';
import { addSupportCommand } from './commands/support.ts';
import { VERSION } from './version.ts';

const program = new Command('carillon')
  .description('Carillon: keeps, checks and applies the timetable exports that schools deposit by WebDAV.')
  .version(VERSION)
  .showHelpAfterError('(add --help for the words a command takes)')
  .exitOverride();

addDaemonCommands(program);
addConfigCommand(program);
addLogCommand(program);
addSiteCommands(program);
addDirectoryCommands(program);
addPeopleCommands(program);
addRunCommands(program);
addAuditCommands(program);
addPrivacyCommands(program);
addKeyCommands(program);
addBackupCommands(program);
addSupportCommand(program);
for (const command of everyCommand(program)) {
  command.exitOverride();
  if (command.commands.length === 0) command.option('--json', 'print one JSON document and nothing else');
}

function everyCommand(of: Command): Command[] {
  return of.commands.flatMap((command) => [command, ...everyCommand(command)]);
}

// Whoever reads may have seen enough, as in `carillon runs | head`: what was asked for is done all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${error.message}\n`);
    // --help and --version end here too, with 0. Commander has told standard error; a program reads standard output.
    if (error.exitCode !== 0 && process.argv.includes('--json')) printUsageError(error.message);
    exitWith(error.exitCode === 0 ? 0 : 2);
  } else printError(error, process.argv.includes('--json'));
}
