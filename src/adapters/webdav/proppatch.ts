/** PROPPATCH: answered as done for what file managers set on their own, stored never (docs/webdav.md says why). */

import { type Answer, refuse, XML, xmlDocument } from './answer.ts';
import { readXml } from './body.ts';
import { hrefIn, lockInTheWay, unmetCondition, type Visit } from './visit.ts';
import { escapeXml, isDav, type XmlElement } from './xml-body.ts';

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

function tag(property: XmlElement): string {
  if (property.namespace === '') return `<${property.local} xmlns=""/>`;
  return `<x:${property.local} xmlns:x="${escapeXml(property.namespace)}"/>`;
}

function propstat(properties: readonly XmlElement[], status: string): string {
  if (properties.length === 0) return '';
  return `<D:propstat><D:prop>${properties.map(tag).join('')}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`;
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
  const refusedOnes = properties.filter(isProtected);
  const others = properties.filter((property) => !isProtected(property));
  const stats =
    refusedOnes.length === 0
      ? propstat(others, '200 OK')
      : propstat(refusedOnes, '403 Forbidden') + propstat(others, '424 Failed Dependency');
  const href = escapeXml(hrefIn(visit, visit.name));
  const response = `<D:response><D:href>${href}</D:href>${stats}</D:response>`;
  return { status: 207, headers: XML, body: xmlDocument(`<D:multistatus xmlns:D="DAV:">${response}</D:multistatus>`) };
}
