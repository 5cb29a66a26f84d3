/** A real SMTP server on a port of its own, that keeps what it takes and refuses what it is told to. */
import { SMTPServer } from 'smtp-server';

export interface TakenLetter {
  readonly to: readonly string[];
  /** The letter as it came, headers and body. */
  readonly raw: string;
}

/** What the server does with the next conversation: 4xx or 5xx at a command, or the line cut in the middle of the letter. */
export type Mood = { readonly at: 'MAIL' | 'RCPT' | 'DATA'; readonly code: number } | 'drop' | 'silent';

export interface TestSmtp {
  readonly url: string;
  readonly taken: readonly TakenLetter[];
  /** Moods of the next conversations, in order; without one a letter is taken. */
  next(...moods: readonly Mood[]): void;
  close(): Promise<void>;
}

class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number) {
    super('not now, somebody@example.org');
    this.responseCode = responseCode;
  }
}

export async function startSmtp(): Promise<TestSmtp> {
  const taken: TakenLetter[] = [];
  const moods: Mood[] = [];
  const moodOf = new Map<string, Mood>();
  const refusalAt = (sessionId: string, at: 'MAIL' | 'RCPT' | 'DATA'): SmtpRefusal | null => {
    const mood = moodOf.get(sessionId);
    return typeof mood === 'object' && mood.at === at ? new SmtpRefusal(mood.code) : null;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect({ id }, done) {
      const mood = moods.shift();
      if (mood) moodOf.set(id, mood);
      if (mood !== 'silent') done();
    },
    onMailFrom: (_address, { id }, done) => done(refusalAt(id, 'MAIL')),
    onRcptTo: (_address, { id }, done) => done(refusalAt(id, 'RCPT')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (moodOf.get(session.id) === 'drop') {
          for (const connection of server.connections) connection.close();
          return;
        }
        const refused = refusalAt(session.id, 'DATA');
        if (refused === null) {
          const to = session.envelope.rcptTo.map((one) => one.address);
          taken.push({ to, raw: Buffer.concat(chunks).toString('utf8') });
        }
        done(refused);
      });
    },
  });
  // A connection that breaks is what some tests want.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    next: (...more) => void moods.push(...more),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A header of a letter, unfolded; undefined: not there. */
export function headerOf(raw: string, name: string): string | undefined {
  const unfolded = raw.slice(0, raw.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1]?.trim();
}

/** The subject of a letter, decoded. */
export function subjectOf(raw: string): string {
  const header = headerOf(raw, 'Subject') ?? '';
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : Buffer.from(
            text
              .replace(/_/g, ' ')
              .replace(/=([0-9A-F]{2})/g, (_hex, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
            'latin1',
          ).toString('utf8'),
    );
}

/** The body of a letter of one part, decoded. */
export function bodyOf(raw: string): string {
  const body = raw.slice(raw.search(/\r?\n\r?\n/)).trimStart();
  const encoding = headerOf(raw, 'Content-Transfer-Encoding');
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
