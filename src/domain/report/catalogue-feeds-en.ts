/** The part of the English catalogue about directory files of the ministry: the academy's feed (AAF), SIECLE and STS-WEB. */

import type { Entry } from './catalogue.ts';

export const ENGLISH_FEEDS: Readonly<Record<string, Entry>> = {
  'archive-damaged': {
    title: 'Damaged archive',
    cause: 'The archive cannot be read to its end: it was damaged or cut off.',
    remedy: 'Fetch the archive again, then repeat the import.',
  },
  'aaf-several-feeds': {
    title: 'Files of several feeds',
    cause: 'These AAF files are not of the same day, or mix “Complet” and “Delta”: {feeds}.',
    remedy: 'Import one feed at a time, the oldest first.',
  },
  'aaf-part-missing': {
    title: 'Incomplete AAF feed',
    cause: 'The file {type} number {number} is missing: the people in it would seem to have left.',
    remedy: 'Give all files of the feed, or its archive as it was delivered.',
  },
  'aaf-not-full': {
    title: 'Full feed with changes',
    cause: 'The files are called “Complet” but hold modifications or deletions.',
    remedy: 'Ask the academy which feed this is; a full one holds nothing but additions.',
  },
  'aaf-school-missing': {
    title: 'No establishment of this site in the feed',
    cause: 'The AAF feed does not hold {expected}.',
    remedy: 'Check the UAI code of the site, or ask the academy to add the establishment to the feed.',
  },
  'aaf-structures-missing': {
    title: 'AAF feed without establishments',
    cause:
      'The file EtabEducNat is missing, and no earlier feed has said which numbers the academy gives to {expected}.',
    remedy: 'Give the file EtabEducNat of the same feed, too.',
  },
  'aaf-establishment-absent': {
    title: 'Establishment absent from the feed',
    cause: 'This establishment of the site is not in the AAF feed: nothing was changed there.',
    remedy: 'If the feed should hold it, ask the academy to add it.',
  },
  'aaf-others': {
    title: 'Other establishments in the feed',
    cause: 'The feed holds {schools} other establishments and {people} people from elsewhere: they were not read.',
    remedy: 'Nothing to do.',
  },
  'aaf-others:schools': {
    title: 'Other establishments in the feed',
    cause: 'The feed holds {schools} other establishments: they were not read.',
    remedy: 'Nothing to do.',
  },
  'aaf-others:people': {
    title: 'Other establishments in the feed',
    cause: 'The feed holds {people} people of other establishments: they were not read.',
    remedy: 'Nothing to do.',
  },
  'directory-person-unnamed': {
    title: 'Person without name or identifier',
    cause: 'The file does not give the name or the identifier of this person, who was not taken.',
    remedy: 'Have the record corrected where it comes from (SIECLE, or the administration of staff).',
  },
  'directory-bad-birth-date': {
    title: 'Impossible birth date',
    cause: 'The birth date of this person does not exist; it was not taken.',
    remedy: 'Have the record corrected where it comes from.',
  },
  'aaf-operation': {
    title: 'Partial change not taken',
    cause: 'This feed of changes adds or removes a value instead of replacing it: what results is not sure.',
    remedy: 'Import the next full feed: it puts everything right.',
  },
  'directory-twice': {
    title: 'The same file twice',
    cause: 'Another file of the same import says the same about the same establishment as {file}.',
    remedy: 'Give each file once, the latest.',
  },
  'sts-names-needed': {
    title: 'File sts_emp needed',
    cause: "The file emp_sts holds courses but nobody's name: it is no directory.",
    remedy: 'Export “sts_emp” from STS-WEB (Exports > Emploi du temps) and give that file.',
  },
  'sts-no-services': {
    title: 'No service in STS-WEB',
    cause: 'The file holds no teaching service: the timetable has probably not been sent up yet.',
    remedy:
      'Nothing to do for now: controls compare with the last timetable. Export sts_emp again once services were sent up.',
  },
  'siecle-ignored': {
    title: 'SIECLE file not used',
    cause: 'Guardians, addresses and other schools are of no use to a timetable: this file was not read.',
    remedy: 'Nothing to do; it may be left out.',
  },
  'siecle-several-divisions': {
    title: 'Student in several divisions',
    cause: 'SIECLE gives this student several divisions; the first was taken.',
    remedy: 'Correct the record of the student in SIECLE.',
  },
  'siecle-bad-closure': {
    title: 'Closure with impossible dates',
    cause: 'A closure period has a date that does not exist, or ends before it begins; it was not taken.',
    remedy: 'Correct the calendar of the school in SIECLE.',
  },
  'closure-too-long': {
    title: 'Closure of nearly the whole year',
    cause:
      'A closure period of the calendar covers more than 100 days of the year {year}: no school closes that long. It is not taken, because all lessons in it would be held.',
    remedy: 'Correct its dates in the application it comes from, then export the calendar again.',
  },
  'closure-outside-year': {
    title: 'Closure of another school year',
    cause: 'This period is not in the year {year}: it is left out.',
    remedy:
      'Nothing to do where the calendar keeps other years; else correct the dates in the software that the file comes from.',
  },
  'siecle-no-closures': {
    title: 'Calendar without closures',
    cause: 'This file holds no closure period: those derived from the timetable stay.',
    remedy: 'If the calendar should be there, check it in SIECLE, then export “Communs” again.',
  },
  'services-unlisted': {
    title: 'Services absent from the list of the ministry',
    cause:
      'The directory (STS-WEB or AAF) knows this division or group and this subject, but not this teaching service.',
    remedy:
      'Nothing to do where the service is new: send services up to STS-WEB, then import the directory again. Else check the course in your software.',
  },
};
