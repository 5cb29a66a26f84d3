/** Deposits: what a drop folder holds, and which of its files start a run (RULES.md 1 and 7). */

import type { RunStatus } from '../model/run.ts';

/** The drop folder of one account under one URL; `establishment` null is the site's own URL. */
export interface FolderRef {
  readonly siteId: number;
  readonly establishment: number | null;
  readonly accountId: string;
}

/** Bytes that are safely on the disk. */
export interface Sealed {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

export interface DepositRequest {
  readonly name: string;
  readonly sealed: Sealed;
  readonly via: 'webdav' | 'drop-folder';
  /** Program that deposited, as it names itself. */
  readonly client?: string;
}

export interface KeptDeposit {
  readonly depositId: string;
  /** The run that was journalled; null when the file starts none. */
  readonly runId: string | null;
  /** True when a listed file of that name was there before. */
  readonly replaced: boolean;
}

/** A file as its owner sees it. `status` is that of its run; null when it started none. */
export interface DepositEntry {
  readonly depositId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly receivedAt: number;
  readonly runId: string | null;
  readonly status: RunStatus | null;
}

/** Names of unfinished uploads: they start nothing until they are moved to another name (RULES.md 1.6). */
export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') || /(\.tmp|\.part|\.partial|\.filepart|~)$/i.test(name);
}

/** Does a file of this name and size start a run? */
export function startsRun(name: string, size: number): boolean {
  return size > 0 && !isTemporaryName(name);
}

const NON_EXPORT_EXTENSIONS =
  /\.(exe|dll|msi|bat|cmd|com|scr|js|vbs|ps1|sh|php|html?|css|jpe?g|png|gif|bmp|tiff?|webp|svg|ico|heic|pdf|docx?|xlsx?|pptx?|od[tspg]|rtf|mp[34]|m4[av]|avi|mov|mkv|wav|ogg|flac|iso|dmg|7z|rar|gz|tgz|tar|bz2|xz)$/i;

/** First bytes of XML (any of the encodings we read) or of a zip. */
function looksLikeExport(head: Uint8Array): boolean {
  if (head[0] === 0x50 && head[1] === 0x4b) return true;
  const text = String.fromCharCode(...head.subarray(0, 64)).replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
  return text.replaceAll('\0', '').trimStart().startsWith('<');
}

/** `415`: a known non-export extension whose content is neither XML nor a zip (RULES.md 1.7). */
export function isCertainlyNoExport(name: string, head: Uint8Array): boolean {
  return NON_EXPORT_EXTENSIONS.test(name) && head.length > 0 && !looksLikeExport(head);
}
