/** How a message is put together, once in each language: greeting, what happened, what to do, the file, the link. */

import { LANGUAGES, type Language } from '../model/language.ts';
import type { Run } from '../model/run.ts';
import type { SentenceValues } from '../model/sentence.ts';
import { describeReason, type Entry } from '../report/catalogue.ts';
import type { ControlTitles, Verdict } from '../thresholds/rule.ts';
import { type Voice, voiceOf } from './message-words.ts';

export type MessageKind = 'rejected' | 'held' | 'alert' | 'failed' | 'silent' | 'repeated' | 'recovered';

/** What somebody is sent and finds in the inbox. */
export interface MessageText {
  readonly subject: string;
  readonly body: string;
}

/** A message before its recipients are known. */
export interface Message {
  readonly kind: MessageKind;
  /** Each reader has a language; `others`: for those who are told but may not decide, where it differs. */
  readonly texts: Readonly<Record<Language, MessageText & { readonly others?: MessageText }>>;
}

/** What the sentences of a message need to know beside the run. */
export interface Telling {
  readonly siteName: string;
  /** Address of the run's page; null when no public address is set. */
  readonly url: string | null;
  /** When the file arrived, by the site's clock: `2026-07-23T16:54`. */
  readonly receivedAt: string;
  readonly titles: ControlTitles;
}

/** A message, written once in each language. */
export function inEachLanguage(kind: MessageKind, write: (voice: Voice) => Message['texts'][Language]): Message {
  const [fr, en] = LANGUAGES;
  return { kind, texts: { [fr]: write(voiceOf(fr)), [en]: write(voiceOf(en)) } };
}

/** A message about a run: the paragraphs, the file, the link to the report. */
export function aboutRun(
  run: Run,
  { siteName, url, receivedAt }: Telling,
  { words, moment }: Voice,
  title: string,
  paragraphs: readonly string[],
): MessageText {
  const file = words.file(run.filename, run.replayOf !== null, moment(receivedAt), run.id);
  return textOf(siteName, words, title, [...paragraphs, file, ...(url === null ? [] : [words.report(url)])]);
}

/** The form of all messages. */
export function textOf(
  siteName: string,
  { hello, end }: Voice['words'],
  title: string,
  paragraphs: readonly string[],
): MessageText {
  return { subject: `[${siteName}] ${title}`, body: `${[hello, ...paragraphs, end].join('\n\n')}\n` };
}

/** A message about a run that tells a reason of the catalogue: title, what came of it, cause, lines, and what to do. */
export function aboutReason(
  kind: MessageKind,
  run: Run,
  telling: Telling,
  reason: { readonly code: string; readonly values?: SentenceValues },
  paragraphs: (entry: Entry, voice: Voice) => readonly string[],
): Message {
  return inEachLanguage(kind, (voice) => {
    const entry = describeReason(reason.code, reason.values ?? {}, voice.language);
    const toDo = voice.words.toDo(entry.remedy);
    return aboutRun(run, telling, voice, entry.title, [...paragraphs(entry, voice), toDo]);
  });
}

/** A message that asks managers to decide: they are told what to do by the catalogue, the others that somebody does. */
export function askingToDecide(
  run: Run,
  telling: Telling,
  verdicts: readonly Verdict[],
  code: 'held' | 'held-directory',
): Message {
  return inEachLanguage('held', (voice) => {
    const { words, language } = voice;
    const { title, titleForOthers, what, toDoForOthers } = code === 'held' ? words.held : words.directory.held;
    const text = (own: string, toDo: string): MessageText =>
      aboutRun(run, telling, voice, own, [what, exceededLines(verdicts, telling, voice), words.toDo(toDo)]);
    return {
      ...text(title, describeReason(code, {}, language).remedy),
      others: text(titleForOthers, toDoForOthers),
    };
  });
}

/** One line a control that was exceeded. */
export function exceededLines(verdicts: readonly Verdict[], { titles }: Telling, voice: Voice): string {
  const { words, language, number, percent } = voice;
  return verdicts
    .filter((one) => one.exceeded)
    .map(({ code, value, count, base, limit, blocking }) => {
      const title = titles[language].get(code) ?? code;
      return value === null || count === null || base === null
        ? words.notComputed(title, blocking)
        : words.exceeded(title, percent(value), number(count), number(base), percent(limit), blocking);
    })
    .join('\n');
}
