/** Documents of a deposit whose root could not even be found, where a format misses one of its own. */

import { isStop, type Stop } from '../../domain/model/finding.ts';
import { baseName, type Given } from '../../domain/model/given.ts';
import { readXml } from '../readers/xml.ts';

/** Why one of them, which may be the one that is missing, cannot be read; null where none says. */
export async function brokenIn({ parts }: Pick<Given, 'parts'>): Promise<Stop | null> {
  for (const part of parts.filter((one) => one.root === null && baseName(one).endsWith('.xml'))) {
    const outcome = await readXml(part.open(), { root: () => undefined, open: () => undefined });
    if (outcome !== null && isStop(outcome)) return outcome;
  }
  return null;
}
