/** The part of the catalogue about tables (CSV), calendars, STS files, and lessons with dates of their own. */

import type { Entry } from './catalogue.ts';

const CORRECT_LINES = 'Corrigez les lignes citées dans le tableau, puis déposez-le à nouveau.';
const CORRECT_EVENTS = 'Corrigez cet événement dans le calendrier, puis déposez-le à nouveau.';
const LINE_LEFT_OUT = 'La ligne ne donne aucune séance.';
const COLUMNS = 'Les colonnes sont décrites à la page « Formats de fichiers ».';

export const TABLES: Readonly<Record<string, Entry>> = {
  // Why a table is refused.
  'csv-column-missing': {
    title: 'Colonne absente du tableau',
    cause: "Le tableau n'a pas de colonne : {columns}.",
    remedy: `Ajoutez-la, avec son nom sur la première ligne. ${COLUMNS}`,
  },
  'csv-column-twice': {
    title: 'Colonne en double dans le tableau',
    cause: 'Deux colonnes disent la même chose : {columns}.',
    remedy: 'Gardez-en une seule.',
  },
  'csv-quotes': {
    title: 'Guillemets mal placés dans le tableau',
    cause: 'À partir de la ligne {line}, les guillemets ne vont pas par paires : la suite ne se lit pas.',
    remedy: 'Corrigez cette ligne, ou enregistrez de nouveau le tableau depuis votre tableur.',
  },
  'csv-line-too-long': {
    title: 'Ligne démesurée',
    cause: 'Une ligne du tableau, à partir de la ligne {line}, dépasse {characters} caractères.',
    remedy: "Vérifiez les guillemets de cette ligne : l'un d'eux n'est sans doute pas fermé.",
  },
  'csv-too-many-lines': {
    title: 'Tableau démesuré',
    cause: 'Le tableau compte plus de {lines} lignes, bien plus que celui du plus grand des établissements.',
    remedy: 'Vérifiez le fichier choisi.',
  },
  'too-many-students': {
    title: 'Fichier démesuré',
    cause: 'Le fichier nomme plus de {students} élèves, bien plus que le plus grand des établissements.',
    remedy: 'Vérifiez le fichier choisi.',
  },
  'csv-several-tables': {
    title: 'Plusieurs tableaux de la même sorte',
    cause: "L'archive contient plusieurs tableaux de cours, ou plusieurs tableaux d'élèves.",
    remedy: "Déposez une archive avec un tableau de cours et, si vous le souhaitez, un tableau d'élèves.",
  },
  'csv-students-alone': {
    title: "Tableau d'élèves sans cours",
    cause: 'Le fichier nomme des élèves, mais aucun cours : il ne fait pas un emploi du temps.',
    remedy: 'Déposez-le dans un zip avec le tableau des cours, ou importez-le à la page « Annuaire ».',
  },
  'several-years': {
    title: 'Plusieurs années scolaires',
    cause: 'Le fichier dit être de {years} années scolaires différentes.',
    remedy: 'Déposez un fichier par année scolaire.',
  },
  'csv-year-needed': {
    title: 'Année scolaire inconnue',
    cause: "Le tableau donne des numéros de semaine sans dire de quelle année scolaire, et aucune année n'est ouverte.",
    remedy: 'Ajoutez une colonne « Année » (2026-2027), ou des dates dans les colonnes « Du » et « Au ».',
  },
  'csv-lines-wrong': {
    title: 'Trop de lignes illisibles',
    cause:
      'Lignes du tableau qui ne se lisent pas : {wrong} sur {lines}, soit plus de 5 %. La première est la ligne {first}.',
    remedy: 'Le bilan cite chaque ligne avec sa colonne : corrigez-les, puis déposez à nouveau le tableau.',
  },

  // Findings.
  'csv-column-ignored': {
    title: 'Colonne inconnue',
    cause: "Le tableau a une colonne que Carillon ne connaît pas ; elle n'est pas lue.",
    remedy: `Rien à faire, sauf si elle devait servir : vérifiez alors son nom. ${COLUMNS}`,
  },
  'csv-cell-missing': {
    title: 'Cellule vide',
    cause: `Une cellule nécessaire est vide. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-time': {
    title: 'Heure ou durée illisible',
    cause: `La cellule ne contient ni une heure (08:00, 8h05) ni une durée (1h30, 55). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-date': {
    title: 'Date illisible',
    cause: `La cellule ne contient pas une date qui existe (01/09/2026 ou 2026-09-01). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-weekday': {
    title: 'Jour de la semaine illisible',
    cause: `La cellule ne contient pas un jour de la semaine (lundi, monday, 1). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-weeks': {
    title: 'Semaines illisibles',
    cause: `La cellule ne donne pas des semaines du calendrier civil que l'année scolaire a (36-42, 45, 47-2). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-no-weeks': {
    title: 'Cours sans semaines',
    cause: `Un cours hebdomadaire ne dit pas quand il a lieu : ni « Semaines », ni « Du » et « Au ». ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-end-before-start': {
    title: 'Fin avant le début',
    cause: `Une heure ou une date de fin n'est pas après celle du début. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-day-differs': {
    title: 'Jour et date ne vont pas ensemble',
    cause: `La ligne contredit la date de sa séance : autre jour de la semaine, autres semaines, date hors de « Du » et « Au » ou citée par « Sauf ». ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-no-session-then': {
    title: 'Date sans séance à annuler',
    cause:
      "La ligne annule (« Annulé ») ou excepte (« Sauf ») une date où elle n'a pas de séance : autre jour de la semaine que celui du cours, semaine où il n'a pas lieu, ou date déjà retirée par « Sauf ». Elle est reprise ; cette date n'y change rien, et une séance qui n'a pas lieu peut rester.",
    remedy: `Vérifiez la date dans les lignes citées. ${CORRECT_LINES} Rien à faire si le cours n'a de toute façon pas lieu ce jour-là.`,
  },
  'csv-duration-differs': {
    title: 'Fin et durée ne vont pas ensemble',
    cause: "La durée d'une ligne n'est pas celle qui va du début à la fin. La ligne est reprise avec son heure de fin.",
    remedy: "Vérifiez l'heure de fin dans les lignes citées ; corrigez-la si elle est fausse, ou enlevez la durée.",
  },
  'csv-cancelled': {
    title: 'Annulation illisible',
    cause: `La cellule ne dit pas si la séance est annulée (oui, non), ni quelles dates du cours le sont. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-nobody': {
    title: 'Cours sans personne ni salle',
    cause: `La ligne ne nomme ni classe, ni groupe, ni enseignant, ni salle. ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'too-many-names': {
    title: 'Trop de noms pour un cours',
    cause:
      "Un cours nomme plus de classes, de groupes, d'enseignants et de salles qu'aucun n'en a. Il ne donne aucune séance.",
    remedy: 'Corrigez le fichier, puis déposez-le à nouveau.',
  },
  'csv-too-many-cells': {
    title: 'Ligne plus longue que le titre',
    cause: `La ligne a plus de cellules que la première. ${LINE_LEFT_OUT}`,
    remedy: 'Vérifiez les séparateurs et les guillemets de ces lignes, puis déposez à nouveau le tableau.',
  },
  'csv-forbidden-character': {
    title: 'Caractère interdit',
    cause: `La ligne contient un caractère de commande (un octet nul par exemple). ${LINE_LEFT_OUT}`,
    remedy: 'Enregistrez de nouveau le tableau depuis votre tableur, puis déposez-le.',
  },
  'csv-uai': {
    title: 'Code UAI illisible',
    cause: `La cellule ne contient pas un code UAI (7 chiffres et une lettre). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'csv-year': {
    title: 'Année scolaire illisible',
    cause: `La cellule ne contient pas une année scolaire (2026-2027). ${LINE_LEFT_OUT}`,
    remedy: CORRECT_LINES,
  },
  'lesson-twice': {
    title: 'Séance en double',
    cause:
      'La même séance (jour, heure, matière, public, enseignants et salles) est écrite deux fois ; elle compte une fois.',
    remedy: 'Rien à faire si une seule séance a lieu.',
  },
  'teacher-joined': {
    title: 'Enseignant cité avec et sans identifiant',
    cause:
      "Le fichier cite cet enseignant tantôt avec un identifiant, tantôt par son nom seul, et aucun autre identifiant n'a ce nom : c'est la même personne.",
    remedy:
      'Rien à faire, sauf si deux personnes portent ce nom : donnez alors à chacune son identifiant dans le fichier.',
  },
  'teacher-name-shared': {
    title: 'Nom de plusieurs enseignants',
    cause:
      'Le fichier cite cet enseignant par son nom seul, alors que plusieurs identifiants y ont ce nom. Rien ne dit lequel est le bon : il est pris pour une personne de plus.',
    remedy: "Écrivez partout l'identifiant à la suite de ce nom, puis déposez à nouveau le fichier.",
  },
  // Calendars.
  'ics-version': {
    title: "Calendrier d'une version inconnue",
    cause: 'Le calendrier annonce la version {version} du format ; Carillon lit la version 2.0.',
    remedy: 'Exportez le calendrier au format iCalendar (.ics) actuel.',
  },
  'ics-truncated': {
    title: 'Calendrier coupé',
    cause: "Le calendrier s'arrête avant sa fin (END:VCALENDAR). Il a sans doute été coupé pendant l'envoi.",
    remedy: "Relancez l'export du calendrier.",
  },
  'ics-line-too-long': {
    title: 'Calendrier démesuré',
    cause: 'Une ligne ou un événement du calendrier dépasse {characters} caractères.',
    remedy: 'Exportez le calendrier sans pièces jointes.',
  },
  'ics-several-schools': {
    title: 'Plusieurs établissements',
    cause: 'Les calendriers sont ceux de plusieurs établissements : {uais}.',
    remedy: 'Déposez les calendriers de chaque établissement à part.',
  },
  'ics-events-wrong': {
    title: "Trop d'événements illisibles",
    cause: 'Événements du calendrier qui ne se lisent pas : {wrong} sur {events}, soit plus de 5 %.',
    remedy: 'Le bilan les cite : corrigez-les dans le calendrier, puis déposez-le à nouveau.',
  },
  'ics-unreadable': {
    title: 'Événement illisible',
    cause:
      "La date, la durée ou un texte d'un événement ne se lit pas, ou il dure un jour ou plus. Il ne donne aucune séance.",
    remedy: CORRECT_EVENTS,
  },
  'ics-rule': {
    title: 'Répétition non suivie',
    cause:
      "Un événement se répète d'une façon qu'un cours n'a pas (chaque heure, chaque année, par numéro de jour), ou depuis plus de dix ans. Il ne donne aucune séance.",
    remedy: 'Faites-en une répétition par jour, par semaine ou par mois, puis déposez à nouveau le calendrier.',
  },
  'ics-over-midnight': {
    title: 'Cours au-delà de minuit',
    cause: 'Un événement commence un jour et finit le lendemain. Il ne donne aucune séance à partir de là.',
    remedy: CORRECT_EVENTS,
  },
  'ics-zone': {
    title: 'Fuseau horaire inconnu',
    cause:
      "Un événement nomme un fuseau que Carillon ne connaît pas ; ses heures sont prises pour celles de l'établissement.",
    remedy: 'Vérifiez ses heures dans le portail ; dans le calendrier, choisissez un fuseau comme Europe/Paris.',
  },
  'ics-day-removed': {
    title: 'Date retirée sans heure',
    cause:
      "Un événement qui se répète retire un jour sans dire l'heure ni que c'est un jour entier (`EXDATE` sans `VALUE=DATE`). Ce que l'événement a ce jour-là est retiré.",
    remedy: "Rien à faire si l'événement n'a pas lieu ce jour-là.",
  },
  'ics-date-ignored': {
    title: 'Date illisible dans une répétition',
    cause:
      "Un événement retire (`EXDATE`) ou ajoute (`RDATE`) une date qui ne se lit pas, ou qui s'ajoute sans heure. Il est repris, sans ce changement : une séance qui n'a pas lieu peut rester, ou une séance manquer.",
    remedy: CORRECT_EVENTS,
  },
  'ics-no-session-then': {
    title: 'Date retirée sans séance',
    cause:
      "Un événement retire (`EXDATE`) une date ou une heure où il n'a pas lieu : autre jour, ou autre heure que la sienne. Il est repris ; cette date n'y change rien, et une séance qui n'a pas lieu peut rester.",
    remedy: `Vérifiez la date et l'heure. ${CORRECT_EVENTS} Rien à faire si l'événement n'a de toute façon pas lieu à ce moment.`,
  },
  'ics-all-day': {
    title: 'Événement sans heure',
    cause: "Un événement dure des jours entiers (vacances, anniversaire) : ce n'est pas un cours.",
    remedy: 'Rien à faire.',
  },
  'ics-nobody': {
    title: 'Événement sans classe, enseignant ni salle',
    cause: "Un événement ne dit pas qui il concerne : ce n'est pas un cours.",
    remedy:
      "Rien à faire si ce n'en est pas un. La page « Formats de fichiers » dit comment un événement nomme sa classe.",
  },
  'ics-outside-year': {
    title: "Événement hors de l'année",
    cause: "Un événement n'a lieu aucun jour de l'année scolaire ; il n'est pas repris.",
    remedy: 'Rien à faire.',
  },

  // STS.
  'other-half-needed': {
    title: "Il manque l'autre fichier",
    cause: "Le fichier {here} ne suffit pas : l'emploi du temps est en deux fichiers, et il manque {missing}.",
    remedy:
      "Mettez les deux fichiers dans un zip. Sur l'URL de dépôt, le second peut aussi suivre le premier : il est attendu un moment.",
  },
  'other-half-needed:names': {
    title: "Il manque l'autre fichier",
    cause: "Le fichier {here} ne suffit pas : l'emploi du temps est en deux fichiers, et il manque {missing}.",
    remedy:
      "Mettez les deux fichiers dans un zip. Sur l'URL de dépôt, le second peut aussi suivre le premier : il est attendu un moment. Pour importer les enseignants et les classes, et non l'emploi du temps, un gestionnaire donne {here} à la page « Annuaire ».",
  },
  'waits-for-half': {
    title: 'Attend le fichier {missing}',
    cause: "Le fichier {here} est arrivé seul. L'emploi du temps sera importé dès que {missing} sera là aussi.",
    remedy: 'Déposez {missing} avant {until} ; passé ce délai, cet import est refusé.',
  },
  'waits-for-half:names': {
    title: 'Attend le fichier {missing}',
    cause: "Le fichier {here} est arrivé seul. L'emploi du temps sera importé dès que {missing} sera là aussi.",
    remedy:
      "Déposez {missing} avant {until} ; passé ce délai, cet import est refusé. Pour importer les enseignants et les classes, et non l'emploi du temps, un gestionnaire donne {here} à la page « Annuaire ».",
  },
  'other-half-missing': {
    title: "L'autre fichier n'est pas venu",
    cause: 'Le fichier {here} a attendu {minutes} min le fichier {missing} du même établissement et de la même année.',
    remedy: "Déposez les deux fichiers l'un après l'autre, ou ensemble dans un zip.",
  },
  'other-half-missing:names': {
    title: "L'autre fichier n'est pas venu",
    cause: 'Le fichier {here} a attendu {minutes} min le fichier {missing} du même établissement et de la même année.',
    remedy:
      "Déposez les deux fichiers l'un après l'autre, ou ensemble dans un zip. Pour importer les enseignants et les classes, et non l'emploi du temps, un gestionnaire donne {here} à la page « Annuaire ».",
  },
  'sts-halves-differ': {
    title: 'Les deux fichiers STS ne vont pas ensemble',
    cause: 'Le fichier sts_emp est celui de {names}, le fichier emp_sts celui de {courses} (établissement et année).',
    remedy: 'Déposez les deux fichiers du même établissement et de la même année.',
  },
  'sts-courses-unreadable': {
    title: 'Trop de cours illisibles',
    cause: 'Cours qui ne se lisent pas : {wrong} sur {courses}, soit plus de 5 %.',
    remedy:
      'Le bilan dit de quelles classes et matières ; vérifiez-les dans votre logiciel, puis relancez la remontée vers STS-WEB.',
  },
  'sts-course-unreadable': {
    title: 'Cours illisible',
    cause: "Le jour, l'heure ou la durée d'un cours n'est pas possible. Il ne donne aucune séance.",
    remedy: "Vérifiez ce cours dans votre logiciel d'emploi du temps, puis relancez l'export.",
  },
  'sts-alternation-unknown': {
    title: 'Cours sans alternance',
    cause:
      "Un cours suit une alternance que le fichier ne définit pas, ou qui n'a pas de semaines. Il ne donne aucune séance.",
    remedy: "Vérifiez les alternances dans votre logiciel d'emploi du temps, puis relancez l'export.",
  },
};
