/** The publisher's encrypted container (`EXPORT_INDEX_EDUCATION`): recognised and refused with what it says of itself. */

import { excerpt, isStop, stop } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { Origin } from '../../domain/model/timetable.ts';
import type { Format } from '../../domain/ports.ts';
import { readXml, XML_LIMITS } from '../readers/xml.ts';

/** The ciphertext is one text of some megabytes. */
const MAX_TEXT_CHARS = 64 * 1_048_576;

/** `2014-05-20T10:19:08.486+02:00` as 20/05/2014 10:19. */
function readable(moment: string): string {
  return moment.replace(/^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}).*$/, '$3/$2/$1 $4');
}

/** `PRONOTE Monoposte-PRONOTE 2013 - 0.5.14` is PRONOTE, version 2013. */
function originOf(software: string, said: ReadonlyMap<string, string>): Origin {
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

const edtEncrypted: Format = {
  name: 'EDT chiffré',
  versions: ['1.0'],
  claims: (root) => root.name === 'EXPORT_INDEX_EDUCATION',
  async read(xml) {
    const partners: string[] = [];
    const said = new Map<string, string>();
    const outcome = await readXml(
      xml,
      {
        root: () => undefined,
        open(path, attributes) {
          if (path === 'CLES/PARTENAIRE' && partners.length < 10)
            partners.push(excerpt(tidy(attributes.nom ?? ''), 60));
        },
        text(path, text) {
          if (path !== 'CONTENU' && !said.has(path)) said.set(path, excerpt(tidy(text), 120));
        },
      },
      { ...XML_LIMITS, maxTokenChars: MAX_TEXT_CHARS },
    );
    if (outcome !== null && isStop(outcome)) return outcome;
    const own = partners.filter((partner) => partner !== 'INDEXEDUCATION');
    const software = said.get('LOGICIEL') ?? '';
    const because = stop('encrypted-for-others', {
      partners: (own.length > 0 ? own : partners).join(', ') || '?',
      software: software || '?',
      exportedAt: readable(said.get('DATEHEURE') ?? '?'),
      school: [said.get('NOMETABLISSEMENT'), said.get('UAI')].filter(Boolean).join(', ') || '?',
    });
    return { ...because, origin: originOf(software, said) };
  },
};

export default edtEncrypted;
