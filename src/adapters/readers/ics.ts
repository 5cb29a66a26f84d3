/** iCalendar text in pieces: content lines, of which each event is handed on whole (RFC 5545, 3.1). */

import { type Stop, stop } from '../../domain/model/finding.ts';
import { Stopped } from './stopped.ts';

/** A property of the calendar itself, or the content lines of one event without what is nested in it. */
export type IcsPiece =
  | { readonly kind: 'property'; readonly text: string }
  | { readonly kind: 'event'; readonly lines: readonly string[] };

export interface IcsLimits {
  /** Longest content line once unfolded, and longest event. */
  readonly maxChars: number;
  readonly maxEvents: number;
}

/** A large lycée has 90,000 sessions, which some programs write as so many events. */
export const ICS_LIMITS: IcsLimits = { maxChars: 262_144, maxEvents: 200_000 };

const LINE_FEED = 0x0a;

/**
 * The bytes without folds (a line end and a blank): lines are folded by bytes, in the middle of a character too, so that this
 * comes before decoding.
 */
export async function* unfolded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const all = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = all.indexOf(LINE_FEED); end >= 0 && end + 1 < all.length; end = all.indexOf(LINE_FEED, end + 1)) {
      const next = all[end + 1];
      if (next !== 0x20 && next !== 0x09) continue;
      yield all.subarray(from, Math.max(from, all[end - 1] === 0x0d ? end - 1 : end));
      from = end + 2;
    }
    // A line end that may be the beginning of a fold waits for what follows.
    const last = all.at(-1);
    const kept = last === LINE_FEED ? 1 + Number(all.at(-2) === 0x0d) : Number(last === 0x0d);
    const cut = Math.max(from, all.length - kept);
    if (cut > from) yield all.subarray(from, cut);
    rest = all.subarray(cut);
  }
  if (rest.length > 0) yield rest;
}

/** Content lines of an unfolded text, without their ends. */
async function* linesOf(text: AsyncIterable<string>, limits: IcsLimits): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > limits.maxChars) throw new Stopped(tooLong(limits));
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}

function tooLong({ maxChars }: IcsLimits): Stop {
  return stop('ics-line-too-long', { characters: maxChars });
}

/**
 * Reads one calendar. Throws Stopped `ics-truncated` when it does not end, `ics-line-too-long`, `too-many-sessions` when it
 * has more events than any school.
 */
export async function* readIcs(text: AsyncIterable<string>, limits: IcsLimits = ICS_LIMITS): AsyncGenerator<IcsPiece> {
  const open: string[] = [];
  let lines: string[] = [];
  let chars = 0;
  let events = 0;
  for await (const line of linesOf(text, limits)) {
    const [, word = '', name = ''] = /^(BEGIN|END)\s*:\s*([\w-]+)\s*$/i.exec(line) ?? [];
    const isInEvent = open.length === 2 && open[1] === 'VEVENT';
    if (word.toUpperCase() === 'BEGIN') {
      open.push(name.toUpperCase());
      if (open.length === 2) [lines, chars] = [[], 0];
      if (open.length > 16) throw new Stopped(stop('ics-truncated'));
    } else if (word !== '') {
      open.pop();
      if (!isInEvent) continue;
      events += 1;
      if (events > limits.maxEvents) throw new Stopped(stop('too-many-sessions', { sessions: limits.maxEvents }));
      yield { kind: 'event', lines };
    } else if (isInEvent) {
      lines.push(line);
      chars += line.length;
      if (chars > limits.maxChars) throw new Stopped(tooLong(limits));
    } else if (open.length === 1) yield { kind: 'property', text: line };
  }
  if (open.length > 0) throw new Stopped(stop('ics-truncated'));
}
