/** Who reads a page: the language, and dates, times and numbers as that language writes them, in the site's zone. */

import type { FastifyRequest } from 'fastify';
import { type Day, wallClockOf } from '../../domain/model/calendar.ts';
import { Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import { type Notation, notationOf } from '../../domain/model/notation.ts';
import { type DescribedRefusal, describeRefusal } from '../../domain/model/refusals.ts';
import type { Vocabulary } from '../../domain/report/words.ts';
import { vocabularyOf } from '../../domain/report/words-en.ts';
import { describeError } from './problem.ts';
import { typeset } from './words/words.ts';

export interface Reader extends Notation {
  readonly language: Language;
  readonly timeZone: string;
  /** Words of runs and reports. */
  readonly vocabulary: Vocabulary;
  /** `jeudi 23 juillet` */
  longDay(day: Day): string;
  /** `16:54`, whatever offset the moment is written with. */
  time(iso: string): string;
  /** `23/07/2026 à 16:54` in the site's zone, whatever offset the moment is written with. */
  moment(iso: string): string;
  /** `La Réunion`, `Réunion Time`: of the zone that moments are written in. */
  readonly zoneName: string;
  /** Typography for sentences of the domain's catalogues. */
  sentence(text: string): string;
}

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;
const utc = { timeZone: 'UTC' } as const;
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
  const utcOf = (day: Day): Date => new Date(`${day}T00:00:00Z`);
  const wall = (iso: string) => wallClockOf(Date.parse(iso), timeZone);
  const notation = notationOf(language);
  const sentence = language === 'fr' ? typeset : (text: string): string => text;
  return {
    ...notation,
    language,
    timeZone,
    vocabulary: vocabularyOf(language),
    longDay: (one) => firstOfMonth(LONG_DAYS[language].format(utcOf(one))),
    time: (iso) => wall(iso).time,
    moment(iso) {
      const { day, time } = wall(iso);
      return notation.moment(`${day}T${time}`);
    },
    label: (text) => sentence(notation.label(text)),
    zoneName: zoneNameOf(language, timeZone),
    sentence,
  };
}

/** French names of zones are those of places: « heure : La Réunion » without its first word. */
function zoneNameOf(language: Language, timeZone: string): string {
  const timeZoneName = language === 'fr' ? 'shortGeneric' : 'longGeneric';
  const parts = new Intl.DateTimeFormat(LOCALES[language], { timeZone, timeZoneName }).formatToParts();
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone).replace(/^heure\s*:\s*/, '');
}

/** « 1er septembre » is written otherwise than the other days. */
function firstOfMonth(text: string): string {
  return text.replace(/(?<=\p{L} )1(?= \p{Ll})/u, '1er');
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

/**
 * What is told of anything that was thrown. Input that only a program sends wrong is told to a person as an address or a
 * form that cannot be read: names of fields mean nothing here.
 */
export function troubleFor(
  error: unknown,
  { language, sentence }: Reader,
  unreadable: 'page-address' | 'page-form' = 'page-form',
): DescribedRefusal {
  const described = describeError(error, language);
  const told = described.code === 'bad-input' ? describeRefusal(unreadable, {}, language) : described;
  const [title, cause, remedy] = [sentence(told.title), sentence(told.cause), sentence(told.remedy)];
  return { ...told, title, cause, remedy, detail: `${cause} ${remedy}` };
}
