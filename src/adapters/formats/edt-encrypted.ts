/** The publisher's encrypted container (`EXPORT_INDEX_EDUCATION`): recognised and refused with what it says of itself. */

import { isStop, stop } from '../../domain/model/finding.ts';
import { tidy } from '../../domain/model/identity.ts';
import type { Format } from '../../domain/ports.ts';
import { readXml, XML_LIMITS } from '../readers/xml.ts';

/** The ciphertext is one text of some megabytes. */
const MAX_TEXT_CHARS = 64 * 1_048_576;

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
            partners.push(tidy(attributes.nom ?? '').slice(0, 60));
        },
        text(path, text) {
          if (path !== 'CONTENU' && !said.has(path)) said.set(path, tidy(text).slice(0, 120));
        },
      },
      { ...XML_LIMITS, maxTokenChars: MAX_TEXT_CHARS },
    );
    if (outcome !== null && isStop(outcome)) return outcome;
    const own = partners.filter((partner) => partner !== 'INDEXEDUCATION');
    return stop('encrypted-for-others', {
      partners: (own.length > 0 ? own : partners).join(', ') || '?',
      software: said.get('LOGICIEL') ?? '?',
      exportedAt: said.get('DATEHEURE') ?? '?',
      school: [said.get('NOMETABLISSEMENT'), said.get('UAI')].filter(Boolean).join(', ') || '?',
    });
  },
};

export default edtEncrypted;
