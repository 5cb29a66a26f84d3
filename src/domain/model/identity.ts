/** Natural keys: what is the same as what, whatever numbers an export gives (RULES.md 3). */

import type { Day } from './calendar.ts';

/** Official identifiers that a file or a directory may give to a person. */
export interface PersonIds {
  readonly sts?: string;
  readonly ine?: string;
  readonly eleve?: string;
  readonly idpn?: string;
  /** `ENTPersonJointure` of the academy's feed (AAF). */
  readonly aaf?: string;
}

/** Trims and folds every run of white space into one blank. */
export function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** A name without case, accents, hyphens, apostrophe styles and double spaces, for comparison only. */
export function normaliseName(name: string): string {
  // Of plain ASCII only blanks and hyphens are written in several ways.
  if (/^[ -~]*$/.test(name)) return name.replace(/[- ]+/g, ' ').trim().toUpperCase();
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019\u02bc]/gu, "'")
    .replace(/œ/giu, 'oe')
    .replace(/æ/giu, 'ae')
    .replace(/[\p{Pd}\s]+/gu, ' ')
    .trim()
    .toUpperCase();
}

/** Subject key: the code, else the normalised label (RULES.md 3.2). */
export function subjectKey(code: string, label: string): string {
  return code === '' ? `label:${normaliseName(label)}` : code;
}

/** Key of a division or a group: its normalised name within the establishment (RULES.md 3.2). */
export function namedKey(establishment: number, name: string): string {
  return `${establishment}/${normaliseName(name)}`;
}

/**
 * Identity of a person by the file alone: STS id, INE, SIECLE id, else IDPN, else normalised name and birth date
 * (RULES.md 3.1). Homonyms without anything else are told apart by the caller.
 */
export function personKey(person: {
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly ids: PersonIds;
}): string {
  const { sts, ine, eleve, idpn } = person.ids;
  if (sts) return `sts:${sts}`;
  if (ine) return `ine:${ine}`;
  if (eleve) return `eleve:${eleve}`;
  if (idpn) return `idpn:${idpn}`;
  return `name:${normaliseName(person.lastName)}|${normaliseName(person.firstName)}|${person.birthDate ?? ''}`;
}

/** A person as timetables write it: last name, first name. */
export function fullName(person: { readonly lastName: string; readonly firstName: string }): string {
  return `${person.lastName} ${person.firstName}`.trim();
}

/** Shorter ones are always copied by the engine. */
const SHORTEST_SLICE = 13;
/** Of different texts; the names of an export of 50 MB are fewer. */
const MAX_KEPT = 200_000;

/**
 * Gives one string for all equal texts of a file. A text cut out of a document keeps all of the document in memory, or a
 * large piece of it, for as long as itself is kept; what this gives keeps nothing but itself.
 */
export function keeper(): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const own = text.length < SHORTEST_SLICE ? text : (JSON.parse(JSON.stringify(text)) as string);
    if (kept.size < MAX_KEPT) kept.set(own, own);
    return own;
  };
}

/** Compares strings by code unit: the one order used wherever an order must not depend on a locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
