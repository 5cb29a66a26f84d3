/** Answers that are files: the source of a run as a stream, and its report as JSON, text or a page of its own. */

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Administration } from '../../domain/administration.ts';
import { reportText } from '../../domain/report/text.ts';
import { reportDocument } from './pages/report-document.ts';
import { type Reader, readerOf } from './reader.ts';
import { DOCUMENT_POLICY } from './security.ts';

export const REPORT_FORMATS = ['json', 'text', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Streams the archived source; trouble before its first byte is still an error of its own. */
export async function sendSource(
  reply: FastifyReply,
  administration: Administration,
  run: string,
): Promise<FastifyReply> {
  const { name, bytes } = await administration.source(run);
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return reply
    .header('content-disposition', attachment(name))
    .type(name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream')
    .send(Readable.from(all(), { objectMode: false }));
}

export interface ReportOptions {
  /** With a name to keep it under. */
  readonly asFile?: boolean;
  /** For whom it is written; default: in French. JSON is always French. */
  readonly reader?: Reader;
}

/** Sends a run's report. */
export async function sendReport(
  reply: FastifyReply,
  administration: Administration,
  run: string,
  format: ReportFormat,
  { asFile = false, reader = readerOf('fr') }: ReportOptions = {},
): Promise<FastifyReply> {
  const { language } = reader;
  const report = await administration.report(run, format === 'json' ? 'fr' : language);
  const extension = { json: 'json', text: 'txt', html: 'html' }[format];
  if (asFile) reply.header('content-disposition', attachment(`bilan-${run}.${extension}`));
  if (format === 'json') return reply.send(report);
  const { items } = await administration.thresholds(report.run.site, language);
  const controlTitles = new Map(items.map((item) => [item.code, item.title]));
  if (format === 'text')
    return reply.type('text/plain; charset=utf-8').send(reportText(report, { controlTitles, language }));
  return reply
    .header('content-security-policy', DOCUMENT_POLICY)
    .type('text/html; charset=utf-8')
    .send(reportDocument(report, controlTitles, reader));
}

/** RFC 6266: a plain name for old clients, the exact one for the others. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
