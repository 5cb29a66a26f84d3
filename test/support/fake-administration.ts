/** An administration in memory with the data of an invented site, for tests of the API and the pages. */
import {
  type Administration,
  type Listing,
  type RunItem,
  type SiteItem,
  toRunItem,
} from '../../src/domain/administration.ts';
import { AppError, Refusal } from '../../src/domain/model/errors.ts';
import type { Language } from '../../src/domain/model/language.ts';
import { actionsOf, type Run } from '../../src/domain/model/run.ts';
import type { RunFilter } from '../../src/domain/model/run-filter.ts';
import { overviewOf, type SiteStanding } from '../../src/domain/notify/overview.ts';
import { buildReport, type ImportReport } from '../../src/domain/report/report.ts';
import { withoutDrafts } from './fake-drafts.ts';
import { createFakePeople, EMAIL } from './fake-people.ts';
import { CONTROL_TITLES, sampleEvaluation, sampleRun, TIME_ZONE } from './fake-reports.ts';

/** Tokens and what they may do. */
export const TOKENS = {
  all: 'carillon_all',
  site: 'carillon_site',
  readOnly: 'carillon_read',
  other: 'carillon_other',
};
export const ONE_TIME = 'one-time-token_1';
export { EMAIL, FIRST_PASSWORD, OPERATOR_EMAIL, PASSWORD, READER_EMAIL } from './fake-people.ts';

export interface FakeAdministration {
  readonly administration: Administration;
  readonly runs: Map<string, Run>;
  /** Calls that changed something or took bytes: the method and what it was asked. */
  readonly calls: { readonly method: string; readonly asked: readonly unknown[] }[];
  /** The next call of a method throws this. */
  /** As if all logins had expired. */
  endLogins(): void;
  failNext(method: 'act' | 'sites' | 'source' | 'startImport' | 'setThresholds', error: Error): void;
}

/** Of the people who act. */
const NAMES = new Map([
  ['manager:12', 'Claire Petit'],
  ['operator:14', 'Ella Veille'],
]);

const MINUTES = 60_000;
const LATEST = Date.parse('2026-11-22T16:54:00+01:00');

