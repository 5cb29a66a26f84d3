/** Texts of the dashboard. */

import { bilingual } from './words.ts';

export const boardWords = bilingual(
  {
    year: (year: string) => `année ${year}`,
    noYear: 'aucune année ouverte',
    firstImport: {
      title: 'Premier import manuel à faire',
      cause:
        "L'import automatisé s'ouvre après un premier import manuel de l'année. D'ici là, les fichiers déposés sont conservés mais ne sont pas appliqués.",
      remedy: "Faites le premier import manuel de l'année.",
      go: "Faire l'import manuel",
    },
    held: 'Import en attente de votre décision',
    decide: 'Voir le bilan et décider',
    look: 'Voir le bilan',
    receivedOn: (id: string, moment: string) => `Import n° ${id}, reçu le ${moment}`,
    history: 'Historique des imports',
    columns: {
      date: 'Date',
      status: 'Statut',
      auto: 'Auto',
      establishment: 'Établissement',
      file: 'Fichier importé',
      report: 'Bilan',
    },
    yes: 'Oui',
    no: 'Non',
    by: (login: string) => `par ${login}`,
    report: 'Bilan',
    reportOf: (id: string) => `Bilan de l'import n° ${id}`,
    none: 'Aucun import',
    noneHint: "Les fichiers déposés par votre logiciel d'emploi du temps apparaîtront ici.",
    total: (count: number, text: string) => (count === 1 ? '1 import' : `${text} imports`),
  },
  {
    year: (year) => `school year ${year}`,
    noYear: 'no open year',
    firstImport: {
      title: 'First manual import to do',
      cause:
        'Automatic import opens after a first manual import of the year. Until then, deposited files are kept but not applied.',
      remedy: 'Do the first manual import of the year.',
      go: 'Import by hand',
    },
    held: 'Import waiting for your decision',
    decide: 'See the report and decide',
    look: 'See the report',
    receivedOn: (id, moment) => `Import no. ${id}, received ${moment}`,
    history: 'History of imports',
    columns: {
      date: 'Date',
      status: 'Status',
      auto: 'Auto',
      establishment: 'School',
      file: 'Imported file',
      report: 'Report',
    },
    yes: 'Yes',
    no: 'No',
    by: (login) => `by ${login}`,
    report: 'Report',
    reportOf: (id) => `Report of import no. ${id}`,
    none: 'No import',
    noneHint: 'Files that your timetable software deposits will appear here.',
    total: (count, text) => (count === 1 ? '1 import' : `${text} imports`),
  },
);
