/** Texts of the establishments in « Paramètres ». */

import { bilingual } from './words.ts';

export const establishmentWords = bilingual(
  {
    add: 'Ajouter un établissement',
    addLead:
      "Pour une cité scolaire : un établissement de plus, avec son propre code UAI. Les réglages, les seuils et les comptes d'accès du site valent aussi pour lui.",
    actions: 'Actions',
    change: 'Modifier',
    changeOf: (name: string) => `Modifier ${name}`,
    remove: 'Retirer',
    removeOf: (name: string) => `Retirer ${name}`,
    save: 'Enregistrer',
    name: "Nom de l'établissement",
    uai: 'Code UAI',
    uaiHint:
      "7 chiffres et une lettre, par exemple 0750654D (ancien code RNE). C'est lui qui dit à quel établissement appartient un fichier.",
    uaiChangeHint:
      "Corrigez-le s'il a été mal saisi : les fichiers qui portent l'ancien code seront refusés. Les séances enregistrées restent.",
    number: 'Numéro',
    numberHint: "Il fait partie de l'URL de dépôt de cet établissement, et ne change plus ensuite.",
    numberFixed: (number: string) => `Numéro ${number} : il fait partie de l'URL de dépôt et ne change pas.`,
    added: (name: string) => `${name} est ajouté.`,
    changed: (name: string) => `${name} est enregistré.`,
    removed: (name: string) => `${name} est retiré.`,
    savedNothing: "rien n'a changé.",
    toConfirm: 'à confirmer',
    unconfirmed: (name: string) =>
      `${name} : ce code UAI attend la confirmation de votre exploitant. Les emplois du temps de cet établissement sont déjà acceptés ; seul l'annuaire que l'académie envoie ne lui est pas encore distribué.`,
    confirmOf: (name: string) => `Confirmer ${name}`,
    confirmed: (name: string) => `${name} est confirmé.`,
    otherLetter: (uai: string, letter: string) =>
      `Vérifiez le code ${uai} : la lettre qui va avec ces chiffres est ${letter}.`,
    codeTitle: (name: string) => `Changer le code UAI de ${name} ?`,
    codeWhat: (name: string, was: string, is: string) =>
      `Les fichiers qui portent ${was} seront refusés ; ceux qui portent ${is} seront lus comme ceux de ${name}. Les séances enregistrées restent. Pour revenir en arrière, remettez ${was}.`,
    codeButton: 'Changer le code',
    removeTitle: (name: string) => `Retirer ${name} ?`,
    removeWhat: (name: string, uai: string, url: string) =>
      `${name} (${uai}) ne sera plus un établissement du site : ses fichiers seront refusés, et l'URL ${url} cessera de fonctionner. Les séances des années passées sont gardées.`,
    errors: {
      name: "Indiquez le nom de l'établissement.",
      nameLong: (limit: number) => `Le nom d'un établissement a au plus ${limit} caractères.`,
      uai: 'Indiquez un code UAI : 7 chiffres et une lettre, sans autre signe.',
      uaiTaken: (name: string) => `Ce code UAI est déjà celui de ${name}.`,
      number: 'Indiquez un nombre entier de 1 à 999 999 999.',
      numberTaken: (name: string) => `Ce numéro est déjà celui de ${name}.`,
    },
  },
  {
    add: 'Add a school',
    addLead:
      'For a “cité scolaire”: one more school, with a UAI code of its own. The settings, thresholds and access accounts of the site hold for it too.',
    actions: 'Actions',
    change: 'Change',
    changeOf: (name) => `Change ${name}`,
    remove: 'Remove',
    removeOf: (name) => `Remove ${name}`,
    save: 'Save',
    name: 'Name of the school',
    uai: 'UAI code',
    uaiHint: '7 digits and a letter, for example 0750654D (formerly RNE). It says which school a file belongs to.',
    uaiChangeHint:
      'Correct it if it was mistyped: files with the old code will be refused. The sessions that are stored stay.',
    number: 'Number',
    numberHint: 'It is part of the deposit URL of this school, and does not change later.',
    numberFixed: (number) => `Number ${number}: it is part of the deposit URL and does not change.`,
    added: (name) => `${name} is added.`,
    changed: (name) => `${name} is saved.`,
    removed: (name) => `${name} is removed.`,
    savedNothing: 'nothing has changed.',
    toConfirm: 'to confirm',
    unconfirmed: (name) =>
      `${name}: this UAI code waits for your operator to confirm it. Timetables of this school are accepted already; only the directory that the academy sends is not given to it yet.`,
    confirmOf: (name) => `Confirm ${name}`,
    confirmed: (name) => `${name} is confirmed.`,
    otherLetter: (uai, letter) => `Check the code ${uai}: the letter that goes with these digits is ${letter}.`,
    codeTitle: (name) => `Change the UAI code of ${name}?`,
    codeWhat: (name, was, is) =>
      `Files with ${was} will be refused; those with ${is} will be read as those of ${name}. The sessions that are stored stay. To go back, write ${was} again.`,
    codeButton: 'Change the code',
    removeTitle: (name) => `Remove ${name}?`,
    removeWhat: (name, uai, url) =>
      `${name} (${uai}) will no longer be a school of the site: its files will be refused, and the URL ${url} will stop working. The sessions of past years are kept.`,
    errors: {
      name: 'Give the name of the school.',
      nameLong: (limit) => `The name of a school has at most ${limit} characters.`,
      uai: 'Give a UAI code: 7 digits and a letter, and no other sign.',
      uaiTaken: (name) => `This UAI code is that of ${name} already.`,
      number: 'Give a whole number from 1 to 999,999,999.',
      numberTaken: (name) => `This number is that of ${name} already.`,
    },
  },
);
