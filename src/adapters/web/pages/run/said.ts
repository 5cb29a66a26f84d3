/** Small pieces that say what was and what is: before and after, times, durations, audiences, dates. */

import type { RunItem } from '../../../../domain/administration.ts';
import { effectOf } from '../../../../domain/model/run.ts';
import type { AudienceName, Stay } from '../../../../domain/report/changes.ts';
import type { Aspect, LessonSide, SlotTime } from '../../../../domain/report/session-lines.ts';
import type { WeekSession } from '../../../../domain/report/week.ts';
import { isRejectedByPerson } from '../../../../domain/report/words.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import { changeWords } from '../../words/changes.ts';

/** What a run did to what is stored, or why it did nothing. */
export function effectWords({ language }: Reader, run: Pick<RunItem, 'status' | 'reason'>): string {
  const { status } = run;
  const { leads, never } = changeWords[language];
  const effect = effectOf(status);
  if (effect !== 'never') return leads[effect];
  if (isRejectedByPerson(run)) return `${never.byPerson} ${leads.nothing}`;
  const isNamed = status === 'superseded' || status === 'cancelled' || status === 'failed';
  return `${never[isNamed ? status : 'rejected']} ${leads.nothing}`;
}

/** Struck through and arrow for the eye, « avant : » and « après : » for the ear. */
export function beforeAfter(reader: Reader, before: string, after: string): Html {
  const words = changeWords[reader.language];
  return html`<span class="unseen">${words.was} </span><span class="was">${before || words.nothing}</span> <span aria-hidden="true">→</span> <span class="unseen">${words.now} </span><span>${after || words.nothing}</span>`;
}

/** Once when nothing differs. */
export function maybeChanged(reader: Reader, before: string | null, after: string | null): Html {
  if (before === null || after === null || before === after) return html`${after ?? before}`;
  return beforeAfter(reader, before, after);
}

/** `3 h 30`, `55 min` */
export function duration({ language }: Reader, minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest}\u00a0min`;
  if (rest === 0) return `${hours}\u00a0h`;
  return language === 'fr'
    ? `${hours}\u00a0h\u00a0${String(rest).padStart(2, '0')}`
    : `${hours}\u00a0h\u00a0${rest}\u00a0min`;
}

/** `lundi 08:00–08:55` */
export function slotWords({ language }: Reader, { weekday, from, to }: SlotTime): string {
  return `${changeWords[language].weekdays[weekday - 1]} ${from}–${to}`;
}

/** `6A`, `6A (6A GR1)` */
export function audienceWords({ language }: Reader, audience: readonly AudienceName[]): string {
  const words = changeWords[language];
  return audience
    .map(({ kind, name, groups }) => (kind === 'part' ? words.part(name, groups.join(', ')) : name))
    .join(', ');
}

type Said = Pick<LessonSide, 'divisions' | 'groups' | 'teachers' | 'rooms' | 'subject'>;

/** What differs between two sides, times apart: « Salle : B12 → B13 ». */
export function aspectLines(
  reader: Reader,
  aspects: readonly Aspect[],
  before: Said | null,
  after: Said | null,
): Html[] {
  const words = changeWords[reader.language];
  const texts: Partial<Readonly<Record<Aspect, (side: Said) => string>>> = {
    teachers: (side) => side.teachers.map(({ name }) => name).join(', '),
    rooms: (side) => side.rooms.join(', '),
    subject: (side) => side.subject.label || side.subject.code,
    audience: (side) => [...side.divisions, ...side.groups].join(', '),
  };
  return aspects.flatMap((aspect) => {
    const textOf = texts[aspect];
    if (!textOf || !before || !after) return [];
    return [html`<p>${words.aspects[aspect]} ${beforeAfter(reader, textOf(before), textOf(after))}</p>`];
  });
}

/** The subject, and below it who has it. */
export function lessonName(side: Pick<Said, 'subject' | 'divisions' | 'groups'>): Html {
  const audience = [...side.divisions, ...side.groups].join(', ');
  return html`<strong>${side.subject.label || side.subject.code || '–'}</strong>${audience !== '' && html`<span class="under">${audience}</span>`}`;
}

/** Teachers and rooms, in one line. */
export function withWhom(side: Pick<Said, 'teachers' | 'rooms'>): string {
  return [side.teachers.map(({ name }) => name).join(', '), side.rooms.join(', ')]
    .filter((text) => text !== '')
    .join(' · ');
}

/** `lundi 23 novembre 08:00–08:55` */
export function sessionTime(reader: Reader, { day, from, to }: WeekSession): string {
  return `${reader.longDay(day)} ${from}–${to}`;
}

/** `du 01/09/2026 au 03/07/2027` */
export function stayWords(reader: Reader, { from, to }: Pick<Stay, 'from' | 'to'>): string {
  return changeWords[reader.language].between(reader.day(from), reader.day(to));
}
