/** The part of the table of refusals about directory imports. */

import type { RefusalEntry } from './refusals.ts';

export const DIRECTORY_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'directory-no-file': {
    http: 400,
    exit: 2,
    title: "Aucun fichier d'annuaire",
    cause: "L'import n'a pas de fichier.",
    remedy: "Joignez un ou plusieurs fichiers qui forment ensemble l'annuaire.",
  },
  'directory-source': {
    http: 410,
    exit: 1,
    title: "Fichier d'annuaire non conservé",
    cause:
      "Les fichiers d'annuaire contiennent des adresses, des téléphones et des responsables : Carillon ne les garde pas au-delà de l'import n° {run}.",
    remedy: "Reprenez le fichier dans l'application qui l'a produit.",
  },
};
