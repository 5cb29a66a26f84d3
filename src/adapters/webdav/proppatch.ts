/** PROPPATCH: answered as done for what file managers set on their own, stored never (docs/webdav.md says why). */

import { type Answer, refuse, XML } from './answer.ts';
import { readXml } from './body.ts';
import { hrefIn, lockInTheWay, unmetCondition, type Visit } from './visit.ts';
import { echo, response, writeDocument } from './xml-answer.ts';
import { isDav, type XmlElement } from './xml-body.ts';

/** Properties that say what the server knows better than any client. */
const PROTECTED = new Set([
  'creationdate',
  'getcontentlength',
  'getetag',
  'lockdiscovery',
  'resourcetype',
  'supportedlock',
]);

function isProtected(property: XmlElement): boolean {
  return property.namespace === 'urn:carillon' || (property.namespace === 'DAV:' && PROTECTED.has(property.local));
}

export async function proppatch(visit: Visit): Promise<Answer> {
  const body = await readXml(visit);
  if ('refused' in body) return body.refused;
  if (body.root === null || !isDav(body.root, 'propertyupdate')) return refuse('bad-xml');
  if (visit.name !== null && (await visit.entry()) === null) return refuse('not-there');
  const refused = (await unmetCondition(visit)) ?? lockInTheWay(visit, visit.name, 'content');
  if (refused) return refused;
  const properties = body.root.children
    .filter((action) => isDav(action, 'set') || isDav(action, 'remove'))
    .flatMap((action) => action.children.filter((child) => isDav(child, 'prop')))
    .flatMap((prop) => prop.children);
  const refusedOnes = properties.filter(isProtected).map((property) => echo(property));
  const others = properties.filter((property) => !isProtected(property)).map((property) => echo(property));
  const patched = response(
    hrefIn(visit, visit.name),
    refusedOnes.length === 0
      ? [['200 OK', others]]
      : [
          ['403 Forbidden', refusedOnes],
          ['424 Failed Dependency', others],
        ],
  );
  return { status: 207, headers: XML, body: writeDocument('D:multistatus', [patched]) };
}
