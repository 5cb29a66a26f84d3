/** The few requests that the spool makes to an S3-compatible store: signed, each silence limited, tried again where that helps at once. */

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { isSaid, S3Error } from './s3-error.ts';
import { type Leaf, leavesOf, readText } from './s3-xml.ts';

/** Where the store is and who we are there. */
export interface S3Settings {
  /** Null: AWS, in the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  /** The bucket's name stands in the path, not in the host name. */
  readonly pathStyle: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
  /** How long the store may be silent. */
  readonly timeoutMs: number;
  /** Objects in one answer to `list`; the store's own bound otherwise. */
  readonly pageSize?: number;
}

/** What is sent, and its SHA-256: the store compares it with what has arrived and keeps nothing else. */
export interface S3Body {
  readonly sha256: string;
  readonly size: number;
  readonly from: { readonly file: string } | { readonly bytes: Uint8Array };
}

/** An object as a listing has it. */
export interface S3Listed {
  readonly key: string;
  readonly size: number;
  /** When it was written, by the store's clock; ms since the epoch. */
  readonly writtenAt: number;
}

/** All of it throws S3Error. Keys are of letters, digits and `. - _ /`. */
export interface S3Client {
  /** Resolves when the store has all of it, durably and compared; before that nothing of it is there. */
  put(key: string, body: S3Body): Promise<void>;
  /** The whole object as it comes in. */
  get(key: string): Promise<IncomingMessage>;
  /** Whether it was there or not. */
  remove(key: string): Promise<void>;
  /** Made by the store from an object that it has; its time is now. */
  copy(from: string, to: string): Promise<void>;
  list(prefix: string): AsyncIterable<S3Listed>;
  /** Does the store keep what is overwritten or removed? Null: it does not say. */
  keepsVersions(): Promise<boolean | null>;
  close(): void;
}

interface Order {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Empty: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: S3Body;
}

const NOTHING = Buffer.alloc(0);
const EMPTY: S3Body = { sha256: createHash('sha256').digest('hex'), size: 0, from: { bytes: NOTHING } };
/** Before each new try: for a connection that broke or a store that asks for a moment. Longer trouble is the asker's. */
const PAUSES_MS = [100, 400];

