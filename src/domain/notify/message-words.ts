/** The words of messages about imports, in French and in English; reasons and what to do about them come from the catalogue. */

import type { Language } from '../model/language.ts';
import { type Notation, plainNotation } from '../model/notation.ts';

/** A message that asks managers to decide says something else to those who may not. */
interface Decision {
  readonly title: string;
  readonly titleForOthers: string;
  readonly what: string;
  readonly toDoForOthers: string;
}

interface MessageWords {
  readonly hello: string;
  readonly end: string;
  toDo(what: string): string;
  /** `- % de matières créées : 61,95 % (12 sur 20) pour un seuil de 50 % (bloquant)` */
  exceeded(control: string, value: string, count: string, base: string, limit: string, isBlocking: boolean): string;
  notComputed(control: string, isBlocking: boolean): string;
  file(name: string, isReplayed: boolean, receivedAt: string, run: string): string;
  report(url: string): string;
  board(url: string): string;
  /** An import of a file was refused. */
  readonly refused: string;
  readonly held: Decision;
  readonly alert: {
    readonly title: string;
    readonly what: string;
    readonly toDo: string;
    readonly toDoForOthers: string;
  };
  readonly repeated: {
    readonly title: string;
    what(run: string, isByOperator: boolean): string;
    readonly toDo: string;
  };
  readonly recovered: {
    readonly title: string;
    readonly titlePartly: string;
    readonly what: Readonly<Record<'deposited' | 'replayed' | 'approved', string>>;
    readonly over: string;
    rest(lines: readonly string[]): string;
    line(run: string | null, what: string): string;
  };
  readonly silent: {
    title(days: number): string;
    /** `lastGoodAt` null: nothing was ever deposited. */
    what(days: number, lastGoodAt: string | null): string;
    readonly toDo: string;
  };
  readonly directory: {
    readonly untouched: string;
    readonly refused: string;
    readonly held: Decision;
    readonly recovered: string;
    readonly over: string;
  };
}

const workingDays = (days: number): string => (days === 1 ? 'un jour ouvré' : `${days} jours ouvrés`);
const UNTOUCHED = "L'annuaire du site n'a pas changé.";

const FRENCH: MessageWords = {
  hello: 'Bonjour,',
  end: 'Cordialement,\nCarillon, import automatisé des emplois du temps',
  toDo: (what) => `À faire : ${what}`,
  exceeded: (control, value, count, base, limit, isBlocking) =>
    `- ${control} : ${value} (${count} sur ${base}) pour un seuil de ${limit} (${isBlocking ? 'bloquant' : 'non bloquant'})`,
  notComputed: (control, isBlocking) =>
    `- ${control} : n'a pas pu être calculé (${isBlocking ? 'bloquant' : 'non bloquant'})`,
  file: (name, isReplayed, receivedAt, run) =>
    `Fichier : ${name}, ${isReplayed ? 'rejoué' : 'reçu'} le ${receivedAt} (import n° ${run}).`,
  report: (url) => `Bilan de l'import : ${url}`,
  board: (url) => `Tableau de bord : ${url}`,
  refused: "Un export d'emploi du temps a été refusé. L'emploi du temps du portail n'a pas changé.",
  held: {
    title: 'Import en attente de votre décision',
    titleForOthers: "Import en attente de la décision d'un gestionnaire",
    what: "Un export d'emploi du temps change plus de choses que les seuils ne le permettent. Rien n'a été modifié dans le portail.",
    toDoForOthers:
      "vérifiez l'emploi du temps exporté. S'il est bon, un gestionnaire du site approuvera l'import : vous n'avez rien d'autre à faire. Sinon, corrigez-le et relancez l'export.",
  },
  alert: {
    title: 'Import réalisé avec des alertes',
    what: "L'emploi du temps a été mis à jour, mais des seuils non bloquants ont été dépassés.",
    toDo: 'consultez le bilan ; complétez les rapprochements ou corrigez le fichier si besoin.',
    toDoForOthers:
      "vérifiez l'emploi du temps exporté et corrigez-le si besoin. Les rapprochements sont complétés par un gestionnaire du site.",
  },
  repeated: {
    title: "L'emploi du temps rejeté a été déposé de nouveau",
    what: (run, isByOperator) =>
      `Votre logiciel a déposé de nouveau le contenu de l'import n° ${run}, que ${isByOperator ? "l'exploitant" : 'un gestionnaire'} a rejeté. Il n'est pas appliqué, et ne le sera pas tant qu'il ne change pas : le portail garde l'emploi du temps précédent.`,
    toDo: "corrigez l'emploi du temps dans votre logiciel. S'il est finalement le bon, un gestionnaire du site rejoue l'import depuis sa page.",
  },
  recovered: {
    title: "L'import automatisé fonctionne de nouveau",
    titlePartly: "L'import automatisé fonctionne de nouveau, en partie",
    what: {
      deposited: "Un export d'emploi du temps a été traité normalement.",
      replayed: 'Un export conservé a été rejoué et traité normalement.',
      approved: "L'export qui attendait une décision a été approuvé et appliqué.",
    },
    over: "Les messages précédents n'appellent plus d'action de votre part.",
    rest: (lines) => `Reste à régler, comme signalé :\n${lines.join('\n')}`,
    line: (run, what) => `- import n° ${run} : ${what}`,
  },
  silent: {
    title: (days) => `Aucun dépôt depuis ${workingDays(days)}`,
    what: (days, lastGoodAt) =>
      lastGoodAt === null
        ? `L'import automatisé est ouvert depuis ${workingDays(days)}, et aucun emploi du temps n'a encore été déposé.`
        : `Aucun emploi du temps n'a été déposé depuis ${workingDays(days)}. Le dernier dépôt a été reçu le ${lastGoodAt}.`,
    toDo: "ouvrez votre logiciel d'emploi du temps et vérifiez que l'export automatique est toujours programmé, que l'ordinateur qui l'exécute est allumé, et que l'adresse et le mot de passe sont ceux du compte d'accès. Si aucun export n'est attendu en ce moment, vous pouvez changer le rythme attendu dans les paramètres.",
  },
  directory: {
    untouched: UNTOUCHED,
    refused: `Un fichier d'annuaire a été refusé. ${UNTOUCHED}`,
    held: {
      title: 'Annuaire en attente de votre décision',
      titleForOthers: "Annuaire en attente de la décision d'un gestionnaire",
      what: `Un annuaire change plus de choses que les seuils ne le permettent. ${UNTOUCHED}`,
      toDoForOthers:
        "vous n'avez rien à faire : un gestionnaire du site regarde qui serait ajouté ou partirait, puis approuve ou rejette.",
    },
    recovered: "L'annuaire est de nouveau à jour",
    over: "Le dernier fichier d'annuaire a été traité normalement. Le message précédent n'appelle plus d'action de votre part.",
  },
};

