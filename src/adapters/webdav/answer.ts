/** Answers of the door: one table from what went wrong to status and French sentence, and the writing of an answer. */

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, Refusal } from '../../domain/model/errors.ts';
import { CHALLENGE } from './basic-auth.ts';
import { writeDocument, type XmlNode } from './xml-answer.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
}

const RETRY_AFTER_SECONDS = 60;
/** A refused body up to this size is read to its end, so that the connection and the answer survive. */
const MAX_DRAINED_BYTES = 16 * 1024 * 1024;
const DRAIN_MS = 10_000;

const REFUSALS = {
  malformed: [400, 'Cette adresse ou cet en-tête est mal formé. Vérifiez l’URL de dépôt dans le logiciel.'],
  'content-range': [400, 'Un fichier se dépose en entier : l’envoi par morceaux (Content-Range) n’est pas accepté.'],
  'bad-xml': [400, 'Le corps de cette requête WebDAV n’est pas un document XML acceptable.'],
  'wrong-login': [
    401,
    'Identifiant ou mot de passe incorrect. Vérifiez l’URL de dépôt reçue par courriel, ou demandez un nouveau mot de passe à un gestionnaire.',
  ],
  'plain-http': [
    403,
    'Cette adresse n’est pas chiffrée : le mot de passe y serait lisible par d’autres. Remplacez http:// par https:// dans l’URL de dépôt.',
  ],
  'other-site': [403, 'Ce compte d’accès n’ouvre pas ce site. Vérifiez le numéro de site dans l’URL de dépôt.'],
  'upload-only': [
    403,
    'Ce compte permet de déposer, pas de lire. L’état des dépôts se consulte dans le tableau de bord.',
  ],
  'folder-is-fixed': [403, 'Le dossier de dépôt ne peut être ni supprimé, ni déplacé, ni copié.'],
  'no-folders': [403, 'On ne crée pas de sous-dossier ici : déposez le fichier directement dans le dossier de dépôt.'],
  'depth-infinity': [403, 'Depth: infinity n’est pas accepté ; demandez Depth: 0 ou 1.'],
  'other-folder': [403, 'Un fichier ne peut être déplacé ou copié que dans son propre dossier de dépôt.'],
  'same-name': [403, 'La source et la destination sont le même fichier.'],
  'not-there': [404, 'Il n’y a rien à cette adresse. Vérifiez l’URL de dépôt.'],
  'unknown-establishment': [
    404,
    'Cet établissement n’appartient pas au site. Vérifiez le dernier numéro de l’URL de dépôt.',
  ],
  'wrong-method': [405, 'Cette méthode ne s’applique pas à cette adresse.'],
  stalled: [408, 'L’envoi s’est interrompu ou est trop lent. Rien n’a été gardé : recommencez.'],
  'no-such-folder': [409, 'Ce sous-dossier n’existe pas : déposez le fichier directement dans le dossier de dépôt.'],
  'no-such-lock': [409, 'Ce verrou n’existe pas ou plus.'],
  precondition: [412, 'Le fichier n’est pas dans l’état que la requête suppose. Rien n’a été changé.'],
  'too-large': [
    413,
    'Le fichier dépasse la taille acceptée. Rien n’a été gardé : déposez l’export d’emploi du temps seul.',
  ],
  'not-an-export': [415, 'Ce fichier n’est pas un export d’emploi du temps (XML ou zip). Rien n’a été gardé.'],
  encoding: [
    415,
    'L’envoi compressé (Content-Encoding) n’est pas accepté : déposez le fichier tel quel, ou dans un zip.',
  ],
  'body-not-expected': [415, 'Cette requête n’admet pas de contenu.'],
  range: [416, 'La partie demandée est au-delà de la fin du fichier.'],
  locked: [423, 'Le fichier est verrouillé par un autre programme. Réessayez quand il aura terminé.'],
  'too-many-logins': [429, 'Trop d’essais avec un mauvais mot de passe. Patientez avant de réessayer.'],
  'too-many-locks': [
    429,
    'Trop de verrous sont ouverts avec ce compte. Patientez ou fermez les programmes qui les tiennent.',
  ],
  'deposit-rate': [
    429,
    'Trop de fichiers ont été déposés depuis une heure. Rien n’a été gardé : vérifiez la fréquence de l’export automatique, le prochain dépôt sera repris.',
  ],
  broken: [500, 'Une erreur inattendue s’est produite. Réessayez ; si elle persiste, prévenez l’exploitant.'],
  unavailable: [503, 'Le service n’est pas disponible pour l’instant. Rien n’a été gardé : réessayez dans une minute.'],
  'deposit-quota': [
    507,
    'Le volume déposé depuis hier atteint la limite de ce compte ou de ce site. Rien n’a été gardé : déposez l’export d’emploi du temps seul, ou prévenez l’exploitant.',
  ],
  'no-room': [
    507,
    'Il n’y a plus de place pour ce fichier. Rien n’a été gardé : prévenez l’exploitant, puis réessayez.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof REFUSALS;

/** A refusal as an answer; `condition` is the one of RFC 4918 where a client may look for it. */
export function refuse(code: RefusalCode, headers: Answer['headers'] = {}, condition?: XmlNode): Answer {
  const [status, sentence] = REFUSALS[code];
  const extra: Record<string, string | number> = {};
  if (status === 401) extra['WWW-Authenticate'] = CHALLENGE;
  if (status === 503) extra['Retry-After'] = RETRY_AFTER_SECONDS;
  return condition === undefined
    ? { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...extra, ...headers }, body: `${sentence}\n` }
    : {
        status,
        headers: { ...XML, ...extra, ...headers },
        body: writeDocument('D:error', [condition]),
      };
}

export const XML = { 'Content-Type': 'application/xml; charset=utf-8' } as const;

/** What a thrown error is answered with: the disk is full, a neighbour is away, or we are at fault. */
export function answerTo(error: unknown): Answer {
  if (error instanceof Refusal) return quotaAnswer(error);
  if (!(error instanceof AppError)) return refuse('broken');
  if (error.code === 'source-missing') return refuse('broken');
  return refuse(error.code === 'no-room' ? 'no-room' : 'unavailable');
}

function quotaAnswer({ code, values }: Refusal): Answer {
  if (code === 'deposit-rate') return refuse(code, { 'Retry-After': values.seconds ?? RETRY_AFTER_SECONDS });
  return refuse(code === 'deposit-quota' ? code : 'broken');
}

/** The declared length of a request's body: null when it is chunked, 0 when there is none. */
export function declaredLength(req: IncomingMessage): number | null {
  if (req.headers['transfer-encoding'] !== undefined) return null;
  const length = Number(req.headers['content-length'] ?? 0);
  return Number.isSafeInteger(length) && length >= 0 ? length : Number.POSITIVE_INFINITY;
}

/** Asks for the body of a client that waits for leave to send it (`Expect: 100-continue`). */
export function invite(req: IncomingMessage, res: ServerResponse): void {
  const isExpected = /^100-continue$/i.test(req.headers.expect ?? '');
  // Node has sent it already when the server listens to `request` only.
  if (isExpected && Reflect.get(res, '_sent100') !== true) res.writeContinue();
}

/** Writes an answer; resolves when it is on its way or the client has gone. */
export async function send(req: IncomingMessage, res: ServerResponse, answer: Answer): Promise<void> {
  if (res.headersSent || res.destroyed) return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  const hasNoBody = req.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  if (typeof answer.body === 'object') {
    if (hasNoBody) res.writeHead(answer.status).end();
    else await stream(res, answer.status, answer.body);
    return;
  }
  const body = Buffer.from(answer.body ?? '');
  if (answer.status !== 204 && answer.status !== 304) res.setHeader('Content-Length', body.length);
  if (req.complete || declaredLength(req) === 0 || isWaitingForLeave(req, res)) {
    res.writeHead(answer.status).end(hasNoBody ? undefined : body);
    return;
  }
  await sendBeforeTheBody(req, res, answer.status, hasNoBody ? Buffer.alloc(0) : body);
}

function isWaitingForLeave(req: IncomingMessage, res: ServerResponse): boolean {
  return req.headers.expect !== undefined && Reflect.get(res, '_sent100') !== true;
}

/**
 * The client is still sending what nobody wants: it gets the whole answer first, then its bytes are thrown away for a
 * while. Closing at once would reset the connection and lose the answer.
 */
async function sendBeforeTheBody(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  body: Buffer,
): Promise<void> {
  const declared = declaredLength(req);
  const mayStay = declared !== null && declared <= MAX_DRAINED_BYTES;
  if (!mayStay) res.setHeader('Connection', 'close');
  res.writeHead(status);
  if (body.length > 0) res.write(body);
  else res.flushHeaders();
  await drain(req);
  res.end();
  if (!req.complete) res.once('finish', () => req.destroy());
}

async function drain(req: IncomingMessage): Promise<void> {
  let bytes = 0;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), DRAIN_MS);
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) over.abort();
  });
  req.resume();
  const gone = once(req, 'close', { signal: over.signal });
  await Promise.race([once(req, 'end', { signal: over.signal }), gone]).catch(() => undefined);
  clearTimeout(timer);
  over.abort();
  gone.catch(() => undefined);
}

async function stream(res: ServerResponse, status: number, body: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = body[Symbol.asyncIterator]();
  // The first piece is read before the headers go: a missing object can still be told by a status.
  const first = await chunks.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = first; !piece.done; piece = await chunks.next()) yield piece.value;
    } finally {
      await chunks.return?.();
    }
  }
  res.writeHead(status);
  res.setTimeout(120_000, () => res.destroy());
  try {
    await pipeline(Readable.from(all(), { objectMode: false }), res);
  } catch (error) {
    // A reader that went away is no trouble of ours.
    if (error instanceof AppError) throw error;
  }
}
