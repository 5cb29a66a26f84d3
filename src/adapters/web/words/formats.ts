/** Texts of « Formats de fichiers »: which timetable files are read, how to get them, and how to write a table or a calendar. */

import { bilingual } from './words.ts';

/** One kind of file. `columns` and `example`: for files that people write themselves. */
export interface FormatHelp {
  readonly title: string;
  /** Which software writes it. */
  readonly from: string;
  /** How to get it and how to give it, in order. */
  readonly how: readonly string[];
  /** What it does not say. */
  readonly without: string;
  readonly columns?: readonly (readonly [name: string, what: string])[];
  readonly example?: string;
}

/** The names under which `carillon formats` lists them. */
type Name = 'EDT' | 'UDT' | 'STS' | 'CSV' | 'iCalendar' | 'EXP_Cours';

const EXAMPLE = `UAI;Année;Date;Jour;Début;Fin;Semaines;Annulé;Matière;Professeurs;Classes;Groupes;Salles
0990001A;2026-2027;;lundi;8h00;8h55;37-42, 45-51;12/10/2026;Anglais LV1;MARTINOT Louise;3A;;B12
0990001A;2026-2027;18/11/2026;;08:00;09:50;;;Latin;DE LA ROCHE Jean-Yves;;3LATIN <3A> <3B>;A01`;

const ICS_EXAMPLE = `DTSTART:20261118T080000
DTEND:20261118T085500
SUMMARY:Latin
LOCATION:A01
DESCRIPTION:Classe : 3A\\nProfesseur : DE LA ROCHE Jean-Yves`;

const ENGLISH_EXAMPLE = `UAI;Year;Date;Weekday;Start;End;Weeks;Cancelled;Subject;Teachers;Divisions;Groups;Rooms
0990001A;2026-2027;;monday;08:00;08:55;37-42, 45-51;2026-10-12;English;MARTINOT Louise;3A;;B12
0990001A;2026-2027;2026-11-18;;08:00;09:50;;;Latin;ROCHE Jean-Yves;;3LATIN <3A> <3B>;A01`;

