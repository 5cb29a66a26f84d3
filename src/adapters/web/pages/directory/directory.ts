/** « Annuaire »: what it holds, importing one in two steps, and the imports before. */

import type { FastifyReply } from 'fastify';
import type { Listing, RunItem } from '../../../../domain/administration.ts';
import { DIRECTORY_COLUMNS, type DirectoryColumn } from '../../../../domain/directory/columns.ts';
import { DIRECTORY_KINDS, type DirectoryKind } from '../../../../domain/directory/directory.ts';
import type { DescribedRefusal } from '../../../../domain/model/refusals.ts';
import { DIRECTORY_DRAFT_HOURS, type DirectoryDraft } from '../../../../domain/report/directory-desk.ts';
import { card, emptyState, facts, help } from '../../components/boxes.ts';
import { statusMark } from '../../components/marks.ts';
import { download, heading } from '../../components/navigation.ts';
import { table } from '../../components/tables.ts';
import { sendCsv } from '../../csv.ts';
import { type Html, html } from '../../html.ts';
import { refusalFor } from '../../reader.ts';
import type { SitePage } from '../../shell/site-routes.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { directoryWords } from '../../words/directory.ts';
import { shellWords } from '../../words/shell.ts';
import { runPath } from '../place-names.ts';
import { whoIs } from '../report-header.ts';
import { type Chosen, chooseForm, NOTHING, send } from './choose.ts';
import { apply, discard, forecastView } from './forecast.ts';

type Words = (typeof directoryWords)[keyof typeof directoryWords];

const COLUMNS = Object.keys(DIRECTORY_COLUMNS) as readonly DirectoryColumn[];
const MANAGERS = { needs: 'manager' } as const;
/** Imports shown; the board has all. */
const MAX_RUNS = 8;

export const directoryPage: SitePage = {
  place: 'directory',
  routes(site) {
    site.get('/directory', (visit) => show(visit), MANAGERS);
    site.get('/directory/model.csv', model, MANAGERS);
    site.upload('/directory', send, {
      refused: (visit, error) => show(visit, NOTHING, refusalFor(error, visit.reader)),
    });
    site.get('/directory/:draft', (visit) => forecastView(visit), MANAGERS);
    site.post('/directory/:draft/apply', apply);
    site.post('/directory/:draft/discard', discard);
  },
};

async function show(
  visit: SiteVisit,
  chosen: Chosen = NOTHING,
  refusal: DescribedRefusal | null = null,
): Promise<FastifyReply> {
  const { reader, administration, site, path } = visit;
  const words = directoryWords[reader.language];
  const title = shellWords[reader.language].places.directory;
  const [drafts, runs] = await Promise.all([
    administration.directoryDrafts(site.id),
    administration.runs(site.id, { kind: 'directory', limit: MAX_RUNS }),
  ]);
  const main = html`${heading(reader, { title, lead: words.lead })}
${nowCard(visit)}
${card('choose', words.choose.title, chooseForm(visit, chosen, refusal), download(path('/directory/model.csv'), words.model))}
${help(reader, html`<ul>${words.help.map((one) => html`<li>${one}</li>`)}</ul>${columnsHelp(words)}`)}
${drafts.items.length > 0 && draftsCard(visit, drafts.items)}
${runsCard(visit, runs)}`;
  return visit.page({ title, place: 'directory', main }, refusal?.http);
}

function nowCard({ reader, site }: SiteVisit): Html {
  const { now } = directoryWords[reader.language];
  const isEmpty = Object.values(site.directory).every((count) => count === 0);
  return card(
    'now',
    now.title,
    isEmpty
      ? emptyState(now.empty, now.emptyHint)
      : facts(DIRECTORY_KINDS.map((kind) => [now.kinds[kind], reader.number(site.directory[kind])] as const)),
  );
}

function draftsCard({ reader, path }: SiteVisit, drafts: readonly DirectoryDraft[]): Html {
  const words = directoryWords[reader.language].drafts;
  const rows = table({
    caption: words.title,
    rows: drafts,
    columns: [
      {
        label: words.file,
        kind: 'head',
        cell: (one) => html`${one.filename} <span class="hint">${reader.size(one.size)}</span>`,
      },
      {
        label: words.sent,
        cell: (one) => {
          const by = whoIs(one.madeBy, one.madeByName ?? undefined, reader);
          return html`${reader.moment(one.madeAt)} <span class="hint block">${by !== undefined && words.by(by)}</span>`;
        },
      },
      {
        label: words.action,
        cell: (one) =>
          html`<a href="${path(`/directory/${one.id}`)}" aria-label="${words.seeOf(one.filename)}">${words.see}</a> <span class="hint block">${words.until(reader.moment(one.keptUntil))}</span>`,
      },
    ],
  });
  return card(
    'drafts',
    words.title,
    html`${rows}<p class="hint">${words.hint(reader.number(DIRECTORY_DRAFT_HOURS))}</p>`,
  );
}

function runsCard({ reader }: SiteVisit, { items }: Listing<RunItem>): Html {
  const words = directoryWords[reader.language].runs;
  if (items.length === 0) return card('runs', words.title, html`<p class="hint">${words.none}</p>`);
  const rows = table({
    caption: words.title,
    rows: items,
    columns: [
      { label: words.date, kind: 'head', cell: (run) => reader.moment(run.receivedAt) },
      { label: words.status, cell: (run) => statusMark(run, reader) },
      { label: words.file, cell: (run) => run.filename },
      {
        label: words.report,
        cell: (run) => html`<a href="${runPath(run)}" aria-label="${words.reportOf(run.id)}">${words.report}</a>`,
      },
    ],
  });
  return card('runs', words.title, rows);
}

/** A line of each kind, to be written over. */
const MODEL: readonly (Partial<Record<DirectoryColumn, string>> & { readonly kind: DirectoryKind })[] = [
  {
    kind: 'teacher',
    id: 'T001',
    lastName: 'PETIT',
    firstName: 'Claire',
    email: 'claire.petit@ecole.example',
    stsId: '1234567',
  },
  {
    kind: 'student',
    id: 'E001',
    lastName: 'DURAND',
    firstName: 'Léo',
    division: '6A',
    groups: '6A LATIN|6A ALL1',
    ine: '0123456789A',
    eleveId: '1002',
  },
  { kind: 'staff', id: 'P001', lastName: 'MARTIN', firstName: 'Luc', email: 'luc.martin@ecole.example' },
  { kind: 'division', id: 'C001', lastName: '6A' },
  { kind: 'group', id: 'G001', lastName: '6A LATIN' },
];

function columnsHelp({ columns, columnsTitle }: Words): Html {
  return html`<h3>${columnsTitle}</h3>${facts(Object.values(columns), 'wide')}`;
}

function model({ reply, reader }: SiteVisit): FastifyReply {
  const words = directoryWords[reader.language];
  const rows = MODEL.map((row) =>
    COLUMNS.map((column) => {
      if (column === 'kind') return words.kinds[row.kind];
      return column === 'birthDate' && row.kind === 'student' ? words.modelBirthDate : (row[column] ?? '');
    }),
  );
  return sendCsv(
    reply,
    words.modelName,
    COLUMNS.map((column) => words.columns[column][0]),
    rows,
  );
}
