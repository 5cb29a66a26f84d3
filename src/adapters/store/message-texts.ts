/** How a message is kept in two languages, and in two wordings: for those who may decide and for the others. */

import type { Message } from '../../domain/notify/compose.ts';

/** Columns of `messages` that hold its texts. */
export const TEXT_COLUMNS: readonly string[] = ['subject', 'body', 'subject_others', 'body_others'].flatMap((name) => [
  name,
  `${name}_en`,
]);

/** The values of TEXT_COLUMNS, in their order. */
export function textValues({ texts: { fr, en } }: Message): (string | undefined)[] {
  return [
    [fr.subject, en.subject],
    [fr.body, en.body],
    [fr.others?.subject, en.others?.subject],
    [fr.others?.body, en.others?.body],
  ].flat();
}

/** SQL: the text of message `m` for somebody; `isEnglish` and `isOther` are SQL. What was written in French alone is told so. */
export function messageText(name: 'subject' | 'body', isEnglish: string, isOther: string): string {
  const of = (suffix: string): string =>
    `case when ${isOther} then coalesce(m.${name}_others${suffix}, m.${name}${suffix}) else m.${name}${suffix} end`;
  return `coalesce(case when ${isEnglish} then ${of('_en')} end, ${of('')})`;
}

/** SQL: the language that messageText finds message `m` in. */
export function languageOfText(isEnglish: string): string {
  return `case when ${isEnglish} and m.subject_en is not null then 'en' else 'fr' end`;
}

/** SQL: the text of message `m` as the recipient of letter `o` gets it. */
export function letterText(name: 'subject' | 'body'): string {
  return messageText(name, "o.language = 'en'", 'o.for_others');
}
