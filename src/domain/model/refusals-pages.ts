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
};
