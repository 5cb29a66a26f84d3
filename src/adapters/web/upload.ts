/** A file handed over by a form: its bytes go to the disk as they come, and to nobody before the whole form is there. */

import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { GivenFile } from '../../domain/administration.ts';
import { AppError, Refusal } from '../../domain/model/errors.ts';
import { MEGABYTE } from '../../domain/model/notation.ts';
import type { WebParts } from './parts.ts';

export interface Upload {
  readonly file: GivenFile;
  readonly fields: Readonly<Record<string, string>>;
}

const CHUNK_BYTES = 256 * 1024;
/** Room for boundaries and fields beside the file. */
const FORM_BYTES = 64 * 1024;
/** A refused body up to this size is read to its end, so that the answer gets through. */
const MAX_DRAINED_BYTES = 16 * 1024 * 1024;
const DRAIN_MS = 10_000;

type Limits = Pick<WebParts, 'maxUploadBytes' | 'uploadFolder'>;

/**
 * Gives the form to `work` once it is complete: fields may stand before or behind the file. The bytes lie in a file
 * without a name, so nothing stays behind whatever happens. `admit` sees the fields before the file and may throw.
 * Throws Refusal `too-large`, `file-missing`, `bad-input`.
 */
export async function withUpload<T>(
  request: FastifyRequest,
  limits: Limits,
  work: (upload: Upload) => Promise<T>,
  admit: (fields: ReadonlyMap<string, string>) => void = () => undefined,
): Promise<T> {
  const { maxUploadBytes: maxBytes } = limits;
  const store = await openNameless(limits.uploadFolder ?? os.tmpdir());
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw tooLarge(maxBytes);
    const { name, fields } = await receive(request, store, maxBytes, admit);
    if (name === null) throw new Refusal('file-missing');
    return await work({ fields, file: { name, bytes: bytesOf(store) } });
  } catch (error) {
    if (hasHungUp(request.raw)) throw interrupted();
    await drain(request.raw);
    throw error;
  } finally {
    await store.close();
  }
}

async function receive(
  request: FastifyRequest,
  store: FileHandle,
  maxBytes: number,
  admit: (fields: ReadonlyMap<string, string>) => void,
): Promise<{ readonly name: string | null; readonly fields: Readonly<Record<string, string>> }> {
  const fields = new Map<string, string>();
  let name: string | null = null;
  // Who has hung up before the parser listens is never heard of by it.
  if (hasHungUp(request.raw)) throw interrupted();
  const limits = { files: 1, fields: 10, parts: 12, fieldSize: 1_000, fileSize: maxBytes };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') {
      if (part.fieldname !== 'file') throw unknownField(part.fieldname);
      admit(fields);
      await keep(part, store, maxBytes);
      // A field that nobody filled is sent without a name and without a byte.
      if (part.filename || (await store.stat()).size > 0) name = (part.filename ?? '').slice(-255) || 'export.xml';
    } else {
      if (fields.has(part.fieldname)) throw unknownField(part.fieldname);
      if (typeof part.value !== 'string' || part.valueTruncated) throw unknownField(part.fieldname);
      fields.set(part.fieldname, part.value.trim());
    }
  }
  return { name, fields: Object.fromEntries(fields) };
}

async function keep({ file }: MultipartFile, store: FileHandle, maxBytes: number): Promise<void> {
  try {
    for await (const chunk of file) await store.writeFile(chunk);
  } catch (cause) {
    if (codeOf(cause) === 'ENOSPC') throw new AppError('no-room', 'no room for an upload', { cause });
    throw cause;
  }
  if (file.truncated) throw tooLarge(maxBytes);
}

/** A file that has lost its name already: the disk frees it when it is closed, by a crash too. */
async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true });
  const name = path.join(folder, `upload-${randomUUID()}`);
  const store = await open(name, 'wx+', 0o600);
  await unlink(name);
  return store;
}

async function* bytesOf(store: FileHandle): AsyncGenerator<Uint8Array> {
  let position = 0;
  while (true) {
    const { bytesRead, buffer } = await store.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function hasHungUp(body: IncomingMessage): boolean {
  return body.destroyed && !body.readableEnded;
}

function interrupted(): Refusal {
  return new Refusal('bad-input', { problem: "l'envoi s'est interrompu" });
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('too-large', { megabytes: maxBytes / MEGABYTE });
}

function unknownField(name: string): Refusal {
  return new Refusal('bad-input', { problem: `« ${name.slice(0, 50)} » : ce champ n'est pas prévu ou pas lisible` });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

async function drain(body: IncomingMessage): Promise<void> {
  if (body.readableEnded || body.destroyed) return;
  await new Promise<void>((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, DRAIN_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DRAINED_BYTES) done();
    });
    for (const end of ['end', 'close', 'error']) body.on(end, done);
    body.resume();
  });
}
