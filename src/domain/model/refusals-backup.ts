/** The part of the table of refusals about backups, read by operators. */

import type { RefusalEntry } from './refusals.ts';

export const BACKUP_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'backup-folder-taken': {
    http: 409,
    exit: 1,
    title: 'Dossier de sauvegarde occupé',
    cause: 'Le dossier {folder} contient déjà quelque chose.',
    remedy: 'Choisissez un dossier vide ou nouveau pour chaque sauvegarde.',
  },
  'backup-incomplete': {
    http: 422,
    exit: 1,
    title: 'Sauvegarde introuvable ou interrompue',
    cause:
      "Le dossier {folder} n'a pas de fichier manifest.json : ce n'est pas une sauvegarde, ou elle n'a pas été terminée.",
    remedy: 'Restaurez une autre sauvegarde.',
  },
  'backup-damaged': {
    http: 422,
    exit: 1,
    title: 'Sauvegarde abîmée',
    cause: "« {what} » n'est pas ce que la sauvegarde annonce.",
    remedy:
      "Restaurez une autre sauvegarde, au même endroit : rien de celle-ci n'y est resté. Vérifiez le support sur lequel elle était.",
  },
  'backup-other-version': {
    http: 409,
    exit: 1,
    title: "Sauvegarde d'une autre version",
    cause:
      'La sauvegarde a été faite par Carillon {version} ; les tables de cette version ({own}) ne sont pas les mêmes.',
    remedy:
      'Restaurez dans une base vide, avec Carillon {version} ou une version plus récente : les tables seront converties.',
  },
  'backup-passphrase': {
    http: 422,
    exit: 1,
    title: 'Phrase secrète nécessaire',
    cause: 'La sauvegarde contient des clés privées, chiffrées.',
    remedy: 'Définissez CARILLON_BACKUP_PASSPHRASE avec la phrase secrète de la sauvegarde, puis recommencez.',
  },
  'backup-passphrase-wrong': {
    http: 422,
    exit: 1,
    title: 'Phrase secrète inexacte',
    cause: "La phrase secrète donnée n'ouvre pas les clés privées de cette sauvegarde. Rien n'a été restauré.",
    remedy:
      'Définissez CARILLON_BACKUP_PASSPHRASE avec la phrase qui était en vigueur quand la sauvegarde a été faite, puis recommencez.',
  },
  'move-daemon-runs': {
    http: 409,
    exit: 1,
    title: 'Carillon travaille encore',
    cause:
      'Un autre processus est connecté à la base : pendant un déplacement ou une restauration, rien ne doit changer.',
    remedy: 'Arrêtez le démon et les autres commandes, puis recommencez. Les logiciels redéposeront leur fichier.',
  },
  'move-differs': {
    http: 500,
    exit: 1,
    title: 'Copie différente',
    cause: "La table {table} n'est pas arrivée telle qu'elle est partie ; rien n'a été déplacé.",
    remedy: "Vérifiez la version et l'encodage du serveur (UTF-8), puis recommencez.",
  },
  'move-not-empty': {
    http: 409,
    exit: 1,
    title: 'Base de destination déjà utilisée',
    cause: 'Dans la base {to}, il y a déjà des sites, des personnes ou des dépôts : le déplacement les remplacerait.',
    remedy: "Donnez l'adresse d'une base vide, puis recommencez. Rien n'a été changé, ni ici ni là-bas.",
  },
  'restore-not-empty': {
    http: 409,
    exit: 1,
    title: 'Installation déjà utilisée',
    cause: 'Il y a déjà des sites, des personnes ou des dépôts ici : une restauration les remplacerait.',
    remedy:
      "Restaurez dans une installation neuve : un autre dossier de données (CARILLON_DATA), ou une base vide (DATABASE_URL). Rien n'a été changé ici.",
  },
};
