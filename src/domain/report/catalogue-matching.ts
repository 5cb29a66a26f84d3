/** The part of the catalogue about who and what of a file is matched to the directory. */

import type { Entry } from './catalogue.ts';

const NOT_FOUND = "Aucune correspondance dans l'annuaire : les séances sont créées avec le nom de l'export.";
const MATCH = "Faites le rapprochement à la main, ou complétez l'annuaire.";
const SEVERAL = "Plusieurs correspondances sont possibles dans l'annuaire : Carillon ne devine pas.";
const CHOOSE = 'Choisissez la bonne correspondance dans les rapprochements.';

export const MATCHING: Readonly<Record<string, Entry>> = {
  'match-ignored': {
    title: 'Laissé sans correspondance',
    cause: "Quelqu'un a décidé que l'annuaire n'a pas d'équivalent : le nom de l'export est repris tel quel.",
    remedy: 'Rien à faire. La décision peut être oubliée dans la page des rapprochements.',
  },
  'unmatched-teacher': {
    title: 'Enseignant non rapproché',
    cause: NOT_FOUND,
    remedy: MATCH,
  },
  'ambiguous-teacher': {
    title: 'Enseignant à rapprocher',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
  'unmatched-student': {
    title: 'Élève non rapproché',
    cause: NOT_FOUND,
    remedy: MATCH,
  },
  'ambiguous-student': {
    title: 'Élève à rapprocher',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
  'unmatched-division': {
    title: 'Classe non rapprochée',
    cause: NOT_FOUND,
    remedy: MATCH,
  },
  'ambiguous-division': {
    title: 'Classe à rapprocher',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
  'unmatched-group': {
    title: 'Groupe non rapproché',
    cause: "Aucune correspondance dans l'annuaire : il sera créé.",
    remedy: MATCH,
  },
  'ambiguous-group': {
    title: 'Groupe à rapprocher',
    cause: SEVERAL,
    remedy: CHOOSE,
  },
};
