/** GET and HEAD: an account's own files, whole or one range, and its folder as a small page. */

import type { DepositEntry } from '../../domain/deposit/deposit.ts';
import { type Answer, refuse } from './answer.ts';
import { folderPage } from './folder-page.ts';
import { etagOf, header, hrefIn, unmetCondition, type Visit } from './visit.ts';

export function contentTypeOf(name: string): string {
  if (/\.xml$/i.test(name)) return 'application/xml';
  return /\.zip$/i.test(name) ? 'application/zip' : 'application/octet-stream';
}

export async function get(visit: Visit): Promise<Answer> {
  if (visit.account.uploadOnly) return refuse('upload-only');
  if (visit.name === null) return page(visit);
  const entry = await visit.entry();
  if (entry === null) return refuse('not-there');
  const unmet = await unmetCondition(visit);
  if (unmet) return unmet;
  const headers = {
    ETag: etagOf(entry),
    'Last-Modified': new Date(entry.receivedAt).toUTCString(),
    'Content-Type': contentTypeOf(entry.name),
    // A deposited file is never shown as a page of our own.
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(entry.name)}`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
  };
  const range = rangeOf(visit, entry);
  if (range === 'unsatisfiable') return refuse('range', { 'Content-Range': `bytes */${entry.size}` });
  const { spool } = visit.parts;
  if (range === 'whole') {
    const body = entry.size === 0 ? '' : spool.open(entry.sha256);
    return { status: 200, headers: { ...headers, 'Content-Length': entry.size }, body };
  }
  return {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': range.end - range.start + 1,
      'Content-Range': `bytes ${range.start}-${range.end}/${entry.size}`,
    },
    body: spool.open(entry.sha256, range),
  };
}

/** The range that is asked for; several ranges, or one we cannot read, mean the whole file, as RFC 9110 allows. */
function rangeOf(
  visit: Visit,
  entry: DepositEntry,
): 'whole' | 'unsatisfiable' | { readonly start: number; readonly end: number } {
  const parts = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header(visit, 'range') ?? '');
  if (!parts || (parts[1] === '' && parts[2] === '')) return 'whole';
  const ifRange = header(visit, 'if-range');
  if (ifRange !== undefined && ifRange !== etagOf(entry)) return 'whole';
  const last = entry.size - 1;
  if (parts[1] === '') {
    const count = Number(parts[2]);
    return count === 0 || last < 0 ? 'unsatisfiable' : { start: Math.max(0, entry.size - count), end: last };
  }
  const start = Number(parts[1]);
  const end = parts[2] === '' ? last : Math.min(last, Number(parts[2]));
  if (parts[2] !== '' && Number(parts[2]) < start) return 'whole';
  return start > last ? 'unsatisfiable' : { start, end };
}

async function page(visit: Visit): Promise<Answer> {
  const entries = await visit.parts.folders.list(visit.folder);
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'Cache-Control': 'private, no-store',
    },
    body: folderPage(entries, (name) => hrefIn(visit, name)),
  };
}
