/** Texts of weeks: the timetable page, and a week before and after an import. */

import { countedInFrench } from '../../../domain/model/language.ts';
import { bilingual } from './words.ts';

export const weekWords = bilingual(
  {
    kinds: { division: 'Classe', teacher: 'Enseignant', group: 'Groupe', room: 'Salle' },
    plural: { division: 'Classes', teacher: 'Enseignants', group: 'Groupes', room: 'Salles' },
    lead: 'Les séances enregistrées dans le portail, semaine par semaine.',
    find: 'Rechercher',
    search: 'Classe, enseignant, groupe ou salle',
    show: 'Afficher',
    date: 'Semaine du',
    weekOf: (monday: string) => `Semaine du ${monday}`,
    inWeekOf: (monday: string) => `semaine du ${monday}`,
    previous: 'Semaine précédente',
    next: 'Semaine suivante',
    today: "Aujourd'hui",
    change: 'Choisir une autre semaine ou un autre emploi du temps',
    time: 'Heure',
    none: 'Aucune séance cette semaine',
    noneHint: (name: string) => `Rien n'est prévu pour ${name} du lundi au dimanche.`,
    closed: (first: string, last: string) => `Période de fermeture : du ${first} au ${last}.`,
    noYear: "Cette semaine n'est dans aucune année scolaire ouverte.",
    noTimetable: "Pas encore d'emploi du temps",
    noTimetableHint:
      "Les séances apparaîtront ici après le premier import manuel de l'année, puis après chaque dépôt du logiciel d'emploi du temps.",
    startImport: "Faire le premier import de l'année",
    found: (count: string, text: string) => `${countedInFrench(count, 'résultat', 'résultats')} pour « ${text} »`,
    notFound: (text: string) => `Rien ne s'appelle « ${text} »`,
    notFoundHint: "Essayez une partie du nom, sans les accents s'il le faut, ou choisissez dans les listes.",
    tryPart: "Essayez une partie du nom, sans les accents s'il le faut.",
    choose: 'Choisir dans les listes',
    person: (id: string) => `identifiant ${id}`,
    cancelled: 'Annulée',
    toBeCancelled: 'Sera annulée',
    origin: (run: string) => `n° ${run}`,
    originImport: (run: string) => `import n° ${run}`,
    originOf: (run: string) => `modifiée par l'import n° ${run}`,
    createdBy: (run: string) => `créée par l'import n° ${run}`,
    origins: "D'où viennent ces séances",
    originCreated: (count: number, number: string) =>
      count === 1 ? "1 séance créée par l'" : `${number} séances créées par l'`,
    originChanged: (count: number, number: string) =>
      count === 1 ? "1 séance modifiée en dernier par l'" : `${number} séances modifiées en dernier par l'`,
    originUnknown: (count: number, number: string) =>
      count === 1
        ? "1 séance dont l'import n'est plus noté (plus de 60 jours)."
        : `${number} séances dont l'import n'est plus noté (plus de 60 jours).`,
    print: "Pour imprimer cette semaine, utilisez l'impression de votre navigateur : la page tient sur une feuille A4.",
    total: (planned: number, number: string, cancelled: number, other: string) =>
      `${number} séance${planned > 1 ? 's' : ''}${cancelled > 0 ? `, ${other} annulée${cancelled > 1 ? 's' : ''}` : ''}`,
    run: {
      title: 'Avant et après, semaine par semaine',
      wouldBe:
        "« Avant » est l'emploi du temps enregistré maintenant ; « après » est ce qu'il serait si cet import était approuvé.",
      did: "« Avant » est la semaine telle qu'elle était juste avant cet import ; « après », telle qu'il l'a laissée.",
      undone: "Cet import a été annulé : « après » est ce qu'il avait fait de la semaine.",
      later: (runs: string) =>
        `Des imports plus récents ont encore modifié cette semaine (${runs}) : « après » n'est donc pas tout à fait l'emploi du temps d'aujourd'hui.`,
      now: "Voir l'emploi du temps d'aujourd'hui",
      before: 'Avant',
      after: 'Après',
      changedWeeks: (name: string) => `Semaines modifiées pour ${name}`,
      noWeeks: (name: string) => `Cet import ne change rien pour ${name}.`,
      weekCount: (count: number, number: string) => (count === 1 ? '1 changement' : `${number} changements`),
      most: 'Classes les plus touchées',
      differences: 'Ce qui change cette semaine',
      noDifferences: 'Rien ne change cette semaine.',
      empty: 'Aucune séance.',
      previous: 'Semaine modifiée précédente',
      next: 'Semaine modifiée suivante',
    },
  },
  {
    kinds: { division: 'Class', teacher: 'Teacher', group: 'Group', room: 'Room' },
    plural: { division: 'Classes', teacher: 'Teachers', group: 'Groups', room: 'Rooms' },
    lead: 'The sessions stored in the portal, week by week.',
    find: 'Search',
    search: 'Class, teacher, group or room',
    show: 'Show',
    date: 'Week of',
    weekOf: (monday) => `Week of ${monday}`,
    inWeekOf: (monday) => `week of ${monday}`,
    previous: 'Previous week',
    next: 'Next week',
    today: 'Today',
    change: 'Choose another week or another timetable',
    time: 'Time',
    none: 'No sessions this week',
    noneHint: (name) => `Nothing is planned for ${name} from Monday to Sunday.`,
    closed: (first, last) => `Closure period: from ${first} to ${last}.`,
    noYear: 'This week is in no open school year.',
    noTimetable: 'No timetable yet',
    noTimetableHint:
      'Sessions appear here after the first manual import of the year, then after each deposit of the timetable software.',
    startImport: 'Make the first import of the year',
    found: (count, text) => `${count} results for “${text}”`,
    notFound: (text) => `Nothing is called “${text}”`,
    notFoundHint: 'Try a part of the name, without accents if need be, or choose from the lists.',
    tryPart: 'Try a part of the name, without accents if need be.',
    choose: 'Choose from the lists',
    person: (id) => `identifier ${id}`,
    cancelled: 'Cancelled',
    toBeCancelled: 'To be cancelled',
    origin: (run) => `no. ${run}`,
    originImport: (run) => `import no. ${run}`,
    originOf: (run) => `changed by import no. ${run}`,
    createdBy: (run) => `created by import no. ${run}`,
    origins: 'Where these sessions come from',
    originCreated: (count, number) => (count === 1 ? '1 session created by ' : `${number} sessions created by `),
    originChanged: (count, number) =>
      count === 1 ? '1 session changed last by ' : `${number} sessions changed last by `,
    originUnknown: (count, number) =>
      count === 1
        ? '1 session whose import is no longer noted (more than 60 days).'
        : `${number} sessions whose import is no longer noted (more than 60 days).`,
    print: 'To print this week, use the print command of your browser: the page fits a sheet of A4.',
    total: (planned, number, cancelled, other) =>
      `${number} session${planned === 1 ? '' : 's'}${cancelled > 0 ? `, ${other} cancelled` : ''}`,
    run: {
      title: 'Before and after, week by week',
      wouldBe:
        '“Before” is the timetable that is stored now; “after” is what it would be if this import were approved.',
      did: '“Before” is the week as it was right before this import; “after”, as the import left it.',
      undone: 'This import was undone: “after” is what it had made of the week.',
      later: (runs) =>
        `Later imports changed this week again (${runs}): “after” is therefore not quite today's timetable.`,
      now: "See today's timetable",
      before: 'Before',
      after: 'After',
      changedWeeks: (name) => `Changed weeks of ${name}`,
      noWeeks: (name) => `This import changes nothing for ${name}.`,
      weekCount: (count, number) => (count === 1 ? '1 change' : `${number} changes`),
      most: 'Classes that change most',
      differences: 'What changes this week',
      noDifferences: 'Nothing changes this week.',
      empty: 'No sessions.',
      previous: 'Previous changed week',
      next: 'Next changed week',
    },
  },
);
