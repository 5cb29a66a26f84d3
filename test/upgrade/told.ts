/** What an installation says of a site: the same before and after an upgrade. */
import type { Administration } from '../../src/domain/administration.ts';

export interface Told {
  readonly site: object;
  readonly runs: readonly object[];
  readonly reports: readonly object[];
  readonly sessions: { readonly total: number; readonly first: readonly object[] };
  readonly groups: readonly object[];
  readonly matches: readonly object[];
  readonly accounts: readonly object[];
  readonly people: readonly object[];
  readonly messages: readonly object[];
  readonly audit: readonly object[];
}

export async function tell(administration: Administration, site: number): Promise<Told> {
  const { items: runs } = await administration.runs(site, { limit: 50 });
  const sessions = await administration.sessions(site, { limit: 100 });
  return {
    site: await administration.site(site),
    runs,
    reports: await Promise.all(runs.map(({ id }) => administration.report(id))),
    sessions: { total: sessions.total, first: sessions.items },
    groups: (await administration.groups(site)).items,
    matches: (await administration.matches(site)).items,
    accounts: (await administration.accounts(site)).items,
    people: (await administration.managers(site)).items,
    messages: (await administration.messages(site)).items,
    audit: (await administration.audit(site, { limit: 200 })).items,
  };
}
