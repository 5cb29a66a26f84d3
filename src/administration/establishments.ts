/** What people do about a site's establishments: stored, told in the audit log, and held runs judged anew. */

import type { Pool } from 'pg';
import * as establishments from '../adapters/store/establishments.ts';
import { findSite } from '../adapters/store/sites.ts';
import { currentAsker } from '../asker.ts';
import type { EstablishmentDesk, EstablishmentSpec } from '../domain/model/establishment-desk.ts';
import type { Noted } from './noted.ts';

export interface EstablishmentParts {
  readonly pool: Pool;
  readonly noted: Noted;
  /** Has held runs evaluated again. */
  readonly reopen: (siteId: number) => Promise<unknown>;
}

/** Makes the part of Administration that is about establishments. */
export function createEstablishmentAdministration({ pool, noted, reopen }: EstablishmentParts): EstablishmentDesk {
  const detailsOf = ({ number, uai }: EstablishmentSpec) => ({ establishment: number, uai });
  // A manager may write down any school's code: whether its pupils are the site's is for an operator to say.
  const isConfirmed = (): boolean => !currentAsker().actor.startsWith('manager:');
  return {
    unconfirmedEstablishments: (siteId) => establishments.unconfirmedEstablishments(pool, siteId),
    async confirmEstablishment(siteId, number) {
      await findSite(pool, siteId);
      await noted({ siteId, action: 'establishment-confirmed', details: detailsOf }, (client) =>
        establishments.confirmEstablishment(client, siteId, number),
      );
    },
    async addEstablishment(siteId, spec) {
      await findSite(pool, siteId);
      await noted({ siteId, action: 'establishment-added', details: detailsOf }, (client) =>
        establishments.addEstablishment(client, siteId, spec, isConfirmed()),
      );
      await reopen(siteId);
    },
    async changeEstablishment(siteId, number, change) {
      await findSite(pool, siteId);
      const details = ({ was, is }: Record<'was' | 'is', EstablishmentSpec>) => ({
        ...detailsOf(is),
        ...(was.uai === is.uai ? {} : { was: was.uai }),
      });
      await noted({ siteId, action: 'establishment-changed', details }, (client) =>
        establishments.changeEstablishment(client, siteId, number, change, isConfirmed()),
      );
      await reopen(siteId);
    },
    async removeEstablishment(siteId, number) {
      await findSite(pool, siteId);
      await noted({ siteId, action: 'establishment-removed', details: detailsOf }, (client) =>
        establishments.removeEstablishment(client, siteId, number),
      );
      await reopen(siteId);
    },
  };
}
