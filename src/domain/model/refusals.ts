/** The one table from the code of a refusal or a technical failure to HTTP status, exit code and French sentences. */

import type { Language } from './language.ts';
import { BACKUP_REFUSALS } from './refusals-backup.ts';
import { DIRECTORY_REFUSALS } from './refusals-directory.ts';
import { DOOR_REFUSALS } from './refusals-doors.ts';
import { DRAFT_REFUSALS } from './refusals-drafts.ts';
import { ENGLISH_REFUSALS } from './refusals-en.ts';
import { ESTABLISHMENT_REFUSALS } from './refusals-establishments.ts';
import { PAGE_REFUSALS } from './refusals-pages.ts';
import { PEOPLE_REFUSALS } from './refusals-people.ts';
import { VERIFY_REFUSALS } from './refusals-verify.ts';
import { fillSentence, type SentenceValues } from './sentence.ts';

export interface RefusalEntry {
  readonly http: number;
  /** 1: refused or failed; 2: wrong usage. */
  readonly exit: 1 | 2;
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/** An entry with its values filled in. `detail` is cause and remedy in one text. */
export interface DescribedRefusal extends RefusalEntry {
  readonly code: string;
  readonly detail: string;
}

/** `{name}` stands for a value of the refusal. Statuses from 500 on are technical trouble (AppError). */
export const REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  ...DOOR_REFUSALS,
  // What is asked for is not there. What the asker may not see is answered in the same words.
  'site-unknown': {
    http: 404,
    exit: 1,
    title: 'Site inconnu',
    cause: "Ce numéro de site n'existe pas, ou vous n'y avez pas accès.",
    remedy: 'Vérifiez le numéro du site.',
  },
  'run-unknown': {
    http: 404,
    exit: 1,
    title: 'Import inconnu',
    cause: "Ce numéro d'import n'existe pas, ou vous n'y avez pas accès.",
    remedy: "Choisissez un import dans l'historique du site.",
  },
  'account-unknown': {
    http: 404,
    exit: 1,
    title: "Compte d'accès inconnu",
    cause: "Ce compte d'accès n'existe pas sur ce site.",
    remedy: "Choisissez un compte dans la liste des comptes d'accès.",
  },
  'person-unknown': {
    http: 404,
    exit: 1,
    title: 'Personne inconnue',
    cause: "Cette personne n'est pas dans l'annuaire du site.",
    remedy: "Choisissez une personne de l'annuaire, ou complétez l'annuaire.",
  },
  'establishment-unknown': {
    http: 404,
    exit: 1,
    title: 'Établissement inconnu',
    cause: "Cet établissement n'appartient pas au site.",
    remedy: "Vérifiez le numéro de l'établissement.",
  },
  'directory-unknown': {
    http: 404,
    exit: 1,
    title: "Entrée d'annuaire inconnue",
    cause: "Cet identifiant n'est pas dans l'annuaire du site.",
    remedy: "Choisissez une entrée de l'annuaire, ou complétez l'annuaire.",
  },
  'control-unknown': {
    http: 404,
    exit: 1,
    title: 'Contrôle inconnu',
    cause: 'Aucun contrôle ne porte le code « {control} ».',
    remedy: 'Choisissez un code dans la liste des seuils.',
  },
  'match-unknown': {
    http: 404,
    exit: 1,
    title: 'Rapprochement inconnu',
    cause: "Ce nom n'est plus ni dans le dernier fichier, ni parmi les décisions gardées.",
    remedy: 'Choisissez un nom dans la liste des rapprochements.',
  },
  'message-unknown': {
    http: 404,
    exit: 1,
    title: 'Message inconnu',
    cause: "Ce message n'existe pas, ou vous n'y avez pas accès.",
    remedy: 'Choisissez un message dans la liste.',
  },
  'manager-unknown': {
    http: 404,
    exit: 1,
    title: 'Personne inconnue',
    cause: "Cette personne n'a pas d'accès de ce genre.",
    remedy: 'Choisissez une personne dans la liste.',
  },
  'page-unknown': {
    http: 404,
    exit: 1,
    title: 'Page introuvable',
    cause: "Il n'y a rien à cette adresse.",
    remedy: "Revenez au tableau de bord, ou vérifiez l'adresse.",
  },
  'source-missing': {
    http: 404,
    exit: 1,
    title: 'Fichier source indisponible',
    cause: "Le fichier de cet import n'est plus conservé.",
    remedy: "Demandez un nouvel export au logiciel d'emploi du temps.",
  },

