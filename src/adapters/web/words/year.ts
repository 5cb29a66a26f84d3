/** Texts of the school year. */

import { bilingual } from './words.ts';

export const yearWords = bilingual(
  {
    lead: "L'année ouverte, ce qui manque à l'import automatique, les fermetures, et le passage à l'année suivante.",
    open: 'Année ouverte',
    none: "Aucune année n'est ouverte",
    noneHint:
      "La première année s'ouvre avec le premier import manuel. Les dépôts automatiques reçus avant sont gardés, sans être appliqués.",
    firstImport: "Faire l'import manuel",
    year: 'Année scolaire',
    firstDay: 'Premier jour',
    lastDay: 'Dernier jour',
    openedAt: 'Ouverte le',
    openedBy: 'Par',
    byRun: (run: string, file: string) => `import n° ${run} (${file})`,
    current: 'En cours',
    over: 'Terminée',
    future: 'Pas encore commencée',

    ready: 'Import automatique',
    readyOf: (year: string) => `Import automatique de ${year}`,
    isReady: 'Prêt',
    missing: (count: number) => (count === 1 ? 'Il manque 1 élément' : `Il manque ${count} éléments`),
    needs: {
      directory: 'Annuaire',
      software: 'Logiciels acceptés',
      import: "Premier import manuel de l'année",
      accounts: "Comptes d'accès",
      notified: 'Personnes prévenues en cas de problème',
    },
    hints: {
      directory: (count: number, text: string) =>
        count === 0
          ? "L'annuaire est vide : rien de ce que nomme l'emploi du temps ne sera rapproché."
          : `${text} personnes, classes et groupes.`,
      software: (names: string) => (names === '' ? 'Tous les logiciels que Carillon sait lire.' : names),
      import: (isDone: boolean): string =>
        isDone ? 'Fait.' : "Tant qu'il n'est pas fait, les dépôts sont conservés, mais pas appliqués.",
      accounts: (count: number, text: string) =>
        count === 0
          ? "Sans compte d'accès, le logiciel d'emploi du temps ne peut rien déposer."
          : count === 1
            ? '1 compte.'
            : `${text} comptes.`,
      notified: (count: number, text: string) =>
        count === 0
          ? "Personne n'est prévenu : ajoutez un gestionnaire ou la notification d'un compte."
          : count === 1
            ? '1 personne.'
            : `${text} personnes.`,
    },
    done: 'en ordre',
    toDo: 'à faire',

    closures: 'Périodes de fermeture',
    closuresNone: "Aucune période de fermeture n'est connue.",
    derived: "Déduites de l'emploi du temps : les jours sans cours.",
    read: "Lues dans le fichier ou l'annuaire.",
    fromTo: (first: string, last: string) => `du ${first} au ${last}`,
    days: (count: number) => (count === 1 ? '1 jour' : `${count} jours`),
    calendar: "Calendrier de l'année",
    legend: { lesson: 'Jour de cours', weekend: 'Fin de semaine', closed: 'Fermeture' },
    months: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],

    turn: "Passage à l'année suivante",
    turnLead: (open: string | null) =>
      open === null
        ? 'Annoncez les dates de la prochaine année.'
        : `Annoncez les dates de la prochaine année quand l'emploi du temps de ${open} ne changera plus.`,
    announced: 'Année annoncée',
    announcedHint: (next: string, open: string | null) =>
      open === null
        ? `${next} s'ouvrira avec son premier import manuel.`
        : `${next} s'ouvrira avec son premier import manuel. Jusque-là, les dépôts de ${open} sont appliqués et ceux de ${next} sont gardés sans l'être.`,
    importNext: (next: string) => `Faire le premier import de ${next}`,
    change: 'Changer les dates',
    withdraw: "Retirer l'annonce",
    withdrawn: "l'annonce de l'année suivante est retirée.",
    readyNext: (next: string) => `Préparation de ${next}`,
    nextNeeds: {
      directory: (next: string) => `Annuaire de ${next}`,
      deposit: 'Export de la nouvelle base',
      import: (next: string) => `Premier import manuel de ${next}`,
    },
    nextHints: {
      directory: (day: string | null, isNew: boolean, kept: string | null) => {
        if (kept !== null) return `${kept} personnes, classes et groupes, gardés à part jusqu'à l'ouverture.`;
        if (day === null) return "L'annuaire n'a pas encore été importé.";
        return isNew ? `Mis à jour le ${day}.` : `Il date du ${day} : les classes et les élèves changent.`;
      },
      deposit: (day: string | null) =>
        day === null
          ? "La nouvelle base n'a encore rien déposé. Elle a perdu le réglage d'export : refaites-le dans votre logiciel, avec la même URL."
          : `Un fichier de la nouvelle année est arrivé le ${day} ; il est gardé, sans être appliqué.`,
      import: "C'est lui qui ouvre l'année. Faites-le quand l'emploi du temps de l'année en cours ne change plus.",
    },
    announce: 'Continuer',
    nextFirst: 'Premier jour de la prochaine année',
    nextLast: 'Dernier jour de la prochaine année',
    dateMissing: 'Indiquez une date, par exemple 01/09/2027.',
    problems: {
      order: 'Le dernier jour doit suivre le premier.',
      short: 'Une année scolaire dure au moins neuf mois.',
      long: 'Une année scolaire dure au plus treize mois.',
      open: "La prochaine année commence au plus tôt un mois avant la fin de l'année ouverte",
      over: 'Cette année est déjà finie.',
      far: 'La prochaine année commence dans les quatorze mois qui viennent.',
    },
    leftOut: (next: string, open: string) =>
      `${next} ne suit pas ${open} : au moins une année resterait sans emploi du temps.`,
    confirmLeftOut: (next: string) => `Oui, l'année suivante est bien ${next}.`,
    confirmMissing: 'Cochez la case si ces dates sont les bonnes.',
    confirmTitle: "Préparer l'année suivante",
    confirmDates: (first: string, last: string) => `L'année suivante ira du ${first} au ${last}.`,
    willHappen: 'Ce qui va se passer :',
    effects: {
      matches: (count: number, text: string) =>
        count === 0
          ? "aucun rapprochement gardé n'est à oublier ;"
          : count === 1
            ? "1 rapprochement gardé servira jusqu'à l'ouverture de l'année, puis sera oublié : les classes et les élèves changent ;"
            : `${text} rapprochements gardés serviront jusqu'à l'ouverture de l'année, puis seront oubliés : les classes et les élèves changent ;`,
      accounts: (count: number, text: string) =>
        count === 0
          ? "il n'y a pas de compte d'accès ;"
          : count === 1
            ? "le compte d'accès reste, avec son mot de passe ;"
            : `les ${text} comptes d'accès restent, avec leurs mots de passe ;`,
      sessions: "les séances de l'année ouverte restent, ainsi que l'historique ;",
      opening:
        "l'année s'ouvrira avec le premier import manuel ; jusque-là, les dépôts de l'année ouverte continuent d'être appliqués.",
    },
    confirmNote:
      "Rien ne change tout de suite. Si l'import qui ouvre l'année est annulé, les rapprochements reviennent.",
    confirm: "Préparer l'année suivante",
    turned: "l'année suivante est annoncée.",

    past: 'Années passées',
    pastNone: "Il n'y a pas encore d'année passée.",
    columns: { runs: 'Imports', divisions: 'Classes', groups: 'Groupes', services: 'Services', sessions: 'Séances' },
  },
  {
    lead: 'The open year, what automatic import still needs, the closures, and the turn to the next year.',
    open: 'Open year',
    none: 'No year is open',
    noneHint:
      'The first year opens with the first manual import. Automatic deposits that come before are kept, not applied.',
    firstImport: 'Make the manual import',
    year: 'School year',
    firstDay: 'First day',
    lastDay: 'Last day',
    openedAt: 'Opened on',
    openedBy: 'By',
    byRun: (run, file) => `import no. ${run} (${file})`,
    current: 'Under way',
    over: 'Over',
    future: 'Not begun yet',

    ready: 'Automatic import',
    readyOf: (year) => `Automatic import of ${year}`,
    isReady: 'Ready',
    missing: (count) => (count === 1 ? '1 thing is missing' : `${count} things are missing`),
    needs: {
      directory: 'Directory',
      software: 'Accepted software',
      import: 'First manual import of the year',
      accounts: 'Access accounts',
      notified: 'People who are told of trouble',
    },
    hints: {
      directory: (count, text) =>
        count === 0
          ? 'The directory is empty: nothing that the timetable names will be matched.'
          : `${text} people, classes and groups.`,
      software: (names) => (names === '' ? 'All software that Carillon can read.' : names),
      import: (isDone) => (isDone ? 'Done.' : 'Until it is made, deposits are kept, but not applied.'),
      accounts: (count, text) =>
        count === 0
          ? 'Without an access account the timetable software cannot deposit anything.'
          : count === 1
            ? '1 account.'
            : `${text} accounts.`,
      notified: (count, text) =>
        count === 0
          ? 'Nobody is told: add a manager, or the notification of an account.'
          : count === 1
            ? '1 person.'
            : `${text} people.`,
    },
    done: 'in order',
    toDo: 'to do',

    closures: 'Closure periods',
    closuresNone: 'No closure period is known.',
    derived: 'Derived from the timetable: the days without lessons.',
    read: 'Read in the file or the directory.',
    fromTo: (first, last) => `from ${first} to ${last}`,
    days: (count) => (count === 1 ? '1 day' : `${count} days`),
    calendar: 'Calendar of the year',
    legend: { lesson: 'School day', weekend: 'Weekend', closed: 'Closure' },
    months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],

    turn: 'Turn to the next year',
    turnLead: (open) =>
      open === null
        ? 'Announce the dates of the next year.'
        : `Announce the dates of the next year when the timetable of ${open} will not change any more.`,
    announced: 'Announced year',
    announcedHint: (next, open) =>
      open === null
        ? `${next} will open with its first manual import.`
        : `${next} will open with its first manual import. Until then deposits of ${open} are applied, and those of ${next} are kept without being applied.`,
    importNext: (next) => `Make the first import of ${next}`,
    change: 'Change the dates',
    withdraw: 'Take the announcement back',
    withdrawn: 'the next year is no longer announced.',
    readyNext: (next) => `Preparing ${next}`,
    nextNeeds: {
      directory: (next) => `Directory of ${next}`,
      deposit: 'Export of the new base',
      import: (next) => `First manual import of ${next}`,
    },
    nextHints: {
      directory: (day, isNew, kept) => {
        if (kept !== null) return `${kept} people, classes and groups, kept apart until the year opens.`;
        if (day === null) return 'The directory has not been imported yet.';
        return isNew ? `Brought up to date on ${day}.` : `It is of ${day}: classes and students change.`;
      },
      deposit: (day) =>
        day === null
          ? 'The new base has not deposited anything yet. It has lost the setting of the export: make it again in your software, with the same URL.'
          : `A file of the new year came on ${day}; it is kept, not applied.`,
      import: 'It opens the year. Make it when the timetable of the present year will not change any more.',
    },
    announce: 'Continue',
    nextFirst: 'First day of the next year',
    nextLast: 'Last day of the next year',
    dateMissing: 'Enter a date, for example 01/09/2027.',
    problems: {
      order: 'The last day has to come after the first.',
      short: 'A school year lasts nine months at least.',
      long: 'A school year lasts thirteen months at most.',
      open: 'The next year begins at most a month before the end of the open year',
      over: 'This year is over already.',
      far: 'The next year begins within the coming fourteen months.',
    },
    leftOut: (next, open) => `${next} does not follow ${open}: at least one year would have no timetable.`,
    confirmLeftOut: (next) => `Yes, the next year is ${next}.`,
    confirmMissing: 'Tick the box if these are the right dates.',
    confirmTitle: 'Prepare the next year',
    confirmDates: (first, last) => `The next year will run from ${first} to ${last}.`,
    willHappen: 'What will happen:',
    effects: {
      matches: (count, text) =>
        count === 0
          ? 'there is no remembered match to forget;'
          : count === 1
            ? '1 remembered match serves until the year opens, and is forgotten then: classes and students change;'
            : `${text} remembered matches serve until the year opens, and are forgotten then: classes and students change;`,
      accounts: (count, text) =>
        count === 0
          ? 'there is no access account;'
          : count === 1
            ? 'the access account stays, with its password;'
            : `the ${text} access accounts stay, with their passwords;`,
      sessions: 'the sessions of the open year stay, and so does the history;',
      opening:
        'the year will open with the first manual import; until then deposits of the open year are still applied.',
    },
    confirmNote: 'Nothing changes at once. If the import that opens the year is undone, the matches come back.',
    confirm: 'Prepare the next year',
    turned: 'the next year is announced.',

    past: 'Past years',
    pastNone: 'There is no past year yet.',
    columns: { runs: 'Imports', divisions: 'Classes', groups: 'Groups', services: 'Services', sessions: 'Sessions' },
  },
);
