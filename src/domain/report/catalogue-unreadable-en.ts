/** The part of the English catalogue about files that cannot be read, or that mean no timetable. */

import type { Entry } from './catalogue.ts';

const EXPORT_AGAIN = 'Export again from your timetable software.';
const WHENCE = 'Check where this file comes from, then export again from your timetable software.';
const WHENCE_ARCHIVE = 'Check where this archive comes from, then deposit the XML export itself.';
const XML_ALONE = 'Deposit the XML export itself, or an archive that holds nothing else.';
const FOR_SAFETY = 'File refused for safety';

export const ENGLISH_UNREADABLE: Readonly<Record<string, Entry>> = {
  'empty-file': {
    title: 'Empty file',
    cause: 'The file that was received holds nothing.',
    remedy: EXPORT_AGAIN,
  },
  'not-xml': {
    title: 'This file is not a timetable export',
    cause:
      'Its content is neither XML, nor a zip archive, nor a table (CSV) whose columns Carillon knows, nor a calendar (iCalendar).',
    remedy:
      'Check which file you chose: it usually comes from the command “Vers les socles ENT” of EDT or PRONOTE. The others are described on the page “File formats”.',
  },
  'not-an-export': {
    title: 'This file is not a timetable export',
    cause: 'The document begins with the element “{root}”, which Carillon does not know.',
    remedy: 'Choose the export “Vers les socles ENT” of EDT or PRONOTE and deposit that file.',
  },
  'several-formats': {
    title: 'Ambiguous format',
    cause: 'Several formats recognise this file: {formats}.',
    remedy:
      'If it is an archive, leave the files of one export alone in it, and deposit one archive for each export. Otherwise send the file to the operator of Carillon.',
  },
  'xml-malformed': {
    title: 'File not readable',
    cause: 'The XML is no longer correct at line {line}. The file was probably damaged, or changed by hand.',
    remedy: EXPORT_AGAIN,
  },
  'xml-truncated': {
    title: 'File cut short',
    cause: 'The file stops before its end, at line {line}. It was probably cut while it was sent.',
    remedy: EXPORT_AGAIN,
  },
  'xml-forbidden-character': {
    title: 'Forbidden character',
    cause: 'A character that XML forbids (a null byte, a control code) stands at line {line}.',
    remedy: 'Do not change the export in other software; export again from your timetable software.',
  },
  'xml-unknown-entity': {
    title: 'File not readable',
    cause: 'An entity (“&…;”) that the file does not define is used at line {line}.',
    remedy: EXPORT_AGAIN,
  },
  'xml-entities': {
    title: FOR_SAFETY,
    cause: 'The document defines entities, which may swell without limit when read. No timetable software writes any.',
    remedy: WHENCE,
  },
  'xml-external-entity': {
    title: FOR_SAFETY,
    cause:
      'The document wants another file or address to be read (external entity). Nothing was read. No timetable software writes any.',
    remedy: WHENCE,
  },
  'xml-too-many-elements': {
    title: 'Oversized file',
    cause: 'The document has more than {elements} elements, far more than the largest of schools.',
    remedy: 'Check which file you chose, then export again from your timetable software.',
  },
  'xml-dtd': {
    title: FOR_SAFETY,
    cause:
      'The document holds an internal document type definition (DTD), which may serve an attack. No timetable software writes any.',
    remedy: WHENCE,
  },
  'xml-too-deep': {
    title: FOR_SAFETY,
    cause: 'Elements are nested over more than {depth} levels (line {line}).',
    remedy: EXPORT_AGAIN,
  },
  'xml-token-too-long': {
    title: FOR_SAFETY,
    cause: 'One value alone is longer than {characters} characters (line {line}).',
    remedy: EXPORT_AGAIN,
  },
  'xml-encoding-unknown': {
    title: 'Unknown encoding',
    cause: 'The file announces the encoding “{encoding}”, which Carillon does not read.',
    remedy: 'Export in UTF-8, or tell the operator of Carillon about this encoding.',
  },
  'xml-encoding-wrong': {
    title: 'Wrong encoding',
    cause: 'The file announces the encoding {encoding}, but its bytes are something else.',
    remedy: 'Do not change the export in a text editor; export again from your timetable software.',
  },
  'xml-encoding-differs': {
    title: 'Another encoding than announced',
    cause:
      'The file announces the encoding {encoding}, but is written in UTF-8, as a text editor leaves it. It is read as UTF-8: read as announced, accents would be wrong (“Ã©” for “é”).',
    remedy: 'Nothing, if the names are right; else export again and do not change the file in an editor.',
  },
  'zip-damaged': {
    title: 'Damaged zip archive',
    cause: 'The file was damaged or cut while it was sent.',
    remedy: EXPORT_AGAIN,
  },
  'zip-wrong-checksum': {
    title: 'Damaged zip archive',
    cause: 'The content of the archive does not fit its checksum (CRC).',
    remedy: EXPORT_AGAIN,
  },
  'zip-nested': {
    title: 'Archive inside the archive',
    cause: 'The archive holds no export but another archive, which is not opened.',
    remedy: XML_ALONE,
  },
  'zip-overlap': {
    title: FOR_SAFETY,
    cause: 'In the archive several files take up the same bytes.',
    remedy: WHENCE_ARCHIVE,
  },
  'zip-link': {
    title: FOR_SAFETY,
    cause: 'The archive holds a link to another file instead of the export.',
    remedy: 'Deposit the XML export itself, or an archive that really holds it.',
  },
  'zip-empty': {
    title: 'Empty zip archive',
    cause: 'The archive holds no file.',
    remedy: EXPORT_AGAIN,
  },
  'zip-no-xml': {
    title: 'No export in the archive',
    cause: 'The archive holds neither an XML file, nor another file of a format that Carillon knows.',
    remedy: XML_ALONE,
  },
  'several-exports': {
    title: 'Several exports in one archive',
    cause: 'The archive holds {count} XML files: nothing says which one to import.',
    remedy: 'Deposit one archive for each export.',
  },
  'zip-encrypted': {
    title: 'Archive protected by a password',
    cause: 'Carillon cannot open the archive.',
    remedy: 'Deposit the export without a password.',
  },
  'zip-method': {
    title: 'Unknown compression',
    cause: 'The archive uses the compression method {method}.',
    remedy: 'Make the archive again with the usual zip compression, or deposit the XML file.',
  },
  'zip-bad-name': {
    title: FOR_SAFETY,
    cause: 'The archive holds a path that leads out of its folder.',
    remedy: WHENCE_ARCHIVE,
  },
  'zip-too-many-entries': {
    title: 'Too many files in the archive',
    cause: 'The archive holds {entries} files.',
    remedy: 'Deposit an archive that holds the export alone.',
  },
  'zip-bomb': {
    title: FOR_SAFETY,
    cause: 'Unpacked, the archive would be oversized ({megabytes}).',
    remedy: WHENCE_ARCHIVE,
  },
  'encrypted-for-others': {
    title: 'Export encrypted for another portal',
    cause:
      'The file was encrypted for {partners} by {software} on {exportedAt} (school: {school}). Carillon does not have the key.',
    remedy: 'In the export window choose your portal as “Socle ENT”, or ask for an export in clear.',
  },
  'encrypted-for-others:near': {
    title: 'Export encrypted for a name close to ours',
    cause:
      'The file was encrypted for {partners} by {software} on {exportedAt} (school: {school}). Carillon has a key of a similar name, {near}, but opens only what is encrypted for that name, letter by letter.',
    remedy:
      'In the export window choose {near} as “Socle ENT”. If the publisher knows the portal by the other name, the operator puts the key under it (`carillon keys`), or ask for an export in clear.',
  },
  'container-key-damaged': {
    title: 'Key of the file damaged',
    cause: 'The key that came with the file for {partner} is incomplete or unreadable.',
    remedy: 'Run the export of your software again.',
  },
  'container-key-wrong': {
    title: 'Export encrypted with another key',
    cause: 'None of our keys named {partner} opens this file.',
    remedy:
      'The operator checks that the publisher has the present public key (“carillon keys list”); then run the export again.',
  },
  'container-incomplete': {
    title: 'Encrypted file incomplete',
    cause: 'The element {element} is missing in the file.',
    remedy: 'Run the export of your software again.',
  },
  'container-damaged': {
    title: 'Encrypted content damaged',
    cause: 'The content is not the one whose digest the file gives: it was changed or damaged on its way.',
    remedy: 'Run the export of your software again.',
  },
  'container-not-compressed': {
    title: 'Encrypted content badly compressed',
    cause: 'The content is said to be compressed, but cannot be decompressed.',
    remedy: 'Run the export of your software again.',
  },
  'container-bomb': {
    title: 'File refused for safety',
    cause: 'Deciphered and decompressed, the content would be out of all proportion (more than {megabytes}).',
    remedy: 'Check where this file comes from, then run the export again.',
  },
  'container-other-school': {
    title: 'The encrypted file names another school than its content',
    cause: 'The envelope carries the UAI {said}, the content the UAI {uai}.',
    remedy: 'Check where this file comes from, then run the export again from the right school.',
  },
  'no-grid': {
    title: 'No time grid',
    cause: 'The export does not say what the slots of the day are.',
    remedy: EXPORT_AGAIN,
  },
  'no-school-year': {
    title: 'No school year',
    cause: 'The export does not give the dates of the school year.',
    remedy: 'Check the dates of the year in the settings of your software, then export again.',
  },
  'bad-school-year': {
    title: 'Impossible school year',
    cause: 'The dates of the school year in the export are not possible ({from} – {to}).',
    remedy: 'Check the dates of the year in the settings of your software, then export again.',
  },
  'no-uai': {
    title: 'Code of the school missing',
    cause: 'The export holds no valid UAI code (7 digits and a letter; read: “{uai}”).',
    remedy: 'Enter the UAI code (formerly RNE) of the school in your software, then export again.',
  },
  'school-not-said': {
    title: 'Unknown school',
    cause: 'The file does not say whose it is, and the site has several schools: {expected}.',
    remedy: 'Deposit it on the URL of the school, not on that of the site.',
  },
  'school-not-said:by-hand': {
    title: 'Unknown school',
    cause: 'The file does not say whose it is, and the site has several schools: {expected}.',
    remedy:
      'Send it again by “Manual import” and choose the school there; on the command line add “--establishment” and its number.',
  },
  'no-course': {
    title: 'No course',
    cause: 'The export holds no course.',
    remedy: 'Check in the export window that courses are ticked, then export again.',
  },
  'no-course:table': {
    title: 'No course',
    cause: 'Under its title line, the table has no row that gives a course.',
    remedy: 'Complete the table. Its columns are described on the page “File formats”.',
  },
  'no-course:calendar': {
    title: 'No course',
    cause:
      'No event of the calendar is a course: a course has a time of beginning and end, and names a class, a group, a teacher or a room.',
    remedy:
      'The anomalies of the report say why events were left out. The page “File formats” says how an event names its class.',
  },
  'too-many-sessions': {
    title: 'Oversized file',
    cause: 'The courses of the export would give more than {sessions} sessions, far more than the largest of schools.',
    remedy: 'Check which file you chose, then export again from your timetable software.',
  },
  'no-dated-course': {
    title: 'No dated course',
    cause: 'None of the {courses} courses of the export takes place in a week of the year.',
    remedy: 'Check that the timetable is placed and the calendar is filled in, then export again.',
  },
  'outside-grid': {
    title: 'Courses outside the time grid',
    cause: '{count} courses of {courses} are placed outside the days or slots of the grid: more than 5 %.',
    remedy: 'Check the time grid in your software, then export again.',
  },
};
