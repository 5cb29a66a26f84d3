/** The catalogue's entries about directory files of the ministry: the academy's feed (AAF), SIECLE and STS-WEB. */

import type { Entry } from './catalogue.ts';

export const FEEDS: Readonly<Record<string, Entry>> = {
  'archive-damaged': {
    title: 'Archive endommagée',
    cause: "L'archive ne peut pas être lue ({problem}).",
    remedy: "Récupérez l'archive une nouvelle fois, puis relancez l'import.",
  },
  'aaf-several-feeds': {
    title: 'Fichiers de plusieurs flux',
    cause: 'Ces fichiers AAF ne sont pas du même jour ou mêlent « Complet » et « Delta » : {feeds}.',
    remedy: "Importez un flux à la fois, d'abord le plus ancien.",
  },
  'aaf-part-missing': {
    title: 'Flux AAF incomplet',
    cause: 'Le fichier {type} numéro {number} manque : les personnes qui y sont passeraient pour parties.',
    remedy: "Donnez tous les fichiers du flux, ou son archive telle qu'elle a été livrée.",
  },
  'aaf-not-full': {
    title: 'Flux « Complet » avec des changements',
    cause: "Les fichiers s'appellent « Complet » mais contiennent des modifications ou des suppressions.",
    remedy: 'Demandez au rectorat de quel flux il s’agit ; un flux complet ne contient que des ajouts.',
  },
  'aaf-school-missing': {
    title: 'Aucun établissement de ce site dans le flux',
    cause: 'Le flux AAF ne contient pas {expected}.',
    remedy: "Vérifiez le code UAI du site, ou demandez au rectorat d'ajouter l'établissement au flux.",
  },
  'aaf-structures-missing': {
    title: 'Flux AAF sans les établissements',
    cause:
      "Le fichier EtabEducNat manque, et aucun flux précédent n'a dit quels numéros le rectorat donne à {expected}.",
    remedy: 'Donnez aussi le fichier EtabEducNat du même flux.',
  },
  'aaf-establishment-absent': {
    title: 'Établissement absent du flux',
    cause: "Cet établissement du site n'est pas dans le flux AAF : rien n'y a été changé.",
    remedy: "Si le flux devait le contenir, demandez au rectorat de l'y ajouter.",
  },
  'aaf-others': {
    title: "D'autres établissements dans le flux",
    cause:
      "Le flux contient {schools} autres établissements et {people} personnes d'ailleurs : elles n'ont pas été lues.",
    remedy: 'Rien à faire.',
  },
  'aaf-person-incomplete': {
    title: 'Personne sans nom ou sans identifiant',
    cause: "Le flux ne donne pas le nom ou l'identifiant de cette personne ; elle n'a pas été reprise.",
    remedy: "Faites corriger la fiche dans l'application d'origine (SIECLE ou la gestion des personnels).",
  },
  'aaf-bad-date': {
    title: 'Date de naissance impossible',
    cause: "La date de naissance de cette personne n'existe pas ; elle n'a pas été reprise.",
    remedy: "Faites corriger la fiche dans l'application d'origine.",
  },
  'aaf-operation': {
    title: 'Changement partiel non repris',
    cause: "Ce flux de différences ajoute ou retire une valeur au lieu de la remplacer : le résultat n'est pas sûr.",
    remedy: "Importez le prochain flux complet : il remet tout d'accord.",
  },
};
