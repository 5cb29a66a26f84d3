/** `replay --verify`: evaluates a run's file again on what it was evaluated on, and writes nothing (RULES.md 6.2). */

import type { PoolClient } from 'pg';
import type { Database } from '../adapters/store/database.ts';
import { isSourceForgotten } from '../adapters/store/directory-sources.ts';
import { needRun } from '../adapters/store/journal.ts';
import { createSiteReader } from '../adapters/store/site-reader.ts';
import { undoImport } from '../adapters/store/undo.ts';
import { PLAN_INPUTS, type PlanInputs } from '../domain/apply/plan-digest.ts';
import { Refusal } from '../domain/model/errors.ts';
import { FindingLog, isStop } from '../domain/model/finding.ts';
import { isApplied, type Run } from '../domain/model/run.ts';
import type { Spool } from '../domain/ports.ts';
import { compare, type EvaluationTools, validate } from '../pipeline/evaluate.ts';
import { readingOfRun, sourceOfRun } from '../pipeline/halves.ts';

export interface Verification {
  readonly run: string;
  /** Of the plan that the run made. */
  readonly planDigest: string;
  /** Of the plan made now; null: the file is not even valid now, for the reason. */
  readonly now: string | null;
  readonly reason: string | null;
  readonly isSame: boolean;
  /** What else is not as it was then: another digest is no surprise. */
  readonly changed: readonly (keyof PlanInputs)[];
}

/**
 * Makes a run's plan anew. What an applied import has written is put back for the time of the look, all in a transaction that
 * is never committed; so is what later ones have. Throws Refusal `run-unknown`, `verify-no-plan`, `verify-other-state`,
 * `verify-forgotten`, `verify-other-year`, `source-missing`.
 */
export async function verifyRun(
  runId: string,
  { database, spool, tools }: { readonly database: Database; readonly spool: Spool; readonly tools: EvaluationTools },
): Promise<Verification> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    return await verify(client, await needRun(client, runId), spool, tools);
  } finally {
    // With the connection goes whatever was put back.
    client.release(
      await client.query('rollback').then(
        () => false,
        () => true,
      ),
    );
  }
}

async function verify(client: PoolClient, run: Run, spool: Spool, tools: EvaluationTools): Promise<Verification> {
  const { rows } = await client.query<{ digest: string | null; inputs: PlanInputs | null; version: string }>(
    `select r.plan_digest as digest, r.plan_inputs as inputs, s.applied_version as version
     from sites s join runs r on r.site_id = s.id where r.id = $1 for update of s`,
    [run.id],
  );
  const [then] = rows;
  if (!then?.digest || !then.inputs || run.takenInAt === null) throw new Refusal('verify-no-plan', { run: run.id });
  if (await isSourceForgotten(client, run.depositId)) throw new Refusal('source-missing', { run: run.id });
  if (isApplied(run.status)) await putBack(client, run, run.takenInAt);
  else if (Number(then.version) !== run.baseVersion) throw new Refusal('verify-other-state', { run: run.id });
  const reader = createSiteReader(client, run.siteId);
  const findings = new FindingLog();
  const told = { run: run.id, planDigest: then.digest };
  const source = sourceOfRun(run, spool);
  const valid = await validate(source, readingOfRun(run), reader, tools, findings, () => undefined);
  if (isStop(valid)) return { ...told, now: null, reason: valid.reason, isSame: false, changed: [] };
  const { plan } = await compare(valid, run.id, run.takenInAt, reader, tools, findings);
  const { inputs } = then;
  const changed = PLAN_INPUTS.filter((name) => plan.inputs[name] !== inputs[name]);
  return { ...told, now: plan.digest, reason: null, isSame: plan.digest === then.digest, changed };
}

/** What an undo refuses, in the words of who only wants to look. */
const INSTEAD: Readonly<Record<string, string>> = {
  'undo-forgotten': 'verify-forgotten',
  'undo-other-year': 'verify-other-year',
  'undo-not-last': 'verify-other-state',
};

/** Puts back what an import has written, after those that came later: the newest first. */
async function putBack(client: PoolClient, run: Run, moment: number, later: readonly string[] = []): Promise<void> {
  try {
    await undoImport(client, run, moment);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const next = error.code === 'undo-not-last' ? String(error.values.later) : run.id;
    const instead = INSTEAD[error.code];
    if (next === run.id || later.includes(next)) throw instead ? new Refusal(instead, { run: next }) : error;
    await putBack(client, await needRun(client, next), moment, [...later, next]);
    await putBack(client, run, moment, [...later, next]);
  }
}
