/** What a deposit gives to read: its documents, which are the deposit itself or the entries of its zip. */

import { type Stop, stop } from './finding.ts';

/** Random access to the bytes of a deposit; `end` is inclusive. */
export interface Source {
  /** Name it was deposited under, where one is known. */
  readonly name?: string;
  readonly size: number;
  open(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  /** Other deposits that are read together with it. */
  readonly with?: readonly Source[];
}

/** Root element of an XML document: local name, namespace (empty: none), attributes by lower-case local name. */
export interface XmlRoot {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One document of a deposit. */
export interface Part {
  /** Path in the zip, `/` between folders; for a deposit that is no zip its own name, empty where it is not known. */
  readonly name: string;
  /** Bytes once inflated; null: not known before it is read. */
  readonly size: number | null;
  /** First bytes, at most 4 KiB; empty for an empty document and for one that cannot be read. */
  readonly head: Uint8Array;
  /** Null for what is not XML, and for XML whose root does not begin in the first 64 KiB. */
  readonly root: XmlRoot | null;
  /** All bytes, from the beginning at each call. What is wrong with the bytes ends the reading with a Stop (`zip-damaged`, …). */
  open(): AsyncIterable<Uint8Array>;
}

/** A deposit as formats see it, whatever they make of it. */
export interface Given {
  /** Name of the deposit; empty where it is not known. */
  readonly name: string;
  /** Its documents in the order of the zip, without what operating systems add. */
  readonly parts: readonly Part[];
}

/** Path of a part without its folders, in lower case. */
export function baseName({ name }: Pick<Part, 'name'>): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

/**
 * The document that a deposit of one document consists of: the only one named `.xml`, else the only one there is
 * (RULES.md 1.4). Null when there are several, or none.
 */
export function soleDocument({ parts }: Pick<Given, 'parts'>): Part | null {
  const xml = parts.filter((part) => baseName(part).endsWith('.xml'));
  const [only, another] = xml.length > 0 ? xml : parts;
  return only && !another ? only : null;
}

/** Does a deposit of one document begin with this root element? One of several does when any of them is of that kind. */
export function claimsRoot(given: Pick<Given, 'parts'>, name: string): boolean {
  const sole = soleDocument(given);
  return (sole ? [sole] : given.parts).some(({ root }) => root?.name === name);
}

/** Why a deposit that should be one document cannot be read; null where it is one. */
export function severalDocuments({ parts }: Pick<Given, 'parts'>): Stop | null {
  if (soleDocument({ parts })) return null;
  const xml = parts.filter((part) => baseName(part).endsWith('.xml'));
  return stop('several-exports', { count: xml.length || parts.length });
}

/** The bytes of that document; none for a deposit that has not exactly one. */
export function openSole(given: Pick<Given, 'parts'>): AsyncIterable<Uint8Array> {
  return soleDocument(given)?.open() ?? NOTHING;
}

const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};
