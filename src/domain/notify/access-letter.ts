/** The letter that brings somebody an access account: login, deposit URLs, and the way to the password. */

import type { Language } from '../model/language.ts';
import { plainNotation } from '../model/notation.ts';

/** Where the secret stands: a one-time link, or the password itself. It is put in when the letter leaves. */
export const SECRET = '{{secret}}';

/** How long a one-time link can be opened. */
export const LINK_HOURS = 72;

export interface AccessLetter {
  readonly language: Language;
  readonly siteName: string;
  readonly why: 'opened' | 'renewed';
  readonly login: string;
  /** Deposit URLs with what they are for; null: all establishments. */
  readonly urls: readonly { readonly place: string | null; readonly url: string }[];
  /** `link`: a one-time link shows the password; `mail`: the guide's classic mail with the URL that carries it. */
  readonly credentialsBy: 'link' | 'mail';
  /** `2026-07-23T16:54`, by the site's clock: the password before works until then. */
  readonly oldPasswordUntil: string | null;
}

interface Words {
  readonly hello: string;
  readonly titles: Readonly<Record<AccessLetter['why'], string>>;
  readonly oldIsOver: string;
  oldWorksUntil(moment: string): string;
  readonly login: string;
  readonly password: string;
  readonly once: string;
  readonly everywhere: string;
  readonly urls: Readonly<Record<AccessLetter['credentialsBy'], string>>;
  readonly keep: Readonly<Record<AccessLetter['credentialsBy'], string>>;
  readonly end: string;
}

const FRENCH: Words = {
  hello: 'Bonjour,',
  titles: {
    opened: 'Votre accès au dépôt des emplois du temps est ouvert',
    renewed: 'Votre mot de passe de dépôt a changé',
  },
  oldIsOver: "L'ancien mot de passe ne fonctionne plus : inscrivez le nouveau dans votre logiciel d'emploi du temps.",
  oldWorksUntil: (moment) =>
    `L'ancien mot de passe fonctionne jusqu'au ${moment} : d'ici là, inscrivez le nouveau dans votre logiciel d'emploi du temps.`,
  login: 'identifiant',
  password: 'mot de passe',
  once: `à lire une seule fois, sous ${LINK_HOURS} heures, à cette adresse :`,
  everywhere: 'Tous les établissements',
  urls: {
    mail: "Indiquez une de ces URL de dépôt dans votre logiciel d'emploi du temps :",
    link: "Indiquez une de ces URL de dépôt dans votre logiciel d'emploi du temps ; la page du mot de passe les donne complètes, prêtes à copier :",
  },
  keep: {
    mail: "Conservez ce message : il contient les paramètres d'accès au dépôt. Ne le transmettez à personne.",
    link: "Conservez ce message : il contient les paramètres d'accès au dépôt.",
  },
  end: 'Cordialement,\nCarillon, import automatisé des emplois du temps',
};

const ENGLISH: Words = {
  hello: 'Hello,',
  titles: {
    opened: 'Your access to deposit timetables is open',
    renewed: 'Your deposit password has changed',
  },
  oldIsOver: 'The old password does not work any more: enter the new one in your timetable software.',
  oldWorksUntil: (moment) =>
    `The old password works until ${moment}: enter the new one in your timetable software before then.`,
  login: 'login',
  password: 'password',
  once: `to be read once only, within ${LINK_HOURS} hours, at this address:`,
  everywhere: 'All establishments',
  urls: {
    mail: 'Enter one of these deposit URLs in your timetable software:',
    link: 'Enter one of these deposit URLs in your timetable software; the page of the password gives them whole, ready to copy:',
  },
  keep: {
    mail: 'Keep this message: it holds the settings of your access. Do not pass it on to anybody.',
    link: 'Keep this message: it holds the settings of your access.',
  },
  end: 'Kind regards,\nCarillon, automatic import of timetables',
};

/** The letter with SECRET in the place of what it hides. */
export function accessLetter(letter: AccessLetter): { readonly subject: string; readonly body: string } {
  const { language, siteName, why, login, credentialsBy, oldPasswordUntil } = letter;
  const words = language === 'en' ? ENGLISH : FRENCH;
  const { label, moment } = plainNotation(language);
  const byMail = credentialsBy === 'mail';
  const urls = letter.urls.map(({ place, url }) => {
    const shown = byMail ? url.replace('://', `://${login}:${SECRET}@`) : url;
    return `- ${label(place ?? words.everywhere)}\n  ${shown}`;
  });
  const old = oldPasswordUntil === null ? words.oldIsOver : words.oldWorksUntil(moment(oldPasswordUntil));
  const password = byMail ? SECRET : `${words.once}\n  ${SECRET}`;
  const body = [
    words.hello,
    `${words.titles[why]}.`,
    ...(why === 'renewed' ? [old] : []),
    `- ${label(words.login)} ${login}\n- ${label(words.password)} ${password}`,
    words.urls[credentialsBy],
    urls.join('\n'),
    words.keep[credentialsBy],
    words.end,
  ].join('\n\n');
  return { subject: `[${siteName}] ${words.titles[why]}`, body: `${body}\n` };
}
