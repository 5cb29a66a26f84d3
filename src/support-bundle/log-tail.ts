/** The end of the log with the fields that describe work, and none that describes people or files. */

import { open } from 'node:fs/promises';
import { MEGABYTE } from '../domain/model/notation.ts';
import { readLogLine } from '../log.ts';

const TAIL_BYTES = 4 * MEGABYTE;

/** Numbers, codes and fixed words only. A request's id is the client's to choose. */
const FIELDS = [
  ...['level', 'time', 'msg', 'site', 'run', 'step', 'outcome', 'status', 'reason', 'found', 'ms', 'inMs', 'retryInMs'],
  ...[
    'failures',
    'attempt',
    'exceeded',
    'created',
    'modified',
    'deleted',
    'cancelled',
    'format',
    'method',
    'migration',
  ],
  ...['changed', 'waiting', 'signal', 'role', 'pid', 'code', 'door', 'what', 'count', 'problem', 'parts'],
] as const;

/** Lines of the last megabytes. A file that is not there has none. */
export async function bareLog(file: string): Promise<object[]> {
  const text = await tail(file).catch(() => '');
  return text.split('\n').flatMap((line) => bareLine(line) ?? []);
}

async function tail(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Null for a line of another program, or one that is cut. */
function bareLine(text: string): object | null {
  const line = readLogLine(text);
  if (!line) return null;
  const kept = Object.fromEntries(FIELDS.flatMap((name) => (line[name] === undefined ? [] : [[name, line[name]]])));
  const err = line.err;
  return isRecord(err) ? { ...kept, err: bareError(err) } : kept;
}

/** Kind, code and where; a message may quote what it is about. */
function bareError({ type, code, stack }: Readonly<Record<string, unknown>>): object {
  const frames = typeof stack === 'string' ? (stack.match(/^\s+at .*$/gm) ?? []).map((one) => one.trim()) : [];
  return { type, code, frames };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
