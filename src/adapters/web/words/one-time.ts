/** Texts of the page behind a one-time link of an access account. */

import { bilingual } from './words.ts';

export const oneTimeWords = bilingual(
  {
    title: 'Votre accès de dépôt',
    once: "Ce lien montre une seule fois le mot de passe de votre compte d'accès à l'import automatisé des emplois du temps.",
    when: "Ouvrez-le quand vous êtes prêt à l'inscrire dans votre logiciel d'emploi du temps.",
    show: 'Afficher le mot de passe',
    noteTitle: 'Notez-les maintenant',
    note: 'Cette page ne pourra pas être affichée une seconde fois.',
    login: 'Identifiant',
    password: 'Mot de passe',
    urls: 'URL de dépôt',
    urlsHint:
      'Dans EDT ou PRONOTE, menu « Vers les socles ENT », « Export automatisé », champ « Vers URL ». Elles contiennent le mot de passe : ne les transmettez à personne.',
    copyAll: 'Tout copier',
    text: 'Texte à conserver',
    all: 'Tous les établissements',
    establishment: (number: string) => `Établissement ${number}`,
    spentTitle: 'Ce lien ne montre plus rien',
    spent: 'Lien déjà utilisé ou expiré',
    spentCause: 'Le mot de passe a déjà été affiché, ou le lien est trop ancien.',
    spentRemedy:
      'Demandez à un gestionnaire de vie scolaire de régénérer votre mot de passe : vous recevrez un nouveau lien.',
  },
  {
    title: 'Your deposit access',
    once: 'This link shows, only once, the password of your access account for the automatic import of timetables.',
    when: 'Open it when you are ready to enter it in your timetable software.',
    show: 'Show the password',
    noteTitle: 'Note them now',
    note: 'This page cannot be shown a second time.',
    login: 'Login',
    password: 'Password',
    urls: 'Deposit URLs',
    urlsHint:
      'In EDT or PRONOTE, menu “Vers les socles ENT”, “Export automatisé”, field “Vers URL”. They contain the password: give them to nobody.',
    copyAll: 'Copy everything',
    text: 'Text to keep',
    all: 'All schools',
    establishment: (number) => `School ${number}`,
    spentTitle: 'This link shows nothing any more',
    spent: 'Link already used or expired',
    spentCause: 'The password was shown already, or the link is too old.',
    spentRemedy: 'Ask a manager to regenerate your password: you will receive a new link.',
  },
);
