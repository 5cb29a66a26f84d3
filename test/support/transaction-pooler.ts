/** A pooler in front of PostgreSQL that keeps a session for a transaction only, as pgbouncer does with `pool_mode = transaction`. */
import { createServer, connect as dial, type Socket } from 'node:net';

export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

interface Session {
  readonly socket: Socket;
  /** What PostgreSQL said when it let the session in: the same for every client. */
  readonly greeting: Buffer;
  client: Client | null;
}

interface Client {
  readonly socket: Socket;
  session: Session | null;
  /** Bytes that wait for a session. */
  waiting: Buffer[];
  /** Questions that are not answered to their end. */
  open: number;
}

/**
 * `socketUrl` names the folder of PostgreSQL's socket; accounts need no password there. `inTurn`: so many sessions are there from the first client on, and are handed
 * out in turn; else one more is opened when none is free, and the one that was used last goes first.
 */
export async function startPooler(socketUrl: string, { inTurn = 0 } = {}): Promise<Pooler> {
  const url = new URL(socketUrl);
  const file = `${url.searchParams.get('host')}/.s.PGSQL.${url.port}`;
  const sessions: Session[] = [];
  let startup = Buffer.alloc(0);
  const sockets = new Set<Socket>();

  async function serve(client: Client): Promise<void> {
    const free = sessions.filter((one) => one.client === null);
    const session = (inTurn > 0 ? free[0] : free.at(-1)) ?? (await openSession());
    sessions.splice(sessions.indexOf(session), 1);
    sessions.push(session);
    [session.client, client.session] = [client, session];
    for (const bytes of client.waiting.splice(0)) session.socket.write(bytes);
  }

  async function openSession(): Promise<Session> {
    const socket = dial(file);
    sockets.add(socket.on('error', () => undefined));
    socket.write(startup);
    const messages = messagesOf(socket);
    const greeting: Buffer[] = [];
    for (;;) {
      const { value } = await messages.next();
      greeting.push(value ?? Buffer.alloc(0));
      if (!value || String.fromCharCode(value[0] ?? 0) === 'Z') break;
    }
    const session: Session = { socket, greeting: Buffer.concat(greeting), client: null };
    void (async () => {
      for await (const message of messages) {
        const { client } = session;
        client?.socket.write(message);
        if (client === null || String.fromCharCode(message[0] ?? 0) !== 'Z') continue;
        client.open -= 1;
        if (client.open > 0 || String.fromCharCode(message[5] ?? 0) !== 'I') continue;
        [session.client, client.session] = [null, null];
      }
    })().catch(() => undefined);
    sessions.push(session);
    return session;
  }

  async function welcome(socket: Socket): Promise<void> {
    sockets.add(socket.on('error', () => undefined));
    const client: Client = { socket, session: null, waiting: [], open: 0 };
    let isIn = false;
    for await (const message of messagesOf(socket, true)) {
      if (!isIn) {
        startup = Buffer.from(message);
        while (sessions.length < Math.max(1, inTurn)) await openSession();
        socket.write(sessions[0]?.greeting ?? '');
        isIn = true;
        continue;
      }
      const kind = String.fromCharCode(message[0] ?? 0);
      if (kind === 'X') return;
      if (kind === 'Q' || kind === 'S') client.open += 1;
      if (client.session) client.session.socket.write(message);
      else if (client.waiting.push(message) === 1) await serve(client);
    }
  }

  const server = createServer((socket) => void welcome(socket).catch(() => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    url: `postgres://${url.username}@127.0.0.1:${port}${url.pathname}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client's first message has no letter before its length. */
async function* messagesOf(socket: Socket, isClient = false): AsyncGenerator<Buffer, undefined> {
  let left = Buffer.alloc(0);
  let letter = isClient ? 0 : 1;
  for await (const chunk of socket) {
    left = Buffer.concat([left, chunk as Buffer]);
    while (left.length >= letter + 4) {
      const length = letter + left.readUInt32BE(letter);
      if (left.length < length) break;
      yield left.subarray(0, length);
      left = left.subarray(length);
      letter = 1;
    }
  }
}
