/** The part of the catalogue about exports of UnDeuxTEMPS (UDT). */

import type { Entry } from './catalogue.ts';

export const UDT: Readonly<Record<string, Entry>> = {
  'udt-incomplete': {
    title: 'Export UDT incomplet',
    cause: "Il manque des fichiers sans lesquels l'emploi du temps ne peut pas être lu : {files}.",
    remedy: "Déposez le zip complet que produit l'export d'UnDeuxTEMPS, sans en retirer de fichier.",
  },
  'udt-file-twice': {
    title: 'Deux exports UDT dans la même archive',
    cause: "L'archive contient deux fois le fichier « {file} » : impossible de savoir lequel importer.",
    remedy: 'Déposez une archive par export.',
  },
  'udt-file-missing': {
    title: "Fichier absent de l'export UDT",
    cause: "L'export UDT n'a pas tous ses fichiers ; ce que dit celui-ci manque.",
    remedy: "Déposez le zip complet que produit l'export d'UnDeuxTEMPS.",
  },
  'udt-lines-without-division': {
    title: 'Lignes de cours sans classe',
    cause:
      'Des lignes de cours ne désignent ni classe ni regroupement ; elles ne donnent pas de séance (entre parenthèses : combien).',
    remedy: 'Rien à faire : ce sont des réunions ou des services sans élèves.',
  },
  'udt-week-not-published': {
    title: 'Semaines non publiées',
    cause: "Des semaines de l'export ne sont pas parmi les semaines publiées ; elles ne sont pas lues.",
    remedy: "Publiez ces semaines dans UnDeuxTEMPS si elles doivent paraître, puis relancez l'export.",
  },
  'udt-lessons-on-closed-days': {
    title: 'Cours un jour de fermeture',
    cause: "Une semaine réelle place des cours un jour où l'établissement est fermé ; ils ne donnent pas de séance.",
    remedy: 'Rien à faire. Si ces cours ont lieu, retirez la fermeture de ce jour dans UnDeuxTEMPS.',
  },
};
