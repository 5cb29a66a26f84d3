-- Import drafts: files that a manager has handed over and looks at, step by step, before they are applied or not.

alter table deposits drop constraint deposits_via_check;
alter table deposits add constraint deposits_via_check
  check (via in ('webdav', 'drop-folder', 'command', 'api', 'page'));

-- The establishments that a person has confirmed: a file that turns out to cover others is refused.
alter table runs add column confirmed_scope integer[];

create table import_drafts (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  deposit_id bigint not null references deposits,
  -- The deposit's, so that the same file sent twice is one draft.
  sha256 text not null,
  folder integer,
  -- `trial`: looked at only.
  purpose text not null check (purpose in ('import', 'trial')),
  made_by text not null,
  made_at timestamptz not null,
  -- How far a manager has gone.
  step text not null default 'content' check (step in ('content', 'matches', 'controls', 'preview', 'apply')),
  taken_in_at_wish timestamptz,
  -- `waiting`: to be evaluated by a worker, at the first time or again.
  state text not null default 'waiting' check (state in ('waiting', 'evaluated', 'failed', 'applied', 'discarded')),
  -- Names the evaluation: it grows with each, and with each new try.
  attempt integer not null default 1,
  failures integer not null default 0,
  due_at timestamptz not null,
  begun_at timestamptz,
  evaluated_at timestamptz,
  -- What it was evaluated on (see draft_basis).
  basis text,
  result jsonb,
  -- Codes of exceeded controls that a person has ticked as seen.
  seen_controls text[] not null default '{}',
  run_id bigint references runs,
  ended_at timestamptz
);
create unique index import_drafts_once on import_drafts (site_id, made_by, sha256, coalesce(folder, 0), purpose)
  where state in ('waiting', 'evaluated', 'failed');
create index import_drafts_of_site on import_drafts (site_id, id desc);
create index import_drafts_waiting on import_drafts (id) where state = 'waiting';
create index on import_drafts (deposit_id);

-- Everything of a site that an evaluation depends on, as one text: another text, another evaluation.
create function draft_basis(site sites) returns text language sql stable as $$
  select concat_ws('.', site.directory_version, site.match_version, site.applied_version, coalesce(site.current_year, 0),
    md5(concat(site.thresholds, site.settings, site.timezone)))
$$;
