/** French words of a report for text, pages and mails: statuses, steps, what is counted; English ones in words-en.ts. */

import type { Severity } from '../model/finding.ts';
import { countedInFrench } from '../model/language.ts';
import { type RepeatReason, type RunOccasion, type RunStatus, repeatOf } from '../model/run.ts';
import type { RunKind, Step } from '../model/step.ts';
import { type DirectoryWords, FRENCH_DIRECTORY } from './words-directory.ts';

/** What a report is told with, in one language. */
export interface Vocabulary {
  readonly status: Readonly<Record<RunStatus, string>>;
  /** Where a directory import is called otherwise. */
  readonly directoryStatus: Readonly<Partial<Record<RunStatus, string>>>;
  /** Instead of `rejected`, where nothing was wrong with the file and a person decided. */
  readonly rejectedByPerson: string;
  /** Instead of `unchanged`, where an earlier decision on the same content stands. */
  readonly repeated: Readonly<Record<RepeatReason, string>>;
  readonly step: Readonly<Record<Step, string>>;
  readonly stepStatus: Readonly<Record<'valid' | 'interrupted' | 'skipped', string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly counts: Readonly<Record<string, string>>;
  readonly trigger: Readonly<Record<RunOccasion, string>>;
  /** `manager:12`, `token:3`, `command` as people call them; by name where it is known, an operator as such. */
  actor(actor: string, name?: string): string;
  /** Sentences and labels of the report as text. */
  readonly text: TextWords;
  readonly directory: DirectoryWords;
}

/** How a run stands: its status, what it is of, and of one that changes nothing why. */
export interface Standing {
  readonly status: RunStatus;
  readonly kind?: RunKind;
  readonly reason?: string | null;
}

/** A held run that a person rejected: the file itself was in order. */
export function isRejectedByPerson({ status, reason }: Standing): boolean {
  return status === 'rejected' && reason === 'rejected-by-manager';
}

/** A run's standing in words. */
export function statusWord(
  {
    status,
    directoryStatus,
    repeated,
    rejectedByPerson,
  }: Pick<Vocabulary, 'status' | 'directoryStatus' | 'repeated' | 'rejectedByPerson'>,
  run: Standing,
): string {
  const repeat = repeatOf(run);
  if (repeat !== null) return repeated[repeat];
  if (isRejectedByPerson(run)) return rejectedByPerson;
  return (run.kind === 'directory' ? directoryStatus[run.status] : undefined) ?? status[run.status];
}

export interface TextWords {
  readonly dryRun: string;
  report(run: string): string;
  run(run: string): string;
  readonly facts: Readonly<
    Record<
      | 'status'
      | 'site'
      | 'establishment'
      | 'trigger'
      | 'receivedAt'
      | 'askedAt'
      | 'takenInAt'
      | 'endedAt'
      | 'file'
      | 'archive'
      | 'format'
      | 'uai'
      | 'replayOf'
      | 'askedBy'
      | 'approvedBy'
      | 'approvedWhy',
      string
    >
  >;
  readonly all: string;
  readonly toDo: string;
  readonly sections: Readonly<
    Record<'steps' | 'read' | 'controls' | 'matching' | 'changes' | 'findings' | 'weeks', string>
  >;
  readonly controls: readonly [string, string, string, string, string];
  readonly unknown: string;
  /** Of a report whose retention is over. */
  readonly forgotten: string;
  readonly yes: string;
  readonly no: string;
  readonly exceeded: string;
  readonly ignoredUpTo: (floor: number) => string;
  readonly matching: readonly [string, string, string];
  readonly changes: readonly [string, string, string, string];
  cancelled(cancelled: string, past: string): string;
  more(count: string): string;
  weeks(count: number, first: string, last: string): string;
  sessions(planned: string, cancelled: string, average: string): string;
  fullest(monday: string, planned: string): string;
}

export const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  received: 'En attente de traitement',
  running: 'Traitement en cours',
  rejected: 'Fichier refusé',
  held: 'En attente de votre décision',
  integrated: 'Import réalisé avec succès',
  'integrated-with-alerts': 'Import réalisé avec des alertes',
  unchanged: 'Emploi du temps inchangé',
  superseded: 'Remplacé par un dépôt plus récent',
  failed: 'Échec technique',
  cancelled: 'Import abandonné',
  undone: 'Import annulé',
};

const DIRECTORY_STATUS_WORDS: Vocabulary['directoryStatus'] = {
  unchanged: 'Annuaire inchangé',
  superseded: 'Remplacé par un annuaire plus récent',
};

const STEP_WORDS: Readonly<Record<Step, string>> = {
  deposit: 'Dépôt du fichier',
  validate: 'Validation du fichier',
  thresholds: 'Vérification des seuils',
  groups: 'Création des groupes',
  sessions: 'Génération des séances',
  directory: "Écriture de l'annuaire",
};

