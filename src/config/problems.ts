/** What is wrong with a configuration, for operators: which key or variable, what it says, and what is accepted there. */

import { z } from 'zod';
import { configKeys, schema } from './schema.ts';

/** One key that is wrong; `variable` when an environment variable says it, with its text. */
export interface WrongKey {
  readonly issue: z.core.$ZodIssue;
  /** The whole configuration as it was said. */
  readonly config: unknown;
  readonly variable: { readonly name: string; readonly text: string } | null;
}

const MAX_SHOWN = 60;

/** `deposit.maxMegabytes: 0 is not accepted; accepted: whole number from 1`, or `unknown key deposit.colour; keys there: …`. */
export function tellWrongKey({ issue, config, variable }: WrongKey): string {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => [...at, key].join('.'));
    return `unknown key ${unknown.join(', ')}; ${keysAt(at)}`;
  }
  const told = configKeys().find(({ key }) => isWithin(at, key.split('.')));
  const key = at.join('.');
  const name = variable === null ? key : `${variable.name} (${key})`;
  const value = variable?.text ?? valueIn(config, issue.path);
  const said = told?.isSecret ? hidden(valueIn(config, issue.path)) : shown(value);
  return `${name}: ${said} is not accepted; accepted: ${told === undefined ? `an object; ${keysAt(at)}` : inWords(told.type)}`;
}

function isWithin(at: readonly string[], key: readonly string[]): boolean {
  return key.every((name, index) => at[index] === name);
}

/** A type of the documentation, as somebody writes it into a JSON file or a variable. */
function inWords(type: string): string {
  return type
    .replaceAll('`', '')
    .replace(/\bnone\b/, 'null')
    .replace(/\bmoment\b/, 'a moment such as 2026-11-22T12:00:00+01:00')
    .replace(/^address\b/, 'an address such as https://carillon.example.org');
}

/** Of a secret only what can hold none of it. */
function hidden(value: unknown): string {
  const scheme = typeof value === 'string' ? /^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0] : undefined;
  return scheme === undefined ? 'its value' : `its value, which begins with ${scheme}`;
}

function valueIn(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    config,
  );
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** Names that an object of the configuration may have. */
function keysAt(path: readonly string[]): string {
  let at: unknown = schema;
  for (const name of path) at = at instanceof z.ZodObject ? at.shape[name] : undefined;
  return `keys there: ${at instanceof z.ZodObject ? Object.keys(at.shape).join(', ') : 'none'}`;
}
