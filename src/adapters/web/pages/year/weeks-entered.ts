/** « Semaines et alternances » as it is entered: from what is stored, from the form, and back, with what is wrong beside its field. */

import { type Day, isDay } from '../../../../domain/model/calendar.ts';
import type { YearState } from '../../../../domain/model/school-year.ts';
import {
  ALTERNATION_NAME,
  type Days,
  type FortnightRule,
  fortnights,
  MAX_ALTERNATIONS,
  MAX_CLOSURES,
  mondaysNumbered,
  numbersOf,
  type WeekCalendar,
  weekCalendarProblem,
  weeksOfYear,
  type YearWeek,
} from '../../../../domain/model/week-calendar.ts';
import { suggestedYear } from '../../../../domain/validate/next-year.ts';
import type { Reader } from '../../reader.ts';
import { weeksWords } from '../../words/weeks.ts';

/** The form: texts as they were typed. */
export interface WeeksForm {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly closures: string;
  readonly q1: string;
  readonly rule: FortnightRule;
  /** Mondays that are ticked. */
  readonly ticked: ReadonlySet<Day>;
  readonly others: string;
}

/** Before the Monday, in the name of the box of a week. */
export const WEEK_FIELD = 'week-';

export type WeeksErrors = { readonly [name in keyof WeeksForm]?: string | undefined };

/** As a person of this language would type it; both ways are read. */
function closureLine({ firstDay, lastDay }: Days, { language }: Reader): string {
  const typed = (day: Day): string => (language === 'fr' ? day.split('-').reverse().join('/') : day);
  const between = language === 'fr' ? ' - ' : ' to ';
  return firstDay === lastDay ? typed(firstDay) : `${typed(firstDay)}${between}${typed(lastDay)}`;
}

/** What is stored. */
export function storedForm(calendar: WeekCalendar, reader: Reader): WeeksForm {
  const { firstDay, lastDay, closures, alternations } = calendar;
  const { Q1 = [], Q2: _rest, ...others } = alternations;
  const weeks = weeksOfYear(calendar);
  return {
    firstDay,
    lastDay,
    closures: closures.map((one) => closureLine(one, reader)).join('\n'),
    q1: Q1[0] ?? '',
    rule: 'calendar',
    ticked: new Set(Q1),
    others: Object.entries(others)
      .map(([name, mondays]) => `${name} : ${numbersOf(mondays, weeks)}`)
      .join('\n'),
  };
}

/** What is likely: the open year, else the announced one, its closures, and turns from its first week on. */
export function suggestedForm(state: YearState, reader: Reader): WeeksForm {
  const { open, announced, closures } = state;
  const { firstDay, lastDay } = open ?? announced ?? suggestedYear(state);
  const known = closures.filter((one) => one.lastDay >= firstDay && one.firstDay <= lastDay);
  const own = { firstDay, lastDay, closures: known };
  const weeks = weeksOfYear(own);
  const q1 = weeks.find(({ isWorked }) => isWorked)?.monday ?? '';
  return {
    firstDay,
    lastDay,
    closures: [...new Set(known.map((one) => closureLine(one, reader)))].join('\n'),
    q1,
    rule: 'calendar',
    ticked: new Set(q1 === '' ? [] : fortnights(weeks, q1, 'calendar').Q1),
    others: '',
  };
}

/** What was sent. */
export function sentForm(fields: ReadonlyMap<string, string>): WeeksForm {
  const text = (name: string): string => fields.get(name)?.trim() ?? '';
  return {
    firstDay: text('firstDay'),
    lastDay: text('lastDay'),
    closures: text('closures'),
    q1: text('q1'),
    rule: text('rule') === 'worked' ? 'worked' : 'calendar',
    ticked: new Set(
      [...fields.keys()].filter((name) => name.startsWith(WEEK_FIELD)).map((name) => name.slice(WEEK_FIELD.length)),
    ),
    others: text('others'),
  };
}

/** The weeks that the form means; none while its days make no sense. */
export function weeksIn(form: WeeksForm): readonly YearWeek[] {
  const { closures } = closuresIn(form.closures);
  const own = { firstDay: form.firstDay, lastDay: form.lastDay, closures };
  return weekCalendarProblem({ ...own, closures: [] }) === null ? weeksOfYear(own) : [];
}

