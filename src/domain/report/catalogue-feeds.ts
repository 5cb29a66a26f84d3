/** The catalogue's entries about directory files of the ministry: the academy's feed (AAF), SIECLE and STS-WEB. */

import type { Entry } from './catalogue.ts';

export const FEEDS: Readonly<Record<string, Entry>> = {
  'archive-damaged': {
    title: 'Archive endommagée',
    cause: "L'archive ne se lit pas jusqu'au bout : elle a été abîmée ou coupée.",
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
    remedy: "Demandez au rectorat de quel flux il s'agit ; un flux complet ne contient que des ajouts.",
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
      "Le flux contient aussi d'autres établissements ({schools}) et leurs personnes ({people}) : elles n'ont pas été lues.",
    remedy: 'Rien à faire.',
  },
  'aaf-others:schools': {
    title: "D'autres établissements dans le flux",
    cause: "Le flux contient aussi d'autres établissements ({schools}) : ils n'ont pas été lus.",
    remedy: 'Rien à faire.',
  },
  'aaf-others:people': {
    title: "D'autres établissements dans le flux",
    cause: "Le flux contient aussi des personnes d'autres établissements ({people}) : elles n'ont pas été lues.",
    remedy: 'Rien à faire.',
  },
  'directory-person-unnamed': {
    title: 'Personne sans nom ou sans identifiant',
    cause: "Le fichier ne donne pas le nom ou l'identifiant de cette personne ; elle n'a pas été reprise.",
    remedy: "Faites corriger la fiche dans l'application d'origine (SIECLE ou la gestion des personnels).",
  },
  'directory-bad-birth-date': {
    title: 'Date de naissance impossible',
    cause: "La date de naissance de cette personne n'existe pas ; elle n'a pas été reprise.",
    remedy: "Faites corriger la fiche dans l'application d'origine.",
  },
  'aaf-operation': {
    title: 'Changement partiel non repris',
    cause: "Ce flux de différences ajoute ou retire une valeur au lieu de la remplacer : le résultat n'est pas sûr.",
    remedy: "Importez le prochain flux complet : il remet tout d'accord.",
  },
  'directory-twice': {
    title: 'Deux fois le même fichier',
    cause: 'Un autre fichier du même import dit la même chose du même établissement que {file}.',
    remedy: 'Donnez une seule fois chaque fichier, le plus récent.',
  },
  'sts-names-needed': {
    title: 'Fichier sts_emp à donner',
    cause: "Le fichier emp_sts contient des cours, mais le nom de personne : ce n'est pas un annuaire.",
    remedy: 'Exportez « sts_emp » depuis STS-WEB (Exports > Emploi du temps) et donnez ce fichier.',
  },
  'sts-no-services': {
    title: 'Aucun service dans STS-WEB',
    cause:
      "Le fichier ne contient aucun service d'enseignement : l'emploi du temps n'a sans doute pas encore été remonté.",
    remedy:
      "Rien à faire pour l'instant : les contrôles comparent au dernier emploi du temps. Réexportez sts_emp après la remontée des services.",
  },
  'siecle-ignored': {
    title: 'Fichier SIECLE non utilisé',
    cause:
      "Responsables, adresses et autres établissements ne servent pas à l'emploi du temps : ce fichier n'a pas été lu.",
    remedy: 'Rien à faire ; il peut être omis.',
  },
  'siecle-several-divisions': {
    title: 'Élève dans plusieurs classes',
    cause: 'SIECLE donne plusieurs classes à cet élève ; la première a été retenue.',
    remedy: "Corrigez la fiche de l'élève dans SIECLE.",
  },
  'siecle-bad-closure': {
    title: 'Fermeture aux dates impossibles',
    cause:
      "Une période de fermeture a une date qui n'existe pas ou se termine avant de commencer ; elle n'a pas été reprise.",
    remedy: "Corrigez le calendrier de l'établissement dans SIECLE.",
  },
  'closure-too-long': {
    title: "Fermeture de presque toute l'année",
    cause:
      "Une période de fermeture du calendrier couvre plus de 100 jours de l'année {year} : aucun établissement ne ferme aussi longtemps. Elle n'est pas reprise, car tous les cours de cette période seraient retenus.",
    remedy: "Corrigez ses dates dans l'application d'origine, puis exportez de nouveau le calendrier.",
  },
  'closure-outside-year': {
    title: "Fermeture d'une autre année scolaire",
    cause: "Cette période n'est pas dans l'année {year} : elle n'est pas reprise.",
    remedy:
      "Rien à faire si le calendrier garde d'autres années ; sinon corrigez les dates dans le logiciel d'où vient le fichier.",
  },
  'siecle-no-closures': {
    title: 'Calendrier sans fermetures',
    cause:
      "Ce fichier ne contient aucune période de fermeture : celles qui sont déduites de l'emploi du temps restent.",
    remedy: "Si le calendrier devait y être, vérifiez-le dans SIECLE, puis relancez l'export « Communs ».",
  },
  'services-unlisted': {
    title: 'Services absents de la liste du ministère',
    cause:
      "L'annuaire (STS-WEB ou AAF) connaît cette classe ou ce groupe et cette matière, mais pas ce service d'enseignement.",
    remedy:
      "Rien à faire si le service est récent : remontez les services vers STS-WEB, puis réimportez l'annuaire. Sinon vérifiez le cours dans votre logiciel.",
  },
};
