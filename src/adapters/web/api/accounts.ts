/** API: access accounts; passwords are in the answer to their making, and never again. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Administration } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import { read, shortText } from '../input.ts';
import { siteOf } from './scope.ts';

type OfSite = { Params: { site: string } };
type OfAccount = { Params: { site: string; account: string } };

const newAccount = z.strictObject({
  person: shortText,
  notify: z.boolean().default(false),
  uploadOnly: z.boolean().default(false),
});

export function accountRoutes(api: FastifyInstance, administration: Administration): void {
  api.get<OfSite>('/sites/:site/accounts', async (request) => await administration.accounts(siteOf(request)));
  api.post<OfSite>('/sites/:site/accounts', async (request, reply) => {
    const siteId = siteOf(request);
    const { person, ...options } = read(newAccount, request.body);
    return reply.code(201).send(await administration.createAccount(siteId, person, options));
  });
  api.post<OfAccount>(
    '/sites/:site/accounts/:account/regenerate',
    async (request) => await administration.regenerateAccount(siteOf(request), accountId(request.params.account)),
  );
  api.post<OfAccount>(
    '/sites/:site/accounts/:account/revoke',
    async (request) => await administration.revokeAccount(siteOf(request), accountId(request.params.account)),
  );
}

function accountId(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new Refusal('account-unknown', { account: text.slice(0, 20) });
  return text;
}
