/** Texts of « Paramètres ». */

import { bilingual } from './words.ts';

export const settingsWords = bilingual(
  {
    lead: 'Ce que ce site accepte et comment il se comporte. Ces réglages valent pour tous ses établissements.',
    save: 'Enregistrer',
    saved: 'les paramètres sont enregistrés.',
    savedNothing: "rien n'a changé.",
    site: {
      title: 'Le site',
      name: 'Nom du site',
      timezone: 'Fuseau horaire',
      timezoneHint: 'Les heures des séances et des imports sont celles de ce fuseau.',
      establishments: 'Établissements',
      establishmentsHint:
        "Le fichier déposé dit lui-même, par son code UAI, de quel établissement il vient. Un établissement s'ajoute avec votre exploitant.",
      number: 'Numéro',
      uai: 'Code UAI',
      establishment: 'Établissement',
      url: 'URL de dépôt',
      all: 'Tous les établissements',
    },
    accepts: {
      title: 'Logiciels acceptés',
      label: 'Accepter les exports de',
      hint: "Sans choix, tout export que Carillon sait lire est accepté. Avec un choix, un fichier d'un autre logiciel est refusé avec la raison.",
      from: 'à partir de la version',
      fromOf: (product: string) => `${product}, à partir de la version`,
      fromHint: "Version vide : toutes sont acceptées. Un export qui ne dit pas sa version n'est pas refusé pour elle.",
      any: 'Tous ceux que Carillon sait lire',
      one: (product: string, version: string) => `${product}, version ${version} et suivantes`,
    },
    onBreach: {
      title: 'Quand un seuil bloquant est dépassé',
      label: "L'import est",
      options: {
        hold: {
          label: 'retenu',
          hint: "Rien n'est modifié ; un gestionnaire regarde le bilan, puis approuve ou rejette. Recommandé.",
        },
        stop: {
          label: 'refusé',
          hint: "Rien n'est modifié ; il faut corriger le fichier ou changer le seuil, puis déposer de nouveau.",
        },
      },
      toThresholds: 'Voir les seuils',
    },
    rhythm: {
      title: 'Rythme attendu',
      days: 'Un bon dépôt est attendu tous les',
      unit: 'jours ouvrés',
      hint: "Passé ce délai, un message part, une fois, et le tableau de bord passe à l'orange, puis au rouge. 0 : aucun rythme n'est attendu. Les vacances et les périodes de fermeture ne comptent pas.",
      workingDays: "Jours où l'établissement travaille",
      weekdays: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
      never: 'aucun',
      every: (count: number, text: string) => (count === 1 ? 'chaque jour ouvré' : `tous les ${text} jours ouvrés`),
    },
    passwords: {
      title: "Mots de passe des comptes d'accès",
      credentialsBy: 'Le mot de passe est transmis',
      options: {
        link: {
          label: 'par un lien à usage unique',
          hint: 'Le message contient un lien qui montre le mot de passe une seule fois. Recommandé.',
        },
        mail: {
          label: 'dans le message',
          hint: "L'URL du message contient le mot de passe : qui lit le message peut déposer des fichiers.",
        },
      },
      grace: "Après une régénération, l'ancien mot de passe fonctionne encore",
      graceUnit: 'heures',
      graceHint:
        "0 : il cesse tout de suite. Un délai laisse le temps d'inscrire le nouveau dans le logiciel sans manquer un export.",
      graceNone: 'il cesse tout de suite',
      graceHours: (count: number, text: string) => (count > 1 ? `${text} heures` : `${text} heure`),
      supervised: 'Ces réglages touchent aux mots de passe : en supervision, ils ne peuvent pas être modifiés.',
    },
    quotas: {
      title: 'Limites de dépôt',
      hint: "Fixées par votre exploitant ; elles protègent le service si un logiciel s'emballe.",
      file: "Taille d'un fichier",
      perHour: 'Dépôts par heure',
      perDay: 'Volume par jour',
      each: (account: string, site: string) => `${account} par compte, ${site} pour le site`,
      none: 'sans limite',
    },
    errors: {
      name: 'Indiquez le nom du site.',
      nameLong: (limit: number) => `Le nom du site a au plus ${limit} caractères.`,
      timezone: 'Choisissez un fuseau horaire de la liste.',
      from: 'Indiquez une version comme 2014 ou 2024.1, ou laissez vide.',
      days: 'Indiquez un nombre entier de 0 à 60.',
      workingDays: 'Choisissez au moins un jour.',
      grace: "Indiquez un nombre d'heures de 0 à 720.",
      choice: 'Choisissez une des possibilités.',
    },
  },
  {
    lead: 'What this site accepts and how it behaves. These settings hold for all its schools.',
    save: 'Save',
    saved: 'the settings are saved.',
    savedNothing: 'nothing has changed.',
    site: {
      title: 'The site',
      name: 'Name of the site',
      timezone: 'Time zone',
      timezoneHint: 'Times of sessions and imports are those of this zone.',
      establishments: 'Schools',
      establishmentsHint:
        'The deposited file says itself, by its UAI code, which school it comes from. Your operator can add a school.',
      number: 'Number',
      uai: 'UAI code',
      establishment: 'School',
      url: 'Deposit URL',
      all: 'All schools',
    },
    accepts: {
      title: 'Accepted software',
      label: 'Accept exports of',
      hint: 'Without a choice, any export that Carillon can read is accepted. With one, a file of other software is refused with the reason.',
      from: 'from version',
      fromOf: (product) => `${product}, from version`,
      fromHint: 'Empty: all versions are accepted. An export that does not state its version is not refused for it.',
      any: 'All that Carillon can read',
      one: (product, version) => `${product}, version ${version} and later`,
    },
    onBreach: {
      title: 'When a blocking threshold is exceeded',
      label: 'The import is',
      options: {
        hold: {
          label: 'held',
          hint: 'Nothing is changed; a manager looks at the report, then approves or rejects. Recommended.',
        },
        stop: {
          label: 'refused',
          hint: 'Nothing is changed; the file has to be corrected or the threshold changed, and deposited again.',
        },
      },
      toThresholds: 'See the thresholds',
    },
    rhythm: {
      title: 'Expected rhythm',
      days: 'A good deposit is expected every',
      unit: 'working days',
      hint: 'After that one message is sent, and the dashboard turns amber, then red. 0: no rhythm is expected. Holidays and closure periods do not count.',
      workingDays: 'Days on which the school works',
      weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
      never: 'none',
      every: (count, text) => (count === 1 ? 'every working day' : `every ${text} working days`),
    },
    passwords: {
      title: 'Passwords of access accounts',
      credentialsBy: 'The password is passed on',
      options: {
        link: {
          label: 'by a one-time link',
          hint: 'The message has a link that shows the password only once. Recommended.',
        },
        mail: {
          label: 'in the message',
          hint: 'The URL in the message contains the password: who reads the message can deposit files.',
        },
      },
      grace: 'After a regeneration the old password works for',
      graceUnit: 'hours',
      graceHint: '0: it ends at once. Some time lets you enter the new one in the software without missing an export.',
      graceNone: 'it ends at once',
      graceHours: (count, text) => (count > 1 ? `${text} hours` : `${text} hour`),
      supervised: 'These settings concern passwords: they cannot be changed in supervision.',
    },
    quotas: {
      title: 'Deposit limits',
      hint: 'Set by your operator; they protect the service from a program run wild.',
      file: 'Size of a file',
      perHour: 'Deposits an hour',
      perDay: 'Volume a day',
      each: (account, site) => `${account} for each account, ${site} for the site`,
      none: 'no limit',
    },
    errors: {
      name: 'Give the name of the site.',
      nameLong: (limit) => `The name of the site has at most ${limit} characters.`,
      timezone: 'Choose a time zone of the list.',
      from: 'Give a version like 2014 or 2024.1, or leave it empty.',
      days: 'Give a whole number from 0 to 60.',
      workingDays: 'Choose at least one day.',
      grace: 'Give a number of hours from 0 to 720.',
      choice: 'Choose one of the possibilities.',
    },
  },
);

/** Zones of French schools; a site may be in another one. */
export const ZONES = [
  'Europe/Paris',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'America/Miquelon',
  'Indian/Reunion',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'Pacific/Wallis',
] as const;