const STEP_STATUS_WORDS = { valid: 'valide', interrupted: 'interrompue', skipped: 'non exécutée' } as const;

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  error: 'Erreur',
  warning: 'Avertissement',
  info: 'Information',
};

/** Keys of `read`, `matching` and `changes`; one that is not here is shown as it is. */
const COUNT_WORDS: Readonly<Record<string, string>> = {
  subjects: 'Matières',
  teachers: 'Enseignants',
  students: 'Élèves',
  divisions: 'Classes',
  parts: 'Parties de classe',
  groups: 'Groupes',
  rooms: 'Salles',
  courses: 'Cours',
  coursesWithoutSessions: 'Cours sans séance',
  services: "Services d'enseignement",
  memberships: 'Rattachements aux groupes',
  closures: 'Périodes de fermeture',
  sessions: 'Séances',
  staff: 'Autres personnels',
  directoryModifications: 'Modifications',
  directoryRemovals: 'Départs annoncés',
};

function triggerWord(trigger: 'automatic' | 'manual'): string {
  return trigger === 'automatic' ? 'automatique' : 'manuel';
}

/** An actor of the journal (`manager:12`, `token:3`, `command`) as people call it. */
export function actorWord(actor: string, name?: string): string {
  const [kind, id] = actor.split(':');
  if (name !== undefined) return kind === 'operator' ? `${name} (exploitant)` : name;
  if (kind === 'manager') return `gestionnaire n° ${id}`;
  if (kind === 'operator') return `exploitant n° ${id}`;
  if (kind === 'token') return `programme (jeton n° ${id})`;
  return kind === 'command' ? 'ligne de commande' : actor;
}

/** The French vocabulary. */
export const FRENCH: Vocabulary = {
  status: STATUS_WORDS,
  directoryStatus: DIRECTORY_STATUS_WORDS,
  rejectedByPerson: 'Import rejeté sur décision',
  repeated: { 'same-as-held': 'Déjà en attente', 'same-as-rejected': 'Déjà rejeté', 'same-as-undone': 'Déjà annulé' },
  step: STEP_WORDS,
  stepStatus: STEP_STATUS_WORDS,
  severity: SEVERITY_WORDS,
  counts: COUNT_WORDS,
  trigger: { automatic: triggerWord('automatic'), manual: triggerWord('manual'), replay: 'rejoué' },
  actor: actorWord,
  directory: FRENCH_DIRECTORY,
  text: {
    dryRun: "Contrôle d'un fichier, sans import",
    report: (run) => `Bilan de l'import n° ${run}`,
    run: (run) => `import n° ${run}`,
    facts: {
      status: 'Statut',
      site: 'Site',
      establishment: 'Établissement',
      trigger: 'Import',
      receivedAt: 'Reçu le',
      askedAt: 'Demandé le',
      takenInAt: 'Pris en charge le',
      endedAt: 'Terminé le',
      file: 'Fichier',
      archive: 'Archive',
      format: 'Format',
      uai: 'Code UAI',
      replayOf: 'Rejoue',
      askedBy: 'Demandé par',
      approvedBy: 'Approuvé par',
      approvedWhy: 'Motif',
    },
    all: 'tous',
    toDo: 'À faire : ',
    sections: {
      steps: 'Étapes',
      read: 'Contenu du fichier',
      controls: 'Contrôles',
      matching: 'Rapprochements',
      changes: 'Changements',
      findings: 'Anomalies',
      weeks: 'Séances par semaine',
    },
    controls: ['Contrôle', 'Nombre', 'Valeur', 'Seuil', 'Bloquant'],
    unknown: 'non calculé',
    forgotten:
      "Le détail de ce bilan n'est plus conservé : nombres, contrôles et anomalies manquent, sans avoir été nuls.",
    yes: 'oui',
    no: 'non',
    exceeded: 'DÉPASSÉ',
    ignoredUpTo: (floor) => `(ignoré jusqu'à ${floor})`,
    matching: ['Rapprochés', 'Non rapprochés', 'Ambigus'],
    changes: ['Créés', 'Modifiés', 'Supprimés', 'Inchangés'],
    cancelled: (cancelled, past) =>
      `Séances nouvellement annulées : ${cancelled} ; séances passées, inchangées : ${past}.`,
    more: (count) => `et ${count} de plus`,
    weeks: (count, first, last) =>
      `${countedInFrench(String(count), 'semaine', 'semaines')} avec séances, de celle du ${first} à celle du ${last}.`,
    sessions: (planned, cancelled, average) =>
      `${countedInFrench(planned, 'séance prévue', 'séances prévues')}, ${countedInFrench(cancelled, 'annulée', 'annulées')} ; en moyenne ${average} par semaine.`,
    fullest: (monday, planned) =>
      `La plus chargée : semaine du ${monday}, ${countedInFrench(planned, 'séance', 'séances')}.`,
  },
};
