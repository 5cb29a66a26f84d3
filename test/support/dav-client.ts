/** Plain HTTP requests as a client makes them, by node:http or byte by byte on a socket. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import net from 'node:net';
import type { TestDoor } from './webdav-door.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
}

export interface Ask {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
  /** Null: none. */
  readonly authorization?: string | null;
}

/** One request to a path (as it stands: nothing is encoded) or to a name in the drop folder. */
export function ask(
  door: TestDoor,
  method: string,
  target: string,
  { headers = {}, body, authorization }: Ask = {},
): Promise<Reply> {
  const login = authorization === undefined ? door.authorization : authorization;
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port: door.port,
      method,
      path: target.startsWith('/') || target.startsWith('http') ? target : `/webdav/4817/${encodeURIComponent(target)}`,
      headers: {
        ...(login === null ? {} : { authorization: login }),
        ...(body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString(), bytes });
      });
    });
    sent.end(body);
  });
}

export interface RawSocket {
  readonly socket: net.Socket;
  write(data: string | Uint8Array): Promise<void>;
  /** All that came so far. */
  received(): string;
  /** Resolves with all that came so far once it holds the text; rejects when the connection ends before. */
  seen(text: string): Promise<string>;
  /** All that came until the connection was closed. */
  untilClosed(): Promise<string>;
}

/** A socket to the door, for requests that no client library would send. */
export async function connect(door: TestDoor): Promise<RawSocket> {
  const socket = net.connect({ host: '127.0.0.1', port: door.port });
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return {
    socket,
    received: () => received,
    write: (data) => new Promise((resolve) => socket.write(data, () => resolve())),
    seen: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!received.includes(text)) return;
          socket.off('data', look);
          resolve(received);
        };
        socket.on('data', look);
        void closed.then(() => reject(new Error(`closed before ${JSON.stringify(text)}: ${received}`)));
        look();
      }),
    async untilClosed() {
      await closed;
      return received;
    },
  };
}