  // The state does not allow it.
  'site-exists': {
    http: 409,
    exit: 1,
    title: 'Site déjà créé',
    cause: 'Un site porte déjà ce numéro.',
    remedy: 'Choisissez un autre numéro, ou modifiez le site existant.',
  },
  'manager-exists': {
    http: 409,
    exit: 1,
    title: 'Accès déjà ouvert',
    cause: 'La personne de cette adresse a déjà cet accès.',
    remedy: 'Choisissez une autre adresse, ou changez le rôle de cette personne dans la liste.',
  },
  'person-present': {
    http: 409,
    exit: 1,
    title: 'Personne encore présente',
    cause: "Cette personne est toujours dans l'annuaire du site : le prochain import d'annuaire rétablirait son nom.",
    remedy: "Retirez-la d'abord de l'annuaire, ou demandez l'effacement avec « --force ».",
  },
  'account-exists': {
    http: 409,
    exit: 1,
    title: "Compte d'accès déjà créé",
    cause: "Cette personne a déjà un compte d'accès sur ce site.",
    remedy: 'Régénérez son mot de passe, ou supprimez le compte avant de le recréer.',
  },
  'too-many-accounts': {
    http: 409,
    exit: 1,
    title: "Trop de comptes d'accès",
    cause: "Un site a au plus {limit} comptes d'accès.",
    remedy: "Supprimez un compte d'accès qui ne sert plus, puis recommencez.",
  },
  'not-possible-now': {
    http: 409,
    exit: 1,
    title: 'Action impossible dans cet état',
    cause: "L'état actuel de l'import ne permet pas cette action ; il a peut-être changé entre-temps.",
    remedy: "Consultez l'état de l'import : les actions possibles y sont indiquées.",
  },
  'undo-not-applied': {
    http: 409,
    exit: 1,
    title: 'Rien à annuler',
    cause: "Cet import n'a pas été appliqué : il n'a rien changé dans l'emploi du temps.",
    remedy:
      "Rien à faire. Un import qui attend une décision se rejette ; un import dans la file d'attente s'abandonne.",
  },
  'undo-done': {
    http: 409,
    exit: 1,
    title: 'Import déjà annulé',
    cause: "Cet import a déjà été annulé : l'emploi du temps n'est plus celui qu'il avait laissé.",
    remedy: "Rien à faire ; rejouez l'import s'il est finalement le bon.",
  },
  'undo-not-last': {
    http: 409,
    exit: 1,
    title: "Cet import n'est pas le dernier appliqué",
    cause: 'Le dernier import appliqué est le n° {later} : annuler celui-ci seul mélangerait les deux.',
    remedy:
      "Annulez d'abord l'import n° {later}, et de même, du plus récent au plus ancien, ceux qui l'ont précédé jusqu'à celui-ci ; ou déposez un fichier corrigé.",
  },
  'undo-other-year': {
    http: 409,
    exit: 1,
    title: "Import d'une autre année scolaire",
    cause: "Cet import appartient à une année scolaire qui n'est plus l'année ouverte.",
    remedy: "Rien à faire : l'année passée reste telle qu'elle a eu lieu.",
  },
  'undo-forgotten': {
    http: 409,
    exit: 1,
    title: 'Annulation plus possible',
    cause:
      "Ce que cet import a remplacé n'est plus conservé : il est trop ancien, ou une personne a été effacée depuis.",
    remedy: "Faites un import manuel du fichier qui était en vigueur avant lui : il est dans l'historique.",
  },
  ...VERIFY_REFUSALS,
  'state-changed': {
    http: 409,
    exit: 1,
    title: "L'emploi du temps a changé entre-temps",
    cause: "Un autre import a été appliqué depuis que celui-ci attend : son bilan n'est plus exact.",
    remedy: "Rejouez l'import pour le comparer à l'emploi du temps actuel, ou attendez le prochain dépôt.",
  },

  // The request itself.
  'bad-input': {
    http: 422,
    exit: 1,
    title: 'Demande incorrecte',
    cause: '{problem}.',
    remedy: 'Corrigez la demande et recommencez.',
  },
  'control-locked': {
    http: 422,
    exit: 1,
    title: 'Contrôle verrouillé',
    cause:
      'Le contrôle « {control} » protège les cahiers de textes : sa limite peut seulement baisser, et il reste bloquant.',
    remedy: 'Laissez ce contrôle tel quel, ou baissez sa limite.',
  },
  'reason-missing': {
    http: 422,
    exit: 2,
    title: 'Motif manquant',
    cause: 'Une approbation ou un rejet se fait avec un motif, qui reste dans le bilan.',
    remedy: 'Indiquez un motif en quelques mots.',
  },
  'reason-too-long': {
    http: 422,
    exit: 2,
    title: 'Motif trop long',
    cause: 'Un motif a au plus {limit} caractères ; celui-ci en a {length}.',
    remedy: "Gardez l'essentiel, puis recommencez.",
  },
  'file-unreadable': {
    http: 422,
    exit: 1,
    title: 'Fichier illisible',
    cause: "Le fichier « {file} » n'existe pas ou ne peut pas être lu.",
    remedy: 'Vérifiez le chemin et les droits de lecture.',
  },
  'file-missing': {
    http: 422,
    exit: 2,
    title: 'Fichier manquant',
    cause: "Aucun fichier n'a été transmis, ou il n'existe pas.",
    remedy: 'Choisissez un fichier, puis recommencez.',
  },
  'too-large': {
    http: 413,
    exit: 1,
    title: 'Fichier trop volumineux',
    cause: "L'envoi dépasse la taille acceptée ({megabytes}). Rien n'a été gardé.",
    remedy: "Envoyez l'export d'emploi du temps seul.",
  },
  'certificate-unreadable': {
    http: 422,
    exit: 2,
    title: 'Certificat illisible',
    cause: "Le fichier donné n'est pas un certificat X.509 au format PEM.",
    remedy: 'Donnez le certificat du poste (« BEGIN CERTIFICATE »), sans sa clé privée.',
  },
  'certificate-expired': {
    http: 422,
    exit: 1,
    title: 'Certificat expiré',
    cause: "Ce certificat n'est plus valable depuis le {day}.",
    remedy: 'Donnez un certificat en cours de validité.',
  },
  'body-too-large': {
    http: 413,
    exit: 1,
    title: 'Demande trop volumineuse',
    cause: 'Ce qui a été envoyé est plus long que ce qui est accepté à cette adresse.',
    remedy: 'Raccourcissez ce que vous avez écrit, ou envoyez-le en plusieurs fois.',
  },
  'media-type': {
    http: 415,
    exit: 2,
    title: "Type d'envoi inattendu",
    cause: "Ce qui a été envoyé n'est pas de la sorte attendue à cette adresse.",
    remedy:
      'Depuis un navigateur, rechargez la page et recommencez ; un programme envoie un fichier en multipart/form-data, le reste en application/json.',
  },

