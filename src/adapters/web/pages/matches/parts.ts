/** What the pages of matches show of an item and of a directory entry. */

import type { EntryItem, InFile, MatchItem } from '../../../../domain/diff/match-desk.ts';
import { SURE, type Suggestion } from '../../../../domain/diff/suggest.ts';
import { isPersonKind } from '../../../../domain/directory/directory.ts';
import { chip, facts, type Tone } from '../../components/boxes.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { matchWords } from '../../words/matches.ts';
import { establishmentName } from '../place-names.ts';

/** « date de naissance : 12/03/2012 · 6A · ALLEMAND LV2 · 128 séances » */
export function aboutItem({ reader, site }: SiteVisit, { kind, file }: MatchItem): string {
  if (!file) return '';
  const words = matchWords[reader.language];
  const isPerson = isPersonKind(kind);
  const place = !isPerson && site.establishments.length > 1 ? establishmentName(site, file.establishment, reader) : '';
  return [
    kind === 'student' || file.birthDate !== null ? birth(reader, file.birthDate) : '',
    file.divisions.join(', '),
    file.places.join(', '),
    place,
    sessionsOf(reader, file),
  ]
    .filter((one) => one !== '')
    .join(' · ');

  function birth({ day }: Reader, date: string | null): string {
    return date === null ? words.bornUnknown : words.born(day(date));
  }
}

export function sessionsOf(reader: Reader, { sessions }: InFile): string {
  const words = matchWords[reader.language];
  const text = sessions === 0 ? words.noSession : words.sessions(sessions, reader.number(sessions));
  return text.replaceAll(' ', '\u00a0');
}

/** The same as a list with names, for a page of its own. */
export function itemFacts({ reader, site }: SiteVisit, { kind, label, file }: MatchItem): Html {
  const words = matchWords[reader.language];
  const isPerson = isPersonKind(kind);
  return facts(
    [
      [words.name, label],
      [words.birthDate, isPerson && file?.birthDate ? reader.day(file.birthDate) : null],
      [words.divisions, file && file.divisions.length > 0 ? file.divisions.join(', ') : null],
      [words.places, file && file.places.length > 0 ? file.places.join(', ') : null],
      [
        words.establishment,
        !isPerson && file && site.establishments.length > 1
          ? establishmentName(site, file.establishment, reader)
          : null,
      ],
      [words.sessionsName, file ? reader.number(file.sessions) : null],
    ],
    'wide',
  );
}

const SCORES: readonly (readonly [from: number, word: 'sure' | 'likely' | 'maybe' | 'weak', tone: Tone])[] = [
  [SURE, 'sure', 'good'],
  [0.8, 'likely', 'busy'],
  [0.6, 'maybe', 'warn'],
  [0, 'weak', 'quiet'],
];

/** « Très probable · 96 % » */
export function scoreMark(reader: Reader, score: number): Html {
  const [, word, tone] = SCORES.find(([from]) => score >= from) ?? [0, 'weak', 'quiet'];
  return html`<span class="score">${chip(tone as Tone, matchWords[reader.language].score[word as 'weak'])}<span class="hint">${reader.percent(Math.round(score * 100))}</span></span>`;
}

/** Why an entry is suggested, with its birth date. */
export function whyText(reader: Reader, { why, birthDate, division, groups = [] }: Suggestion): string {
  const words = matchWords[reader.language];
  const reasons = why.map((one) => words.why[one]);
  const own = [birthDate ? words.born(reader.day(birthDate)) : '', division ?? '', groups.join(', ')];
  return [...own, ...reasons].filter((one) => one !== '').join(' · ');
}

/** Who a person of the directory is, beside the name. */
export function personFacts(
  reader: Reader,
  { birthDate, division }: Pick<EntryItem, 'birthDate' | 'division'>,
): string {
  const born = birthDate === null ? '' : matchWords[reader.language].born(reader.day(birthDate));
  return [born, division ?? ''].filter((one) => one !== '').join(' · ');
}

/** Where an entry stands. */
export function entryPlace({ reader, site }: SiteVisit, { division, establishment }: EntryItem): string {
  if (division !== null) return division;
  return establishment === null || site.establishments.length < 2 ? '' : establishmentName(site, establishment, reader);
}
