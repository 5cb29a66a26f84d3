/** Texts of « Seuils et contrôles ». */

import { bilingual } from './words.ts';

/** What each of the controls that come with Carillon counts; those of an operator have their title alone. */
const FRENCH_CONTROLS: Readonly<Record<string, string>> = {
  'subjects-created': 'Matières du fichier que le portail ne connaît pas, sur les matières enregistrées.',
  'services-created': "Services d'enseignement (une matière pour un public) nouveaux, sur les services enregistrés.",
  'services-modified':
    "Services dont les enseignants ou le temps hebdomadaire changent, sur les services d'enseignement enregistrés.",
  'services-deleted': "Services d'enseignement enregistrés que le fichier ne contient plus.",
  'courses-cancelled': 'Cours du fichier annulés au moins une semaine de plus que ce qui est enregistré.',
  'closures-added': 'Vacances et autres fermetures nouvelles, sur les périodes enregistrées.',
  'closures-deleted': 'Périodes de fermeture enregistrées que le fichier ne contient plus.',
  'teachers-unmatched': "Enseignants du fichier sans correspondance certaine dans l'annuaire.",
  'students-unmatched': "Élèves du fichier sans correspondance certaine dans l'annuaire.",
  'divisions-unmatched': "Classes du fichier sans correspondance dans l'annuaire.",
  'groups-unmatched': "Groupes du fichier que ni le portail ni l'annuaire ne connaissent : ils seraient créés.",
  'closure-coherence': "Séances datées hors de l'année scolaire ou pendant une période de fermeture.",
};

const ENGLISH_CONTROLS: Readonly<Record<string, string>> = {
  'subjects-created': 'Subjects of the file that the portal does not know, over the stored subjects.',
  'services-created': 'New teaching services (a subject for an audience), over the stored services.',
  'services-modified': 'Services whose teachers or weekly time change, over the stored teaching services.',
  'services-deleted': 'Stored teaching services that the file does not hold any more.',
  'courses-cancelled': 'Courses of the file that are cancelled in at least one more week than stored.',
  'closures-added': 'New holidays and other closures, over the stored periods.',
  'closures-deleted': 'Stored closure periods that the file does not hold any more.',
  'teachers-unmatched': 'Teachers of the file without a certain counterpart in the directory.',
  'students-unmatched': 'Students of the file without a certain counterpart in the directory.',
  'divisions-unmatched': 'Classes of the file without a counterpart in the directory.',
  'groups-unmatched': 'Groups that neither the portal nor the directory knows: they would be created.',
  'closure-coherence': 'Sessions dated outside the school year or within a closure period.',
};

