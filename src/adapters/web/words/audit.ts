/** Texts of « Journal des actions »: what people and programs did on a site, each entry a sentence. */

import type { AuditAction } from '../../../domain/model/audit.ts';
import { bilingual } from './words.ts';

/** What an entry is about, as the reader writes it; empty where the entry does not say it. */
export type Told = Readonly<
  Record<
    | 'run'
    | 'as'
    | 'account'
    | 'manager'
    | 'entry'
    | 'role'
    | 'one'
    | 'kind'
    | 'count'
    | 'list'
    | 'first'
    | 'last'
    | 'year'
    | 'closed'
    | 'token'
    | 'added'
    | 'changed'
    | 'left'
    | 'uai'
    | 'was',
    string
  >
> & {
  /** Is it about a deposit folder, and not about the application? */
  readonly isDoor: boolean;
  readonly isTrial: boolean;
  readonly isNotified: boolean;
  readonly isReadOnly: boolean;
  readonly isDefault: boolean;
  readonly how: string;
};

type Sentences = Readonly<Record<AuditAction, (told: Told) => string>>;

const FRENCH: Sentences = {
  'account-created': ({ account }) => `A ouvert le compte d'accès ${account}.`,
  'account-regenerated': ({ account }) => `A régénéré le mot de passe du compte d'accès ${account}.`,
  'account-revoked': ({ account }) => `A supprimé le compte d'accès ${account}.`,
  'account-notification': ({ account, isNotified }) =>
    isNotified
      ? `A coché la notification du compte d'accès ${account}.`
      : `A décoché la notification du compte d'accès ${account}.`,
  'account-paired': ({ account }) => `A lié un certificat de poste au compte d'accès ${account}.`,
  'account-unpaired': ({ account }) => `A retiré un certificat de poste du compte d'accès ${account}.`,
  'account-left': ({ account }) => `A arrêté le compte d'accès ${account} : sa personne n'est plus dans l'annuaire.`,
  'account-returned': ({ account }) =>
    `A rétabli le compte d'accès ${account} : sa personne est de nouveau dans l'annuaire.`,
  'credentials-shown': ({ account }) =>
    `Le mot de passe du compte d'accès ${account} a été affiché, une seule fois, par le lien à usage unique.`,
  'site-created': () => 'A créé le site.',
  'site-changed': ({ list }) => `A modifié les paramètres : ${list}.`,
  'establishment-added': ({ uai }) => `A ajouté l'établissement ${uai}.`,
  'establishment-changed': ({ uai, was }) =>
    was === ''
      ? `A renommé l'établissement ${uai}.`
      : `A corrigé le code UAI d'un établissement : ${was} est devenu ${uai}.`,
  'establishment-removed': ({ uai }) => `A retiré l'établissement ${uai}.`,
  'establishment-confirmed': ({ uai }) =>
    `A confirmé l'établissement ${uai} : l'annuaire de l'académie peut lui être distribué.`,
  'year-announced': ({ first, last }) => `A annoncé l'année scolaire du ${first} au ${last}.`,
  'year-withdrawn': () => "A retiré l'annonce de la prochaine année scolaire.",
  'year-opened': ({ year, run, closed }) =>
    `A ouvert l'année scolaire ${year} par l'import n° ${run}${closed === '' ? '' : ` ; l'année ${closed} est close`}.`,
  'directory-imported': ({ run, added, changed, left }) =>
    `A importé l'annuaire${run === '' ? '' : ` (import n° ${run})`}${added === '' ? '' : ` : entrées ajoutées ${added}, modifiées ${changed}, parties ${left}`}.`,
  'match-set': ({ count, one, entry }) => {
    if (count !== '') return `A décidé de rapprochements dans un import manuel : ${count}.`;
    return entry === '' ? `A laissé ${one} sans correspondance.` : `A rapproché ${one} avec ${entry}.`;
  },
  'match-cleared': ({ count, one }) =>
    count === '' ? `A oublié la décision sur ${one}.` : `A annulé des rapprochements acceptés ensemble : ${count}.`,
  'matches-accepted': ({ kind, count }) => `A accepté les rapprochements proposés (${kind}) : ${count}.`,
  'entry-added': ({ entry }) => `A ajouté ${entry} à l'annuaire.`,
  'entry-removed': ({ entry }) => `A retiré ${entry} de l'annuaire.`,
  'thresholds-changed': ({ isDefault, list }) =>
    isDefault ? 'A remis tous les seuils à leurs valeurs par défaut.' : `A modifié les seuils : ${list}.`,
  'manager-created': ({ manager, role }) => `A ouvert un accès à ${manager}${role === '' ? '' : ` (${role})`}.`,
  'manager-changed': ({ manager, role }) => `A changé le rôle de ${manager} : ${role}.`,
  'manager-revoked': ({ manager }) => `A retiré l'accès de ${manager}.`,
  'operator-created': () => 'A ouvert un accès à un exploitant.',
  'operator-revoked': () => "A retiré l'accès d'un exploitant.",
  'password-link-made': ({ manager }) => `A envoyé à ${manager} un lien pour choisir un mot de passe.`,
  'password-link-asked': ({ manager }) => `Un nouveau mot de passe a été demandé pour ${manager}.`,
  'password-chosen': () => 'A choisi son mot de passe.',
  'password-changed': () => 'A changé son mot de passe.',
  'password-change-failed': () => "N'a pas pu changer son mot de passe : l'ancien était faux.",
  'supervision-opened': () => 'A ouvert le site en supervision.',
  'supervision-closed': ({ how }) => {
    if (how === 'signed-out') return 'A quitté la supervision du site en se déconnectant.';
    return how === 'login-over'
      ? "N'est plus en supervision du site : sa connexion a pris fin."
      : 'A quitté la supervision du site.';
  },
  'token-created': ({ token, isReadOnly }) =>
    `A créé le jeton n° ${token} pour un programme${isReadOnly ? ', en lecture seule' : ''}.`,
  'signed-in': ({ isDoor }) =>
    isDoor
      ? 'Connexion du logiciel au dossier de dépôt (notée une fois par jour et par adresse).'
      : "Connexion à l'application.",
  'signed-out': () => 'Déconnexion.',
  'sign-in-failed': ({ isDoor, account, manager, count }) =>
    isDoor
      ? `Connexion refusée au dossier de dépôt du compte d'accès ${account}${count === '' ? '' : ` (essais : ${count})`}.`
      : `Connexion refusée à ${manager} : mot de passe faux.`,
  'sign-in-banned': ({ account, isDoor, manager }) =>
    `Trop de mots de passe faux pour ${isDoor ? `le compte d'accès ${account}` : manager} : les essais suivants doivent attendre.`,
  'draft-made': ({ isTrial }) => (isTrial ? 'A testé un fichier, sans import.' : 'A préparé un import manuel.'),
  'draft-discarded': () => "A abandonné la préparation d'un import manuel.",
  'run-entered': ({ run, list }) =>
    `A lancé l'import n° ${run}${list === '' ? '' : `, en ayant vu les seuils dépassés : ${list}`}.`,
  'run-approved': ({ run }) => `A approuvé l'import n° ${run}.`,
  'run-rejected': ({ run }) => `A rejeté l'import n° ${run}.`,
  'run-cancelled': ({ run }) => `A abandonné l'import n° ${run} avant qu'il ne commence.`,
  'run-replayed': ({ run, as }) => `A rejoué l'import n° ${run}${as === '' ? '' : `, devenu l'import n° ${as}`}.`,
  'run-undone': ({ run }) => `A annulé l'import n° ${run}.`,
  'person-exported': ({ entry }) => `A exporté les données de ${entry}.`,
  'person-erased': () => "A effacé les données d'une personne de l'annuaire.",
  'backed-up': () => "A fait une sauvegarde de l'installation.",
  restored: () => "A restauré l'installation à partir d'une sauvegarde.",
  retention: () => 'A oublié ce qui a passé sa durée de conservation.',
  'audit-shortened': () => 'A retiré du journal ce qui a passé sa durée de conservation.',
};

