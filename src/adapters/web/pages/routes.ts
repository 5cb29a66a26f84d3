/** Pages and forms by their paths: reads what they need from the administration and hands it to the page. */

import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RunItem } from '../../../domain/administration.ts';
import { Refusal } from '../../../domain/model/errors.ts';
import type { RunAction } from '../../../domain/model/run.ts';
import { assetRoutes } from '../assets/assets.ts';
import { createCookies } from '../cookies.ts';
import { sendReport, sendSource } from '../download.ts';
import { cursor, read, runId } from '../input.ts';
import { fieldsOf, type Login, loginOf, type PageParts, paramOf, signedIn, siteOfLogin } from '../login.ts';
import type { WebParts } from '../parts.ts';
import { describeError } from '../problem.ts';
import { dashboardPage, runPath, sitesPage } from './dashboard.ts';
import { doorRoutes } from './door-routes.ts';
import { errorPage } from './error.ts';
import { messagesPage } from './messages.ts';
import { runPage } from './run.ts';

const MAX_FORM_BYTES = 64 * 1024;
const RUNS_PER_PAGE = 30;
const REPORTS = { 'bilan.json': 'json', 'bilan.txt': 'text', 'bilan.html': 'html' } as const;
const boardQuery = z.object({ cursor: cursor.optional() });

export function pageRoutes(app: FastifyInstance, webParts: WebParts): void {
  const parts: PageParts = { ...webParts, cookies: createCookies(webParts.publicUrl?.startsWith('https:') ?? false) };
  void app.register(formbody, { bodyLimit: MAX_FORM_BYTES });
  answerPages(app, parts);
  assetRoutes(app);
  doorRoutes(app, parts);

  app.get(
    '/',
    signedIn(parts, (_request, reply, login) => home(reply, login, parts)),
  );
  app.get(
    '/sites/:site',
    signedIn(parts, (request, reply, login) => board(reply, login, parts, siteOfLogin(request, login), request.query)),
  );
  app.get(
    '/messages',
    signedIn(parts, (_request, reply, login) => messages(reply, login, parts)),
  );

  app.get(
    '/sites/:site/runs/:run',
    signedIn(parts, async (request, reply, login) =>
      sendPage(reply, await runView(await runOfLogin(request, login, parts), login, parts)),
    ),
  );
  app.get(
    '/sites/:site/runs/:run/source',
    { exposeHeadRoute: false },
    signedIn(parts, async (request, reply, login) => {
      const { id } = await runOfLogin(request, login, parts);
      return await sendSource(reply, parts.administration, id);
    }),
  );
  for (const [name, format] of Object.entries(REPORTS)) {
    app.get(
      `/sites/:site/runs/:run/${name}`,
      signedIn(parts, async (request, reply, login) => {
        const { id } = await runOfLogin(request, login, parts);
        return await sendReport(reply, parts.administration, id, format, true);
      }),
    );
  }
  for (const action of ['approve', 'reject', 'cancel', 'replay', 'undo'] as const) {
    app.post(
      `/sites/:site/runs/:run/${action}`,
      signedIn(parts, (request, reply, login) => act(request, reply, login, parts, action)),
    );
  }
}

function answerPages(app: FastifyInstance, parts: PageParts): void {
  app.setErrorHandler(async (error, request, reply) => {
    const refusal = describeError(error);
    // Trouble with who is looking must not hide the trouble itself.
    const login = await loginOf(request, parts).catch(() => null);
    return await sendPage(reply.code(refusal.http), errorPage(refusal, login));
  });
  app.setNotFoundHandler(() => {
    throw new Refusal('page-unknown');
  });
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

async function home(reply: FastifyReply, login: Login, parts: PageParts): Promise<FastifyReply> {
  const [only, another] = login.siteIds;
  if (only !== undefined && another === undefined) return await board(reply, login, parts, only, {});
  const sites = await Promise.all(login.siteIds.map((siteId) => parts.administration.site(siteId)));
  return sendPage(reply, sitesPage(sites, login));
}

async function board(
  reply: FastifyReply,
  login: Login,
  { administration }: PageParts,
  siteId: number,
  query: unknown,
): Promise<FastifyReply> {
  const { cursor } = read(boardQuery, query);
  const [site, runs] = await Promise.all([
    administration.site(siteId),
    administration.runs(siteId, { limit: RUNS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) }),
  ]);
  const told = runs.items.filter((run) => run.status === 'held').slice(0, 5);
  const reports = await Promise.all(told.map(async ({ id }) => [id, await administration.report(id)] as const));
  const isFirstPage = cursor === undefined;
  return sendPage(reply, dashboardPage({ site, runs, reports: new Map(reports), isFirstPage, login }));
}

async function messages(reply: FastifyReply, login: Login, { administration }: PageParts): Promise<FastifyReply> {
  const inboxes = login.siteIds.map(async (siteId) => {
    const [site, { items }] = await Promise.all([administration.site(siteId), administration.messages(siteId)]);
    return { site, messages: items };
  });
  return sendPage(reply, messagesPage(await Promise.all(inboxes), login));
}

/** The run of the path, in the site of the path, of this login. */
async function runOfLogin(request: FastifyRequest, login: Login, { administration }: PageParts): Promise<RunItem> {
  const siteId = siteOfLogin(request, login);
  const id = runId(paramOf(request, 'run'));
  const run = await administration.run(id);
  if (run.site !== siteId) throw new Refusal('run-unknown', { run: id });
  return run;
}

async function runView(
  run: RunItem,
  login: Login,
  { administration }: PageParts,
  more: { refusal?: ReturnType<typeof describeError>; reason?: string } = {},
): Promise<string> {
  const [site, report, thresholds] = await Promise.all([
    administration.site(run.site),
    administration.report(run.id),
    administration.thresholds(run.site),
  ]);
  const controlTitles = new Map(thresholds.items.map((item) => [item.code, item.title]));
  return runPage({ site, run, report, controlTitles, login, ...more });
}

/** A decision about a run. What is refused is shown on the run's page, with what was written. */
async function act(
  request: FastifyRequest,
  reply: FastifyReply,
  login: Login,
  parts: PageParts,
  action: RunAction,
): Promise<FastifyReply> {
  const run = await runOfLogin(request, login, parts);
  const reason = (fieldsOf(request).get('reason') ?? '').trim();
  try {
    const isDecision = action === 'approve' || action === 'reject';
    if (isDecision && reason === '') throw new Refusal('reason-missing');
    const after = await parts.administration.act(run.id, action, login.actor, reason === '' ? undefined : reason);
    return reply.redirect(runPath(after), 303);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refusal = describeError(error);
    const now = await parts.administration.run(run.id);
    return sendPage(reply.code(refusal.http), await runView(now, login, parts, { refusal, reason }));
  }
}
