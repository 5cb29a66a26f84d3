/** The publisher's encrypted container (`EXPORT_INDEX_EDUCATION`, FORMATS.md 1.9): opened with a key of ours, read as what is inside. */

import { excerpt, type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import { claimsRoot, openSole, severalDocuments } from '../../domain/model/given.ts';
import { tidy } from '../../domain/model/identity.ts';
import { isNearName } from '../../domain/model/near-name.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import type { Origin, RawExport } from '../../domain/model/timetable.ts';
import { type Format, type PartnerKeys, PUBLISHER, type SiteCalendar } from '../../domain/ports.ts';
import { tellingEncoding } from '../readers/announced.ts';
import { givenDocument } from '../readers/given.ts';
import { decipher, fromBase64, inflateSealed } from '../readers/sealed.ts';
import { Stopped } from '../readers/stopped.ts';
import { readXml, sniffRoot, XML_LIMITS } from '../readers/xml.ts';
import { refusalOfDirectoryInside } from './directory-formats.ts';

/** The ciphertext is one text of some megabytes. */
const MAX_TEXT_CHARS = 64 * MEGABYTE;
const MAX_PARTNERS = 10;

/** What a container says in the clear. */
interface Container {
  /** Key blocks by partner name, base64. */
  readonly keys: ReadonlyMap<string, string>;
  /** Texts of the other elements. */
  readonly said: ReadonlyMap<string, string>;
  readonly content: string;
  readonly isCompressed: boolean;
}

/** `2014-05-20T10:19:08.486+02:00` as 20/05/2014 10:19. */
function readable(moment: string): string {
  return moment.replace(/^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}).*$/, '$3/$2/$1 $4');
}

/** `PRONOTE Monoposte-PRONOTE 2013 - 0.5.14` is PRONOTE, version 2013. */
function originOf({ said }: Container): Origin {
  const software = said.get('LOGICIEL') ?? '';
  const product = /\b(EDT|PRONOTE)\b/i.exec(software)?.[1]?.toUpperCase();
  const productVersion = /\b(20\d{2})\b/.exec(software)?.[1];
  const exportedAt = said.get('DATEHEURE');
  return {
    format: 'EDT chiffré',
    formatVersion: said.get('VERSION') ?? '?',
    ...(product === undefined ? {} : { product }),
    ...(productVersion === undefined ? {} : { productVersion }),
    uai: said.get('UAI') ?? '',
    ...(exportedAt === undefined ? {} : { exportedAt }),
  };
}

async function readContainer(xml: AsyncIterable<Uint8Array>): Promise<Outcome<Container>> {
  const keys = new Map<string, string>();
  const said = new Map<string, string>();
  let partner: string | null = null;
  let content = '';
  let isCompressed = true;
  const outcome = await readXml(
    xml,
    {
      root: () => undefined,
      open(path, attributes) {
        partner = null;
        if (path === 'CLES/PARTENAIRE' && keys.size < MAX_PARTNERS) {
          partner = excerpt(tidy(attributes.nom ?? ''), 60);
          keys.set(partner, '');
        }
        if (path === 'CONTENU')
          isCompressed = !/^(false|0)$/i.test(attributes.compresseavantchiffrement?.trim() ?? 'true');
      },
      text(path, text) {
        if (path === 'CONTENU') content += text;
        else if (path === 'CLES/PARTENAIRE' && partner !== null)
          keys.set(partner, `${keys.get(partner) ?? ''}${excerpt(text, 8_192)}`);
        else if (!said.has(path)) said.set(path, excerpt(tidy(text), 120));
      },
    },
    { ...XML_LIMITS, maxTokenChars: MAX_TEXT_CHARS },
  );
  return outcome ?? { keys, said, content, isCompressed };
}

/** Why a container that names none of our partner names stays closed. A name that is nearly one of ours is told, and opens nothing. */
function forOthers({ keys, said }: Container, own: Iterable<string>): Stop {
  const named = [...keys.keys()].filter((partner) => partner !== PUBLISHER);
  const close = [...own].filter((name) => named.some((partner) => isNearName(partner, name)));
  const near = close.sort().join(', ');
  const partners = (named.length > 0 ? named : [...keys.keys()]).join(', ') || '?';
  return stop('encrypted-for-others', {
    ...(near ? { variant: 'near', near } : {}),
    partners,
    software: said.get('LOGICIEL') || '?',
    exportedAt: readable(said.get('DATEHEURE') ?? '?'),
    school: [said.get('NOMETABLISSEMENT'), said.get('UAI')].filter(Boolean).join(', ') || '?',
  });
}

