/** The catalogue's entries about directories in English. */

import type { Entry } from './catalogue.ts';
import { variantsOf } from './catalogue-variants.ts';

/** What is wrong with a CSV directory as a whole, by variant. */
const CSV_FILE: Readonly<Record<string, string>> = {
  'no-table': '{file} is no table.',
  'too-large': '{file} is larger than {limit} MB.',
  empty: '{file} is empty.',
  'columns-alike': '{file}: two columns say the same ({columns}).',
  'no-column': '{file}: the first line names no column that is known; columns: {known}.',
  'column-unknown': '{file}: unknown column “{told}”; columns: {known}.',
  'column-missing': '{file}: the column “{column}” is missing.',
};

/** What is wrong with one of its lines. */
const CSV_LINE: Readonly<Record<string, string>> = {
  cells: '{file}: line {line}: {cells} cells for {columns} columns: there is a “{delimiter}” too many.',
  untitled: '{file}: line {line}: a cell is filled in a column without title.',
  quotes: '{file}: line {line}: the quotation marks do not go in pairs.',
  kind: '{file}: line {line}, column “{column}”: “{cell}” is no kind ({kinds}).',
  id: '{file}: line {line}, column “{column}”: the identifier is missing.',
  name: '{file}: line {line}, column “{column}”: the name is missing.',
  date: '{file}: line {line}, column “{column}”: “{cell}” is no date DD/MM/YYYY or YYYY-MM-DD.',
  establishment: '{file}: line {line}, column “{column}”: “{cell}” is no number of a school.',
};

/** What all variants of a refused table say. */
const CSV = {
  title: 'CSV directory cannot be read',
  remedy:
    'Use the example of a CSV table on the page “Directory”: it has the columns that are expected. Then import again.',
};

const ROW = { title: 'Impossible directory line', remedy: 'Correct the file, then import again.' };

