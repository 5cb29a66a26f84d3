/** The part of the table of refusals about what browsers send: addresses, forms, dates and texts that cannot be read. */

import type { RefusalEntry } from './refusals.ts';
import type { Sentences } from './refusals-en.ts';

const BACK = 'Revenez à la page précédente, ou reprenez depuis le tableau de bord.';

export const PAGE_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'page-address': {
    http: 422,
    exit: 2,
    title: 'Adresse illisible',
    cause: "Une partie de l'adresse de cette page n'est pas lisible : elle a peut-être été coupée ou modifiée.",
    remedy: BACK,
  },
  'page-form': {
    http: 422,
    exit: 2,
    title: 'Formulaire illisible',
    cause: "Ce que votre navigateur a envoyé est incomplet ou a été modifié : rien n'a été enregistré.",
    remedy: 'Revenez à la page, rechargez-la et recommencez.',
  },
  'day-unreadable': {
    http: 422,
    exit: 2,
    title: 'Date impossible',
    cause: "Une date a un jour, un mois et une année, entre 1900 et 2199 ; celle-ci n'en est pas une.",
    remedy: 'Revenez à la page précédente et corrigez la date.',
  },
  'text-too-long': {
    http: 422,
    exit: 2,
    title: 'Texte trop long',
    cause: 'Le texte saisi est plus long que les {limit} caractères possibles à cet endroit.',
    remedy: 'Revenez à la page précédente et raccourcissez-le.',
  },
  'character-forbidden': {
    http: 422,
    exit: 2,
    title: 'Caractère impossible',
    cause: 'Le texte contient un caractère invisible qui ne peut pas être enregistré (le caractère nul).',
    remedy: 'Effacez le texte et saisissez-le de nouveau au clavier.',
  },
  'changes-forgotten': {
    http: 410,
    exit: 1,
    title: "Le détail des séances n'est plus conservé",
    cause:
      "Les changements de l'import n° {run}, séance par séance, sont trop anciens, ou les données d'une personne ont été effacées depuis : il n'y a plus de lignes à mettre dans ce fichier.",
    remedy: 'Le bilan de cet import garde les nombres : il se télécharge depuis sa page.',
  },
  'report-forgotten': {
    http: 410,
    exit: 1,
    title: 'Les anomalies ne sont plus conservées',
    cause:
      "Le détail du bilan de l'import n° {run} a été effacé : il est conservé {days} jours. Il n'y a plus d'anomalies à mettre dans ce fichier, ce qui ne dit pas qu'il n'y en avait pas.",
    remedy:
      "L'historique garde le statut de l'import. Pour revoir ses anomalies, rejouez-le tant que son fichier est conservé.",
  },
  'changes-first': {
    http: 404,
    exit: 1,
    title: "Premier import de l'année",
    cause: "Les séances de l'import n° {run} ne sont pas listées une à une : il les a toutes créées.",
    remedy: 'Regardez-les sur la page « Emploi du temps ».',
  },
};

const GO_BACK = 'Go back to the page before, or begin at the dashboard.';

export const ENGLISH_PAGE_REFUSALS: Readonly<Record<string, Sentences>> = {
  'page-address': {
    title: 'Address not readable',
    cause: 'A part of the address of this page cannot be read: it may have been cut off or changed.',
    remedy: GO_BACK,
  },
  'page-form': {
    title: 'Form not readable',
    cause: 'What your browser sent is incomplete or was changed: nothing was stored.',
    remedy: 'Go back to the page, load it again and try again.',
  },
  'day-unreadable': {
    title: 'No such date',
    cause: 'A date has a day, a month and a year between 1900 and 2199; this is none.',
    remedy: 'Go back to the page before and correct the date.',
  },
  'text-too-long': {
    title: 'Text too long',
    cause: 'What was typed is longer than the {limit} characters that are possible here.',
    remedy: 'Go back to the page before and make it shorter.',
  },
  'character-forbidden': {
    title: 'Character not possible',
    cause: 'The text has an invisible character that cannot be stored (the nul character).',
    remedy: 'Delete the text and type it again on the keyboard.',
  },
  'changes-forgotten': {
    title: 'The details of the sessions are no longer kept',
    cause:
      "The changes of import no. {run}, session by session, are too old, or somebody's data were erased since: there are no lines left for this file.",
    remedy: 'The report of this import keeps the numbers: it is downloaded from its page.',
  },
  'report-forgotten': {
    title: 'The anomalies are no longer kept',
    cause:
      'The details of the report of import no. {run} were deleted: they are kept for {days} days. There are no anomalies left for this file, which does not say that there were none.',
    remedy: 'The history keeps the status of the import. To see its anomalies again, replay it while its file is kept.',
  },
  'changes-first': {
    title: 'First import of the year',
    cause: 'The sessions of import no. {run} are not listed one by one: it made all of them.',
    remedy: 'Look at them on the page “Timetable”.',
  },
};
