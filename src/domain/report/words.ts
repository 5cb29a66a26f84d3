/** French words of a report for text, pages and mails: statuses, steps, what is counted, dates and numbers. */

import type { Severity } from '../model/finding.ts';
import type { RunStatus } from '../model/run.ts';
import type { Step } from '../model/step.ts';

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

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  deposit: 'Dépôt du fichier',
  validate: 'Validation du fichier',
  thresholds: 'Vérification des seuils',
  groups: 'Création des groupes',
  sessions: 'Génération des séances',
};

export const STEP_STATUS_WORDS = { valid: 'valide', interrupted: 'interrompue', skipped: 'non exécutée' } as const;

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
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
};

export function countWord(key: string): string {
  return COUNT_WORDS[key] ?? key;
}

export function triggerWord(trigger: 'automatic' | 'manual'): string {
  return trigger === 'automatic' ? 'automatique' : 'manuel';
}

/** An actor of the journal (`manager:12`, `token:3`, `command`) as people call it. */
export function actorWord(actor: string): string {
  const [kind, id] = actor.split(':');
  if (kind === 'manager') return `gestionnaire n° ${id}`;
  if (kind === 'operator') return `exploitant n° ${id}`;
  if (kind === 'token') return `programme (jeton n° ${id})`;
  return kind === 'command' ? 'ligne de commande' : actor;
}

const wholeFormat = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });

/** A number the French way: `1 234,5`. */
export function frenchNumber(value: number): string {
  return wholeFormat.format(value);
}

/** `2026-07-23` as `23/07/2026`. */
export function frenchDay(day: string): string {
  return day.split('-').reverse().join('/');
}

/** The wall clock of an ISO moment with offset, as it is written there: `23/07/2026 à 16:54`. */
export function frenchMoment(iso: string): string {
  return `${frenchDay(iso.slice(0, 10))} à ${iso.slice(11, 16)}`;
}

/** Bytes in octets, ko or Mo. */
export function frenchSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} octet${bytes > 1 ? 's' : ''}`;
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'ko'] : [bytes / 1_000_000, 'Mo'];
  return `${frenchNumber(Math.round(amount * 10) / 10)} ${unit}`;
}
