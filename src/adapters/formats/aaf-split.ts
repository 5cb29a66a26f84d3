/** Splits a feed of many schools into one for each site: what concerns it, with no more than the attributes that are read. */

import { isStop, type Outcome, stop } from '../../domain/model/finding.ts';
import { addTo } from '../../domain/model/gather.ts';
import type { Part, Source } from '../../domain/model/given.ts';
import type { FeedPeople, FeedSite } from '../../domain/report/directory-desk.ts';
import { type FeedFiles, feedFilesOf } from './aaf-files.ts';
import { PLACED_BY } from './aaf-people.ts';
import {
  AAF_TYPES,
  type AafRecord,
  type AafType,
  aafTypeOf,
  aafVersionOf,
  readAaf,
  subjectCodeIn,
  uaiIn,
} from './aaf-records.ts';
import { directoryAaf } from './directory-aaf.ts';
import { isLitter, refusalOf, withParts } from './directory-recognise.ts';

/** What became of a feed. */
export interface SplitFeed {
  /** `YYYY-MM-DD`; null: the names of the files do not say it. */
  readonly day: string | null;
  /** Sites that it concerns, ascending, with the types of their files. */
  readonly sites: ReadonlyMap<number, readonly AafType[]>;
  /** What a file of a type is to be called, so that it says what the feed is. */
  nameOf(type: AafType): string;
  /** Schools of the feed that no site has. */
  readonly otherSchools: number;
}

/** Takes text for the file of a type of a site, in the order of the text. */
export type AppendText = (siteId: number, type: AafType, text: string) => void;

/** Splits the files of one feed. A Stop where they are no feed, or an incomplete one. */
export async function splitFeed(
  files: readonly Source[],
  sites: readonly FeedSite[],
  people: FeedPeople,
  append: AppendText,
): Promise<Outcome<SplitFeed>> {
  return await withParts(files, async (parts) => {
    const own: Part[] = [];
    for (const part of parts) {
      if (part.size === 0) return stop('directory-file-empty', { file: part.name });
      if (directoryAaf.claims(part)) own.push(part);
      else if (!isLitter(part)) return await refusalOf(part);
    }
    if (own.length === 0) return stop('directory-empty');
    const feed = feedFilesOf(own);
    if (isStop(feed)) return feed;
    const splitting = beginSplitting(feed, sites, people, append);
    for (const part of feed.parts) {
      const outcome = await readAaf(part, splitting.take);
      if (outcome !== null && isStop(outcome)) return outcome;
    }
    return splitting.end();
  });
}

