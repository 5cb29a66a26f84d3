/** PUT: bytes into the spool, then the journal, then the answer; anything less leaves nothing behind (PRODUCT.md 3.1). */

import { isCertainlyNoExport } from '../../domain/deposit/deposit.ts';
import { AppError } from '../../domain/model/errors.ts';
import type { Incoming } from '../../domain/ports.ts';
import { type Answer, declaredLength, refuse } from './answer.ts';
import { GONE, shortfall, steadily } from './body.ts';
import { etagOf, header, lockInTheWay, unmetCondition, type Visit } from './visit.ts';

/** How many first bytes decide that a file is certainly no export. */
const HEAD_BYTES = 64;

export async function put(visit: Visit): Promise<Answer> {
  const { name, folder, parts } = visit;
  if (name === null) return refuse('wrong-method', { Allow: 'OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, LOCK, UNLOCK' });
  const refused = refusedByHeaders(visit) ?? (await unmetCondition(visit)) ?? lockInTheWay(visit, name, 'listing');
  if (refused) return refused;
  await parts.folders.checkRoom?.(folder, declaredLength(visit.req) ?? 0);

  const incoming = await parts.spool.receive();
  let isSealed = false;
  try {
    const stopped = await pour(visit, name, incoming);
    if (stopped) return stopped;
    // A slow upload may be overtaken: what was true when it began must still be true.
    const overtaken = (await unmetCondition(visit, true)) ?? lockInTheWay(visit, name, 'listing');
    if (overtaken) return overtaken;
    isSealed = true;
    const sealed = await incoming.seal();
    const client = header(visit, 'user-agent');
    const request = { name, sealed, via: 'webdav' as const, ...(client === undefined ? {} : { client }) };
    const kept = await parts.folders.keep(folder, request);
    if (kept.runId !== null) visit.meter.run = kept.runId;
    return { status: kept.replaced ? 204 : 201, headers: { ETag: etagOf(sealed) } };
  } finally {
    if (!isSealed) await incoming.discard();
  }
}

function refusedByHeaders(visit: Visit): Answer | null {
  const { req, parts } = visit;
  if (req.headers['content-range'] !== undefined) return refuse('content-range');
  if (!/^(identity)?$/i.test(req.headers['content-encoding'] ?? '')) return refuse('encoding');
  const declared = declaredLength(req);
  return declared !== null && declared > parts.limits.maxBytes ? refuse('too-large') : null;
}

/** Takes the body in; an answer when it must not or cannot be kept. */
async function pour(visit: Visit, name: string, incoming: Incoming): Promise<Answer | null> {
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of steadily(visit)) {
      if (visit.meter.bytes > visit.parts.limits.maxBytes) return refuse('too-large');
      if (head.length < HEAD_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
        if (head.length === HEAD_BYTES && isCertainlyNoExport(name, head)) return refuse('not-an-export');
      }
      await incoming.write(chunk);
    }
  } catch (error) {
    if (error instanceof AppError || !visit.req.destroyed) throw error;
    return GONE;
  }
  const cut = shortfall(visit);
  if (cut) return cut;
  return isCertainlyNoExport(name, head) ? refuse('not-an-export') : null;
}
