/** The part of the table of refusals about a site's establishments, in both languages. */

import type { RefusalEntry } from './refusals.ts';
import type { Sentences } from './refusals-en.ts';

export const ESTABLISHMENT_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'establishment-exists': {
    http: 409,
    exit: 1,
    title: 'Établissement déjà inscrit',
    cause: 'Un établissement de ce site a déjà ce numéro ou ce code UAI.',
    remedy: 'Choisissez un autre numéro, ou vérifiez le code UAI ; un nom se corrige dans la liste.',
  },
  'establishment-last': {
    http: 409,
    exit: 1,
    title: 'Dernier établissement du site',
    cause: 'Un site a au moins un établissement : sans lui, aucun fichier ne serait plus accepté.',
    remedy: "Ajoutez d'abord un autre établissement, ou corrigez le nom et le code UAI de celui-ci.",
  },
  'establishment-in-use': {
    http: 409,
    exit: 1,
    title: 'Établissement encore utilisé',
    cause:
      "Il reste de cet établissement, pour l'année ouverte : séances {sessions}, classes et groupes {groups}, entrées de l'annuaire {entries}, imports en cours ou retenus {runs}.",
    remedy:
      "Un établissement qui ferme se retire une fois l'année suivante ouverte sans lui et son annuaire parti. S'il a été ajouté par erreur, annulez d'abord ses imports et retirez ses entrées de l'annuaire.",
  },
};

export const ENGLISH_ESTABLISHMENT_REFUSALS: Readonly<Record<string, Sentences>> = {
  'establishment-exists': {
    title: 'School registered already',
    cause: 'A school of this site has this number or this UAI code already.',
    remedy: 'Choose another number, or check the UAI code; a name is corrected in the list.',
  },
  'establishment-last': {
    title: 'Last school of the site',
    cause: 'A site has at least one school: without it no file would be accepted any more.',
    remedy: 'Add another school first, or correct the name and the UAI code of this one.',
  },
  'establishment-in-use': {
    title: 'School still in use',
    cause:
      'Of this school there are still, in the open year: sessions {sessions}, divisions and groups {groups}, directory entries {entries}, imports under way or held {runs}.',
    remedy:
      'A school that closes is removed once the next year is open without it and its directory has left. If it was added by mistake, undo its imports and take its entries out of the directory first.',
  },
};