const inEnglishDays = (days: number): string => (days === 1 ? 'one working day' : `${days} working days`);
const UNCHANGED = "The site's directory has not changed.";

const ENGLISH: MessageWords = {
  hello: 'Hello,',
  end: 'Kind regards,\nCarillon, automatic import of timetables',
  toDo: (what) => `To do: ${what}`,
  exceeded: (control, value, count, base, limit, isBlocking) =>
    `- ${control}: ${value} (${count} of ${base}) for a limit of ${limit} (${isBlocking ? 'blocking' : 'not blocking'})`,
  notComputed: (control, isBlocking) =>
    `- ${control}: could not be computed (${isBlocking ? 'blocking' : 'not blocking'})`,
  file: (name, isReplayed, receivedAt, run) =>
    `File: ${name}, ${isReplayed ? 'replayed' : 'received'} on ${receivedAt} (import no. ${run}).`,
  report: (url) => `Report of the import: ${url}`,
  board: (url) => `Dashboard: ${url}`,
  refused: "A timetable export was refused. The portal's timetable has not changed.",
  held: {
    title: 'Import waiting for your decision',
    titleForOthers: "Import waiting for a manager's decision",
    what: 'A timetable export changes more than the thresholds allow. Nothing was changed in the portal.',
    toDoForOthers:
      'check the timetable that was exported. If it is right, a manager of the site will approve the import: you have nothing else to do. If not, correct it and export it again.',
  },
  alert: {
    title: 'Import done, with alerts',
    what: 'The timetable was brought up to date, but thresholds that do not block were exceeded.',
    toDo: 'look at the report; complete the matches or correct the file if need be.',
    toDoForOthers:
      'check the timetable that was exported and correct it if need be. Matches are completed by a manager of the site.',
  },
  repeated: {
    title: 'The rejected timetable was deposited again',
    what: (run, isByOperator) =>
      `Your software has deposited again the content of import no. ${run}, which ${isByOperator ? 'the operator' : 'a manager'} rejected. It is not applied, and will not be as long as it does not change: the portal keeps the timetable it had.`,
    toDo: 'correct the timetable in your software. If it is right after all, a manager of the site replays the import from its page.',
  },
  recovered: {
    title: 'Automatic import works again',
    titlePartly: 'Automatic import works again, in part',
    what: {
      deposited: 'A timetable export was imported as usual.',
      replayed: 'An export that was kept has been replayed and imported as usual.',
      approved: 'The export that waited for a decision was approved and applied.',
    },
    over: 'The messages before need nothing more from you.',
    rest: (lines) => `Still to be settled, as already told:\n${lines.join('\n')}`,
    line: (run, what) => `- import no. ${run}: ${what}`,
  },
  silent: {
    title: (days) => `No deposit for ${inEnglishDays(days)}`,
    what: (days, lastGoodAt) =>
      lastGoodAt === null
        ? `Automatic import has been open for ${inEnglishDays(days)}, and no timetable has been deposited yet.`
        : `No timetable has been deposited for ${inEnglishDays(days)}. The last deposit was received on ${lastGoodAt}.`,
    toDo: 'open your timetable software and check that the automatic export is still scheduled, that the computer that runs it is switched on, and that address and password are those of the access account. If no export is expected at present, you can change the expected rhythm in the settings.',
  },
  directory: {
    untouched: UNCHANGED,
    refused: `A directory file was refused. ${UNCHANGED}`,
    held: {
      title: 'Directory waiting for your decision',
      titleForOthers: "Directory waiting for a manager's decision",
      what: `A directory changes more than the thresholds allow. ${UNCHANGED}`,
      toDoForOthers:
        'you have nothing to do: a manager of the site looks at who would be added or leave, then approves or rejects.',
    },
    recovered: 'The directory is up to date again',
    over: 'The last directory file was imported as usual. The message before needs nothing more from you.',
  },
};

/** The words of a language, and how it writes figures. */
export interface Voice extends Notation {
  readonly language: Language;
  readonly words: MessageWords;
}

/** What a message is written with; mails are plain text. */
export function voiceOf(language: Language): Voice {
  return { ...plainNotation(language), language, words: language === 'en' ? ENGLISH : FRENCH };
}
