/** Texts of what an import changes: the parts of a run's page. */

import { countedInFrench } from '../../../domain/model/language.ts';
import type { RunEffect } from '../../../domain/model/run.ts';
import type { ChangeKind, ChangePart } from '../../../domain/report/changes.ts';
import type { Aspect } from '../../../domain/report/session-lines.ts';
import { bilingual } from './words.ts';

export const changeWords = bilingual(
  {
    tabs: { summary: 'Bilan', changes: 'Changements', week: 'Avant / après' },
    leads: {
      would:
        "Ce que cet import changerait s'il était approuvé, comparé à l'emploi du temps enregistré maintenant. Rien n'est encore modifié.",
      did: "Ce que cet import a changé dans l'emploi du temps enregistré.",
      undone: "Ce que cet import avait changé, avant d'être annulé.",
      never:
        "Ce que cet import aurait changé s'il avait été appliqué, comparé à l'emploi du temps enregistré à ce moment-là.",
      same: "Cet import n'a rien changé : son contenu était déjà enregistré, ou déjà décidé.",
      'not-yet': "Cet import n'a encore rien changé.",
      nothing: "Rien n'a été modifié.",
    } satisfies Record<RunEffect | 'nothing', string>,
    never: {
      rejected: 'Il a été refusé.',
      byPerson: 'Il a été rejeté sur décision.',
      failed: 'Il a échoué.',
      superseded: 'Il a été remplacé par un dépôt plus récent.',
      cancelled: 'Il a été abandonné.',
    },
    waits: 'Cet import attend votre décision',
    waitsHint: 'Rien n’est modifié tant que vous ne l’avez pas approuvé.',
    decide: 'Décider',
    parts: {
      sessions: 'Séances',
      services: "Services d'enseignement",
      groups: 'Classes et groupes',
      subjects: 'Matières',
      closures: 'Périodes de fermeture',
    } satisfies Record<ChangePart, string>,
    kinds: {
      created: 'Créé',
      modified: 'Modifié',
      deleted: 'Supprimé',
      members: 'Membres',
    } satisfies Record<ChangeKind | 'members', string>,
    kindsFeminine: { created: 'Créée', modified: 'Modifiée', deleted: 'Supprimée' } satisfies Record<
      ChangeKind,
      string
    >,
    aspects: {
      teachers: 'Enseignant',
      rooms: 'Salle',
      end: 'Fin',
      subject: 'Matière',
      audience: 'Classe ou groupe',
      cancelled: 'Annulation',
    } satisfies Record<Aspect, string>,
    all: 'Toutes',
    nothing: 'aucun',
    was: 'avant :',
    now: 'après :',
    columns: {
      change: 'Changement',
      lesson: 'Cours',
      when: 'Quand et quoi',
      dates: 'Séances',
      service: 'Matière et public',
      teachers: 'Enseignants',
      weekly: 'Horaire hebdomadaire',
      group: 'Classe ou groupe',
      members: 'Élèves',
      code: 'Code',
      label: 'Libellé',
      period: 'Période',
      establishments: 'Établissement',
    },
    weekdays: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
    count: (count: number, number: string) => (count === 1 ? '1 séance' : `${number} séances`),
    onDay: (day: string) => `le ${day}`,
    between: (first: string, last: string) => `du ${first} au ${last}`,
    allDates: 'Toutes les dates',
    division: 'Classe',
    group: 'Groupe',
    part: (name: string, groups: string) => (groups === '' ? `${name} (partie de classe)` : `${name} (${groups})`),
    joined: (count: number, number: string) => (count === 1 ? '1 arrivée' : `${number} arrivées`),
    left: (count: number, number: string) => (count === 1 ? '1 départ' : `${number} départs`),
    movedMembers: (count: number, number: string) =>
      count === 1 ? '1 changement de dates' : `${number} changements de dates`,
    linked: (count: number, number: string) =>
      count === 1 ? "1 lien avec l'annuaire mis à jour" : `${number} liens avec l'annuaire mis à jour`,
    empty: 'Aucun changement',
    emptyHint: 'Le contenu du fichier est celui qui est enregistré : aucune ligne à montrer.',
    notCompared: 'Pas de comparaison',
    notComparedHint: "Cet import n'est pas allé jusqu'à la comparaison avec l'emploi du temps enregistré.",
    notYetHint: "La comparaison avec l'emploi du temps enregistré n'est pas encore faite.",
    first: "Premier import de l'année",
    firstHint:
      "Ses séances ne sont pas listées une à une : ce qui est enregistré est ce qu'il a créé, et ce que les imports suivants en ont fait.",
    seeTimetable: "Voir l'emploi du temps",
    forgotten: 'Le détail des changements n’est plus conservé',
    forgottenHint: (days: string) =>
      `Il l'est ${countedInFrench(days, 'jour', 'jours')}, ou jusqu'à l'effacement des données d'une personne. Les nombres restent dans le bilan.`,
    structuresForgotten: "Le détail des matières, services et groupes n'est plus conservé.",
    sessionsForgotten: "Le détail des séances n'est plus conservé.",
    none: {
      sessions: 'Séances : aucun changement.',
      services: "Services d'enseignement : aucun changement.",
      groups: 'Classes, groupes et élèves : aucun changement.',
      subjects: 'Matières : aucun changement.',
      closures: 'Périodes de fermeture : aucun changement.',
    } satisfies Record<ChangePart, string>,
    seeAll: (number: string) => `Voir les ${number} lignes`,
    lines: (count: number, number: string) => (count === 1 ? '1 ligne' : `${number} lignes`),
    previousPage: 'Lignes précédentes',
    nextPage: 'Lignes suivantes',
    range: (first: string, last: string, total: string) => `Lignes ${first} à ${last} sur ${total}`,
    help: "Une ligne réunit toutes les dates d'un même cours de la semaine. « Déplacée » : le même cours, à un autre moment de la même semaine ; le bilan la compte comme une séance supprimée et une créée. « Rétablie » : annulée avant, elle a de nouveau lieu ; le bilan la compte parmi les modifiées. Les séances passées ne changent jamais.",
    asCsv: 'Séances modifiées (CSV)',
    findingsCsv: 'Anomalies (CSV)',
    sortBy: 'Trier par',
    sorts: { severity: 'gravité', code: 'code', count: 'nombre' },
    code: 'Code',
    noFindings: 'Aucune anomalie',
    csv: {
      sessions: [
        'Changement',
        'Matière',
        'Classes',
        'Groupes',
        'Date avant',
        'Début avant',
        'Fin avant',
        'Date après',
        'Début après',
        'Fin après',
        'Enseignants avant',
        'Enseignants après',
        'Salles avant',
        'Salles après',
      ],
      findings: ['Code', 'Gravité', 'Titre', 'Nombre', 'À propos de', 'Emplacement', 'Cause', 'À faire'],
      sessionsName: (run: string) => `seances-import-${run}.csv`,
      findingsName: (run: string) => `anomalies-import-${run}.csv`,
    },
    undo: {
      title: (id: string) => `Annuler l'import n° ${id}`,
      will: 'Ce qui va se passer',
      restored: (count: number, number: string) =>
        count === 0
          ? "Aucune séance à venir n'est concernée."
          : count === 1
            ? "1 séance à venir redevient ce qu'elle était avant cet import."
            : `${number} séances à venir redeviennent ce qu'elles étaient avant cet import.`,
      kept: (count: number, number: string) =>
        count === 1
          ? '1 séance déjà commencée reste comme elle a eu lieu.'
          : `${number} séances déjà commencées restent comme elles ont eu lieu.`,
      year: (closes: string, opens: string | null) =>
        opens === null
          ? `L'année ${closes} se referme, et aucune autre n'est ouverte : les dépôts seront conservés sans être appliqués, jusqu'à un nouvel import manuel.`
          : `L'année ${closes} se referme et ${opens} s'ouvre de nouveau, avec ses rapprochements gardés : les dépôts de ${opens} seront appliqués, ceux de ${closes} conservés sans l'être.`,
      structures: 'Les groupes, services, matières et périodes de fermeture redeviennent aussi ceux d’avant.',
      entries: (count: number, number: string) =>
        count === 1
          ? "1 fiche de l'annuaire redevient ce qu'elle était avant cet import."
          : `${number} fiches de l'annuaire redeviennent ce qu'elles étaient avant cet import, sous les mêmes identifiants.`,
      entriesKept: (count: number, number: string) =>
        count === 1
          ? '1 fiche modifiée depuis reste telle quelle.'
          : `${number} fiches modifiées depuis restent telles quelles.`,
      directory:
        "Les comptes d'accès et les rapprochements qui avaient suivi une fiche la suivent de nouveau ; les emplois du temps en attente sont jugés de nouveau.",
      again:
        "Si le même fichier est déposé de nouveau, il ne sera pas appliqué ; vous pourrez rejouer cet import s'il est finalement le bon.",
      reason: "Motif de l'annulation",
      reasonHint: 'Il reste dans le bilan, pour ceux qui se demanderont pourquoi.',
      seeLast: (id: string) => `Voir l'import n° ${id}`,
    },
  },
  {
    tabs: { summary: 'Report', changes: 'Changes', week: 'Before / after' },
    leads: {
      would:
        'What this import would change if it were approved, compared with the timetable stored now. Nothing has been changed yet.',
      did: 'What this import changed in the stored timetable.',
      undone: 'What this import had changed before it was undone.',
      never: 'What this import would have changed if it had been applied, compared with the timetable stored then.',
      same: 'This import changed nothing: its content was stored, or decided upon, already.',
      'not-yet': 'This import has not changed anything yet.',
      nothing: 'Nothing was changed.',
    },
    never: {
      rejected: 'It was refused.',
      byPerson: 'It was rejected by a person.',
      failed: 'It failed.',
      superseded: 'It was replaced by a newer deposit.',
      cancelled: 'It was cancelled.',
    },
    waits: 'This import waits for your decision',
    waitsHint: 'Nothing is changed until you approve it.',
    decide: 'Decide',
    parts: {
      sessions: 'Sessions',
      services: 'Teaching services',
      groups: 'Classes and groups',
      subjects: 'Subjects',
      closures: 'Closure periods',
    },
    kinds: { created: 'Created', modified: 'Modified', deleted: 'Deleted', members: 'Members' },
    kindsFeminine: { created: 'Created', modified: 'Modified', deleted: 'Deleted' },
    aspects: {
      teachers: 'Teacher',
      rooms: 'Room',
      end: 'End',
      subject: 'Subject',
      audience: 'Class or group',
      cancelled: 'Cancellation',
    },
    all: 'All',
    nothing: 'none',
    was: 'before:',
    now: 'after:',
    columns: {
      change: 'Change',
      lesson: 'Lesson',
      when: 'When and what',
      dates: 'Sessions',
      service: 'Subject and audience',
      teachers: 'Teachers',
      weekly: 'Weekly time',
      group: 'Class or group',
      members: 'Students',
      code: 'Code',
      label: 'Label',
      period: 'Period',
      establishments: 'School',
    },
    weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    count: (count, number) => (count === 1 ? '1 session' : `${number} sessions`),
    onDay: (day) => `on ${day}`,
    between: (first, last) => `from ${first} to ${last}`,
    allDates: 'All dates',
    division: 'Class',
    group: 'Group',
    part: (name, groups) => (groups === '' ? `${name} (part of the class)` : `${name} (${groups})`),
    joined: (_count, number) => `${number} in`,
    left: (_count, number) => `${number} out`,
    movedMembers: (count, number) => (count === 1 ? '1 change of dates' : `${number} changes of dates`),
    linked: (count, number) =>
      count === 1 ? '1 link with the directory updated' : `${number} links with the directory updated`,
    empty: 'No changes',
    emptyHint: 'The file says what is stored: there is no line to show.',
    notCompared: 'No comparison',
    notComparedHint: 'This import did not get as far as a comparison with the stored timetable.',
    notYetHint: 'The comparison with the stored timetable has not been made yet.',
    first: 'First import of the year',
    firstHint:
      'Its sessions are not listed one by one: what is stored is what it created, and what later imports made of it.',
    seeTimetable: 'See the timetable',
    forgotten: 'The details of the changes are no longer kept',
    forgottenHint: (days) =>
      `They are for ${days} ${days === '1' ? 'day' : 'days'}, or until somebody's data are erased. The numbers stay in the report.`,
    structuresForgotten: 'The details of subjects, services and groups are no longer kept.',
    sessionsForgotten: 'The details of sessions are no longer kept.',
    none: {
      sessions: 'No session changes.',
      services: 'No teaching service changes.',
      groups: 'No class, group or student changes.',
      subjects: 'No subject changes.',
      closures: 'No closure period changes.',
    },
    seeAll: (number) => `See all ${number} lines`,
    lines: (count, number) => (count === 1 ? '1 line' : `${number} lines`),
    previousPage: 'Previous lines',
    nextPage: 'Next lines',
    range: (first, last, total) => `Lines ${first} to ${last} of ${total}`,
    help: 'A line joins all dates of one lesson of the week. “Moved”: the same lesson at another time of the same week; the report counts it as one session deleted and one created. “Restored”: cancelled before, it takes place again; the report counts it as modified. Past sessions never change.',
    asCsv: 'Changed sessions (CSV)',
    findingsCsv: 'Anomalies (CSV)',
    sortBy: 'Sort by',
    sorts: { severity: 'severity', code: 'code', count: 'count' },
    code: 'Code',
    noFindings: 'No anomalies',
    csv: {
      sessions: [
        'Change',
        'Subject',
        'Classes',
        'Groups',
        'Date before',
        'Start before',
        'End before',
        'Date after',
        'Start after',
        'End after',
        'Teachers before',
        'Teachers after',
        'Rooms before',
        'Rooms after',
      ],
      findings: ['Code', 'Severity', 'Title', 'Count', 'About', 'Where', 'Cause', 'What to do'],
      sessionsName: (run) => `sessions-import-${run}.csv`,
      findingsName: (run) => `anomalies-import-${run}.csv`,
    },
    undo: {
      title: (id) => `Undo import no. ${id}`,
      will: 'What will happen',
      restored: (count, number) =>
        count === 0
          ? 'No coming session is concerned.'
          : count === 1
            ? '1 coming session becomes what it was before this import.'
            : `${number} coming sessions become what they were before this import.`,
      kept: (count, number) =>
        count === 1
          ? '1 session that has begun stays as it took place.'
          : `${number} sessions that have begun stay as they took place.`,
      year: (closes, opens) =>
        opens === null
          ? `The year ${closes} closes, and no other is open: deposits will be kept without being applied, until another manual import.`
          : `The year ${closes} closes and ${opens} opens again, with its remembered matches: deposits of ${opens} will be applied, those of ${closes} kept without being so.`,
      structures: 'Groups, services, subjects and closure periods become those of before, too.',
      entries: (count, number) =>
        count === 1
          ? '1 entry of the directory becomes what it was before this import.'
          : `${number} entries of the directory become what they were before this import, under the same ids.`,
      entriesKept: (count, number) =>
        count === 1 ? '1 entry changed since stays as it is.' : `${number} entries changed since stay as they are.`,
      directory:
        'Access accounts and matches that had followed an entry follow it back; timetables that wait are judged again.',
      again:
        'If the same file is deposited again, it will not be applied; you can replay this import if it is the right one after all.',
      reason: 'Reason for undoing it',
      reasonHint: 'It stays in the report, for those who will ask why.',
      seeLast: (id) => `See import no. ${id}`,
    },
  },
);