  ...PAGE_REFUSALS,
  ...PEOPLE_REFUSALS,
  ...BACKUP_REFUSALS,
  ...DIRECTORY_REFUSALS,
  ...DRAFT_REFUSALS,
  ...ESTABLISHMENT_REFUSALS,

  // Technical trouble.
  unavailable: {
    http: 503,
    exit: 1,
    title: 'Service momentanément indisponible',
    cause: "Carillon ne peut pas répondre pour l'instant.",
    remedy: 'Réessayez dans quelques minutes.',
  },
  'database-unavailable': {
    http: 503,
    exit: 1,
    title: 'Base de données indisponible',
    cause: 'La base de données ne répond pas.',
    remedy: "Réessayez dans quelques minutes ; si cela dure, prévenez l'exploitant.",
  },
  'too-many-logins': {
    http: 503,
    exit: 1,
    title: "Trop d'identifications à la fois",
    cause: 'Trop de mots de passe sont en cours de vérification.',
    remedy: 'Réessayez dans quelques secondes.',
  },
  'too-many-checks': {
    http: 503,
    exit: 1,
    title: 'Trop de fichiers à examiner à la fois',
    cause:
      "D'autres fichiers sont en cours de lecture, et celui-ci n'a pas pu attendre plus longtemps. Rien n'a été modifié.",
    remedy: 'Réessayez dans une minute.',
  },
  'check-interrupted': {
    http: 503,
    exit: 1,
    title: 'Examen du fichier interrompu',
    cause:
      "La lecture de ce fichier s'est arrêtée avant la fin : elle a demandé trop de temps ou de mémoire, ou Carillon s'arrête. Rien n'a été modifié.",
    remedy: "Réessayez dans quelques minutes ; si cela se répète, prévenez l'exploitant en indiquant l'heure.",
  },
  'queue-unavailable': {
    http: 503,
    exit: 1,
    title: "File d'attente indisponible",
    cause: "La file d'attente des imports ne répond pas.",
    remedy: "Réessayez dans quelques minutes ; si cela dure, prévenez l'exploitant.",
  },
  'spool-unavailable': {
    http: 503,
    exit: 1,
    title: 'Stockage indisponible',
    cause: 'Le stockage des fichiers ne répond pas.',
    remedy: "Réessayez dans quelques minutes ; si cela dure, prévenez l'exploitant.",
  },
  'no-room': {
    http: 507,
    exit: 1,
    title: 'Plus de place',
    cause: "Le disque est plein : le fichier n'a pas été gardé.",
    remedy: "Prévenez l'exploitant, puis recommencez.",
  },
};

const UNKNOWN: RefusalEntry = {
  http: 500,
  exit: 1,
  title: 'Difficulté technique',
  cause: "La demande n'a pas pu être traitée ({code}).",
  remedy: "Réessayez ; si cela se répète, prévenez l'exploitant en indiquant l'heure.",
};

const UNKNOWN_IN_ENGLISH = {
  title: 'Technical trouble',
  cause: 'The request could not be carried out ({code}).',
  remedy: 'Try again; if it happens again, tell your operator, with the time.',
};

/** The entry of a code with its values filled in; an unknown code is status 500, exit 1. */
export function describeRefusal(
  code: string,
  values: SentenceValues = {},
  language: Language = 'fr',
): DescribedRefusal {
  const french = Object.hasOwn(REFUSALS, code) ? (REFUSALS[code] ?? UNKNOWN) : UNKNOWN;
  const english = Object.hasOwn(ENGLISH_REFUSALS, code) ? ENGLISH_REFUSALS[code] : UNKNOWN_IN_ENGLISH;
  const entry = language === 'en' ? { ...french, ...english } : french;
  const fill = (text: string): string => fillSentence(text, { code, ...values }, language, () => '?');
  const [cause, remedy] = [fill(entry.cause), fill(entry.remedy)];
  return { ...entry, title: fill(entry.title), cause, remedy, code, detail: `${cause} ${remedy}` };
}