const ENGLISH: Sentences = {
  'account-created': ({ account }) => `Opened the access account ${account}.`,
  'account-regenerated': ({ account }) => `Regenerated the password of the access account ${account}.`,
  'account-revoked': ({ account }) => `Deleted the access account ${account}.`,
  'account-notification': ({ account, isNotified }) =>
    isNotified
      ? `Ticked the notification of the access account ${account}.`
      : `Cleared the notification of the access account ${account}.`,
  'account-paired': ({ account }) => `Paired a client certificate with the access account ${account}.`,
  'account-unpaired': ({ account }) => `Let a client certificate of the access account ${account} go.`,
  'account-left': ({ account }) => `Ended the access account ${account}: its person is no longer in the directory.`,
  'account-returned': ({ account }) => `Restored the access account ${account}: its person is in the directory again.`,
  'credentials-shown': ({ account }) =>
    `The password of the access account ${account} was shown, once only, by the one-time link.`,
  'site-created': () => 'Made the site.',
  'site-changed': ({ list }) => `Changed the settings: ${list}.`,
  'establishment-added': ({ uai }) => `Added the school ${uai}.`,
  'establishment-changed': ({ uai, was }) =>
    was === '' ? `Renamed the school ${uai}.` : `Corrected the UAI code of a school: ${was} has become ${uai}.`,
  'establishment-removed': ({ uai }) => `Removed the school ${uai}.`,
  'establishment-confirmed': ({ uai }) =>
    `Confirmed the school ${uai}: the directory of the academy may be given to it.`,
  'year-announced': ({ first, last }) => `Announced the school year from ${first} to ${last}.`,
  'year-withdrawn': () => 'Withdrew the announcement of the next school year.',
  'year-opened': ({ year, run, closed }) =>
    `Opened the school year ${year} by import no. ${run}${closed === '' ? '' : `; the year ${closed} is closed`}.`,
  'directory-imported': ({ run, added, changed, left }) =>
    `Imported the directory${run === '' ? '' : ` (import no. ${run})`}${added === '' ? '' : `: entries added ${added}, changed ${changed}, left ${left}`}.`,
  'match-set': ({ count, one, entry }) => {
    if (count !== '') return `Decided on matches in a manual import: ${count}.`;
    return entry === '' ? `Left ${one} without a counterpart.` : `Matched ${one} with ${entry}.`;
  },
  'match-cleared': ({ count, one }) =>
    count === '' ? `Forgot the decision on ${one}.` : `Took back matches that were accepted together: ${count}.`,
  'matches-accepted': ({ kind, count }) => `Accepted the suggested matches (${kind}): ${count}.`,
  'entry-added': ({ entry }) => `Added ${entry} to the directory.`,
  'entry-removed': ({ entry }) => `Took ${entry} out of the directory.`,
  'thresholds-changed': ({ isDefault, list }) =>
    isDefault ? 'Set all thresholds back to their defaults.' : `Changed the thresholds: ${list}.`,
  'manager-created': ({ manager, role }) => `Let ${manager} in${role === '' ? '' : ` (${role})`}.`,
  'manager-changed': ({ manager, role }) => `Changed the role of ${manager}: ${role}.`,
  'manager-revoked': ({ manager }) => `Took away the access of ${manager}.`,
  'operator-created': () => 'Let an operator in.',
  'operator-revoked': () => 'Took away the access of an operator.',
  'password-link-made': ({ manager }) => `Sent ${manager} a link to choose a password.`,
  'password-link-asked': ({ manager }) => `A new password was asked for ${manager}.`,
  'password-chosen': () => 'Chose a password.',
  'password-changed': () => 'Changed the own password.',
  'password-change-failed': () => 'Could not change the own password: the old one was wrong.',
  'supervision-opened': () => 'Opened the site in supervision.',
  'supervision-closed': ({ how }) => {
    if (how === 'signed-out') return 'Left the supervision of the site by signing out.';
    return how === 'login-over'
      ? 'Is no longer in supervision of the site: the sign-in came to its end.'
      : 'Left the supervision of the site.';
  },
  'token-created': ({ token, isReadOnly }) =>
    `Made token no. ${token} for a program${isReadOnly ? ', for reading only' : ''}.`,
  'signed-in': ({ isDoor }) =>
    isDoor
      ? 'The software came in to the deposit folder (told once a day for each address).'
      : 'Signed in to the application.',
  'signed-out': () => 'Signed out.',
  'sign-in-failed': ({ isDoor, account, manager, count }) =>
    isDoor
      ? `The deposit folder of the access account ${account} was refused${count === '' ? '' : ` (tries: ${count})`}.`
      : `Sign-in of ${manager} was refused: wrong password.`,
  'sign-in-banned': ({ account, isDoor, manager }) =>
    `Too many wrong passwords for ${isDoor ? `the access account ${account}` : manager}: the next tries have to wait.`,
  'draft-made': ({ isTrial }) => (isTrial ? 'Tested a file, without import.' : 'Prepared a manual import.'),
  'draft-discarded': () => 'Gave up the preparation of a manual import.',
  'run-entered': ({ run, list }) =>
    `Started import no. ${run}${list === '' ? '' : `, having seen the exceeded thresholds: ${list}`}.`,
  'run-approved': ({ run }) => `Approved import no. ${run}.`,
  'run-rejected': ({ run }) => `Rejected import no. ${run}.`,
  'run-cancelled': ({ run }) => `Gave up import no. ${run} before it began.`,
  'run-replayed': ({ run, as }) => `Replayed import no. ${run}${as === '' ? '' : `, which became import no. ${as}`}.`,
  'run-undone': ({ run }) => `Undid import no. ${run}.`,
  'person-exported': ({ entry }) => `Exported the data of ${entry}.`,
  'person-erased': () => 'Erased the data of a person of the directory.',
  'backed-up': () => 'Made a backup of the installation.',
  restored: () => 'Restored the installation from a backup.',
  retention: () => 'Forgot what has outlived its retention.',
  'audit-shortened': () => 'Took out of the log what has outlived its retention.',
};

