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
    used: 'Ce lien a déjà été utilisé',
    usedCause: (moment: string) => `Le mot de passe a été affiché le ${moment} : il ne l'est qu'une fois.`,
    usedRemedy:
      "si vous l'avez inscrit dans votre logiciel, rien. Si vous l'avez perdu, ou si ce n'était pas vous, demandez aussitôt à un gestionnaire de vie scolaire de régénérer le mot de passe : l'ancien cesse de servir, et vous recevrez un nouveau lien.",
    ended: "Ce lien n'est plus valable",
    endedCause: (hours: string) =>
      `Il a plus de ${hours} heures, un lien plus récent l'a remplacé, ou le compte a été supprimé.`,
    endedRemedy:
      "ouvrez le dernier message reçu. S'il n'y en a pas d'autre, demandez à un gestionnaire de vie scolaire de vous renvoyer l'accès : vous recevrez un nouveau lien.",
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
    used: 'This link was used already',
    usedCause: (moment) => `The password was shown on ${moment}: it is shown only once.`,
    usedRemedy:
      'if you have entered it in your software, nothing. If you have lost it, or if it was not you, ask a manager at once to regenerate the password: the old one ends, and you will receive a new link.',
    ended: 'This link does not work any more',
    endedCause: (hours) =>
      `It is more than ${hours} hours old, a newer link has taken its place, or the account was deleted.`,
    endedRemedy:
      'open the last message that you received. If there is no other, ask a manager to send you the access again: you will receive a new link.',
  },
);
