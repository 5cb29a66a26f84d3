/** The academy's feed (AAF, FORMATS.md 5a) as records: what is added, changed or taken out, with no more than the attributes that are wanted. */

import { excerpt, isStop, type Outcome } from '../../domain/model/finding.ts';
import { baseName, type Part } from '../../domain/model/given.ts';
import { tidy } from '../../domain/model/identity.ts';
import { HTML_ENTITIES, unescaped } from '../readers/html-entities.ts';
import { readXml, XML_LIMITS } from '../readers/xml.ts';

/** What a file of a feed is about. Guardians (`PersRelEleve`) are in none of them. */
export const AAF_TYPES = ['EtabEducNat', 'MatiereEducNat', 'PersEducNat', 'Eleve'] as const;

export type AafType = (typeof AAF_TYPES)[number];

/** All that is ever read of a record: neither addresses nor telephones, neither mails nor guardians. */
export const AAF_ATTRIBUTES = [
  'ENTStructureJointure',
  'ENTStructureUAI',
  'ENTEtablissementUAI',
  'ENTStructureClasses',
  'ENTStructureGroupes',
  'ENTMatJointure',
  'ENTLibelleMatiere',
  'ENTPersonJointure',
  'sn',
  'givenName',
  'ENTPersonNomPatro',
  'ENTPersonDateNaissance',
  'ENTPersonStructRattach',
  'ENTEleveINE',
  'ENTEleveStructRattachId',
  'ENTEleveClasses',
  'ENTEleveGroupes',
  'ENTEleveDateSortieStructRattach',
  'ENTPersonSTSId',
  'ENTPersonFonctions',
  'PersEducNatPresenceDevantEleves',
  'ENTAuxEnsClassesMatieres',
  'ENTAuxEnsGroupesMatieres',
] as const;

export type AafAttribute = (typeof AAF_ATTRIBUTES)[number];

const WANTED: ReadonlyMap<string, AafAttribute> = new Map(AAF_ATTRIBUTES.map((name) => [name.toLowerCase(), name]));

export type AafAction = 'add' | 'modify' | 'delete';

/** One request of a feed. An attribute that is there without a value has none: it is not the same as one that is not there. */
export interface AafRecord {
  readonly action: AafAction;
  /** `Eleve`, `PersEducNat`, …; empty where the record does not say. */
  readonly category: string;
  readonly id: string;
  readonly values: ReadonlyMap<AafAttribute, readonly string[]>;
  /** Attributes that a delta does not replace, but adds to or takes from: what they leave behind cannot be told. */
  readonly unclear: readonly string[];
}

const ACTIONS: Readonly<Record<string, AafAction>> = {
  addrequest: 'add',
  modifyrequest: 'modify',
  deleterequest: 'delete',
};

/** What other attributes hold in one record: a hundred lines of it are enough. */
const MAX_VALUES = 2_000;
const MAX_VALUE_CHARS = 1_000;

/** Nothing is kept of what goes by: a feed of a whole academy may be read. */
const AAF_LIMITS = { ...XML_LIMITS, maxElements: 200_000_000, entities: HTML_ENTITIES };