const FRENCH: Readonly<Record<Name, FormatHelp>> = {
  EDT: {
    title: 'EDT et PRONOTE (Index Éducation)',
    from: 'Fichier XML, seul ou dans un zip ; chiffré pour ce portail ou non.',
    how: [
      'Dans EDT ou PRONOTE : menu Fichier, IMPORTS/EXPORTS, « Vers les socles ENT ».',
      "Pour un dépôt automatique : « Activer l'automatisation », et dans « Exporter dans » l'URL de dépôt de la page « Comptes d'accès ». C'est à refaire dans la nouvelle base, à la rentrée.",
      'Pour un import manuel : « Dans un répertoire », puis choisissez ici le fichier obtenu.',
    ],
    without: 'Les vacances et fermetures n’y sont pas : elles sont déduites des jours sans cours.',
  },
  UDT: {
    title: 'UnDeuxTEMPS (UDT)',
    from: 'Zip de fichiers UDCal_NN.xml.',
    how: [
      "Faites l'export d'UnDeuxTEMPS vers un ENT (son éditeur dit où il est dans les menus), et donnez le zip tel quel, sans en retirer de fichier.",
      "Ne le renommez pas : c'est son nom qui dit l'établissement, par exemple 0990001A_20261122101908_UDT.zip.",
    ],
    without: 'Un cours annulé n’y est plus : sa séance disparaît.',
  },
  STS: {
    title: 'STS-WEB : sts_emp et emp_sts',
    from: 'Deux fichiers XML : les noms viennent de STS-WEB, les cours du logiciel d’emploi du temps.',
    how: [
      'sts_emp : dans STS-WEB, Exports, Emploi du temps.',
      'emp_sts : le fichier que votre logiciel d’emploi du temps écrit pour la remontée des services.',
      'Pour un import manuel, mettez les deux dans un même zip. Déposés par un logiciel, ils peuvent arriver l’un après l’autre.',
    ],
    without: 'Ni élèves, ni cours annulés, ni cours sans enseignant.',
  },
  CSV: {
    title: 'Tableau (CSV)',
    from: 'Pour qui n’a pas de logiciel d’emploi du temps : un tableau fait dans Excel ou LibreOffice, enregistré en CSV.',
    how: [
      'La première ligne nomme les colonnes, dans l’ordre que vous voulez ; une colonne inconnue n’est pas lue, et le bilan le dit.',
      'Chaque ligne est une séance datée, ou un cours hebdomadaire avec ses semaines.',
      'Il faut au moins : Date ou Jour, Début, Fin ou Durée, et une des colonnes Professeurs, Classes, Groupes, Salles.',
      'Plusieurs noms dans une case sont séparés par | ou par une virgule. Carillon n’enlève pas les vacances de lui-même : dites les semaines.',
      'Pour les élèves, mettez dans le même zip un second tableau : Nom, Prénom, Date de naissance, INE, Classe, Groupes, Du, Au.',
    ],
    without: 'Ce qui n’a pas de colonne.',
    columns: [
      ['Date', 'jour d’une séance : 18/11/2026'],
      ['Jour', 'jour d’un cours hebdomadaire : lundi'],
      ['Début', 'heure : 8h05 ou 08:05'],
      ['Fin', 'heure de fin'],
      ['Durée', 'à la place de l’heure de fin : 55 (minutes) ou 1h30'],
      ['Semaines', 'numéros du calendrier : 37-42, 45 ; ou toutes, paires, impaires entre « Du » et « Au »'],
      ['Du', 'première date d’un cours hebdomadaire'],
      ['Au', 'dernière date'],
      ['Sauf', 'dates où il n’a pas lieu : 11/11/2026'],
      ['Annulé', 'oui pour une séance ; les dates annulées d’un cours hebdomadaire'],
      ['Matière', 'son nom'],
      ['Code matière', 'son code, s’il y en a un : AGL1'],
      ['Professeurs', 'NOM Prénom, le nom en capitales'],
      ['Classes', 'noms des classes'],
      ['Groupes', 'noms des groupes ; leurs classes à la suite : 3LATIN <3A> <3B>'],
      ['Salles', 'noms des salles'],
      ['UAI', 'code de l’établissement ; inutile s’il est le seul du site'],
      ['Année', '2026-2027 ; sinon l’année des dates'],
    ],
    example: EXAMPLE,
  },
  iCalendar: {
    title: 'Agenda (iCalendar, .ics)',
    from: 'Un agenda exporté de Google Agenda, Outlook, Nextcloud ou d’un logiciel qui publie des calendriers ; ou un zip de plusieurs, par exemple un par classe.',
    how: [
      'Un cours est un événement avec une heure, qui nomme au moins une classe, un groupe, un enseignant ou une salle.',
      'La matière est le titre de l’événement, la salle son lieu. Le reste se dit dans sa description, une ligne chacun : « Classe : 3A », « Professeur : MARTINOT Louise », « Groupe : 3LATIN <3A> <3B> ».',
      'Un agenda qui s’appelle « Classe 3A » est celui de cette classe.',
      'Les événements répétés, déplacés ou annulés sont suivis. Les journées entières et les réunions ne sont pas reprises, et le bilan les compte.',
    ],
    without: 'Ni élèves, ni ce qui n’a pas d’heure.',
    example: ICS_EXAMPLE,
  },
  EXP_Cours: {
    title: 'Export « texte » d’EDT (EXP_Cours.xml)',
    from: 'Pour qui ne peut pas faire l’export « Vers les socles ENT ». Import manuel seulement.',
    how: [
      'Dans EDT : Imports/Exports, TXT/CSV/XML/SQL, « Exporter un fichier texte » ; données « Cours », format XML, option « Nom complet des groupes et des parties ». De même pour « Élèves ».',
      'Sur la page « Année scolaire », remplissez « Semaines et alternances » : ces fichiers ne disent pas les dates.',
      'Envoyez EXP_Cours.xml seul, ou un zip avec EXP_ELEVE.xml.',
    ],
    without: 'Ni dates, ni cours de quelques semaines, ni annulations, ni établissement.',
  },
};

