/** Who reads a page: the language, and dates, times and numbers as that language writes them, in the site's zone. */

import type { FastifyRequest } from 'fastify';
import { type Day, wallClockOf } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import type { DescribedRefusal } from '../../domain/model/refusals.ts';
import { frenchDay, type Vocabulary } from '../../domain/report/words.ts';
import { vocabularyOf } from '../../domain/report/words-en.ts';
import { describeError } from './problem.ts';
import { typeset } from './words/words.ts';

export interface Reader {
  readonly language: Language;
  readonly timeZone: string;
  /** Words of runs and reports. */
  readonly vocabulary: Vocabulary;
  /** `1 234,5` */
  number(value: number): string;
  /** `12,5 %` */
  percent(value: number): string;
  /** `8,1 Mo` */
  size(bytes: number): string;
  /** `23/07/2026` */
  day(day: Day): string;
  /** `jeudi 23 juillet` */
  longDay(day: Day): string;
  /** `16:54`, whatever offset the moment is written with. */
  time(iso: string): string;
  /** `23/07/2026 à 16:54` */
  moment(iso: string): string;
  /** Typography for sentences of the domain's catalogues. */
  sentence(text: string): string;
}

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;
const NUMBERS = {
  fr: new Intl.NumberFormat(LOCALES.fr, { maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat(LOCALES.en, { maximumFractionDigits: 2 }),
};
const SIZES = { fr: ['octets', 'ko', 'Mo'], en: ['bytes', 'kB', 'MB'] } as const;
const utc = { timeZone: 'UTC' } as const;
const ENGLISH_DAY = new Intl.DateTimeFormat(LOCALES.en, { ...utc, day: 'numeric', month: 'short', year: 'numeric' });
const longDay = { ...utc, weekday: 'long', day: 'numeric', month: 'long' } as const;
const LONG_DAYS = {
  fr: new Intl.DateTimeFormat(LOCALES.fr, longDay),
  en: new Intl.DateTimeFormat(LOCALES.en, longDay),
};

const readers = new Map<string, Reader>();

/** The one reader of a language in a zone. */
export function readerOf(language: Language, timeZone = 'Europe/Paris'): Reader {
  const key = `${language} ${timeZone}`;
  const known = readers.get(key) ?? createReader(language, timeZone);
  readers.set(key, known);
  return known;
}

function createReader(language: Language, timeZone: string): Reader {
  const number = (value: number): string => NUMBERS[language].format(value);
  const utcOf = (day: Day): Date => new Date(`${day}T00:00:00Z`);
  const day = (one: Day): string => (language === 'fr' ? frenchDay(one) : ENGLISH_DAY.format(utcOf(one)));
  const wall = (iso: string) => wallClockOf(Date.parse(iso), timeZone);
  return {
    language,
    timeZone,
    vocabulary: vocabularyOf(language),
    number,
    percent: (value) => `${number(value)}${language === 'fr' ? '\u202f' : ''}%`,
    size(bytes) {
      const [power, amount] =
        bytes < 1_000 ? [0, bytes] : bytes < 1_000_000 ? [1, bytes / 1_000] : [2, bytes / 1_000_000];
      return `${number(Math.round(amount * 10) / 10)}\u00a0${SIZES[language][power] ?? ''}`;
    },
    day,
    longDay: (one) => LONG_DAYS[language].format(utcOf(one)),
    time: (iso) => wall(iso).time,
    moment(iso) {
      const { day: date, time } = wall(iso);
      return language === 'fr' ? `${day(date)} à ${time}` : `${day(date)}, ${time}`;
    },
    sentence: language === 'fr' ? typeset : (text) => text,
  };
}

/** The reader's choice; without one English for a browser that asks for it and not for French, else French. */
export function languageOf(request: FastifyRequest, chosen: Language | null): Language {
  if (chosen !== null) return chosen;
  const asked = (request.headers['accept-language'] ?? '').toLowerCase();
  const asksFor = (language: string): boolean => new RegExp(`(?:^|[,\\s])${language}\\b`).test(asked);
  return asksFor('en') && !asksFor('fr') ? 'en' : 'fr';
}

/** What is told of a refusal in the reader's language; anything else is thrown again. */
export function refusalFor(error: unknown, reader: Reader): DescribedRefusal {
  if (!(error instanceof Refusal)) throw error;
  return troubleFor(error, reader);
}

/** What is told of anything that was thrown. */
export function troubleFor(error: unknown, { language, sentence }: Reader): DescribedRefusal {
  const told = describeError(error, language);
  const [title, cause, remedy] = [sentence(told.title), sentence(told.cause), sentence(told.remedy)];
  return { ...told, title, cause, remedy, detail: `${cause} ${remedy}` };
}
