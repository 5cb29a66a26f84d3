/** PROPFIND, rendered by ourselves: a listing of a thousand files must not hold up other requests (docs/webdav.md). */

import { setImmediate } from 'node:timers/promises';
import type { DepositEntry } from '../../domain/deposit/deposit.ts';
import { type Answer, refuse, XML, xmlDocument } from './answer.ts';
import { readXml } from './body.ts';
import { contentTypeOf } from './download.ts';
import { activeLock, SUPPORTED_LOCKS } from './lock-xml.ts';
import { etagOf, header, hrefIn, unmetCondition, type Visit } from './visit.ts';
import { davChild, escapeXml, isDav, type XmlElement } from './xml-body.ts';

/** Entries rendered before other requests get a turn. */
const SLICE = 200;

type Wanted = 'all' | 'names' | readonly Pick<XmlElement, 'namespace' | 'local'>[];

/** Null is the folder itself. */
type Subject = DepositEntry | null;
type Property = (subject: Subject, visit: Visit) => string | null;

/** Property values as XML; null where the subject does not have it. */
const PROPERTIES: Readonly<Record<string, Property>> = {
  'D:resourcetype': (subject) => (subject === null ? '<D:collection/>' : ''),
  'D:displayname': (subject, visit) =>
    escapeXml(subject?.name ?? String(visit.folder.establishment ?? visit.folder.siteId)),
  'D:getcontentlength': (subject) => (subject === null ? null : String(subject.size)),
  'D:getcontenttype': (subject) => (subject === null ? null : contentTypeOf(subject.name)),
  'D:getetag': (subject) => (subject === null ? null : etagOf(subject)),
  'D:getlastmodified': (subject) => (subject === null ? null : new Date(subject.receivedAt).toUTCString()),
  'D:creationdate': (subject) => (subject === null ? null : new Date(subject.receivedAt).toISOString()),
  'D:supportedlock': () => SUPPORTED_LOCKS,
  'D:lockdiscovery': (subject, visit) =>
    visit.parts.locks
      .covering(visit.folder, subject?.name ?? null)
      .map((lock) => activeLock(lock, hrefIn(visit, lock.name), visit.parts.clock.now()))
      .join(''),
  'C:status': (subject) => subject?.status ?? null,
  'C:run': (subject) => subject?.runId ?? null,
};

const PREFIXES: Readonly<Record<string, string>> = { 'DAV:': 'D', 'urn:carillon': 'C' };

/** What the body asks for; null when it is no propfind. */
function wantedOf(root: XmlElement | null): Wanted | null {
  if (root === null) return 'all';
  if (!isDav(root, 'propfind')) return null;
  if (davChild(root, 'propname')) return 'names';
  return davChild(root, 'prop')?.children ?? 'all';
}

function element(name: string, value: string): string {
  return value === '' ? `<${name}/>` : `<${name}>${value}</${name}>`;
}

function responseFor(subject: Subject, visit: Visit, wanted: Wanted): string {
  let found = '';
  let missing = '';
  if (wanted === 'all' || wanted === 'names') {
    for (const [name, property] of Object.entries(PROPERTIES)) {
      const value = property(subject, visit);
      if (value !== null) found += element(name, wanted === 'names' ? '' : value);
    }
  } else {
    for (const { namespace, local } of wanted) {
      const prefix = PREFIXES[namespace];
      const value = prefix === undefined ? null : (PROPERTIES[`${prefix}:${local}`]?.(subject, visit) ?? null);
      if (value !== null) found += element(`${prefix}:${local}`, value);
      else missing += namespace === '' ? `<${local} xmlns=""/>` : `<x:${local} xmlns:x="${escapeXml(namespace)}"/>`;
    }
  }
  const stat = (properties: string, status: string): string =>
    `<D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`;
  const stats =
    (found === '' && missing !== '' ? '' : stat(found, '200 OK')) +
    (missing === '' ? '' : stat(missing, '404 Not Found'));
  return `<D:response><D:href>${escapeXml(hrefIn(visit, subject?.name ?? null))}</D:href>${stats}</D:response>`;
}

/** Whose properties are asked for; null when there is nothing at the address. */
async function subjectsOf(visit: Visit, depth: string): Promise<readonly Subject[] | null> {
  const { account, folder, name, parts } = visit;
  if (name === null) {
    const listed = depth === '0' || account.uploadOnly ? [] : await parts.folders.list(folder);
    return [null, ...listed];
  }
  const entry = account.uploadOnly ? null : await visit.entry();
  return entry === null ? null : [entry];
}

export async function propfind(visit: Visit): Promise<Answer> {
  // Folders are flat: one that says nothing gets all there is, one that asks for infinity is told that it may not.
  const depth = (header(visit, 'depth') ?? '1').trim().toLowerCase();
  if (depth === 'infinity') return refuse('depth-infinity', {}, '<D:propfind-finite-depth/>');
  if (depth !== '0' && depth !== '1') return refuse('malformed');
  const body = await readXml(visit);
  if ('refused' in body) return body.refused;
  const wanted = wantedOf(body.root);
  if (wanted === null) return refuse('bad-xml');
  const subjects = await subjectsOf(visit, depth);
  if (subjects === null) return refuse('not-there');
  const unmet = await unmetCondition(visit);
  if (unmet) return unmet;
  const responses: string[] = [];
  for (const [index, subject] of subjects.entries()) {
    if (index > 0 && index % SLICE === 0) await setImmediate();
    responses.push(responseFor(subject, visit, wanted));
  }
  const content = `<D:multistatus xmlns:D="DAV:" xmlns:C="urn:carillon">${responses.join('\n')}</D:multistatus>`;
  return { status: 207, headers: XML, body: xmlDocument(content) };
}
