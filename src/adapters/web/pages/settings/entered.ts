/** What was entered in the form of settings: which changes it means, and what is wrong with it. */

import type { SiteItem } from '../../../../domain/administration.ts';
import { MAX_NAME_CHARS } from '../../../../domain/model/roster.ts';
import { DEFAULT_EXPECTED_DAYS, DEFAULT_WORKING_DAYS } from '../../../../domain/notify/freshness.ts';
import { PRODUCTS } from '../../../../domain/validate/origin.ts';
import type { Reader } from '../../reader.ts';
import { settingsWords, ZONES } from '../../words/settings.ts';

export interface Accepted {
  readonly product: string;
  readonly isAccepted: boolean;
  readonly from: string;
}

/** The settings as texts of the form. */
export interface Form {
  readonly name: string;
  readonly timezone: string;
  readonly accepts: readonly Accepted[];
  readonly onBreach: string;
  readonly days: string;
  readonly workingDays: readonly number[];
  readonly credentialsBy: string;
  readonly grace: string;
}

export type Errors = Readonly<Record<string, string | undefined>>;

/** Settings as the store gives them; anything odd counts as not set. */
export function asStored({ name, timezone, settings }: SiteItem): Form {
  const set = isList(settings.accepts) ? settings.accepts.filter(isAcceptedSoftware) : [];
  const names = [...new Set([...PRODUCTS, ...set.map((one) => one.product)])];
  const accepts = names.map((product) => {
    const own = set.find((one) => one.product.toLowerCase() === product.toLowerCase());
    return { product, isAccepted: own !== undefined, from: own?.from ?? '' };
  });
  const days = isList(settings.workingDays) ? settings.workingDays.filter((one) => typeof one === 'number') : null;
  return {
    name,
    timezone,
    accepts,
    onBreach: settings.onBreach === 'stop' ? 'stop' : 'hold',
    days: String(settings.expectedWorkingDays ?? DEFAULT_EXPECTED_DAYS),
    workingDays: days ?? DEFAULT_WORKING_DAYS,
    credentialsBy: settings.credentialsBy === 'mail' ? 'mail' : 'link',
    grace: String(settings.passwordGraceHours ?? 0),
  };
}

export const acceptName = (product: string): string => `accept.${product}`;
export const fromName = (product: string): string => `from.${product}`;
export const dayName = (weekday: number): string => `day.${weekday}`;

/** Time zones to choose from, with the one that is set. */
export function zonesFor(site: SiteItem): readonly string[] {
  return [...new Set([...ZONES, site.timezone])];
}

/** Reads the form. `withPasswords` false: what concerns passwords stays as it is. */
export function readForm(site: SiteItem, fields: ReadonlyMap<string, string>, withPasswords: boolean): Form {
  const before = asStored(site);
  const text = (name: string): string => fields.get(name)?.trim() ?? '';
  const form = {
    name: text('name'),
    timezone: text('timezone'),
    accepts: before.accepts.map(({ product }) => ({
      product,
      isAccepted: fields.has(acceptName(product)),
      from: text(fromName(product)),
    })),
    onBreach: text('onBreach'),
    days: text('days'),
    workingDays: [1, 2, 3, 4, 5, 6, 7].filter((weekday) => fields.has(dayName(weekday))),
    credentialsBy: before.credentialsBy,
    grace: before.grace,
  };
  return withPasswords ? { ...form, credentialsBy: text('credentialsBy'), grace: text('grace') } : form;
}

/** What is wrong, by the name of the field; undefined: nothing. */
export function errorsOf(site: SiteItem, form: Form, reader: Reader): Errors {
  const words = settingsWords[reader.language].errors;
  const wrong = (isRight: boolean, error: string): string | undefined => (isRight ? undefined : error);
  const versions = form.accepts.map(({ product, isAccepted, from }) => {
    const isRight = !isAccepted || from === '' || /^\d[\w.-]{0,29}$/.test(from);
    return [fromName(product), wrong(isRight, words.from)] as const;
  });
  return {
    name:
      wrong(form.name !== '', words.name) ?? wrong(form.name.length <= MAX_NAME_CHARS, words.nameLong(MAX_NAME_CHARS)),
    timezone: wrong(zonesFor(site).includes(form.timezone), words.timezone),
    ...Object.fromEntries(versions),
    onBreach: wrong(form.onBreach === 'hold' || form.onBreach === 'stop', words.choice),
    days: wrong(isWholeUpTo(form.days, 60), words.days),
    [dayName(1)]: wrong(form.workingDays.length > 0, words.workingDays),
    credentialsBy: wrong(form.credentialsBy === 'link' || form.credentialsBy === 'mail', words.choice),
    grace: wrong(
      isWholeUpTo(form.grace.replace(/[.,]\d+$/, ''), 720) && Number(form.grace.replace(',', '.')) <= 720,
      words.grace,
    ),
  };
}

/** Names of the fields that may be wrong. */
export function labelsOf(form: Form, { language }: Reader): Readonly<Record<string, string>> {
  const { site, accepts, onBreach, rhythm, passwords } = settingsWords[language];
  return {
    name: site.name,
    timezone: site.timezone,
    ...Object.fromEntries(form.accepts.map(({ product }) => [fromName(product), accepts.fromOf(product)])),
    onBreach: onBreach.title,
    days: rhythm.title,
    [dayName(1)]: rhythm.workingDays,
    credentialsBy: passwords.credentialsBy,
    grace: passwords.grace,
  };
}

/** What differs from what is set, for `setSite`. */
export function changesOf(site: SiteItem, form: Form): Readonly<Record<string, unknown>> {
  const before = asStored(site);
  const accepts = form.accepts
    .filter((one) => one.isAccepted)
    .map(({ product, from }) => (from === '' ? { product } : { product, from }));
  const wanted = {
    name: [before.name, form.name],
    timezone: [before.timezone, form.timezone],
    accepts: [before.accepts, form.accepts, accepts],
    onBreach: [before.onBreach, form.onBreach],
    expectedWorkingDays: [before.days, form.days, Number(form.days)],
    workingDays: [before.workingDays, form.workingDays],
    credentialsBy: [before.credentialsBy, form.credentialsBy],
    passwordGraceHours: [before.grace, form.grace, Number(form.grace.replace(',', '.'))],
  };
  const changed = Object.entries(wanted).filter(
    ([, [old, entered]]) => JSON.stringify(old) !== JSON.stringify(entered),
  );
  return Object.fromEntries(changed.map(([key, [, entered, value = entered]]) => [key, value]));
}

function isWholeUpTo(text: string, max: number): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) <= max;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isAcceptedSoftware(value: unknown): value is { readonly product: string; readonly from?: string } {
  return typeof value === 'object' && value !== null && 'product' in value && typeof value.product === 'string';
}