/** Site 4817 with runs of every kind, and its neighbour 9999 with one. */
export function createFakeAdministration(): FakeAdministration {
  const runs = new Map(sampleRuns().map((run) => [run.id, run]));
  const calls: { method: string; asked: readonly unknown[] }[] = [];
  const failures = new Map<string, Error>();
  let isLinkSpent = false;

  const note = (method: string, ...asked: readonly unknown[]): void => {
    const failure = failures.get(method);
    failures.delete(method);
    if (failure) throw failure;
    calls.push({ method, asked });
  };
  const people = createFakePeople({ now: LATEST, note });
  const siteOf = (siteId: number): SiteItem => {
    const name = { 4817: 'Cité scolaire Émanche', 9999: 'Lycée <Voisin>' }[siteId];
    if (name === undefined) throw new Refusal('site-unknown', { site: siteId });
    const own = [...runs.values()].filter((run) => run.siteId === siteId);
    return {
      id: siteId,
      name,
      timezone: TIME_ZONE,
      establishments: [
        { number: 1754, uai: '0134567A', name: 'Collège Émanche' },
        { number: 4817, uai: '0134568B', name: 'Lycée Colt' },
      ],
      schoolYear: '2026-2027',
      settings: { onBreach: 'hold' },
      directory: { teacher: 68, student: 426, staff: 9, division: 16, group: 48 },
      lastGoodDeposit: '2026-11-20T18:00:12+01:00',
      held: own.filter((run) => run.status === 'held').length,
      waiting: own.filter((run) => run.status === 'received' || run.status === 'running').length,
    };
  };
  const runOf = (id: string): Run => {
    const run = runs.get(id);
    if (!run) throw new Refusal('run-unknown', { run: id });
    return run;
  };
  const waiting = (): Run[] => [...runs.values()].filter((run) => run.status === 'received');
  const itemOf = (run: Run): RunItem =>
    toRunItem(run, {
      timeZone: TIME_ZONE,
      account: run.trigger === 'automatic' && run.replayOf === null ? 'emp.thibault.bourgeois' : null,
      askedByName: run.askedBy === null ? null : (NAMES.get(run.askedBy) ?? null),
      decidedByName: NAMES.get(String(run.reasonValues.by)) ?? null,
      queuePosition: run.status === 'received' ? waiting().indexOf(run) + 1 : null,
    });
  const reportOf = (run: Run, language: Language = 'fr'): ImportReport =>
    buildReport(run, sampleEvaluation(run.status), TIME_ZONE, { language, names: NAMES });
  const listed = <T>(items: readonly T[]): Listing<T> => ({ items, total: items.length });
  const thresholds = [...CONTROL_TITLES].map(([code, title]) => {
    const values = { limit: code === 'closure-coherence' ? 1 : 50, blocking: true, floor: 0 };
    return { code, title, ...values, locked: code === 'closure-coherence', highestLimit: 100, default: values };
  });
  const credentials = {
    id: '7',
    login: 'emp.thibault.bourgeois',
    password: 'k7#mWq/2pZ+tYv9x',
    urls: ['', '1754/', '4817/'].map((rest) => `https://carillon.example/webdav/4817/${rest}`),
    places: [null, 'Collège Émanche', 'Lycée Colt'],
  };
  const account = {
    id: '7',
    login: 'emp.thibault.bourgeois',
    person: { id: 'T1', name: 'BOURGEOIS Thibault' },
    notify: true,
    uploadOnly: false,
    createdAt: '2026-09-01T09:00:00+02:00',
    notifiedAt: null,
    lastUsedAt: null,
    lastUsedFrom: null,
    lastUsedClient: null,
    invalidatedAt: null,
    status: 'alive',
    hasAddress: true,
    oldPasswordUntil: null,
    linkUntil: null,
  } as const;
  const match = {
    kind: 'teacher',
    key: 'oneill|zoe|',
    label: 'O’NEILL Zoé',
    state: 'unmatched',
    directoryId: null,
    suggestions: [{ directoryId: 'T9', label: 'ONEIL Zoé', score: 0.82, why: ['close-name'] }],
  } as const;
  const elsewhere = (): never => {
    throw new AppError('not-faked', 'the fake administration does not do this', { retryable: false });
  };

  const administration: Administration = {
    ...withoutDrafts(elsewhere),
    ...people.desk,
    createSite: elsewhere,
    setSite: elsewhere,
    addEstablishment: elsewhere,
    changeEstablishment: elsewhere,
    removeEstablishment: elsewhere,
    confirmEstablishment: elsewhere,
    unconfirmedEstablishments: async () => [],
    openYear: elsewhere,
    withdrawYear: elsewhere,
    checkDirectory: elsewhere,
    importDirectory: elsewhere,
    feedSites: elsewhere,
    feedPeople: elsewhere,
    directory: elsewhere,
    makeDirectoryDraft: elsewhere,
    directoryDrafts: elsewhere,
    directoryForecast: elsewhere,
    applyDirectoryDraft: elsewhere,
    discardDirectoryDraft: elsewhere,
    notifyAccount: elsewhere,
    pairAccount: elsewhere,
    unpairAccount: elsewhere,
    audit: elsewhere,
    actions: elsewhere,
    actors: elsewhere,
    exportPerson: elsewhere,
    erasePerson: elsewhere,
    undoOutlook: elsewhere,
    changesOf: elsewhere,
    changeLines: elsewhere,
    sessionChanges: elsewhere,
    weekOf: elsewhere,
    weekChangeOf: elsewhere,
    weekChoices: elsewhere,
    badges: async () => ({ matches: 3, messages: 2 }),
    createToken: elsewhere,
    async sites() {
      note('sites');
      return listed([siteOf(4817), siteOf(9999)]);
    },
    async overview(query) {
      note('sites');
      const all = [4817, 9999].filter((id) => query.siteIds?.includes(id) ?? true).map((id) => standingOf(siteOf(id)));
      return overviewOf(all, query, { waiting: 1, delayed: 0, active: 1 });
    },
    site: async (siteId) => siteOf(siteId),
    matches: async () => listed([match]),
    async setMatch(siteId, { directoryId, ...key }, by) {
      note('setMatch', siteId, { ...key, directoryId }, by);
      return { ...match, ...key, directoryId, state: 'matched', reopened: [] };
    },
    async clearMatch(...asked) {
      note('clearMatch', ...asked);
      return [];
    },
    async matchBoard() {
      const none = { open: 0, decided: 0, sure: 0 };
      const kinds = { teacher: { ...none, open: 1 }, student: none, division: none, group: none };
      return { kinds, lastRun: '87', runs: [], behind: null };
    },
    openMatches: async (_siteId, { kind }) => listed(kind === 'teacher' ? [match] : []),
    decidedMatches: async () => listed([]),
    match: async () => match,
    sureMatches: elsewhere,
    searchDirectory: elsewhere,
    directoryEntry: elsewhere,
    acceptSure: elsewhere,
    clearBatch: elsewhere,
    addEntry: elsewhere,
    removeEntry: elsewhere,
    async inbox(siteId) {
      const { items } = await administration.messages(siteId);
      const told = items.map(({ recipients: _, ...one }) => ({
        ...one,
        language: 'fr' as const,
        isRead: false,
        settled: null,
        continuedBy: null,
        deliveries: [],
      }));
      return { ...listed(told), unread: told.length };
    },
    async message(siteId, reader, id) {
      const { items } = await administration.inbox(siteId, reader, {});
      const found = items.find((one) => one.id === id);
      if (!found) throw new Refusal('message-unknown', { message: id });
      return { ...found, isRead: true };
    },
    markRead: async () => 0,
    markUnread: async () => undefined,
    yearState: async () => ({
      today: '2026-11-22',
      open: {
        name: '2026-2027',
        firstDay: '2026-09-01',
        lastDay: '2027-07-03',
        openedAt: '2026-09-01T09:00:00+02:00',
        openedBy: { run: '70', filename: 'emploi du temps rentrée.xml' },
      },
      announced: null,
      closures: [{ firstDay: '2026-10-17', lastDay: '2026-11-02', source: 'derived', establishments: [] }],
      past: [],
      needs: { directory: 567, software: ['EDT'], accounts: 1, notified: 2 },
      remembered: 4,
    }),
    async createAccount(siteId, personId, options) {
      note('createAccount', siteId, personId, options);
      if (personId === 'nobody') throw new Refusal('person-unknown', { person: personId });
      return credentials;
    },
    accounts: async (siteId) => listed(siteOf(siteId).id === 4817 ? [account] : []),
    async oneTimeLink(token) {
      if (token !== ONE_TIME) return { state: 'ended' };
      return isLinkSpent ? { state: 'used', at: '2026-11-22T16:00:00+01:00' } : { state: 'open' };
    },
    accountHistory: elsewhere,
    candidates: elsewhere,
    accessLetter: elsewhere,
    passwordMark: elsewhere,
    async regenerateAccount(siteId, accountId) {
      note('regenerateAccount', siteId, accountId);
      if (accountId !== '7') throw new Refusal('account-unknown', { account: accountId });
      return credentials;
    },
    async revokeAccount(siteId, accountId) {
      note('revokeAccount', siteId, accountId);
      return { ...account, invalidatedAt: '2026-11-22T17:00:00+01:00' };
    },
    async openOneTimeLink(token) {
      if (token !== ONE_TIME || isLinkSpent) return null;
      isLinkSpent = true;
      return credentials;
    },
    thresholds: async (siteId) => listed(siteOf(siteId).id === 4817 ? thresholds : []),
    async setThresholds(siteId, changes) {
      note('setThresholds', siteId, changes);
      return listed(thresholds.map((one) => ({ ...one, ...changes[one.code] })));
    },
    resetThresholds: elsewhere,
    async tryThresholds(siteId, changes) {
      note('tryThresholds', siteId, changes);
      return listed([]);
    },
    freshness: async () => ({ state: 'late', missedDays: 1, expectedDays: 1, unapplied: null }),
    async runs(siteId, { limit = 50, cursor, ...filter }) {
      siteOf(siteId);
      const all = [...runs.values()]
        .filter((run) => run.siteId === siteId && fits(run, filter))
        .sort((a, b) => Number(b.id) - Number(a.id));
      const rest = cursor === undefined ? all : all.filter((run) => Number(run.id) < Number(cursor));
      const items = rest.slice(0, limit).map(itemOf);
      const last = items.at(-1);
      return { items, total: all.length, ...(rest.length > limit && last ? { nextCursor: last.id } : {}) };
    },
    run: async (id) => itemOf(runOf(id)),
    report: async (id, language) => reportOf(runOf(id), language),
    async source(id) {
      note('source', id);
      async function* bytes(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('PK ');
        yield Buffer.from('the export');
      }
      return { name: runOf(id).archivedAs ?? 'FICHIER_1.zip', bytes: bytes() };
    },
    async act(id, action, by, reason) {
      note('act', id, action, by, reason);
      const run = runOf(id);
      if (!actionsOf(run).includes(action)) throw new Refusal('not-possible-now', { action, status: run.status });
      const endedAt = LATEST + 20 * MINUTES;
      const values = { by, why: reason ?? '–' };
      const changed = {
        approve: {
          status: 'integrated',
          approvedBy: by,
          approvedWhy: reason ?? null,
          endedAt,
          steps: sampleRun().steps,
        },
        reject: { status: 'rejected', reason: 'rejected-by-manager', reasonValues: values, endedAt },
        cancel: { status: 'cancelled', reason: 'cancelled', endedAt },
        replay: { id: '90', status: 'received', reason: null, endedAt: null, replayOf: id, askedBy: by },
        undo: {
          status: 'undone',
          reason: 'undone',
          reasonValues: { ...values, restored: 3, kept: 1 },
          isUndoable: false,
        },
      } as const;
      const after: Run = { ...run, ...changed[action] };
      runs.set(after.id, after);
      return itemOf(after);
    },
    async check({ file, ...asked }) {
      note('check', asked, file.name, await sizeOf(file.bytes));
      return reportOf(sampleRun({ id: '' }));
    },
    async startImport({ file, ...asked }, by) {
      note('startImport', asked, file.name, await sizeOf(file.bytes), by);
      return itemOf(sampleRun({ id: '91', trigger: 'manual', status: 'received' }));
    },
    async sessions(siteId, filter) {
      siteOf(siteId);
      note('sessions', siteId, filter);
      const session = {
        id: '501',
        establishment: 1754,
        startsAt: '2026-11-23T08:00:00+01:00',
        endsAt: '2026-11-23T09:00:00+01:00',
        subject: { code: 'MATHS', label: 'Mathématiques' },
        divisions: ['6A'],
        groups: [],
        teachers: [{ name: 'LEVEQUE Christophe', directoryId: 'T2' }],
        rooms: ['B12'],
        status: 'planned',
      } as const;
      return { items: [session], total: 2, nextCursor: 'after-501' };
    },
    async groups(siteId) {
      siteOf(siteId);
      const member = { studentId: null, name: 'DURAND Léo', from: '2026-09-01', to: '2027-07-03' };
      return listed([{ name: '6A LATIN', establishment: 1754, divisions: ['6A'], members: [member] }]);
    },
    async messages(siteId) {
      siteOf(siteId);
      const held = {
        id: '3',
        kind: 'held',
        runId: '87',
        subject: '[Cité scolaire Émanche] Import en attente de votre décision',
        body: 'Bonjour,\n\nUn export change plus de choses que les seuils ne le permettent.\n\n- <b>services</b> supprimés : 62,92 %\n\nCordialement,\nCarillon\n',
        language: 'fr' as const,
        createdAt: '2026-11-22T16:55:03+01:00',
        recipients: [EMAIL],
      };
      const recovered = {
        ...held,
        id: '2',
        kind: 'recovered',
        runId: '80',
        subject: "L'import automatisé fonctionne de nouveau",
      };
      return listed(siteId === 4817 ? [held, recovered] : []);
    },
    async tokenScope(token) {
      if (token === TOKENS.all) return { siteId: null, readOnly: false, actor: 'token:1' };
      if (token === TOKENS.site) return { siteId: 4817, readOnly: false, actor: 'token:2' };
      if (token === TOKENS.readOnly) return { siteId: 4817, readOnly: true, actor: 'token:3' };
      return token === TOKENS.other ? { siteId: 9999, readOnly: false, actor: 'token:4' } : null;
    },
  };
  return {
    administration,
    runs,
    calls,
    endLogins: people.endLogins,
    failNext: (method, error) => void failures.set(method, error),
  };
}

