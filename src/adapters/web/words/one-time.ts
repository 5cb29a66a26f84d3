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
    urls: 'URL à coller dans le logiciel',
    urlsHint:
      'Copiez une de ces URL, puis collez-la dans EDT ou PRONOTE. Elle contient le mot de passe : ne la transmettez à personne.',
    which:
      "Un seul emploi du temps pour tous les établissements : la première. Un emploi du temps par établissement : celle de l'établissement.",
    separately: 'Identifiant et mot de passe',
    separatelyHint: "Pour un logiciel qui les demande à part de l'URL.",
    copyAll: 'Tout copier',
    text: 'Texte à conserver',
    all: 'Tous les établissements',
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
    urls: 'URL to paste into the software',
    urlsHint: 'Copy one of these URLs, then paste it into EDT or PRONOTE. It contains the password: give it to nobody.',
    which: 'One timetable for all schools: the first. A timetable for each school: the one of that school.',
    separately: 'Login and password',
    separatelyHint: 'For software that asks for them apart from the URL.',
    copyAll: 'Copy everything',
    text: 'Text to keep',
    all: 'All schools',
    spentTitle: 'This link shows nothing any more',
    spent: 'Link already used or expired',
    spentCause: 'The password was shown already, or the link is too old.',
    spentRemedy: 'Ask a manager to regenerate your password: you will receive a new link.',
  },
);