/** Makes a client; nothing is asked yet. */
export function createS3Client(settings: S3Settings): S3Client {
  const { bucket, region, pathStyle, timeoutMs, pageSize } = settings;
  const base = new URL(settings.endpoint ?? `https://s3.${region}.amazonaws.com`);
  const protocol = base.protocol === 'https:' ? https : http;
  const agent = new protocol.Agent({ keepAlive: true });
  const hostname = pathStyle ? base.hostname : `${bucket}.${base.hostname}`;
  const root = `${base.pathname.replace(/\/$/, '')}${pathStyle ? `/${bucket}` : ''}`;
  const signer = new SignatureV4({
    credentials: { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
    region,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });

  async function once({ method, key, query = {}, headers = {}, body = EMPTY }: Order): Promise<IncomingMessage> {
    const path = key === undefined ? root || '/' : `${root}/${key}`;
    const { headers: signed } = await signer.sign({
      method,
      protocol: base.protocol,
      hostname,
      path,
      query: { ...query },
      headers: {
        ...headers,
        host: base.port === '' ? hostname : `${hostname}:${base.port}`,
        'content-length': String(body.size),
        'x-amz-content-sha256': body.sha256,
      },
    });
    const asked = Object.entries(query).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
    const request = protocol.request({
      agent,
      method,
      // An IPv6 address has brackets in a URL only.
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: asked.length === 0 ? path : `${path}?${asked.join('&')}`,
      headers: signed,
      timeout: timeoutMs,
    });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('timeout', () => request.destroy(new S3Error({ code: 'Timeout', told: 'no answer in time' })));
      request.once('response', resolve);
      request.on('error', (error) => reject(S3Error.of(error)));
      if ('bytes' in body.from) request.end(body.from.bytes);
      else
        pipeline(createReadStream(body.from.file), request).catch((error: unknown) => {
          request.destroy();
          // Of a file that cannot be read; what the connection says of itself was heard already.
          reject(error);
        });
    });
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return answer;
    const refused = await refusal(answer, status);
    // A store that refuses early needs no more of the body.
    if (!request.writableFinished) request.destroy();
    throw refused;
  }

  async function send(order: Order): Promise<IncomingMessage> {
    for (const ms of PAUSES_MS) {
      try {
        return await once(order);
      } catch (error) {
        if (!(error instanceof S3Error && error.isMomentary)) throw error;
        await pause(ms);
      }
    }
    return await once(order);
  }

  /** For answers whose content says nothing that is needed. */
  async function done(order: Order): Promise<void> {
    await textOf(await send(order));
  }

  /** Of an answer that is always XML: what cut it short, or stands between us and the store, is no empty listing. */
  async function leaves(order: Order): Promise<Leaf[]> {
    const found = leavesOf(await textOf(await send(order)));
    if (found.length === 0) throw new S3Error({ code: 'NoS3Answer', told: 'what answers is no S3 store' });
    return found;
  }

  return {
    put: (key, body) => done({ method: 'PUT', key, body }),
    get: (key) => send({ method: 'GET', key }),
    remove: (key) => done({ method: 'DELETE', key }),
    async copy(from, to) {
      const headers = { 'x-amz-copy-source': `/${bucket}/${from}` };
      const text = await textOf(await send({ method: 'PUT', key: to, headers }));
      // A copy that takes long is answered with 200 before it is made.
      const failed = isSaid(text);
      if (failed) throw new S3Error({ ...failed, status: 200 });
    },
    async *list(prefix) {
      const size: Record<string, string> = pageSize === undefined ? {} : { 'max-keys': String(pageSize) };
      let next: string | undefined = '';
      while (next !== undefined) {
        const from: Record<string, string> = next === '' ? {} : { 'continuation-token': next };
        const found = await leaves({ method: 'GET', query: { 'list-type': '2', prefix, ...size, ...from } });
        yield* listed(found);
        next = found.find(({ path }) => path === 'ListBucketResult/NextContinuationToken')?.text;
      }
    },
    async keepsVersions() {
      try {
        const found = await leaves({ method: 'GET', query: { versioning: '' } });
        return found.some(({ path, text }) => path === 'VersioningConfiguration/Status' && text === 'Enabled');
      } catch (error) {
        if (error instanceof S3Error && error.status !== null) return null;
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  try {
    return await readText(answer);
  } catch (error) {
    throw S3Error.of(error as Error);
  }
}

/** What stands in an answer that is no good one. */
async function refusal(answer: IncomingMessage, status: number): Promise<S3Error> {
  const { date } = answer.headers;
  const skewMs = date === undefined ? undefined : Date.now() - Date.parse(date);
  const said = isSaid(await readText(answer).catch(() => '')) ?? { code: `HTTP ${status}`, told: '' };
  return new S3Error({ ...said, status, ...(said.code === 'RequestTimeTooSkewed' ? { skewMs } : {}) });
}

function* listed(found: readonly Leaf[]): Generator<S3Listed> {
  let growing: { key?: string; size?: number; writtenAt?: number } = {};
  for (const { path, text } of found) {
    if (path === 'ListBucketResult/Contents/Key') growing.key = text;
    else if (path === 'ListBucketResult/Contents/Size') growing.size = Number(text);
    else if (path === 'ListBucketResult/Contents/LastModified') growing.writtenAt = Date.parse(text);
    const { key, size, writtenAt } = growing;
    if (key === undefined || size === undefined || writtenAt === undefined) continue;
    yield { key, size, writtenAt };
    growing = {};
  }
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, with a key or without, as the signer wants it. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(key?: Bytes) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', asBuffer(key));
  }

  update(data: Bytes): void {
    this.hash.update(asBuffer(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

function asBuffer(data: Bytes): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