/** As a list of sites shows it. */
function standingOf({ establishments, timezone, id, name, held, waiting }: SiteItem): SiteStanding {
  return {
    ...{ id, name, timezone, establishments, held, waiting },
    year: 2026,
    lastGoodAt: LATEST,
    freshness: { state: 'late', missedDays: 1, expectedDays: 1, unapplied: null },
    running: 0,
    failing: id === 4817 ? 1 : 0,
  };
}

/** As the store filters, but for days: all of these are in one zone. */
function fits(run: Run, { statuses, trigger, establishment, from, to, text }: RunFilter): boolean {
  const day = new Date(run.receivedAt + 3_600_000).toISOString().slice(0, 10);
  return (
    (statuses === undefined || statuses.includes(run.status)) &&
    (trigger === undefined || run.trigger === trigger) &&
    (establishment === undefined || run.establishment === null || run.establishment === establishment) &&
    (from === undefined || day >= from) &&
    (to === undefined || day <= to) &&
    (text === undefined || `${run.filename} ${run.archivedAs}`.toLowerCase().includes(text.toLowerCase()))
  );
}

function sampleRuns(): Run[] {
  const at = (id: number, minutesAgo: number, over: Partial<Run>): Run => {
    const receivedAt = LATEST - minutesAgo * MINUTES;
    return sampleRun({ id: String(id), archivedAs: `EDT_2026_${receivedAt}.zip`, receivedAt, ...over });
  };
  const old = Array.from({ length: 30 }, (_, index) =>
    at(40 + index, 6_000 + (30 - index) * 120, {
      status: index % 5 === 0 ? 'integrated' : 'unchanged',
      reason: index % 5 === 0 ? null : 'same-as-last',
    }),
  );
  return [
    ...old,
    at(70, 5_800, { trigger: 'manual', accountId: null, filename: 'emploi du temps rentrée.xml' }),
    at(71, 4_400, { status: 'failed' }),
    at(72, 4_000, { status: 'integrated-with-alerts', establishment: 1754 }),
    at(80, 2_900, { status: 'integrated', establishment: 4817, isUndoable: true }),
    at(83, 1_500, { status: 'rejected', filename: 'EDT_autre_collège.xml' }),
    at(84, 1_440, { status: 'superseded', reason: 'superseded', reasonValues: { run: '85' } }),
    at(85, 1_420, { status: 'unchanged', reason: 'same-as-last' }),
    at(86, 140, { status: 'cancelled', reason: 'cancelled' }),
    at(87, 120, { status: 'held' }),
    at(88, 2, { status: 'running', archivedAs: null, establishment: 1754 }),
    at(89, 0, { status: 'received', archivedAs: null, filename: 'EDT_PRONOTE_export_lycée.xml' }),
    { ...at(30, 90, {}), siteId: 9999 },
  ];
}

async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}
