/** Reasons of a run's end as people read them: with names for actors, and moments by the site's clock. */

import { isoWithOffset } from '../model/calendar.ts';
import type { Language } from '../model/language.ts';
import type { Actor } from '../model/listing.ts';
import { notationOf } from '../model/notation.ts';
import type { SentenceValues } from '../model/sentence.ts';
import { describeReason, type Entry } from './catalogue.ts';
import { vocabularyOf } from './words-en.ts';

/** For whom reasons are told, and where. */
export interface ReasonTelling {
  readonly language: Language;
  readonly timeZone: string;
  /** Names of actors; who is not among them is told neutrally. */
  readonly names: ReadonlyMap<Actor, string>;
}

/** Title, cause and remedy of a reason with the values that were noted with it. */
export function tellReason(code: string, values: SentenceValues, telling: ReasonTelling): Entry {
  const { language, timeZone } = telling;
  const { moment } = notationOf(language);
  return describeReason(
    code,
    {
      ...values,
      ...('by' in values ? toldBy(String(values.by), values, telling) : {}),
      ...('at' in values ? { at: moment(isoWithOffset(Date.parse(String(values.at)), timeZone)) } : {}),
    },
    language,
  );
}

/** Who decided, and as what: an operator is no manager of the school. */
function toldBy(by: Actor, values: SentenceValues, { language, names }: ReasonTelling): SentenceValues {
  const told = { by: vocabularyOf(language).actor(by, names.get(by)) };
  if ('variant' in values || by.startsWith('manager:')) return told;
  return { ...told, variant: by.startsWith('operator:') ? 'operator' : 'other' };
}