function beginSplitting(feed: FeedFiles, sites: readonly FeedSite[], people: FeedPeople, append: AppendText) {
  const types = new Set(feed.parts.map(aafTypeOf));
  const isFull = feed.mode === 'full';
  const byUai = new Map<string, number[]>();
  const byStructure = new Map<string, Set<number>>();
  for (const { siteId, establishments } of sites) {
    for (const { uai, aaf } of establishments) {
      addTo(byUai, uai, siteId);
      // A full feed says whose numbers it uses.
      const isKnown = aaf !== null && !(isFull && types.has('EtabEducNat'));
      if (isKnown) byStructure.set(aaf, (byStructure.get(aaf) ?? new Set()).add(siteId));
    }
  }
  const labels = new Map<string, string>();
  const written = new Map<number, Set<AafType>>();
  const taught = new Map<number, Set<string>>();
  let otherSchools = 0;
  const head = `<ficAlimMENESR><!-- versionAF="${feed.parts.map(aafVersionOf).find((one) => one) ?? '1'}" -->\n`;
  let isDelta = feed.mode === 'delta';

  function write(siteId: number, type: AafType, text: string): void {
    const own = written.get(siteId) ?? new Set<AafType>();
    written.set(siteId, own);
    if (!own.has(type)) append(siteId, type, head);
    own.add(type);
    append(siteId, type, text);
  }

  function sitesOf({ id, values }: AafRecord): ReadonlySet<number> {
    const found = new Set(people.get(id));
    for (const name of PLACED_BY) {
      for (const value of values.get(name) ?? []) {
        const [structure = ''] = value.split('$');
        for (const site of byStructure.get(structure) ?? []) found.add(site);
      }
    }
    return found;
  }

  function takeSchool(record: AafRecord): void {
    const { id, values } = record;
    const uai = uaiIn(values);
    const own = uai === undefined ? [...(byStructure.get(id) ?? [])] : (byUai.get(uai) ?? []);
    if (own.length === 0) otherSchools += 1;
    else byStructure.set(id, new Set(own));
    for (const siteId of own) write(siteId, 'EtabEducNat', textOf(record));
  }

  function takePerson(record: AafRecord, type: 'Eleve' | 'PersEducNat'): void {
    const codes = [
      ...(record.values.get('ENTAuxEnsClassesMatieres') ?? []),
      ...(record.values.get('ENTAuxEnsGroupesMatieres') ?? []),
    ].map(subjectCodeIn);
    for (const siteId of sitesOf(record)) {
      write(siteId, type, textOf(record));
      const own = taught.get(siteId) ?? new Set<string>();
      taught.set(siteId, own);
      for (const code of codes) own.add(code);
    }
  }

  return {
    take(record: AafRecord): void {
      const { action, category, id, values } = record;
      isDelta ||= action !== 'add';
      if (category === 'EtabEducNat') takeSchool(record);
      else if (category === 'MatiereEducNat') labels.set(subjectCodeIn(id), values.get('ENTLibelleMatiere')?.[0] ?? '');
      else if (category === 'Eleve' || category === 'PersEducNat') takePerson(record, category);
      else if (category === '' && people.has(id)) takePerson(record, 'Eleve');
    },
    end(): Outcome<SplitFeed> {
      if (isDelta && isFull) return stop('aaf-not-full');
      for (const [siteId, codes] of taught) {
        for (const code of codes) {
          const label = labels.get(code);
          if (label !== undefined) write(siteId, 'MatiereEducNat', subjectText(code, label));
        }
      }
      const ordered = [...written].sort(([a], [b]) => a - b);
      // A file of a type without anybody says that all of them have left.
      const needed = isDelta ? [] : AAF_TYPES.filter((type) => types.has(type));
      for (const [siteId, own] of ordered) {
        for (const type of needed) write(siteId, type, '');
        for (const type of own) append(siteId, type, '</ficAlimMENESR>\n');
      }
      const words = [
        'ENT',
        isDelta ? 'Delta' : 'Complet',
        ...(feed.day === null ? [] : [feed.day.replaceAll('-', '')]),
      ];
      return {
        day: feed.day,
        sites: new Map(ordered.map(([siteId, own]) => [siteId, [...own]])),
        nameOf: (type) => [...words, type, '0000.xml'].join('_'),
        otherSchools,
      };
    },
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (letter) => (letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : '&gt;'));
}

function subjectText(code: string, label: string): string {
  const values = new Map([
    ['ENTMatJointure' as const, [code]],
    ['ENTLibelleMatiere' as const, [label]],
  ]);
  return textOf({ action: 'add', category: 'MatiereEducNat', id: code, values, unclear: [] });
}

const CATEGORY_NAMES: Readonly<Record<string, string>> = {
  EtabEducNat: 'categorieStructure',
  MatiereEducNat: 'categorieMatiere',
};

/** A record as a feed writes it. */
function textOf({ action, category, id, values, unclear }: AafRecord): string {
  const [list, item, operation] =
    action === 'add' ? ['attributes', 'attr', ''] : ['modifications', 'modification', ' operation="replace"'];
  const lines = [
    `<${action}Request><operationalAttributes><attr name="${CATEGORY_NAMES[category] ?? 'categoriePersonne'}"><value>${escaped(category)}</value></attr></operationalAttributes><identifier><id>${escaped(id)}</id></identifier>`,
  ];
  if (action !== 'delete') {
    lines.push(`<${list}>`);
    for (const [name, texts] of values) {
      const own = texts.length === 0 ? '<value/>' : texts.map((text) => `<value>${escaped(text)}</value>`).join('');
      lines.push(`<${item} name="${name}"${operation}>${own}</${item}>`);
    }
    for (const name of unclear) lines.push(`<${item} name="${name}" operation="add"><value/></${item}>`);
    lines.push(`</${list}>`);
  }
  return `${lines.join('')}</${action}Request>\n`;
}
