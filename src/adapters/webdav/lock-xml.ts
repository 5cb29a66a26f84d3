/** Locks as XML: the answer to LOCK and the property lockdiscovery say the same. */

import type { Lock } from './locks.ts';
import { escapeXml } from './xml-body.ts';

/** One active lock; `href` is what it was taken on. */
export function activeLock(lock: Lock, href: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((lock.expiresAt - now) / 1000));
  const owner = lock.owner === '' ? '' : `<D:owner>${lock.owner}</D:owner>`;
  return (
    `<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope><D:${lock.scope}/></D:lockscope>` +
    `<D:depth>${lock.depth}</D:depth>${owner}<D:timeout>Second-${seconds}</D:timeout>` +
    `<D:locktoken><D:href>${escapeXml(lock.token)}</D:href></D:locktoken>` +
    `<D:lockroot><D:href>${escapeXml(href)}</D:href></D:lockroot></D:activelock>`
  );
}

export const SUPPORTED_LOCKS = ['exclusive', 'shared']
  .map(
    (scope) => `<D:lockentry><D:lockscope><D:${scope}/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>`,
  )
  .join('');
