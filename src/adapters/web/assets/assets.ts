/** Style, script and icon from memory, at addresses that change with their content. */

import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { MATCH_STYLE } from './style-matches.ts';

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#1f5f6b"/><path fill="#fff" d="M12 4a1.3 1.3 0 0 0-1.3 1.3v.4c-2.4.6-4 2.7-4 5.2v3.3l-1.5 2.1v.9h13.6v-.9l-1.5-2.1v-3.3c0-2.5-1.6-4.6-4-5.2v-.4A1.3 1.3 0 0 0 12 4zm-1.8 14.2a1.8 1.8 0 0 0 3.6 0z"/></svg>`;

const assets = {
  style: { content: `${STYLE}${MATCH_STYLE}`, type: 'text/css; charset=utf-8', extension: 'css' },
  script: { content: SCRIPT, type: 'text/javascript; charset=utf-8', extension: 'js' },
  icon: { content: ICON, type: 'image/svg+xml', extension: 'svg' },
} as const;

function pathOf({ content, extension }: { readonly content: string; readonly extension: string }): string {
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return `/assets/carillon.${digest}.${extension}`;
}

export const ASSET_PATHS = {
  style: pathOf(assets.style),
  script: pathOf(assets.script),
  icon: pathOf(assets.icon),
} as const;

export function assetRoutes(app: FastifyInstance): void {
  for (const name of ['style', 'script', 'icon'] as const) {
    const { content, type } = assets[name];
    app.get(ASSET_PATHS[name], (_request, reply) =>
      reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(content),
    );
  }
  app.get('/favicon.ico', (_request, reply) => reply.redirect(ASSET_PATHS.icon, 302));
}
