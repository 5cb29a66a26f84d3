/** Headers that every answer carries: what a browser may load, and what it must not guess. */

import { createHash } from 'node:crypto';
import { STYLE } from './assets/style.ts';

const LOCKED = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const PAGE_POLICY = `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; ${LOCKED}`;

/** For a report as a document of its own, whose one style sheet is inside. */
export const DOCUMENT_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ${LOCKED}`;

export function securityHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Same-origin, not none: without a referrer browsers also withhold the origin of forms.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cache-control': 'no-store',
    ...(isHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