/** The form with turns worked out anew. */
export function recounted(form: WeeksForm): WeeksForm {
  return isDay(form.q1) ? { ...form, ticked: new Set(fortnights(weeksIn(form), form.q1, form.rule).Q1) } : form;
}

const lines = (text: string): string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);

/** `17/10/2026` or `2026-10-17`. */
const DATE = /\d{4}-\d{2}-\d{2}|(\d{1,2})[/.](\d{1,2})[/.](\d{4})/g;

/** Closures as they are written, and the first line that is none. */
function closuresIn(text: string): { readonly closures: readonly Days[]; readonly wrong: string | null } {
  const closures: Days[] = [];
  let wrong: string | null = null;
  for (const line of lines(text)) {
    const days = [...line.matchAll(DATE)].map(([text, day, month = '', year]) =>
      day === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
    );
    const [firstDay = '', lastDay = firstDay, ...more] = days;
    const rest = line.replace(DATE, '').trim();
    const isRange = /^(|-|–|\.\.|au|to|du\s+au|from\s+to)$/i.test(rest);
    if (isDay(firstDay) && isDay(lastDay) && more.length === 0 && isRange) closures.push({ firstDay, lastDay });
    else wrong ??= line;
  }
  return { closures, wrong };
}

type Other = readonly [name: string, mondays: readonly Day[]];

/** Other alternations, or what is wrong with the first line that is none. */
function othersIn(form: WeeksForm, reader: Reader): { readonly others: readonly Other[]; readonly error?: string } {
  const { errors } = weeksWords[reader.language];
  const weeks = weeksIn(form);
  const others: Other[] = [];
  for (const line of lines(form.others)) {
    const [, name = '', numbers = ''] = /^([^:]{1,20}?)\s*:\s*(.+)$/.exec(line.toUpperCase()) ?? [];
    if (['H', 'Q1', 'Q2'].includes(name)) return { others, error: errors.otherReserved(name) };
    const mondays = ALTERNATION_NAME.test(name) ? mondaysNumbered(numbers, weeks) : null;
    if (mondays === null) return { others, error: errors.other(line.slice(0, 60)) };
    others.push([name, mondays]);
  }
  return others.length > MAX_ALTERNATIONS - 2 ? { others, error: errors.otherMany(MAX_ALTERNATIONS - 2) } : { others };
}

/** What is wrong, beside its field. */
export function weeksErrors(form: WeeksForm, reader: Reader): WeeksErrors {
  const { errors } = weeksWords[reader.language];
  const { closures, wrong } = closuresIn(form.closures);
  if (!isDay(form.firstDay)) return { firstDay: errors.date };
  if (!isDay(form.lastDay)) return { lastDay: errors.date };
  if (wrong !== null) return { closures: errors.closure(wrong.slice(0, 60)) };
  if (closures.length > MAX_CLOSURES) return { closures: errors.closureMany(MAX_CLOSURES) };
  switch (weekCalendarProblem({ firstDay: form.firstDay, lastDay: form.lastDay, closures })) {
    case 'year-missing':
      return { firstDay: errors.date };
    case 'year-order':
      return { lastDay: errors.order };
    case 'year-long':
      return { lastDay: errors.long };
    case 'closure-order':
      return { closures: errors.closureOrder };
    case 'closure-outside':
      return { closures: errors.closureOutside };
    case null: {
      const { error } = othersIn(form, reader);
      return error === undefined ? {} : { others: error };
    }
  }
}

/** The calendar of a form without errors. */
export function calendarIn(form: WeeksForm, reader: Reader): WeekCalendar {
  const worked = weeksIn(form).filter(({ isWorked }) => isWorked);
  const turn = (isQ1: boolean): Day[] =>
    worked.filter(({ monday }) => form.ticked.has(monday) === isQ1).map(({ monday }) => monday);
  return {
    firstDay: form.firstDay,
    lastDay: form.lastDay,
    closures: closuresIn(form.closures).closures,
    alternations: { ...Object.fromEntries(othersIn(form, reader).others), Q1: turn(true), Q2: turn(false) },
  };
}
