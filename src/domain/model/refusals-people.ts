/** The part of the table of refusals about who asks: signing in, passwords, roles. */

import type { RefusalEntry } from './refusals.ts';

export const PEOPLE_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'not-signed-in': {
    http: 401,
    exit: 1,
    title: 'Identification nécessaire',
    cause: "La demande ne porte pas d'identification valable.",
    remedy: "Identifiez-vous ; pour un programme, envoyez « Authorization: Bearer » suivi d'un jeton valable.",
  },
  'wrong-password': {
    http: 401,
    exit: 1,
    title: 'Adresse ou mot de passe incorrect',
    cause: "L'adresse et le mot de passe ne vont pas ensemble, ou l'accès a été retiré.",
    remedy: 'Vérifiez votre saisie, ou choisissez un nouveau mot de passe par « Mot de passe oublié ».',
  },
  'too-many-attempts': {
    http: 429,
    exit: 1,
    title: "Trop d'essais",
    cause: "Trop d'essais ont échoué pour ce compte, ou pour beaucoup de comptes depuis votre connexion à Internet.",
    remedy: 'Recommencez dans {wait}.',
  },
  'not-allowed': {
    http: 403,
    exit: 1,
    title: 'Action réservée aux gestionnaires',
    cause: 'Votre accès à ce site permet de consulter, pas de modifier.',
    remedy: 'Demandez cette action à un gestionnaire du site.',
  },
  'not-in-supervision': {
    http: 403,
    exit: 1,
    title: 'Action impossible en supervision',
    cause:
      "Un exploitant peut agir sur un site, mais pas changer ses comptes d'accès, ses gestionnaires ni ses lecteurs.",
    remedy: 'Demandez cette action à un gestionnaire du site.',
  },
  'account-in-supervision': {
    http: 403,
    exit: 1,
    title: 'Action impossible en supervision',
    cause:
      "Cette action arrêterait ou rétablirait le compte d'accès {logins}, et un exploitant ne change pas les comptes d'accès d'un site.",
    remedy: 'Demandez cette action à un gestionnaire du site.',
  },
  'password-wrong': {
    http: 422,
    exit: 1,
    title: 'Mot de passe actuel incorrect',
    cause: "Le mot de passe actuel n'est pas celui-là.",
    remedy: 'Vérifiez votre saisie.',
  },
  'password-short': {
    http: 422,
    exit: 1,
    title: 'Mot de passe trop court',
    cause: 'Un mot de passe a au moins 12 caractères.',
    remedy: 'Choisissez par exemple une phrase de quatre mots.',
  },
  'password-long': {
    http: 422,
    exit: 1,
    title: 'Mot de passe trop long',
    cause: 'Un mot de passe a au plus 200 caractères.',
    remedy: 'Choisissez un mot de passe plus court.',
  },
  'password-common': {
    http: 422,
    exit: 1,
    title: 'Mot de passe trop courant',
    cause: "Ce mot de passe est parmi les premiers que l'on essaierait.",
    remedy: 'Choisissez par exemple une phrase de quatre mots qui ne vont pas ensemble.',
  },
  'password-personal': {
    http: 422,
    exit: 1,
    title: 'Mot de passe trop proche de votre nom',
    cause: 'Ce mot de passe est fait de votre nom ou de votre adresse.',
    remedy: 'Choisissez par exemple une phrase de quatre mots qui ne vont pas ensemble.',
  },
  'last-manager': {
    http: 409,
    exit: 1,
    title: 'Dernier gestionnaire',
    cause: "Personne d'autre ne pourrait agir sur ce site : aucun autre gestionnaire n'a choisi son mot de passe.",
    remedy: "Invitez d'abord un autre gestionnaire, et attendez qu'il se soit connecté.",
  },
  'letter-just-sent': {
    http: 409,
    exit: 1,
    title: 'Message tout juste envoyé',
    cause: 'Un lien est parti à cette personne il y a moins de 5 minutes.',
    remedy: 'Laissez-lui quelques minutes pour arriver, puis recommencez.',
  },
  'password-chosen': {
    http: 409,
    exit: 1,
    title: 'Mot de passe déjà choisi',
    cause: "Cette personne a choisi son mot de passe : elle n'a plus besoin du lien de l'invitation.",
    remedy: "Si elle l'a oublié, elle en choisit un autre par « Mot de passe oublié », sur la page de connexion.",
  },
  'too-many-people': {
    http: 409,
    exit: 1,
    title: 'Trop de personnes',
    cause: 'Un site a au plus {max} gestionnaires et lecteurs.',
    remedy: "Retirez l'accès de ceux qui ne s'en servent plus.",
  },
  'source-reserved': {
    http: 403,
    exit: 1,
    title: 'Fichier source réservé aux gestionnaires',
    cause: "Un fichier source contient les données personnelles de tous les élèves et du personnel qu'il nomme.",
    remedy:
      "Demandez-le à un gestionnaire du site ; pour un programme, utilisez un jeton qui n'est pas en lecture seule.",
  },
  'read-only': {
    http: 403,
    exit: 1,
    title: 'Accès en lecture seule',
    cause: 'Ce jeton permet de lire, pas de modifier.',
    remedy: 'Utilisez un jeton qui permet les modifications.',
  },
  'form-expired': {
    http: 403,
    exit: 1,
    title: 'Formulaire périmé',
    cause: 'Le formulaire ne vient pas de votre identification en cours.',
    remedy: 'Revenez à la page, rechargez-la et recommencez.',
  },
  'student-account': {
    http: 422,
    exit: 1,
    title: "Compte d'accès pour un élève : à confirmer",
    cause:
      "{person} est élève. Un compte d'accès permet de remplacer l'emploi du temps de l'établissement : rien n'a été ouvert.",
    remedy: "Choisissez un membre du personnel ou un enseignant. Si c'est bien voulu, cochez la confirmation.",
  },
  'password-made-already': {
    http: 409,
    exit: 1,
    title: 'Mot de passe déjà créé',
    cause: "Cette demande a déjà été faite : aucun autre mot de passe n'est créé, et rien n'est envoyé de nouveau.",
    remedy: "Utilisez le mot de passe déjà donné. S'il est perdu, ouvrez les comptes d'accès et régénérez-le.",
  },
};