export const auditWords = bilingual(
  {
    lead: 'Qui a fait quoi sur ce site, quand et depuis quelle adresse. Rien ne peut y être modifié.',
    help: [
      'Chaque décision, chaque réglage, chaque connexion des gestionnaires et des lecteurs y est noté, ainsi que l’entrée et la sortie d’un exploitant en supervision.',
      'Les dépôts du logiciel sont dans l’historique du tableau de bord ; ici, seule la première connexion de la journée depuis une adresse est notée.',
      'La connexion d’une personne qui a plusieurs sites est notée sur un seul d’entre eux. Les noms sont ceux d’aujourd’hui : le journal lui-même n’en garde aucun.',
    ],
    filters: {
      title: 'Filtrer',
      actor: 'Qui',
      topic: 'Sujet',
      from: 'Du',
      to: 'Au',
      all: 'Tout',
      everybody: 'Tout le monde',
      apply: 'Filtrer',
      clear: 'Tout afficher',
    },
    topics: {
      decisions: 'Décisions sur les imports',
      imports: 'Imports lancés',
      matches: 'Rapprochements',
      settings: 'Paramètres et seuils',
      year: 'Année scolaire',
      accounts: "Comptes d'accès",
      people: 'Gestionnaires et lecteurs',
      'sign-ins': 'Connexions',
      refused: 'Connexions refusées',
      supervision: 'Supervision',
      privacy: 'Données personnelles',
    },
    columns: { at: 'Date', by: 'Qui', what: 'Action', from: 'Depuis' },
    actors: {
      daemon: 'Carillon',
      nobody: 'Sans connexion',
      command: 'Ligne de commande',
      token: (id: string) => `Programme (jeton n° ${id})`,
      account: (id: string) => `Compte d'accès n° ${id}`,
      gone: (id: string) => `Personne n° ${id}, qui n'a plus d'accès`,
    },
    here: 'ce serveur',
    someone: "une personne qui n'a plus d'accès",
    someEntry: "une entrée qui n'est plus dans l'annuaire",
    someAccount: (id: string) => `n° ${id}`,
    kinds: {
      teacher: 'un enseignant',
      student: 'un élève',
      division: 'une classe',
      group: 'un groupe',
      entry: 'une entrée du fichier',
    },
    manyKinds: {
      teacher: 'enseignants',
      student: 'élèves',
      division: 'classes',
      group: 'groupes',
      entry: 'toutes sortes',
    },
    settings: {
      name: 'nom du site',
      timezone: 'fuseau horaire',
      accepts: 'logiciels acceptés',
      onBreach: 'ce qui se passe quand un seuil bloquant est dépassé',
      passwordGraceHours: "durée de l'ancien mot de passe",
      expectedWorkingDays: 'rythme attendu',
      workingDays: 'jours travaillés',
      weekCalendar: 'semaines et alternances',
      credentialsBy: 'façon de transmettre les mots de passe',
    },
    limit: (title: string, value: string) => `${title} à ${value}`,
    blocking: (title: string) => `${title}, bloquant`,
    warning: (title: string) => `${title}, non bloquant`,
    total: (count: number, text: string) => (count === 1 ? '1 action' : `${text} actions`),
    none: 'Aucune action',
    noneHint: "Ce qui sera fait sur ce site s'inscrira ici.",
    noneFound: 'Aucune action ne correspond',
    noneFoundHint: 'Changez les dates, la personne ou le sujet, ou affichez tout.',
    csv: 'Télécharger le journal (CSV)',
    csvFound: 'Télécharger ces actions (CSV)',
    fileName: (site: number) => `journal-${site}.csv`,
    fileColumns: ['Date', 'Qui', 'Sujet', 'Action', 'Depuis'],
    told: FRENCH,
  },
  {
    lead: 'Who did what on this site, when and from which address. Nothing in it can be changed.',
    help: [
      'Each decision, each setting, each sign-in of managers and readers is noted, and when an operator entered and left in supervision.',
      'Deposits of the software stand in the history of the dashboard; here only the first time of a day from an address is noted.',
      'The sign-in of somebody with several sites is noted on one of them. Names are those of today: the log itself keeps none.',
    ],
    filters: {
      title: 'Filter',
      actor: 'Who',
      topic: 'Subject',
      from: 'From',
      to: 'To',
      all: 'All',
      everybody: 'Everybody',
      apply: 'Filter',
      clear: 'Show all',
    },
    topics: {
      decisions: 'Decisions on imports',
      imports: 'Imports started',
      matches: 'Matches',
      settings: 'Settings and thresholds',
      year: 'School year',
      accounts: 'Access accounts',
      people: 'Managers and readers',
      'sign-ins': 'Sign-ins',
      refused: 'Refused sign-ins',
      supervision: 'Supervision',
      privacy: 'Personal data',
    },
    columns: { at: 'Date', by: 'Who', what: 'Action', from: 'From' },
    actors: {
      daemon: 'Carillon',
      nobody: 'Not signed in',
      command: 'Command line',
      token: (id) => `Program (token no. ${id})`,
      account: (id) => `Access account no. ${id}`,
      gone: (id) => `Person no. ${id}, who has no access any more`,
    },
    here: 'this server',
    someone: 'somebody who has no access any more',
    someEntry: 'an entry that is no longer in the directory',
    someAccount: (id) => `no. ${id}`,
    kinds: {
      teacher: 'a teacher',
      student: 'a student',
      division: 'a class',
      group: 'a group',
      entry: 'an entry of the file',
    },
    manyKinds: { teacher: 'teachers', student: 'students', division: 'classes', group: 'groups', entry: 'all kinds' },
    settings: {
      name: 'name of the site',
      timezone: 'time zone',
      accepts: 'accepted software',
      onBreach: 'what happens when a blocking threshold is exceeded',
      passwordGraceHours: 'how long the old password works',
      expectedWorkingDays: 'expected rhythm',
      workingDays: 'working days',
      weekCalendar: 'weeks and alternations',
      credentialsBy: 'how passwords are handed over',
    },
    limit: (title, value) => `${title} at ${value}`,
    blocking: (title) => `${title}, blocking`,
    warning: (title) => `${title}, not blocking`,
    total: (count, text) => (count === 1 ? '1 action' : `${text} actions`),
    none: 'No action',
    noneHint: 'What is done on this site will stand here.',
    noneFound: 'No action fits',
    noneFoundHint: 'Change the dates, the person or the subject, or show all.',
    csv: 'Download the log (CSV)',
    csvFound: 'Download these actions (CSV)',
    fileName: (site) => `actions-${site}.csv`,
    fileColumns: ['Date', 'Who', 'Subject', 'Action', 'From'],
    told: ENGLISH,
  },
);
