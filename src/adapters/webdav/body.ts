/** Request bodies: read as they come, but no slower than the floor, and small ones within a bound. */

import { type Answer, declaredLength, invite, refuse } from './answer.ts';
import type { Visit } from './visit.ts';
import { MAX_XML_BYTES, parseXml, type XmlElement } from './xml-body.ts';

/** Stands for an answer that nobody is left to read: the client went away before its body was complete. */
export const GONE: Answer = { status: 499 };

/**
 * The chunks of a body. A client that stalls or drips is answered 408 and cut off; the iteration then throws like for any
 * other abort. Time that we ourselves take between chunks is not held against the client.
 */
export async function* steadily(visit: Visit): AsyncGenerator<Buffer> {
  const { req, res } = visit;
  const { bodyWindowMs, minBytesPerSecond } = visit.parts.limits;
  const floor = Math.max(1, (minBytesPerSecond * bodyWindowMs) / 1000);
  let isOurTurn = false;
  let bytesInWindow = 0;
  const timer = setInterval(() => {
    if (!isOurTurn && bytesInWindow < floor) {
      clearInterval(timer);
      res.setHeader('Connection', 'close');
      // Not by `send`: the bytes still to come must not be waited for.
      const { status, headers, body } = refuse('stalled');
      res.writeHead(status, { ...headers }).end(body, () => req.destroy());
    }
    bytesInWindow = 0;
  }, bodyWindowMs);
  invite(req, res);
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytesInWindow += chunk.length;
      visit.meter.bytes += chunk.length;
      isOurTurn = true;
      yield chunk;
      isOurTurn = false;
    }
  } finally {
    clearInterval(timer);
  }
}

/** Null when the body came to its end as it was announced; else what there is to say. */
export function shortfall(visit: Visit): Answer | null {
  if (!visit.req.complete) return GONE;
  const declared = declaredLength(visit.req);
  // Node holds a body to its length, but keeps 2,000 headers and drops the rest: the length may be among them.
  return declared === null || declared === visit.meter.bytes ? null : refuse('malformed');
}

/** A small XML body: null when there is none, an answer when it is refused. */
export async function readXml(
  visit: Visit,
): Promise<{ readonly root: XmlElement | null } | { readonly refused: Answer }> {
  const declared = declaredLength(visit.req);
  if (declared === 0) return { root: null };
  if (declared !== null && declared > MAX_XML_BYTES) return { refused: refuse('too-large') };
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of steadily(visit)) {
      if (visit.meter.bytes > MAX_XML_BYTES) return { refused: refuse('too-large') };
      chunks.push(chunk);
    }
  } catch (error) {
    if (!visit.req.destroyed) throw error;
    return { refused: GONE };
  }
  const refused = shortfall(visit);
  if (refused) return { refused };
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return { root: null };
  const root = parseXml(bytes);
  return root === null ? { refused: refuse('bad-xml') } : { root };
}