export const thresholdWords = bilingual(
  {
    lead: "Un import automatique est arrêté dès qu'un seuil bloquant est dépassé ; un seuil non bloquant dépassé envoie une alerte. Les mêmes seuils valent pour tous les établissements du site.",
    helpStrictly:
      'Un seuil est dépassé quand la valeur calculée est strictement supérieure à la valeur indiquée : avec 50 %, un import à 50 % passe, un import à 51 % est arrêté.',
    helpManual:
      "Un import manuel montre les mêmes contrôles mais n'est jamais arrêté par eux : la personne qui l'applique les a vus.",
    helpDefaults:
      'Les valeurs par défaut conviennent à la plupart des établissements. Pendant que vous changez une valeur, la page montre ce que les derniers imports auraient donné.',
    groups: {
      blocking: 'Bloquants',
      blockingHint: {
        hold: "dépassés, ils retiennent l'import : un gestionnaire décide",
        stop: "dépassés, ils refusent l'import",
      },
      other: 'Non bloquants',
      otherHint: "dépassés, ils envoient une alerte ; l'import a lieu",
    },
    columns: {
      control: 'Contrôle',
      limit: 'Seuil',
      blocking: 'Bloquant',
      default: 'Par défaut',
      floor: "Ignoré jusqu'à",
    },
    controls: FRENCH_CONTROLS,
    limitOf: (control: string) => `Seuil : ${control}`,
    floorOf: (control: string) => `Ignoré jusqu'à ce nombre : ${control}`,
    blockingOf: (control: string) => `Bloquant : ${control}`,
    byDefault: (value: string, isBlocking: boolean) => `${value}, ${isBlocking ? 'bloquant' : 'non bloquant'}`,
    blockingValue: (isBlocking: boolean): string => (isBlocking ? 'Bloquant' : 'Non bloquant'),
    advanced: 'Afficher le réglage des petits nombres',
    advancedHint:
      "Dans un petit établissement, un seul changement pèse lourd en pourcentage. Un contrôle qui compte au plus le nombre « Ignoré jusqu'à » n'est jamais dépassé.",
    lockedTitle: 'Verrouillé',
    locked:
      "Toujours bloquant : un fichier incohérent toucherait l'archivage légal des cahiers de textes. Le seuil peut seulement baisser.",
    overWhole:
      'Au-dessus de 100 % : dépassé seulement si un fichier apporte plus de nouveau que tout ce qui est enregistré.',
    notYet: 'Rien ne change avant « Enregistrer ».',
    changed: 'réglé autrement que par défaut',
    save: 'Enregistrer',
    tryIt: 'Simuler',
    saved: 'les seuils sont enregistrés.',
    savedHeld: (held: string) =>
      `les seuils sont enregistrés ; les imports retenus (${held}) sont contrôlés de nouveau avec ces valeurs.`,
    savedNothing: "rien n'a changé, les seuils sont ceux d'avant.",
    reset: 'Rétablir les valeurs par défaut',
    allDefault: 'toutes les valeurs sont celles par défaut.',
    resetQuestion: 'Ces contrôles reprennent leurs valeurs par défaut :',
    resetLine: (control: string, now: string, then: string) => `${control} : ${now} → ${then}`,
    resetFloor: (floor: string) => `ignoré jusqu'à ${floor}`,
    resetButton: 'Rétablir',
    resetDone: 'les valeurs par défaut sont rétablies.',
    errors: {
      limit: (highest: string) => `Indiquez un pourcentage de 0 à ${highest}, avec deux décimales au plus.`,
      locked: (limit: string) => `Ce seuil peut seulement baisser : ${limit} au plus.`,
      never: (limit: string) =>
        `Indiquez ${limit} au plus : ce contrôle compte une partie d'un tout, il ne peut pas dépasser cette valeur et n'arrêterait plus rien.`,
      floor: 'Indiquez un nombre entier à partir de 0.',
    },
    whatIf: {
      title: (count: number, text: string) =>
        count > 1 ? `Ce que les ${text} derniers imports auraient donné` : 'Ce que le dernier import aurait donné',
      titleNone: 'Ce que les derniers imports auraient donné',
      before: 'Changez une valeur : cette liste montre aussitôt ce qui aurait été différent.',
      hint: "Calculé avec les chiffres de leur bilan. Les imports manuels et les fichiers sans changement n'y figurent pas : les seuils ne les arrêtent jamais.",
      none: "Aucun import automatique n'a encore été contrôlé",
      noneHint: 'Dès les premiers dépôts, cette liste montre ce que changerait une autre valeur.',
      same: 'Avec ces valeurs, chaque import aurait donné le même résultat.',
      wrong: 'Corrigez les champs indiqués pour voir le résultat.',
      changed: (count: number, text: string) =>
        count === 1 ? '1 import aurait donné un autre résultat.' : `${text} imports auraient donné un autre résultat.`,
      decisions: {
        integrated: 'intégré',
        'integrated-with-alerts': 'alerte',
        held: 'retenu',
        rejected: 'refusé',
      },
      becomes: 'devient',
      all: 'Voir la liste',
      beforeNearby: 'Changez une valeur : ce que les derniers imports auraient donné s’affiche ici.',
      run: (id: string) => `Import n° ${id}`,
      reality: (status: string) => `En réalité : ${status}`,
      exceeded: 'Dépassé :',
      between: ' ; ',
    },
  },
  {
    lead: 'An automatic import is stopped as soon as a blocking threshold is exceeded; a non-blocking one that is exceeded sends an alert. The same thresholds hold for all schools of the site.',
    helpStrictly:
      'A threshold is exceeded when the value found is strictly greater than the one given: with 50%, an import at 50% passes, one at 51% is stopped.',
    helpManual:
      'A manual import shows the same controls but is never stopped by them: the person who applies it has seen them.',
    helpDefaults:
      'The defaults suit most schools. While you change a value, the page shows what the last imports would have given.',
    groups: {
      blocking: 'Blocking',
      blockingHint: {
        hold: 'exceeded, they hold the import: a manager decides',
        stop: 'exceeded, they refuse the import',
      },
      other: 'Not blocking',
      otherHint: 'exceeded, they send an alert; the import takes place',
    },
    columns: {
      control: 'Control',
      limit: 'Threshold',
      blocking: 'Blocking',
      default: 'Default',
      floor: 'Ignored up to',
    },
    controls: ENGLISH_CONTROLS,
    limitOf: (control) => `Threshold: ${control}`,
    floorOf: (control) => `Ignored up to this number: ${control}`,
    blockingOf: (control) => `Blocking: ${control}`,
    byDefault: (value, isBlocking) => `${value}, ${isBlocking ? 'blocking' : 'not blocking'}`,
    blockingValue: (isBlocking) => (isBlocking ? 'Blocking' : 'Not blocking'),
    advanced: 'Show the setting for small numbers',
    advancedHint:
      'In a small school a single change weighs much in percent. A control that counts no more than “Ignored up to” is never exceeded.',
    lockedTitle: 'Locked',
    locked:
      'Always blocking: an incoherent file would touch the legal archive of the lesson logs. The threshold can only be lowered.',
    overWhole: 'Above 100%: exceeded only if a file brings more that is new than all that is stored.',
    notYet: 'Nothing changes before “Save”.',
    changed: 'not the default',
    save: 'Save',
    tryIt: 'Simulate',
    saved: 'the thresholds are saved.',
    savedHeld: (held) => `the thresholds are saved; held imports (${held}) are checked again with these values.`,
    savedNothing: 'nothing has changed, the thresholds are those of before.',
    reset: 'Back to the defaults',
    allDefault: 'all values are the defaults.',
    resetQuestion: 'These controls go back to their defaults:',
    resetLine: (control, now, then) => `${control}: ${now} → ${then}`,
    resetFloor: (floor) => `ignored up to ${floor}`,
    resetButton: 'Go back',
    resetDone: 'the defaults are back.',
    errors: {
      limit: (highest) => `Give a percentage from 0 to ${highest} with at most two decimals.`,
      locked: (limit) => `This threshold can only be lowered: ${limit} at most.`,
      never: (limit) =>
        `Give ${limit} at most: this control counts a part of a whole, cannot go beyond that value and would stop nothing any more.`,
      floor: 'Give a whole number from 0.',
    },
    whatIf: {
      title: (count, text) =>
        count > 1 ? `What the last ${text} imports would have given` : 'What the last import would have given',
      titleNone: 'What the last imports would have given',
      before: 'Change a value: this list shows at once what would have been different.',
      hint: 'Computed from the figures of their reports. Manual imports and files without a change are left out: thresholds never stop them.',
      none: 'No automatic import has been checked yet',
      noneHint: 'From the first deposits on, this list shows what another value would change.',
      same: 'With these values each import would have given the same result.',
      wrong: 'Correct the fields that are marked to see the result.',
      changed: (count, text) =>
        count === 1 ? '1 import would have given another result.' : `${text} imports would have given another result.`,
      decisions: { integrated: 'integrated', 'integrated-with-alerts': 'alert', held: 'held', rejected: 'refused' },
      becomes: 'becomes',
      all: 'See the list',
      beforeNearby: 'Change a value: what the last imports would have given is shown here.',
      run: (id) => `Import ${id}`,
      reality: (status) => `In reality: ${status}`,
      exceeded: 'Exceeded:',
      between: '; ',
    },
  },
);
