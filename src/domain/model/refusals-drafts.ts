/** The part of the table of refusals about manual imports that are looked at before they are applied. */

import type { RefusalEntry } from './refusals.ts';

export const DRAFT_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  'draft-unknown': {
    http: 404,
    exit: 1,
    title: 'Import manuel introuvable',
    cause: "Cet import manuel n'existe pas, ou il n'est plus gardé.",
    remedy: 'Choisissez un import dans la liste, ou envoyez de nouveau le fichier.',
  },
  'draft-over': {
    http: 409,
    exit: 1,
    title: 'Import manuel déjà terminé',
    cause: 'Ce fichier a déjà été appliqué ou abandonné, peut-être par une autre personne.',
    remedy: "Consultez l'historique des imports, ou envoyez de nouveau le fichier.",
  },
  'draft-changed': {
    http: 409,
    exit: 1,
    title: "L'aperçu n'est plus à jour",
    cause:
      "L'emploi du temps, l'annuaire, les rapprochements ou les seuils ont changé depuis que vous avez vu cet aperçu. Rien n'a été appliqué.",
    remedy: "L'aperçu est recalculé : relisez-le, puis appliquez.",
  },
  'draft-scope-changed': {
    http: 409,
    exit: 1,
    title: 'Les établissements concernés ont changé',
    cause:
      "L'annuaire a changé depuis que vous avez vu cet aperçu : le fichier ne couvre plus les mêmes établissements. Rien n'a été appliqué.",
    remedy: "Relisez l'aperçu et les établissements concernés, puis appliquez.",
  },
  'draft-nothing': {
    http: 409,
    exit: 1,
    title: 'Rien à appliquer',
    cause: 'Ce fichier est refusé, ou son contenu est déjà celui qui est enregistré.',
    remedy: 'Envoyez un autre fichier, ou abandonnez cet import.',
  },
  'draft-year-unconfirmed': {
    http: 409,
    exit: 1,
    title: "Ouverture de l'année à confirmer",
    cause: "Ce fichier ouvre l'année {year}, qui n'est pas celle que Carillon attend.",
    remedy: "Vérifiez l'année, cochez la case qui la confirme, puis appliquez.",
  },
  'year-left-out': {
    http: 409,
    exit: 1,
    title: 'Une année scolaire serait sautée',
    cause: "Cette année ({firstDay}) ne suit pas l'année ouverte : au moins une année resterait sans emploi du temps.",
    remedy: "Corrigez les dates, ou confirmez que c'est bien voulu.",
  },
  'draft-trial': {
    http: 409,
    exit: 1,
    title: "Ce fichier n'est envoyé que pour un test",
    cause: "Un test s'arrête avant l'application.",
    remedy: "Transformez d'abord ce test en import.",
  },
  'controls-unseen': {
    http: 422,
    exit: 2,
    title: 'Contrôles dépassés à confirmer',
    cause: "Au moins un contrôle est dépassé, et personne n'a coché « J'ai vu ces dépassements ».",
    remedy: 'Lisez les contrôles dépassés, puis cochez la case.',
  },
  'moment-past': {
    http: 422,
    exit: 2,
    title: 'Moment déjà passé',
    cause:
      'Les séances qui ont déjà commencé ne sont jamais modifiées : elles ne peuvent être générées que pour la suite.',
    remedy: "Choisissez « à partir du moment de l'application », ou un moment à venir.",
  },
  'moment-outside-year': {
    http: 422,
    exit: 2,
    title: "Moment hors de l'année scolaire",
    cause: "Ce moment n'est pas dans l'année scolaire du fichier ({year}) : l'aperçu n'en tient pas compte.",
    remedy: "Choisissez un moment de l'année {year}, ou « à partir du moment de l'application ».",
  },
  'file-empty': {
    http: 422,
    exit: 1,
    title: 'Fichier vide',
    cause: "Le fichier envoyé ne contient rien. Il n'a pas été gardé.",
    remedy: "Relancez l'export depuis votre logiciel d'emploi du temps, puis envoyez le nouveau fichier.",
  },
  'file-no-export': {
    http: 415,
    exit: 1,
    title: "Ce fichier n'est pas un export d'emploi du temps",
    cause: "Son nom et son contenu sont ceux d'un document d'une autre sorte. Il n'a pas été gardé.",
    remedy: "Choisissez le fichier XML (ou zip) que produit l'export « Vers les socles ENT » d'EDT ou de PRONOTE.",
  },
};
