/** PROPFIND, rendered by ourselves: a listing of a thousand files must not hold up other requests (docs/webdav.md). */

import { setImmediate } from 'node:timers/promises';
import type { DepositEntry } from '../../domain/deposit/deposit.ts';
import { type Answer, refuse, XML } from './answer.ts';
import { readXml } from './body.ts';
import { contentTypeOf } from './download.ts';
import { activeLock, SUPPORTED_LOCKS } from './lock-xml.ts';
import { etagOf, header, hrefIn, unmetCondition, type Visit } from './visit.ts';
import { echo, node, response, writeListing, writeNodes, type XmlContent, type XmlNode } from './xml-answer.ts';
import { davChild, isDav, type XmlElement } from './xml-body.ts';

/** Entries rendered before other requests get a turn. */
const SLICE = 200;

type Wanted = 'all' | 'names' | readonly Pick<XmlElement, 'namespace' | 'local'>[];

/** Null is the folder itself. */
type Subject = DepositEntry | null;
type Property = (subject: Subject, visit: Visit) => XmlContent | null;

/** Property values; null where the subject does not have it. */
const PROPERTIES: Readonly<Record<string, Property>> = {
  'D:resourcetype': (subject) => (subject === null ? [node('D:collection')] : []),
  'D:displayname': (subject, visit) => subject?.name ?? String(visit.folder.establishment ?? visit.folder.siteId),
  'D:getcontentlength': (subject) => (subject === null ? null : String(subject.size)),
  'D:getcontenttype': (subject) => (subject === null ? null : contentTypeOf(subject.name)),
  'D:getetag': (subject) => (subject === null ? null : etagOf(subject)),
  'D:getlastmodified': (subject) => (subject === null ? null : new Date(subject.receivedAt).toUTCString()),
  'D:creationdate': (subject) => (subject === null ? null : new Date(subject.receivedAt).toISOString()),
  'D:supportedlock': () => SUPPORTED_LOCKS,
  'D:lockdiscovery': (subject, visit) =>
    visit.parts.locks
      .covering(visit.folder, subject?.name ?? null)
      .map((lock) => activeLock(lock, hrefIn(visit, lock.name), visit.parts.clock.now())),
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

function responseFor(subject: Subject, visit: Visit, wanted: Wanted): XmlNode {
  const found: XmlNode[] = [];
  const missing: XmlNode[] = [];
  if (wanted === 'all' || wanted === 'names') {
    for (const [name, property] of Object.entries(PROPERTIES)) {
      const value = property(subject, visit);
      if (value !== null) found.push(node(name, wanted === 'names' ? [] : value));
    }
  } else {
    for (const asked of wanted) {
      const name = `${PREFIXES[asked.namespace]}:${asked.local}`;
      const value = PROPERTIES[name]?.(subject, visit) ?? null;
      if (value === null) missing.push(echo(asked));
      else found.push(node(name, value));
    }
  }
  return response(hrefIn(visit, subject?.name ?? null), [
    ['200 OK', found],
    ['404 Not Found', missing],
  ]);
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
  if (depth === 'infinity') return refuse('depth-infinity', {}, node('D:propfind-finite-depth'));
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
  for (let start = 0; start < subjects.length; start += SLICE) {
    if (start > 0) await setImmediate();
    const slice = subjects.slice(start, start + SLICE);
    responses.push(writeNodes(slice.map((subject) => responseFor(subject, visit, wanted))));
  }
  return { status: 207, headers: XML, body: writeListing(responses) };
}