/** The clear bytes of the content. */
async function unseal(container: Container, keys: PartnerKeys): Promise<Outcome<{ readonly bytes: Buffer }>> {
  const named = new Set(await keys.names());
  const own = [...container.keys.keys()].filter((name) => named.has(name));
  if (own.length === 0) return forOthers(container, named);
  const digest = fromBase64(container.said.get('VERIFICATION') ?? '');
  if (container.content === '' || !digest) {
    return stop('container-incomplete', { element: container.content === '' ? 'CONTENU' : 'VERIFICATION' });
  }
  const keyAndIv = await unwrapAny(container, own, keys);
  if (isStop(keyAndIv)) return keyAndIv;
  const content = fromBase64(container.content);
  return content ? decipher(content, keyAndIv.bytes, digest) : stop('container-damaged');
}

/** The key of the content, by the first of these names whose block is for a key of ours. A Stop tells of the first one. */
async function unwrapAny(
  container: Container,
  partners: readonly string[],
  keys: PartnerKeys,
): Promise<Outcome<{ readonly bytes: Uint8Array }>> {
  let because: Stop | null = null;
  for (const partner of partners) {
    const block = fromBase64(container.keys.get(partner) ?? '');
    const bytes = block ? await keys.unwrap(partner, block) : 'damaged';
    if (bytes !== 'damaged' && bytes !== 'wrong') return { bytes };
    because ??=
      bytes === 'wrong' ? stop('container-key-wrong', { partner }) : stop('container-key-damaged', { partner });
  }
  return because ?? forOthers(container, []);
}

async function readInside(
  container: Container,
  keys: PartnerKeys,
  inside: readonly Format[],
  findings: FindingLog,
  calendar: SiteCalendar,
): Promise<Outcome<RawExport>> {
  const clear = await unseal(container, keys);
  if (isStop(clear)) return clear;
  const { bytes } = clear;
  const open = (): AsyncIterable<Uint8Array> =>
    container.isCompressed
      ? inflateSealed(bytes)
      : (async function* () {
          yield bytes;
        })();
  const document = await givenDocument({ name: '', size: null, open });
  const format = inside.find((one) => one.claims(document));
  if (!format) {
    const [part] = document.parts;
    const directory = part && (await refusalOfDirectoryInside(part));
    if (directory) return directory;
    const root = await sniffRoot(open());
    return isStop(root) ? root : stop('not-an-export', { root: root.name.slice(0, 60) });
  }
  const parts = document.parts.map((part) => tellingEncoding(part, findings));
  const raw = await format.read({ ...document, parts }, findings, calendar);
  if (isStop(raw)) return raw;
  const said = container.said.get('UAI');
  // A file of several schools is sealed by any of them.
  const schools = [raw.origin, ...(raw.schools ?? [])].map(({ uai }) => uai.toUpperCase());
  if (said && !schools.includes(said.toUpperCase()))
    return stop('container-other-school', { said, uai: raw.origin.uai });
  const { format: _format, formatVersion: _version, uai: _uai, ...more } = originOf(container);
  return { ...raw, origin: { ...raw.origin, ...more } };
}

/** The format for an installation's keys; `inside` are the formats a container may hold. */
export function createEdtEncrypted(keys: PartnerKeys, inside: readonly Format[]): Format {
  return {
    name: 'EDT chiffré',
    versions: ['1.0'],
    claims: (given) => claimsRoot(given, 'EXPORT_INDEX_EDUCATION'),
    async read(given, findings, calendar) {
      const several = severalDocuments(given);
      if (several) return several;
      const container = await readContainer(openSole(given));
      if (isStop(container)) return container;
      try {
        const raw = await readInside(container, keys, inside, findings, calendar);
        return isStop(raw) && !raw.origin ? { ...raw, origin: originOf(container) } : raw;
      } catch (error) {
        if (error instanceof Stopped) return { ...error.stop, origin: originOf(container) };
        throw error;
      }
    },
  };
}
