/** Locks as XML: the answer to LOCK and the property lockdiscovery say the same. */

import type { Lock } from './locks.ts';
import { node, type XmlNode } from './xml-answer.ts';

/** One active lock; `href` is what it was taken on. */
export function activeLock(lock: Lock, href: string, now: number): XmlNode {
  const seconds = Math.max(0, Math.ceil((lock.expiresAt - now) / 1000));
  return node('D:activelock', [
    node('D:locktype', [node('D:write')]),
    node('D:lockscope', [node(`D:${lock.scope}`)]),
    node('D:depth', lock.depth),
    ...(lock.owner.length === 0 ? [] : [node('D:owner', lock.owner)]),
    node('D:timeout', `Second-${seconds}`),
    node('D:locktoken', [node('D:href', lock.token)]),
    node('D:lockroot', [node('D:href', href)]),
  ]);
}

export const SUPPORTED_LOCKS: readonly XmlNode[] = ['exclusive', 'shared'].map((scope) =>
  node('D:lockentry', [node('D:lockscope', [node(`D:${scope}`)]), node('D:locktype', [node('D:write')])]),
);