export const ENGLISH_DIRECTORY: Readonly<Record<string, Entry>> = {
  ...variantsOf('directory-csv', CSV_FILE, CSV),
  ...variantsOf('directory-csv', CSV_LINE, {
    ...CSV,
    remedy: 'Correct the line that is named, and any others that the report lists, then import again.',
  }),
  'directory-csv': { ...CSV, cause: 'The table does not have the form that is expected.' },
  'directory-csv-line': {
    title: 'Directory line that cannot be read',
    cause: 'A cell of this line does not have the form that its column expects.',
    remedy: 'Correct the line and column that are named, then import again.',
  },
  ...variantsOf(
    'directory-row',
    {
      'id-twice': '{where}: the identifier “{id}” occurs twice. Nothing was changed.',
      establishment: '{where}: the school {establishment} is not of this site. Nothing was changed.',
    },
    ROW,
  ),
  'directory-row': { ...ROW, cause: 'A line contradicts another line or the site. Nothing was changed.' },
  'directory-empty': {
    title: 'Empty directory',
    cause: 'The file holds nobody, no division, no group and no closure for this site. Nothing was changed.',
    remedy: 'Check that the export is that of the right school and complete.',
  },
  ...variantsOf(
    'directory-empty',
    {
      nomenclature:
        'The file “Nomenclature” gives the names of subjects and programmes, but names nobody: this file is of use only together with the others of SIECLE. Nothing was changed.',
      siecle:
        'These files of SIECLE (guardians, addresses, other schools) say neither students, nor classes, groups or closures. Nothing was changed.',
    },
    {
      title: 'A file of SIECLE that makes no directory',
      remedy:
        'In SIECLE export “Élèves sans adresses”, “Structures” and “Communs” too, and give them together or one after the other.',
    },
  ),
  'directory-file-empty': {
    title: 'Empty directory file',
    cause: '{file} holds nothing.',
    remedy: 'Export again, then import all files again.',
  },
  'directory-not-recognised': {
    title: 'Unknown directory file',
    cause: '{file} (element {root}) is neither a CSV directory nor a file of a known directory format.',
    remedy: 'Give the directory in a known format, or build it from a timetable export.',
  },
  'directory-not-recognised:picture': {
    title: 'This file is a picture, not a directory',
    cause: '{file} is a picture: Carillon reads no names in it.',
    remedy: 'Give the file that the application exports (XML or CSV), not a photo or a screenshot.',
  },
  'directory-not-recognised:pdf': {
    title: 'This file is a PDF, not a directory',
    cause: '{file} is a PDF document, made to be printed: Carillon reads no names in it.',
    remedy: 'Give the file that the application exports (XML or CSV), not its printed form.',
  },
  'directory-not-recognised:office': {
    title: 'This file is a workbook or a document, not a directory',
    cause: 'The file is a workbook or a document of Excel, LibreOffice or Word, which Carillon does not read.',
    remedy: 'In the spreadsheet choose “Save as”, then the type “CSV”, and give that file.',
  },
  'directory-given': {
    title: 'A directory file, not a timetable',
    cause:
      '{file} is a directory file ({format}, element “{root}”): it says who is at the school, but not the lessons. Nothing was changed, and Carillon does not keep this file.',
    remedy:
      'A manager imports it on the page “Directory”. For the timetable give the export of your software: the page “File formats” says which one.',
  },
  'directory-given:table': {
    title: 'A table of a directory, not a timetable',
    cause:
      '{file} is a table of a directory (columns “Kind” and “Id”): it says who is at the school, but not the lessons. Nothing was changed, and Carillon does not keep this file.',
    remedy:
      'A manager imports it on the page “Directory”. For the timetable give a table of lessons: the page “File formats” says its columns.',
  },
  'directory-given:company': {
    title: 'A directory file given with the timetable',
    cause:
      '{file}, a directory file ({format}), came together with the timetable: it says who is at the school, often with addresses and guardians. Nothing was read or changed, and Carillon does not keep what was sent.',
    remedy:
      'Give the timetable alone, without a directory file. A manager imports directory files (SIECLE, AAF, sts_emp, table) on the page “Directory”.',
  },
  'directory-mixed': {
    title: 'Directories of different sources',
    cause: 'These files do not complete one another: {formats}.',
    remedy: 'Import each source by itself.',
  },
  'directory-years': {
    title: 'Files of different school years',
    cause: 'These files are of several years: {years}.',
    remedy: 'Import the files of each year by themselves.',
  },
  'directory-other-year': {
    title: 'Directory of another year',
    cause: 'The file is that of the year {year}, you asked for {wanted}.',
    remedy: 'Check the year you asked for, or export the right base.',
  },
  'directory-past-year': {
    title: 'Directory of a past year',
    cause: 'The file is that of the year {year}; the directory is that of {open}.',
    remedy: 'Export the base of the current year.',
  },
  'directory-other-school': {
    title: 'Directory of another school',
    cause: 'The file is that of the school {uai}; this site expects: {expected}.',
    remedy: 'Export the directory of the right school.',
  },
  'directory-one-export': {
    title: 'Several timetable exports',
    cause: 'The directory is built from one export at a time.',
    remedy: 'Give one file.',
  },
  'directory-delta-first': {
    title: 'File of differences without a full directory',
    cause: 'This file holds only the changes since a full directory, which was not imported.',
    remedy: 'Import the last full directory (“Complet”) first, then the differences in order.',
  },
  'directory-older': {
    title: 'Directory older than the last one imported',
    cause: 'The file is of {day}; that of {newest} was imported already.',
    remedy: 'Import the newest file.',
  },
  'directory-older:structures': {
    title: 'List of divisions older than the last one imported',
    cause:
      'The file of divisions and groups is of {day}; that of {newest} has been imported already. Divisions and groups that are gone since would come back, new ones would vanish.',
    remedy: 'Export “Structures” again, or import the other files without this one.',
  },
  'directory-older:closures': {
    title: 'Calendar older than the last one imported',
    cause:
      'The file of the calendar is of {day}; that of {newest} has been imported already. The closures of before would come back.',
    remedy: 'Export “Communs” again, or import the other files without this one.',
  },
  'directory-threshold': {
    title: 'Directory refused: blocking threshold exceeded',
    cause: 'At least one blocking control was exceeded, and this site then refuses the import.',
    remedy: 'Check the file. If the change is wanted, change the thresholds of the directory, then import again.',
  },
  'held-directory': {
    title: 'Directory waits: blocking threshold exceeded',
    cause: 'Exceeded controls: {controls}. Nothing was changed.',
    remedy: 'Look in the report who would be added or leave, then approve the import if it is wanted, or reject it.',
  },
  'directory-same': {
    title: 'Directory unchanged',
    cause: 'The directory already is as this file says.',
    remedy: 'Nothing to do.',
  },
  'undone:directory': {
    title: 'Directory import undone',
    cause:
      'This import was undone ({by}). Reason: {why}. Entries put back as before it: {restored}. Changed since, and left as they are: {kept}.',
    remedy: 'Timetables that wait are judged again. Import a corrected directory if need be.',
  },
  'directory-delta-unknown': {
    title: 'Difference about an unknown person',
    cause: 'The file of differences changes or takes out somebody whom the directory does not know ({what}).',
    remedy: 'Import the last full directory: it sets everything right.',
  },
  'directory-year-unknown': {
    title: 'Unknown school year',
    cause: 'The file holds closures or services, but neither it nor the site says of which year: they were left out.',
    remedy: 'Say the year with the import, or import a first timetable before.',
  },
  'directory-name-unreadable': {
    title: 'Name with a question mark',
    cause:
      'The application that wrote the file could not write a character of this name and put “?” in its place, or wrote it in another encoding than the rest (“�”). It may not be matched.',
    remedy: 'Correct the name in the application it comes from, or match by hand.',
  },
  'bundle-damaged': {
    title: 'Damaged directory file',
    cause: 'The bytes kept for this import are no longer those that were received.',
    remedy: 'Import the original file again.',
  },
  'directory-supervision': {
    title: 'Access accounts spared',
    cause:
      'This import, asked for or approved in supervision, would have ended or revived access accounts ({logins}). Nothing was changed.',
    remedy: 'A manager of the site can import this file: access accounts are for managers to decide.',
  },
};
