/** What the tables tell of an installation without telling of anybody in it. */

import type { Queryable } from '../adapters/store/runs.ts';

const MAX_RUNS = 500;

export async function describeDatabase(db: Queryable): Promise<object> {
  const rows = async (sql: string): Promise<object[]> => (await db.query<Record<string, unknown>>(sql)).rows;
  return {
    migrations: await rows('select name, applied_at as "appliedAt" from schema_migrations order by name'),
    tables: await rows(
      `select relname as name, n_live_tup::int8 as rows, n_dead_tup::int8 as dead, last_autovacuum as "vacuumedAt",
         pg_total_relation_size(relid) as bytes from pg_stat_user_tables order by relname`,
    ),
    settings: await rows(
      `select name, setting, unit from pg_settings
       where name in ('server_version', 'max_connections', 'shared_buffers', 'work_mem', 'synchronous_commit', 'fsync',
         'full_page_writes', 'autovacuum', 'TimeZone', 'default_transaction_read_only') order by name`,
    ),
  };
}

export async function describeSites(db: Queryable): Promise<object[]> {
  const { rows } = await db.query<Record<string, unknown>>(
    `select s.id as site, s.timezone as "timeZone", s.current_year as "openYear", s.thresholds,
       s.settings->'accepts' as accepts, s.settings->'onBreach' as "onBreach",
       (select count(*)::int from establishments e where e.site_id = s.id) as establishments,
       (select count(*)::int from directory_entries d where d.site_id = s.id and d.left_at is null) as directory,
       (select count(*)::int from access_accounts a where a.site_id = s.id and a.revoked_at is null) as accounts
     from sites s order by s.id`,
  );
  return rows;
}

/** The last imports, newest first: codes and counts of their reports. */
export async function describeRuns(db: Queryable): Promise<object[]> {
  const { rows } = await db.query<Record<string, unknown>>(
    `select r.id as run, r.site_id as site, r.kind, r.trigger, r.status, r.reason, r.replay_of is not null as "isReplay",
       r.received_at as "receivedAt", r.taken_in_at as "takenInAt", r.ended_at as "endedAt", r.attempt, r.failures, d.size, d.via,
       r.plan_digest as "planDigest",
       (select jsonb_agg(jsonb_build_object('step', s->'step', 'status', s->'status', 'startedAt', s->'startedAt',
          'endedAt', s->'endedAt', 'code', s->'code')) from jsonb_array_elements(r.steps) s) as steps,
       jsonb_build_object('format', r.report->'origin'->'format', 'formatVersion', r.report->'origin'->'formatVersion',
         'product', r.report->'origin'->'product', 'productVersion', r.report->'origin'->'productVersion') as origin,
       r.report->'read' as read, r.report->'matching' as matching, r.report->'changes' as changes,
       (select jsonb_agg(jsonb_build_object('code', c->'code', 'count', c->'count', 'base', c->'base', 'limit', c->'limit',
          'blocking', c->'blocking', 'exceeded', c->'exceeded')) from jsonb_array_elements(r.report->'controls') c) as controls,
       (select jsonb_agg(jsonb_build_object('code', f->'code', 'severity', f->'severity', 'count', f->'count'))
          from jsonb_array_elements(r.report->'findings') f) as findings
     from runs r join deposits d on d.id = r.deposit_id order by r.id desc limit ${MAX_RUNS}`,
  );
  return rows;
}
