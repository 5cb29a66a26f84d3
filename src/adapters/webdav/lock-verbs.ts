/** LOCK and UNLOCK: locks by token, with time limits, on the folder or on a name that may be still to come. */

import { type Answer, refuse, XML } from './answer.ts';
import { readXml } from './body.ts';
import { tokensOf } from './conditions.ts';
import { activeLock } from './lock-xml.ts';
import { type Lock, type LockWish, secondsOf } from './locks.ts';
import { header, hrefIn, lockInTheWay, unmetCondition, type Visit } from './visit.ts';
import { echoContent, node, writeDocument, writeNodes } from './xml-answer.ts';
import { davChild, isDav, type XmlElement } from './xml-body.ts';

const MAX_OWNER_LENGTH = 1024;

function granted(visit: Visit, lock: Lock, status: 200 | 201): Answer {
  const active = activeLock(lock, hrefIn(visit, lock.name), visit.parts.clock.now());
  return {
    status,
    headers: { ...XML, 'Lock-Token': `<${lock.token}>` },
    body: writeDocument('D:prop', [node('D:lockdiscovery', [active])]),
  };
}

export async function lock(visit: Visit): Promise<Answer> {
  const body = await readXml(visit);
  if ('refused' in body) return body.refused;
  return body.root === null ? refresh(visit) : take(visit, body.root);
}

/** A LOCK without a body gives the lock whose token the If header shows more time. */
async function refresh(visit: Visit): Promise<Answer> {
  const { locks } = visit.parts;
  if (visit.ifHeader === null) return refuse('malformed');
  const unmet = await unmetCondition(visit);
  if (unmet) return unmet;
  const seconds = secondsOf(header(visit, 'timeout'));
  for (const token of tokensOf(visit.ifHeader)) {
    const lock = locks.refresh(visit.folder, visit.name, token, seconds);
    if (lock) return granted(visit, lock, 200);
  }
  return refuse('precondition');
}

/** What a lockinfo asks for; null when it is none. */
function wishOf(visit: Visit, root: XmlElement): LockWish | null {
  const scope = davChild(root, 'lockscope')?.children[0];
  const type = davChild(root, 'locktype')?.children[0];
  const depth = (header(visit, 'depth') ?? 'infinity').toLowerCase();
  if (!isDav(root, 'lockinfo') || !scope || !type || !isDav(type, 'write')) return null;
  if (!isDav(scope, 'exclusive') && !isDav(scope, 'shared')) return null;
  if (depth !== '0' && depth !== 'infinity') return null;
  const sentOwner = davChild(root, 'owner');
  const owner = sentOwner ? echoContent(sentOwner) : [];
  return {
    scope: isDav(scope, 'exclusive') ? 'exclusive' : 'shared',
    depth,
    owner: writeNodes(owner).length > MAX_OWNER_LENGTH ? [] : owner,
    name: visit.name,
    seconds: secondsOf(header(visit, 'timeout')),
  };
}

async function take(visit: Visit, root: XmlElement): Promise<Answer> {
  const { locks } = visit.parts;
  const wish = wishOf(visit, root);
  if (wish === null) return refuse('malformed');
  const unmet = await unmetCondition(visit);
  if (unmet) return unmet;
  const isNew = visit.name !== null && (await visit.entry()) === null;
  const folderLock = isNew ? lockInTheWay(visit, null, 'listing') : null;
  if (folderLock) return folderLock;
  const lock = locks.add(visit.folder, wish);
  if (lock === 'too-many') return refuse('too-many-locks', { 'Retry-After': 60 });
  if (lock === 'conflict') {
    const href = hrefIn(visit, visit.name);
    return refuse('locked', {}, node('D:no-conflicting-lock', [node('D:href', href)]));
  }
  if (!isNew || visit.name === null) return granted(visit, lock, 200);
  try {
    await keepEmpty(visit, visit.name);
  } catch (error) {
    locks.remove(visit.folder, visit.name, lock.token);
    throw error;
  }
  return granted(visit, lock, 201);
}

/** A lock on an unmapped name makes an empty file (RFC 4918, 7.3); being empty, it starts no run (RULES.md 1.5). */
async function keepEmpty(visit: Visit, name: string): Promise<void> {
  const { spool, folders } = visit.parts;
  const sealed = await (await spool.receive()).seal();
  const client = header(visit, 'user-agent');
  await folders.keep(visit.folder, { name, sealed, via: 'webdav', ...(client === undefined ? {} : { client }) });
}

export async function unlock(visit: Visit): Promise<Answer> {
  // Some clients leave the angle brackets out.
  const token = /^\s*<?([^<>\s]+)>?\s*$/.exec(header(visit, 'lock-token') ?? '')?.[1];
  if (token === undefined) return refuse('malformed');
  const { locks } = visit.parts;
  // What another process or an earlier start had locked is free here: the wish is fulfilled.
  if (locks.isForeign(token) || locks.remove(visit.folder, visit.name, token)) return { status: 204 };
  return refuse('no-such-lock');
}
