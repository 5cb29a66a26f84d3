-- What each import changed: shown to people beside the report, and what undoing it needs.

-- One for each applied import that can still be undone.
create table undo_records (
  run_id bigint primary key references runs on delete cascade,
  site_id integer not null,
  year integer not null,
  -- The year that was open before; null: none.
  previous_year integer,
  -- What the site had announced of the coming year, which the first import of it uses up.
  announced_year jsonb,
  -- Bounds of the year before and with this import; null before: it opened the year.
  first_day date,
  last_day date,
  new_first_day date not null,
  new_last_day date not null,
  -- The rows of `applied` that this import replaced.
  applied jsonb not null,
  -- New rows have ids between these; only this site's rows of this year among them are meant.
  sessions_after bigint not null,
  sessions_before bigint,
  memberships_after bigint not null,
  memberships_before bigint,
  courses_after bigint not null,
  courses_before bigint
);

-- Rows of the structure tables before and after, with their columns as keys. Null: there was, or is, none.
create table timetable_changes (
  run_id bigint not null references runs on delete cascade,
  site_id integer not null,
  table_name text not null,
  key text not null,
  before jsonb,
  after jsonb,
  primary key (run_id, table_name, key)
);
create index on timetable_changes (site_id);

-- Sessions before and after. A created one has no id here: it may not have been written yet.
create table session_changes (
  run_id bigint not null references runs on delete cascade,
  site_id integer not null,
  establishment integer not null,
  session_id bigint,
  starts_at timestamptz not null,
  ends_at timestamptz,
  content_id bigint,
  cancelled boolean,
  new_ends_at timestamptz,
  new_content_id bigint,
  new_cancelled boolean
);
create index on session_changes (run_id, starts_at);
-- Which import changed a session last.
create index on session_changes (site_id, session_id);
create index on undo_records (site_id);

-- Teachers of services by the key that files give them: services have no other word for them.
create table teacher_names (
  site_id integer not null references sites on delete cascade,
  year integer not null,
  key text not null,
  name text not null,
  primary key (site_id, year, key)
);
