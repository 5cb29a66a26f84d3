/** How a language writes numbers, shares, amounts of bytes, days and moments: for pages, reports, letters and commands. */

import type { Day } from './calendar.ts';
import type { Language } from './language.ts';

export interface Notation {
  /** `1 234,5` */
  number(value: number): string;
  /** `12,5 %` */
  percent(value: number): string;
  /** `8,1 Mo`, `1 Go`. */
  size(bytes: number): string;
  /** `23/07/2026` */
  day(day: Day): string;
  /** `23/07/2026 à 16:54`: the wall clock of an ISO moment, as it is written there. */
  moment(iso: string): string;
  /** `Statut :`, before a value. */
  label(text: string): string;
}

/** 1 Mo is so many bytes wherever Carillon says or is told one, as in the file managers of most schools; 1 ko is 1024. */
export const MEGABYTE = 1_048_576;

const UNIT = 1_024;
const UNITS: Readonly<Record<Language, readonly string[]>> = {
  fr: ['octets', 'ko', 'Mo', 'Go', 'To'],
  en: ['bytes', 'kB', 'MB', 'GB', 'TB'],
};
const ONE_BYTE: Readonly<Record<Language, string>> = { fr: '1 octet', en: '1 byte' };
const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;

const NOTATIONS: Readonly<Record<Language, Notation>> = { fr: createNotation('fr'), en: createNotation('en') };

export function notationOf(language: Language): Notation {
  return NOTATIONS[language];
}

/** With blanks that every terminal and mail program shows. */
export function plainNotation(language: Language): Notation {
  const { number, percent, size, day, moment, label } = notationOf(language);
  const plain =
    <T>(write: (value: T) => string) =>
    (value: T): string =>
      write(value).replace(/[\u00a0\u202f]/g, ' ');
  return { number: plain(number), percent: plain(percent), size: plain(size), day, moment, label };
}

function createNotation(language: Language): Notation {
  const isFrench = language === 'fr';
  const numbers = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 2 });
  const amounts = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: 'UTC',
    day: isFrench ? '2-digit' : 'numeric',
    month: isFrench ? '2-digit' : 'short',
    year: 'numeric',
  });
  const day = (one: Day): string => days.format(new Date(`${one}T00:00:00Z`));
  return {
    number: (value) => numbers.format(value),
    percent: (value) => `${numbers.format(value)}${isFrench ? '\u202f' : ''}%`,
    size(bytes) {
      if (bytes === 1) return ONE_BYTE[language];
      const most = UNITS[language].length - 1;
      let [amount, power] = [bytes, 0];
      // What would be written as 1024 of one unit is 1 of the next.
      while (power < most && Math.round(amount * 10) / 10 >= UNIT) [amount, power] = [amount / UNIT, power + 1];
      return `${amounts.format(amount)}\u00a0${UNITS[language][power] ?? ''}`;
    },
    day,
    moment: (iso) => `${day(iso.slice(0, 10))}${isFrench ? ' à' : ','} ${iso.slice(11, 16)}`,
    label: (text) => (isFrench ? `${text} :` : `${text}:`),
  };
}
