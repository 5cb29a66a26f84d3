/** Names as people list them in a cell or a line: several in one text, teachers with first and last name, groups with their divisions. */

import { tidy } from '../../domain/model/identity.ts';
import type { LessonResource } from '../../domain/model/lessons.ts';
import type { NamedPerson, Roster } from '../../domain/model/roster.ts';

/** Names in one lesson: one of a whole school has fewer teachers. */
export const MAX_LISTED = 200;

/** Control codes but tab and line ends: no database keeps some of them, and no name has any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/g;

/** True for a text with characters that cannot be kept. */
export function hasForbidden(text: string): boolean {
  FORBIDDEN.lastIndex = 0;
  return FORBIDDEN.test(text);
}

/** The text with a question mark for each of them, to be shown. */
export function withoutForbidden(text: string): string {
  return text.replaceAll(FORBIDDEN, '?');
}

/** Items of a text that holds several, apart by `|`, comma or line break. */
export function listIn(text: string): string[] {
  return text
    .split(/[|,\n\r]/)
    .map(tidy)
    .filter(Boolean);
}

/**
 * A person as lists write one: `DE LA ROCHE Jean-Yves [70001]`, the number being that of STS. Words in capitals are the
 * last name, wherever they stand; where nothing tells, the last word is the first name.
 */
export function teacherIn(text: string): NamedPerson {
  const [, named = text, sts] = /^(.*?)\s*\[\s*([^\]]{1,40}?)\s*\]$/.exec(text) ?? [];
  const words = tidy(named)
    .replace(/^(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Mrs\.?|Ms\.?|Dr\.?)\s+(?=\S)/i, '')
    .split(' ');
  const isCapital = words.map((word) => /\p{L}/u.test(word) && word === word.toLocaleUpperCase('fr'));
  const tells = isCapital.includes(true) && isCapital.includes(false);
  const isLast = (index: number): boolean =>
    tells ? isCapital[index] === true : index === 0 || index < words.length - 1;
  const join = (wanted: boolean): string => words.filter((_, index) => isLast(index) === wanted).join(' ');
  return { lastName: join(true), firstName: join(false), ids: sts ? { sts } : {} };
}

/** A group with the divisions it draws from: `3AGL1GR1 <3A> <3B>`. */
export function groupIn(text: string): { readonly name: string; readonly divisions: readonly string[] } {
  const divisions = [...text.matchAll(/<([^<>]*)>/g)].map(([, name = '']) => tidy(name)).filter(Boolean);
  return { name: tidy(text.replace(/<[^<>]*>/g, ' ')), divisions };
}

/** Who takes part in a lesson and where, by name. */
export type Listed = Readonly<Record<'teachers' | 'divisions' | 'groups' | 'rooms', readonly string[]>>;

/** How many names these are. */
export function countListed({ teachers, divisions, groups, rooms }: Listed): number {
  return teachers.length + divisions.length + groups.length + rooms.length;
}

/** Enlists who takes part. `uai` is that of the divisions, where it is known. */
export function enlist({ teachers, divisions, groups, rooms }: Listed, uai: string, roster: Roster): LessonResource[] {
  return [
    ...teachers.map((name) => ({ kind: 'teacher' as const, ident: roster.teacher(teacherIn(name)) })),
    ...divisions.map((name) => ({ kind: 'division' as const, ident: roster.division(name, uai || undefined) })),
    ...groups.map((text) => {
      const { name, divisions: held } = groupIn(text);
      return { kind: 'group' as const, ident: roster.group(name, held) };
    }),
    ...rooms.map((name) => ({ kind: 'room' as const, ident: roster.room(name) })),
  ];
}
