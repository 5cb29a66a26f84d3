/** HTTP as bytes: a connection that knows when the server has nothing more to say, and answers read from the wire. */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import net from 'node:net';

/** A request that reached the application, with its answer. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  isOver: boolean;
}

/** The server's side of a connection. */
interface ServerSide {
  readonly exchanges: Exchange[];
  received: number;
  isClosed: boolean;
  /** Bytes that it has handed to the network. */
  said(): number;
}

/** What the server sees of each connection, so that clients need not guess when it is done. */
export interface Tap {
  /** To be given each request, before it is answered. */
  note(req: IncomingMessage, res: ServerResponse): Exchange;
  side(client: net.Socket): Promise<ServerSide>;
  /** Resolves when something has happened on any connection. */
  change(): Promise<void>;
  /** Something has happened that the tap cannot see. */
  touch(): void;
}

/** Listens to what a server does with its connections. */
export function tap(server: Server): Tap {
  const sides = new Map<number, ServerSide>();
  let waiting: (() => void)[] = [];
  const touch = (): void => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  server.on('connection', (socket) => {
    const side: ServerSide = { exchanges: [], received: 0, isClosed: false, said: () => socket.bytesWritten };
    const port = socket.remotePort ?? 0;
    sides.set(port, side);
    // Behind the parser's own listener: what came is parsed when it is counted.
    socket.on('data', (chunk) => {
      side.received += chunk.length;
      touch();
    });
    socket.on('close', () => {
      side.isClosed = true;
      sides.delete(port);
      touch();
    });
    touch();
  });
  return {
    touch,
    change,
    note(req, res) {
      const exchange: Exchange = { req, res, isOver: false };
      sides.get(req.socket.remotePort ?? 0)?.exchanges.push(exchange);
      res.once('close', () => {
        exchange.isOver = true;
        touch();
      });
      return exchange;
    },
    async side(client) {
      for (;;) {
        const found = sides.get(client.localPort ?? 0);
        if (found) return found;
        await change();
      }
    },
  };
}

export interface Connection {
  readonly side: ServerSide;
  /** Writes in pieces and resolves when nothing more can come: answered, closed, or waiting for bytes that never come. */
  say(bytes: Buffer, pieces: number): Promise<'answered' | 'closed' | 'waiting'>;
  /** Goes away without a word. */
  abort(): Promise<void>;
  /** Ends it in good order; all that was received. */
  end(): Promise<Buffer>;
  received(): Buffer;
}

/** A connection of its own. */
export async function connectTo(port: number, watch: Tap): Promise<Connection> {
  const socket = net.connect({ host: '127.0.0.1', port, noDelay: true });
  const chunks: Buffer[] = [];
  let isClosed = false;
  let sent = 0;
  let heard = 0;
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    heard += chunk.length;
    watch.touch();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      isClosed = true;
      watch.touch();
      resolve();
    }),
  );
  await once(socket, 'connect');
  const side = await watch.side(socket);
  const write = (bytes: Buffer): Promise<void> =>
    Promise.race([new Promise<void>((resolve) => socket.write(bytes, () => resolve())), closed]);

  async function settled(): Promise<'answered' | 'closed' | 'waiting'> {
    for (;;) {
      if (isClosed || side.isClosed) {
        await closed;
        return 'closed';
      }
      const open = side.exchanges.filter((exchange) => !exchange.isOver);
      if (side.received >= sent && heard >= side.said() && open.every(({ req }) => !req.complete)) {
        const last = side.exchanges.at(-1);
        return open.length === 0 && last?.req.complete === true ? 'answered' : 'waiting';
      }
      await watch.change();
    }
  }

  return {
    side,
    async say(bytes, pieces) {
      const length = Math.max(1, Math.ceil(bytes.length / pieces));
      for (let at = 0; at < bytes.length && !isClosed; at += length) {
        const piece = bytes.subarray(at, at + length);
        sent += piece.length;
        await write(piece);
      }
      return settled();
    },
    async abort() {
      socket.destroy();
      await closed;
      while (!side.isClosed) await watch.change();
    },
    async end() {
      socket.end();
      await closed;
      while (!side.isClosed) await watch.change();
      return Buffer.concat(chunks);
    },
    received: () => Buffer.concat(chunks),
  };
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** False: the bytes ended before the answer did. */
  readonly isWhole: boolean;
}

/**
 * Reads answers one after the other; `isHead` says of an answer with these headers whether it has no body for its
 * request's sake. Throws when the bytes are no answers.
 */
export function readAnswers(bytes: Buffer, isHead: (headers: ReadonlyMap<string, string>) => boolean): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    const head = bytes.subarray(at, end < 0 ? bytes.length : end).toString('latin1');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) throw new Error(`no answer: ${JSON.stringify(head.slice(0, 200))}`);
    const headers = new Map(
      head
        .split('\r\n')
        .slice(1)
        .map((line): [string, string] => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
    );
    if (end < 0) {
      answers.push({ status, headers, body: Buffer.alloc(0), isWhole: false });
      break;
    }
    at = end + 4;
    if (status < 200) continue;
    // Asked of every answer, for whoever counts them.
    const hasNoBody = isHead(headers) || status === 204 || status === 304;
    const { body, next, isWhole } = hasNoBody
      ? { body: Buffer.alloc(0), next: at, isWhole: true }
      : bodyAt(bytes, at, headers);
    answers.push({ status, headers, body, isWhole });
    at = next;
  }
  return answers;
}

function bodyAt(
  bytes: Buffer,
  start: number,
  headers: ReadonlyMap<string, string>,
): { readonly body: Buffer; readonly next: number; readonly isWhole: boolean } {
  const length = headers.get('content-length');
  if (length !== undefined) {
    const next = start + Number(length);
    return { body: bytes.subarray(start, next), next, isWhole: next <= bytes.length };
  }
  if (headers.get('transfer-encoding') !== 'chunked') {
    const body = bytes.subarray(start);
    return { body, next: bytes.length, isWhole: headers.get('connection') === 'close' };
  }
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return { body: Buffer.concat(chunks), next: bytes.length, isWhole: false };
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
    if (size === 0) return { body: Buffer.concat(chunks), next: at, isWhole: at <= bytes.length };
    if (!(size > 0)) throw new Error('a chunk without a size');
  }
}