/** Reads a file record by record. A Stop for what is no XML. */
export async function readAaf(part: Part, take: (record: AafRecord) => void): Promise<Outcome<null>> {
  let action: AafAction | null = null;
  let category = '';
  let id = '';
  let values = new Map<AafAttribute, string[]>();
  let unclear: string[] = [];
  let attribute: AafAttribute | null = null;
  let isCategory = false;
  let text: string | null = null;
  let count = 0;
  const begin = (name: string, at: Readonly<Record<string, string>>): void => {
    const attributeName = (at.name ?? '').trim();
    attribute = WANTED.get(attributeName.toLowerCase()) ?? null;
    isCategory = attributeName.startsWith('categorie');
    if (attribute === null) return;
    const operation = at.operation?.trim().toLowerCase() ?? 'replace';
    if (name === 'modification' && operation !== 'replace') {
      unclear.push(attribute);
      attribute = null;
    } else if (!values.has(attribute)) values.set(attribute, []);
  };
  const outcome = await readXml(
    part.open(),
    {
      root: () => undefined,
      open(path, at) {
        const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
        const own = ACTIONS[name];
        if (own && !path.includes('/')) {
          action = own;
          category = '';
          id = '';
          values = new Map();
          unclear = [];
          count = 0;
        } else if (name === 'attr' || name === 'modification') begin(name, at);
        else if (name === 'id' || (name === 'value' && (attribute !== null || isCategory))) text = '';
      },
      text(_path, piece) {
        if (text !== null && text.length < MAX_VALUE_CHARS) text += piece;
      },
      close(path) {
        const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
        if ((name === 'value' || name === 'id') && text !== null) {
          const value = excerpt(tidy(unescaped(text)), MAX_VALUE_CHARS);
          text = null;
          if (name === 'id') id ||= value;
          else if (isCategory) category = value;
          else if (attribute !== null && value !== '' && count++ < MAX_VALUES) values.get(attribute)?.push(value);
        } else if (name === 'attr' || name === 'modification') {
          attribute = null;
          isCategory = false;
        } else if (action !== null && !path.includes('/') && ACTIONS[name]) {
          take({ action, category, id: id || idIn(values), values, unclear });
          action = null;
        }
      },
    },
    AAF_LIMITS,
  );
  return outcome !== null && isStop(outcome) ? outcome : null;
}

function idIn(values: AafRecord['values']): string {
  return (
    (values.get('ENTPersonJointure') ?? values.get('ENTStructureJointure') ?? values.get('ENTMatJointure'))?.[0] ?? ''
  );
}

/** The UAI of a structure, under its newer or its older name; undefined: the record does not say it. */
export function uaiIn(values: AafRecord['values']): string | undefined {
  return (values.get('ENTStructureUAI') ?? values.get('ENTEtablissementUAI'))?.[0]?.toUpperCase();
}

/** The code of a subject: it comes bare, or with structure and class in front. */
export function subjectCodeIn(text: string): string {
  return text.slice(text.lastIndexOf('$') + 1).trim();
}

/** What the name of a file says: `…_Complet_20260901_Eleve_0000.xml`. */
export interface AafFileName {
  readonly mode: 'full' | 'delta' | null;
  /** `YYYY-MM-DD` */
  readonly day: string | null;
  readonly type: string | null;
  readonly number: number | null;
}

export function aafFileName(part: Pick<Part, 'name'>): AafFileName {
  const name = baseName(part);
  const [, year, month, day] = /_(20\d{2})(\d{2})(\d{2})_/.exec(name) ?? [];
  const [, type, number] = /_([a-z]+)_(\d{1,5})\.xml$/.exec(name) ?? [];
  return {
    mode: /(^|_)delta_/.test(name) ? 'delta' : /(^|_)complet_/.test(name) ? 'full' : null,
    day: year === undefined ? null : `${year}-${month}-${day}`,
    type: type ?? null,
    number: number === undefined ? null : Number(number),
  };
}

/** What the records of a file are about, by the first of them, else by its name; null: it does not show. */
export function aafTypeOf(part: Part): string | null {
  const head = Buffer.from(part.head).toString('latin1');
  const first = /name\s*=\s*["']categorie\w+["']\s*>\s*<value>\s*(\w{1,40})\s*</i.exec(head)?.[1];
  const named = aafFileName(part).type;
  return first ?? AAF_TYPES.find((type) => type.toLowerCase() === named) ?? named;
}

/** `AAF-VE2101`, from the comment at the beginning; null: none. */
export function aafVersionOf(part: Part): string | null {
  return /versionAF\s*=\s*["']([^"']{1,30})["']/i.exec(Buffer.from(part.head).toString('latin1'))?.[1] ?? null;
}
