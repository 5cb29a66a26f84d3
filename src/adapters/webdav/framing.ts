/** Requests whose end, version or host two readers could see differently: refused before anything acts on them (RFC 9112, 11.2). */

import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Node refuses most of them by itself (two lengths, a length beside chunks, folded or unended lines). It lets through:
 * codings before `chunked`, which a proxy may undo and we would store; chunks in HTTP/1.0, where a proxy may not know
 * them; versions that there are not; two hosts.
 */
function isUnclear({ headers, httpVersion, rawHeaders }: IncomingMessage): boolean {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return true;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (httpVersion === '1.0' || coding.trim().toLowerCase() !== 'chunked')) return true;
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length > 1;
}

/** Answers 400 and closes the connection, whatever else is on it; false for a request that is clear. */
export function refuseUnclear(req: IncomingMessage, res: ServerResponse): boolean {
  if (!isUnclear(req)) return false;
  const { socket } = req;
  req.on('error', () => undefined);
  res.on('error', () => undefined);
  res.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  res.end('Cette requête HTTP est mal formée : sa longueur, sa version ou son destinataire sont ambigus.\n', () =>
    socket.destroySoon(),
  );
  return true;
}
