/** webdav-server as dispatcher of the verbs: it sees a clean copy of the request and a response that reaches nobody. */

import { type IncomingMessage, ServerResponse } from 'node:http';
import { v2 as webdav } from 'webdav-server';
import { parseAddress } from './address.ts';
import { type Answer, declaredLength, refuse } from './answer.ts';
import { get } from './download.ts';
import { FolderView } from './file-system.ts';
import { lock, unlock } from './lock-verbs.ts';
import { propfind } from './propfind.ts';
import { proppatch } from './proppatch.ts';
import { put } from './upload.ts';
import { header, lockInTheWay, nameInFolder, unmetCondition, type Verb, type Visit } from './visit.ts';

export const ALLOWED = 'OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK';

const options: Verb = async () => ({
  status: 200,
  headers: { Allow: ALLOWED, DAV: '1, 2', 'MS-Author-Via': 'DAV' },
});

/** Verbs that the library hands to us whole. */
const OWN_VERBS: Readonly<Record<string, Verb>> = {
  OPTIONS: options,
  GET: get,
  HEAD: get,
  PUT: put,
  PROPFIND: propfind,
  PROPPATCH: proppatch,
  LOCK: lock,
  UNLOCK: unlock,
};

/** The library's own verbs, behind a fence: each answers a refusal, or the destination for the library (null: none). */
const FENCES: Readonly<Record<string, (visit: Visit) => Promise<Answer | { readonly destination: string | null }>>> = {
  MKCOL: async (visit) => {
    if (declaredLength(visit.req) !== 0) return refuse('body-not-expected');
    if (visit.name === null) return refuse('wrong-method', { Allow: ALLOWED });
    return (await unmetCondition(visit)) ?? { destination: null };
  },
  DELETE: async (visit) => {
    if (visit.name === null) return refuse('folder-is-fixed');
    if (visit.account.uploadOnly) return refuse('upload-only');
    const refused = (await unmetCondition(visit)) ?? lockInTheWay(visit, visit.name, 'listing');
    return refused ?? { destination: null };
  },
  COPY: async (visit) => (visit.account.uploadOnly ? refuse('upload-only') : fenceTransfer(visit)),
  MOVE: async (visit) => {
    const source = visit.name === null ? null : lockInTheWay(visit, visit.name, 'listing');
    return source ?? fenceTransfer(visit);
  },
};

async function fenceTransfer(visit: Visit): Promise<Answer | { readonly destination: string }> {
  if (visit.name === null) return refuse('folder-is-fixed');
  const target = header(visit, 'destination');
  if (target === undefined) return refuse('malformed');
  const address = parseAddress(target);
  if (address.kind === 'malformed') return refuse('malformed');
  if (address.kind === 'too-deep') return refuse('no-such-folder');
  const to = nameInFolder(visit, target);
  if (to === undefined) return refuse('other-folder');
  if (to === null) return refuse('folder-is-fixed');
  if (to === visit.name) return refuse('same-name');
  const refused = (await unmetCondition(visit)) ?? lockInTheWay(visit, to, 'listing');
  return refused ?? { destination: to };
}

/** Takes what the library says and sends nothing. */
class Recorder extends ServerResponse {
  readonly #onEnd: (status: number) => void;

  constructor(req: IncomingMessage, onEnd: (status: number) => void) {
    super(req);
    this.#onEnd = onEnd;
  }

  override end(): this {
    this.#onEnd(this.statusCode);
    return this;
  }
}

/** What the library is shown of the request: the encoded name as path, no credentials, no body, nothing it would parse. */
function cleanRequest(visit: Visit, destination: string | null): IncomingMessage {
  const headers: Record<string, string> = {
    host: 'carillon',
    'content-length': '0',
    depth: '0',
    overwrite: /^f$/i.test(header(visit, 'overwrite') ?? 'T') ? 'F' : 'T',
  };
  if (destination !== null) headers.destination = `/${encodeURIComponent(destination)}`;
  return Object.create(visit.req, {
    url: { value: `/${visit.name === null ? '' : encodeURIComponent(visit.name)}` },
    headers: { value: headers },
  });
}

/** Statuses where the library and the contract differ. */
function answerOf(verb: string, status: number): Answer {
  if (verb === 'DELETE' && status === 200) return { status: 204 };
  switch (status) {
    case 201:
    case 204:
      return { status };
    case 403:
      return refuse(verb === 'MKCOL' ? 'no-folders' : 'other-folder');
    case 404:
      return refuse('not-there');
    case 405:
      return refuse('wrong-method', { Allow: ALLOWED });
    case 409:
      return refuse('no-such-folder');
    case 412:
      return refuse('precondition');
    default:
      return refuse('broken');
  }
}

/** The answer to a visit. Rejects with what a port threw. */
export async function dispatch(visit: Visit): Promise<Answer> {
  const verb = visit.req.method ?? '';
  const own = OWN_VERBS[verb];
  const fence = FENCES[verb];
  if (!own && !fence) return refuse('wrong-method', { Allow: ALLOWED });
  const fenced = fence ? await fence(visit) : { destination: null };
  if ('status' in fenced) return fenced;

  return new Promise<Answer>((resolve, reject) => {
    const server = new webdav.WebDAVServer({
      rootFileSystem: new FolderView(visit, reject),
      httpAuthentication: {
        askForAuthentication: () => ({}),
        getUser: (_context, callback) =>
          callback(webdav.Errors.None, { uid: visit.account.id, username: visit.account.id }),
      },
      serverName: 'carillon',
      // Without a version the library reads its package.json for each server.
      version: '-',
      respondWithPaths: true,
    });
    if (own) {
      server.method(verb, {
        chunked: () => {
          own(visit).then(resolve, reject);
        },
      });
    }
    const request = cleanRequest(visit, fenced.destination);
    server.executeRequest(request, new Recorder(request, (status) => resolve(answerOf(verb, status))));
  });
}
