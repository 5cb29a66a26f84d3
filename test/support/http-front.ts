/** Stands between a client and a server of HTTP on this machine, and spoils what the test wants spoilt. */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pair } from './certificates.ts';

/** What becomes of a request; `undefined`: it goes through. */
export type Spoil =
  | undefined
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Nothing is answered. */
  | 'silent'
  /** The connection breaks when so many bytes of the request have come, and the server has had some of them. */
  | { readonly cutAt: number }
  /** A bit of the request's body is turned. */
  | 'turned'
  /** A bit of the answer's body is turned. */
  | 'answer turned'
  /** The answer breaks off in its middle. */
  | 'answer cut'
  /** The answer comes in many small pieces, each so long after the one before. */
  | { readonly piecesEveryMs: number }
  /** The request is refused while its body is still coming. */
  | { readonly earlyStatus: number }
  /** The server has done it, and its answer is lost. */
  | 'answer lost'
  /** Something happens when it is asked, or when the server has done it; nothing is answered. */
  | { readonly asked: () => void }
  | { readonly done: () => void };

export interface HttpFront {
  readonly url: string;
  /** Verbs and paths of what was asked. */
  readonly asked: string[];
  /** Bytes of bodies that were taken in. */
  bytes(): number;
  /** From now on. */
  spoil(how: (verb: string, path: string) => Spoil): void;
  close(): Promise<void>;
}

/** In front of a server of this machine; with a certificate it speaks TLS to the client. */
export async function startHttpFront(target: string, tls?: Pair): Promise<HttpFront> {
  const { hostname, port } = new URL(target);
  const asked: string[] = [];
  let bytes = 0;
  let how: (verb: string, path: string) => Spoil = () => undefined;

  const take = (req: IncomingMessage, res: http.ServerResponse): void => {
    const { method = '', url = '', headers } = req;
    asked.push(`${method} ${url}`);
    const spoilt = how(method, url);
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    req.pause();
    if (spoilt === 'silent') return;
    if (typeof spoilt === 'object' && 'asked' in spoilt) {
      spoilt.asked();
      return;
    }
    if (typeof spoilt === 'object' && 'earlyStatus' in spoilt) {
      res.writeHead(spoilt.earlyStatus).end();
      return;
    }
    if (typeof spoilt === 'object' && 'status' in spoilt) {
      req.resume().once('end', () => res.writeHead(spoilt.status, spoilt.headers).end(spoilt.body));
      return;
    }
    const onward = http.request({ hostname, port, method, path: url, headers, agent: false });
    onward.on('error', () => res.destroy());
    onward.on('response', (answer) => void back(answer, res, spoilt).catch(() => res.destroy()));
    if (typeof spoilt === 'object' && 'cutAt' in spoilt) cut(req, onward, spoilt.cutAt);
    else if (spoilt === 'turned') turned(req, onward);
    else req.pipe(onward);
  };
  const server = tls ? https.createServer({ cert: tls.cert, key: tls.key }, take) : http.createServer(take);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    bytes: () => bytes,
    spoil(next) {
      how = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function cut(req: IncomingMessage, onward: http.ClientRequest, at: number): void {
  let seen = 0;
  req.resume().on('data', (chunk: Buffer) => {
    seen += chunk.length;
    onward.write(chunk);
    if (seen < at) return;
    onward.destroy();
    req.socket.destroy();
  });
}

function turned(req: IncomingMessage, onward: http.ClientRequest): void {
  req.once('data', (chunk: Buffer) => {
    chunk[0] = (chunk[0] ?? 0) ^ 1;
  });
  req.pipe(onward);
}

async function back(answer: IncomingMessage, res: http.ServerResponse, spoilt: Spoil): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const isDone = typeof spoilt === 'object' && 'done' in spoilt;
  if (isDone) spoilt.done();
  if (isDone || spoilt === 'answer lost') {
    res.destroy();
    return;
  }
  if (spoilt === 'answer turned') body[0] = (body[0] ?? 0) ^ 1;
  const { 'transfer-encoding': _, ...headers } = answer.headers;
  res.writeHead(answer.statusCode ?? 0, headers);
  if (typeof spoilt === 'object' && 'piecesEveryMs' in spoilt) {
    for (let n = 0; n < 10; n += 1) {
      res.write(body.subarray(Math.floor((n * body.length) / 10), Math.floor(((n + 1) * body.length) / 10)));
      await pause(spoilt.piecesEveryMs);
    }
    res.end();
  } else if (spoilt !== 'answer cut') res.end(body);
  else res.write(body.subarray(0, body.length >> 1), () => res.destroy());
}
