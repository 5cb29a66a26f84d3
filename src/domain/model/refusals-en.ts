/** English sentences of the table of refusals; statuses stand with the French ones. A test keeps both complete. */

import { ENGLISH_ESTABLISHMENT_REFUSALS } from './refusals-establishments.ts';
import { ENGLISH_PAGE_REFUSALS } from './refusals-pages.ts';
import { PEOPLE_REFUSALS_EN } from './refusals-people-en.ts';

export interface Sentences {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

const TRY_LATER = 'Try again in a few minutes; if it lasts, tell your operator.';

export const ENGLISH_REFUSALS: Readonly<Record<string, Sentences>> = {
  'plain-http': {
    title: 'Connection not encrypted',
    cause:
      'This address begins with http://: a password or token sent from here could be read by others. Nothing was asked for or read.',
    remedy:
      'Replace http:// by https:// in the address. If that does not work, the operator can install a certificate (tls), name the proxy (trustedProxies), or accept this risk (allowPlainHttp).',
  },
  'backup-folder-taken': {
    title: 'Backup folder taken',
    cause: 'There is something in the folder {folder} already.',
    remedy: 'Choose an empty or new folder for each backup.',
  },
  'backup-incomplete': {
    title: 'Backup missing or interrupted',
    cause: 'The folder {folder} has no manifest.json: it is no backup, or one that was not finished.',
    remedy: 'Restore another backup.',
  },
  'backup-damaged': {
    title: 'Backup damaged',
    cause: 'In the backup, “{what}” is not what it should be.',
    remedy:
      'Restore another backup, into the same place: nothing of this one stayed there. Check the medium it was on.',
  },
  'backup-other-version': {
    title: 'Backup of another version',
    cause: 'The backup was made by Carillon {version}; the tables of this version ({own}) are not the same.',
    remedy: 'Restore into an empty database, with Carillon {version} or a newer one: the tables are converted.',
  },
  'backup-passphrase': {
    title: 'Passphrase needed',
    cause: 'The backup holds private keys, encrypted.',
    remedy: 'Set CARILLON_BACKUP_PASSPHRASE to the passphrase of the backup and try again.',
  },
  'backup-passphrase-wrong': {
    title: 'Wrong passphrase',
    cause: 'The passphrase that was given does not open the private keys of this backup. Nothing was restored.',
    remedy: 'Set CARILLON_BACKUP_PASSPHRASE to the one that was in force when the backup was made and try again.',
  },
  'move-daemon-runs': {
    title: 'Carillon is still at work',
    cause: 'Another process is connected to the database: nothing may change during a move or a restore.',
    remedy: 'Stop the daemon and other commands, then try again. The software will deposit its file again.',
  },
  'move-differs': {
    title: 'The copy differs',
    cause: 'The table {table} did not arrive as it left; nothing was moved.',
    remedy: 'Check the version and the encoding of the server (UTF-8), then try again.',
  },
  'move-not-empty': {
    title: 'The new database is in use',
    cause: 'There are sites, people or deposits in the database {to} already: the move would replace them.',
    remedy: 'Give the address of an empty database and try again. Nothing was changed, neither here nor there.',
  },
  'restore-not-empty': {
    title: 'Installation already in use',
    cause: 'There are sites, people or deposits here already: a restore would replace them.',
    remedy:
      'Restore into a new installation: another data folder (CARILLON_DATA), or an empty database (DATABASE_URL). Nothing was changed here.',
  },
  'site-unknown': {
    title: 'Unknown site',
    cause: 'There is no site with this number, or you have no access to it.',
    remedy: 'Check the number of the site.',
  },
  'run-unknown': {
    title: 'Unknown import',
    cause: 'There is no import with this number, or you have no access to it.',
    remedy: 'Choose an import in the history of the site.',
  },
  'account-unknown': {
    title: 'Unknown access account',
    cause: 'This site has no such access account.',
    remedy: 'Choose an account in the list of access accounts.',
  },
  'person-unknown': {
    title: 'Unknown person',
    cause: 'This person is not in the directory of the site.',
    remedy: 'Choose a person of the directory, or complete the directory.',
  },
  'establishment-unknown': {
    title: 'Unknown school',
    cause: 'This school does not belong to the site.',
    remedy: 'Check the number of the school.',
  },
  'directory-unknown': {
    title: 'Unknown directory entry',
    cause: 'This id is not in the directory of the site.',
    remedy: 'Choose an entry of the directory, or complete the directory.',
  },
  'control-unknown': {
    title: 'Unknown control',
    cause: 'No control has the code “{control}”.',
    remedy: 'Choose a code in the list of thresholds.',
  },
  'match-unknown': {
    title: 'Unknown match',
    cause: 'This name is neither in the last file any more nor among the decisions that are kept.',
    remedy: 'Choose a name in the list of matches.',
  },
  'message-unknown': {
    title: 'Unknown message',
    cause: 'This message does not exist, or is not for you to see.',
    remedy: 'Choose a message in the list.',
  },
  'manager-unknown': {
    title: 'Unknown person',
    cause: 'This person has no access of this kind.',
    remedy: 'Choose a person in the list.',
  },
  'page-unknown': {
    title: 'Page not found',
    cause: 'There is nothing at this address.',
    remedy: 'Go back to the dashboard, or check the address.',
  },
  'source-missing': {
    title: 'Source file not available',
    cause: 'The file of this import is no longer kept.',
    remedy: 'Ask the timetable software for a new export.',
  },
  'site-exists': {
    title: 'Site already there',
    cause: 'Another site has this number.',
    remedy: 'Choose another number, or change the site that is there.',
  },
  'manager-exists': {
    title: 'Access already open',
    cause: 'The person with this address has this access already.',
    remedy: 'Choose another address, or change the role of this person in the list.',
  },
  'person-present': {
    title: 'Person still present',
    cause:
      'This person is still in the directory of the site: the next import of the directory would bring the name back.',
    remedy: 'Take the person out of the directory first, or ask for the erasure with “--force”.',
  },
  'account-exists': {
    title: 'Access account already there',
    cause: 'This person already has an access account on this site.',
    remedy: 'Regenerate its password, or delete the account before you make it again.',
  },
  'too-many-accounts': {
    title: 'Too many access accounts',
    cause: 'A site has at most {limit} access accounts.',
    remedy: 'Delete an access account that is no longer used, then try again.',
  },
  'not-possible-now': {
    title: 'Not possible in this state',
    cause: 'The import is in a state that does not allow this; it may have changed meanwhile.',
    remedy: 'Look at the import: it says what can be done now.',
  },
  'undo-not-applied': {
    title: 'Nothing to undo',
    cause: 'This import was not applied: it changed nothing in the timetable.',
    remedy: 'Nothing to do. An import that waits for a decision can be rejected, one in the queue cancelled.',
  },
  'undo-done': {
    title: 'Import undone already',
    cause: 'This import has been undone already: the timetable is no longer what it had made of it.',
    remedy: 'Nothing to do; replay the import if it is the right one after all.',
  },
  'undo-not-last': {
    title: 'This is not the last import applied',
    cause: 'The last import applied is no. {later}: undoing this one alone would mix the two.',
    remedy:
      'Undo import no. {later} first, and then, from the newest to the oldest, those before it down to this one; or deposit a corrected file.',
  },
  'undo-other-year': {
    title: 'Import of another school year',
    cause: 'This import belongs to a school year that is no longer the open one.',
    remedy: 'Nothing to do: the past year stays as it took place.',
  },
  'verify-no-plan': {
    title: 'Nothing to verify',
    cause:
      'This import computed nothing: it was refused before, had nothing to do, or is of a version that did not note it.',
    remedy: 'Verify an import that was applied, or one that waits for a decision.',
  },
  'verify-other-state': {
    title: 'Too late to verify',
    cause: 'The timetable that this import was computed on is no longer the one of today.',
    remedy: 'Verify the last import that was applied, or one that waits for a decision.',
  },
  'verify-forgotten': {
    title: 'Too late to verify',
    cause:
      'The timetable that this import was computed on cannot be made up again: what import no. {run} replaced is no longer kept.',
    remedy: 'Verify a newer import.',
  },
  'verify-other-year': {
    title: 'Too late to verify',
    cause: 'Import no. {run} belongs to a school year that is no longer the open one.',
    remedy: 'Verify an import of the open year.',
  },
  'undo-forgotten': {
    title: 'Too late to undo',
    cause: 'What this import replaced is no longer kept: it is too old, or a person has been erased since.',
    remedy: 'Import the file that was in force before it by hand: it is in the history.',
  },
  'directory-no-file': {
    title: 'No directory file',
    cause: 'The import has no file.',
    remedy: 'Attach one or several files that together are the directory.',
  },
  'directory-source': {
    title: 'Directory file not kept',
    cause:
      'Directory files hold addresses, telephone numbers and guardians: Carillon does not keep them after import no. {run}.',
    remedy: 'Take the file from the application that wrote it.',
  },
  'draft-unknown': {
    title: 'Manual import not found',
    cause: 'There is no such manual import, or it is no longer kept.',
    remedy: 'Choose an import in the list, or send the file again.',
  },
  'draft-over': {
    title: 'Manual import already ended',
    cause: 'This file has been applied or given up already, perhaps by somebody else.',
    remedy: 'Look at the history of imports, or send the file again.',
  },
  'draft-changed': {
    title: 'The preview is out of date',
    cause:
      'The timetable, the directory, the matches or the thresholds have changed since you saw this preview. Nothing was applied.',
    remedy: 'The preview is computed again: read it, then apply.',
  },
  'draft-scope-changed': {
    title: 'Other schools are concerned now',
    cause:
      'The directory has changed since you saw this preview: the file no longer covers the same schools. Nothing was applied.',
    remedy: 'Read the preview and the schools concerned again, then apply.',
  },
  'draft-nothing': {
    title: 'Nothing to apply',
    cause: 'This file is refused, or its content is what is stored already.',
    remedy: 'Send another file, or give this import up.',
  },
  'draft-year-unconfirmed': {
    title: 'The opening of the year has to be confirmed',
    cause: 'This file opens the year {year}, which is not the one that Carillon expects.',
    remedy: 'Check the year, tick the box that confirms it, then apply.',
  },
  'year-left-out': {
    title: 'A school year would be left out',
    cause: 'This year ({firstDay}) does not follow the open one: at least one year would have no timetable.',
    remedy: 'Correct the dates, or confirm that this is meant.',
  },
  'draft-trial': {
    title: 'This file was sent for a test only',
    cause: 'A test stops before anything is applied.',
    remedy: 'Turn the test into an import first.',
  },
  'controls-unseen': {
    title: 'Exceeded controls to be confirmed',
    cause: 'At least one control is exceeded, and nobody has ticked “I have seen what is exceeded”.',
    remedy: 'Read the exceeded controls, then tick the box.',
  },
  'moment-past': {
    title: 'This moment has passed',
    cause: 'Sessions that have begun are never touched: sessions can be generated only from now on.',
    remedy: 'Choose “from the moment it is applied”, or a moment to come.',
  },
  'moment-outside-year': {
    title: 'Moment outside the school year',
    cause: 'This moment is not in the school year of the file ({year}): the preview does not take it into account.',
    remedy: 'Choose a moment of the year {year}, or “from the moment it is applied”.',
  },
  'file-empty': {
    title: 'Empty file',
    cause: 'There is nothing in the file that was sent. It was not kept.',
    remedy: 'Export again from your timetable software, then send the new file.',
  },
  'file-no-export': {
    title: 'This file is not a timetable export',
    cause: 'Its name and its content are those of another kind of document. It was not kept.',
    remedy: 'Choose the XML (or zip) file that the export “Vers les socles ENT” of EDT or PRONOTE makes.',
  },
  'state-changed': {
    title: 'The timetable has changed meanwhile',
    cause: 'Another import was applied since this one began to wait: its report is no longer exact.',
    remedy: 'Replay the import to compare it with the present timetable, or wait for the next deposit.',
  },
  'bad-input': {
    title: 'Something is wrong with the request',
    cause: '{problem}.',
    remedy: 'Correct it and try again.',
  },
  'control-locked': {
    title: 'Locked control',
    cause: 'The control “{control}” protects the class diaries: its limit can only go down, and it stays blocking.',
    remedy: 'Leave this control as it is, or lower its limit.',
  },
  'reason-missing': {
    title: 'Reason missing',
    cause: 'An approval or a rejection comes with a reason, which stays in the report.',
    remedy: 'Give a reason in a few words.',
  },
  'reason-too-long': {
    title: 'Reason too long',
    cause: 'A reason has at most {limit} characters; this one has {length}.',
    remedy: 'Keep what matters and try again.',
  },
  'file-unreadable': {
    title: 'File not readable',
    cause: 'The file “{file}” does not exist or cannot be read.',
    remedy: 'Check its path and the right to read it.',
  },
  'file-missing': {
    title: 'File missing',
    cause: 'No file was sent, or it does not exist.',
    remedy: 'Choose a file and try again.',
  },
  'too-large': {
    title: 'File too large',
    cause: 'What was sent is larger than what is taken ({megabytes}). Nothing was kept.',
    remedy: 'Send the timetable export alone.',
  },
  'certificate-unreadable': {
    title: 'Certificate not readable',
    cause: 'The given file is not an X.509 certificate in PEM format.',
    remedy: 'Give the certificate of the machine (“BEGIN CERTIFICATE”), without its private key.',
  },
  'certificate-expired': {
    title: 'Certificate expired',
    cause: 'This certificate has not been valid since {day}.',
    remedy: 'Give a certificate that is valid.',
  },
  'body-too-large': {
    title: 'Request too large',
    cause: 'What was sent is longer than what is taken at this address.',
    remedy: 'Make what you wrote shorter, or send it in parts.',
  },
  'media-type': {
    title: 'Unexpected kind of request',
    cause: 'What was sent is not of the kind that is expected at this address.',
    remedy:
      'In a browser, load the page again and try again; a program sends a file as multipart/form-data, everything else as application/json.',
  },
  ...ENGLISH_ESTABLISHMENT_REFUSALS,
  ...ENGLISH_PAGE_REFUSALS,
  ...PEOPLE_REFUSALS_EN,
  unavailable: {
    title: 'Not available at the moment',
    cause: 'Carillon cannot answer right now.',
    remedy: 'Try again in a few minutes.',
  },
  'database-unavailable': {
    title: 'Database not available',
    cause: 'The database does not answer.',
    remedy: TRY_LATER,
  },
  'too-many-logins': {
    title: 'Too many people signing in at once',
    cause: 'Too many passwords are being checked.',
    remedy: 'Try again in a few seconds.',
  },
  'too-many-checks': {
    title: 'Too many files to look at at once',
    cause: 'Other files are being read, and this one could wait no longer. Nothing was changed.',
    remedy: 'Try again in a minute.',
  },
  'check-interrupted': {
    title: 'The file was not read to its end',
    cause:
      'Reading this file stopped before its end: it took too much time or memory, or Carillon is stopping. Nothing was changed.',
    remedy: 'Try again in a few minutes; if it happens again, tell your operator, with the time.',
  },
  'queue-unavailable': {
    title: 'Queue not available',
    cause: 'The queue of imports does not answer.',
    remedy: TRY_LATER,
  },
  'spool-unavailable': {
    title: 'Storage not available',
    cause: 'The storage of files does not answer.',
    remedy: TRY_LATER,
  },
  'no-room': {
    title: 'No room left',
    cause: 'The disk is full: the file was not kept.',
    remedy: 'Tell your operator, then try again.',
  },
};