const ENGLISH: Readonly<Record<Name, FormatHelp>> = {
  EDT: {
    title: 'EDT and PRONOTE (Index Éducation)',
    from: 'An XML file, alone or in a zip; encrypted for this portal or not.',
    how: [
      'In EDT or PRONOTE: menu Fichier, IMPORTS/EXPORTS, “Vers les socles ENT”.',
      'For automatic deposits: “Activer l’automatisation”, and in “Exporter dans” the deposit URL of the page “Access accounts”. It has to be done again in the new base each year.',
      'For a manual import: “Dans un répertoire”, then choose the file here.',
    ],
    without: 'Holidays and closures are not in it: they are derived from days without lessons.',
  },
  UDT: {
    title: 'UnDeuxTEMPS (UDT)',
    from: 'A zip of files UDCal_NN.xml.',
    how: [
      'Make the export of UnDeuxTEMPS for an ENT (its publisher says where it is in the menus), and give the zip as it is, without taking a file out.',
      'Do not rename it: its name says the school, for example 0990001A_20261122101908_UDT.zip.',
    ],
    without: 'A cancelled lesson is no longer in it: its session disappears.',
  },
  STS: {
    title: 'STS-WEB: sts_emp and emp_sts',
    from: 'Two XML files: the names come from STS-WEB, the courses from the timetable software.',
    how: [
      'sts_emp: in STS-WEB, menu “Exports”, “Emploi du temps”.',
      'emp_sts: the file that your timetable software writes to send services back.',
      'For a manual import put both into one zip. Deposited by software, they may come one after the other.',
    ],
    without: 'Neither students, nor cancelled lessons, nor courses without a teacher.',
  },
  CSV: {
    title: 'Table (CSV)',
    from: 'For who has no timetable software: a table made in Excel or LibreOffice, saved as CSV.',
    how: [
      'The first line names the columns, in any order; an unknown column is not read, and the report says so. French names do as well.',
      'Each row is a dated session, or a weekly course with its weeks.',
      'At least: Date or Weekday, Start, End or Duration, and one of the columns Teachers, Divisions, Groups, Rooms.',
      'Several names in a cell are separated by | or by a comma. Carillon takes no holidays out by itself: say the weeks.',
      'For students put a second table into the same zip: Last name, First name, Birth date, INE, Division, Groups, From, To.',
    ],
    without: 'What has no column.',
    columns: [
      ['Date', 'day of a session: 2026-11-18'],
      ['Weekday', 'day of a weekly course: monday'],
      ['Start', 'time: 08:05'],
      ['End', 'time of its end'],
      ['Duration', 'instead of the end: 55 (minutes) or 1h30'],
      ['Weeks', 'numbers of the calendar: 37-42, 45'],
      ['From', 'first date of a weekly course'],
      ['To', 'last date'],
      ['Except', 'dates on which it does not take place'],
      ['Cancelled', 'yes for a session; the cancelled dates of a weekly course'],
      ['Subject', 'its name'],
      ['Subject code', 'its code, if there is one: AGL1'],
      ['Teachers', 'NAME First name, the name in capitals'],
      ['Divisions', 'names of the classes'],
      ['Groups', 'names of the groups, followed by their classes: 3LATIN <3A> <3B>'],
      ['Rooms', 'names of the rooms'],
      ['UAI', 'code of the school; not needed if it is the only one of the site'],
      ['Year', '2026-2027; otherwise the year of the dates'],
    ],
    example: ENGLISH_EXAMPLE,
  },
  iCalendar: {
    title: 'Calendar (iCalendar, .ics)',
    from: 'A calendar exported from Google Calendar, Outlook, Nextcloud or software that publishes calendars; or a zip of several, for example one for each class.',
    how: [
      'A lesson is an event with a time that names at least a class, a group, a teacher or a room.',
      'The subject is the title of the event, the room its place. The rest stands in its description, a line each: “Class: 3A”, “Teacher: MARTINOT Louise”, “Group: 3LATIN <3A> <3B>”.',
      'A calendar named “Class 3A” is that of this class.',
      'Repeated, moved and cancelled events are followed. Whole days and meetings are not taken, and the report counts them.',
    ],
    without: 'Neither students nor what has no time.',
    example: ICS_EXAMPLE.replace('Classe : ', 'Class: ').replace('Professeur : DE LA ROCHE', 'Teacher: ROCHE'),
  },
  EXP_Cours: {
    title: '“Text” export of EDT (EXP_Cours.xml)',
    from: 'For who cannot make the export “Vers les socles ENT”. By manual import only.',
    how: [
      'In EDT: Imports/Exports, TXT/CSV/XML/SQL, “Exporter un fichier texte”; data “Cours”, format XML, option “Nom complet des groupes et des parties”. The same for “Élèves”.',
      'On the page “School year” fill in “Weeks and alternations”: these files do not say the dates.',
      'Send EXP_Cours.xml alone, or a zip with EXP_ELEVE.xml.',
    ],
    without: 'Neither dates, nor courses of a few weeks, nor cancellations, nor the school.',
  },
};

export const formatWords = bilingual(
  {
    title: 'Formats de fichiers',
    lead: 'Les fichiers d’emploi du temps que Carillon sait lire. Il les reconnaît à leur contenu, pas à leur nom.',
    link: 'Quels fichiers, et comment les obtenir ?',
    toDirectory: 'Aller à la page « Annuaire »',
    onPage: 'Sur cette page',
    without: 'Ce qu’il ne dit pas :',
    column: 'Colonne',
    what: 'Contenu',
    columns: 'Colonnes du tableau',
    example: 'Exemple :',
    none: 'Rien de tout cela ?',
    noneHint:
      'Un PDF, une image ou un classeur (.xlsx, .ods) ne peuvent pas être lus : enregistrez le classeur en CSV. Pour l’annuaire (élèves, enseignants, classes), les fichiers sont décrits à la page « Annuaire ».',
    formats: FRENCH,
  },
  {
    title: 'File formats',
    lead: 'The timetable files that Carillon can read. It knows them by their content, not by their name.',
    link: 'Which files, and how to get them?',
    toDirectory: 'Go to the page “Directory”',
    onPage: 'On this page',
    without: 'What it does not say:',
    column: 'Column',
    what: 'Content',
    columns: 'Columns of the table',
    example: 'Example:',
    none: 'None of these?',
    noneHint:
      'A PDF, a picture or a workbook (.xlsx, .ods) cannot be read: save the workbook as CSV. For the directory (students, teachers, classes) the files are described on the page “Directory”.',
    formats: ENGLISH,
  },
);
