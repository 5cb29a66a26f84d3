-- The spine: sites, directory, accounts, the journal of deposits and runs, the stored timetable, messages.

create table sites (
  id integer primary key,
  name text not null,
  timezone text not null default 'Europe/Paris',
  settings jsonb not null default '{}',
  thresholds jsonb not null default '{}',
  -- Start year of the open school year; null until a first manual import.
  current_year integer,
  directory_version bigint not null default 0,
  match_version bigint not null default 0,
  -- Grows with every applied import: a plan is applied only on the version it was computed on.
  applied_version bigint not null default 0,
  created_at timestamptz not null default now()
);

create table establishments (
  site_id integer not null references sites on delete cascade,
  number integer not null,
  uai text not null,
  name text not null,
  primary key (site_id, number),
  unique (site_id, uai)
);

create table school_years (
  site_id integer not null references sites on delete cascade,
  start_year integer not null,
  first_day date not null,
  last_day date not null,
  opened_at timestamptz not null,
  opened_by_run bigint,
  primary key (site_id, start_year)
);

create table directory_entries (
  site_id integer not null references sites on delete cascade,
  id text not null,
  kind text not null check (kind in ('teacher', 'student', 'staff', 'division', 'group')),
  last_name text not null,
  first_name text not null default '',
  birth_date date,
  email text,
  division text,
  groups text[] not null default '{}',
  establishment integer,
  -- Official identifiers: sts, ine, eleve, idpn.
  ids jsonb not null default '{}',
  left_at timestamptz,
  primary key (site_id, id)
);
create index on directory_entries (site_id, kind) where left_at is null;

create table matches (
  site_id integer not null references sites on delete cascade,
  kind text not null check (kind in ('teacher', 'student', 'division', 'group')),
  key text not null,
  -- Null: a person decided that there is no counterpart.
  directory_id text,
  label text not null default '',
  made_by text not null,
  made_at timestamptz not null,
  primary key (site_id, kind, key)
);

-- What the last evaluated file of each establishment left without a counterpart.
create table unmatched (
  site_id integer not null references sites on delete cascade,
  run_id bigint not null,
  scope integer[] not null,
  kind text not null,
  key text not null,
  label text not null,
  birth_date date,
  ambiguous boolean not null,
  primary key (site_id, kind, key)
);

create table access_accounts (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  person_id text not null,
  login text not null unique,
  password_hash text not null,
  -- The password before the last regeneration, while its grace time runs.
  previous_hash text,
  previous_until timestamptz,
  notify boolean not null default false,
  upload_only boolean not null default false,
  created_at timestamptz not null,
  notified_at timestamptz,
  last_used_at timestamptz,
  last_used_from text,
  last_used_client text,
  revoked_at timestamptz
);
create index on access_accounts (site_id);

-- One-time links that show a password once: the token opens the ciphertext and is itself stored only as a hash.
create table one_time_links (
  token_hash bytea primary key,
  account_id bigint not null references access_accounts on delete cascade,
  ciphertext bytea not null,
  expires_at timestamptz not null,
  opened_at timestamptz
);

create table managers (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  email text not null,
  name text not null default '',
  password_hash text not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  unique (site_id, email)
);

create table logins (
  token_hash bytea primary key,
  manager_id bigint not null references managers on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table tokens (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  -- Null: all sites.
  site_id integer references sites on delete cascade,
  read_only boolean not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table deposits (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  establishment integer,
  account_id bigint references access_accounts,
  via text not null check (via in ('webdav', 'drop-folder', 'command', 'api')),
  name text not null,
  size bigint not null,
  sha256 text not null,
  received_at timestamptz not null,
  client text,
  -- The deposit whose bytes these are, when a COPY made this one: never itself a copy.
  copied_from bigint references deposits,
  -- Set when the owner deleted it or put another file of the same name: out of the listing, never out of the journal.
  hidden_at timestamptz
);
create unique index deposits_listed on deposits (site_id, coalesce(establishment, 0), account_id, name)
  where hidden_at is null and account_id is not null;
create index on deposits (sha256);
create index on deposits (copied_from) where copied_from is not null;

create table runs (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  folder integer,
  establishment integer,
  scope integer[],
  trigger text not null check (trigger in ('automatic', 'manual')),
  status text not null default 'received',
  reason text,
  reason_values jsonb not null default '{}',
  deposit_id bigint not null references deposits,
  replay_of bigint references runs,
  received_at timestamptz not null,
  taken_in_at timestamptz,
  taken_in_at_wish timestamptz,
  ended_at timestamptz,
  attempt integer not null default 1,
  failures integer not null default 0,
  -- Not before this moment: the back-off after technical trouble.
  due_at timestamptz not null,
  steps jsonb not null default '[]',
  year integer,
  digest text,
  directory_version bigint,
  match_version bigint,
  base_version bigint,
  approved_by text,
  approved_version bigint,
  archived_as text,
  report jsonb
);
-- One automatic run for each deposit; a replay is another run on the same source.
create unique index runs_one_automatic on runs (deposit_id) where trigger = 'automatic' and replay_of is null;
create index runs_history on runs (site_id, id desc);
create index runs_waiting on runs (site_id, id) where status in ('received', 'running');
create index runs_held on runs (site_id) where status = 'held';

-- What the drop tree held when it was last looked at: a file that has not changed since is not taken again.
create table drop_files (
  path text primary key,
  size bigint not null,
  mtime_ns bigint not null,
  deposit_id bigint references deposits,
  problem text,
  seen_at timestamptz not null
);

-- The stored timetable of a school year. Rows of establishments outside a run's scope are never touched by it.

create table applied (
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  run_id bigint not null references runs,
  scope integer[] not null,
  digest text not null,
  directory_version bigint not null,
  match_version bigint not null,
  primary key (site_id, year, establishment)
);

create table subjects (
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  key text not null,
  code text not null,
  label text not null,
  primary key (site_id, year, establishment, key)
);

create table divisions (
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  key text not null,
  name text not null,
  directory_id text,
  primary key (site_id, year, key)
);

create table groups (
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  key text not null,
  name text not null,
  divisions text[] not null,
  directory_id text,
  primary key (site_id, year, key)
);

create table memberships (
  id bigint generated always as identity primary key,
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  kind text not null,
  audience_key text not null,
  student_key text not null,
  student_name text not null,
  directory_id text,
  from_day date not null,
  to_day date not null
);
create index on memberships (site_id, year, audience_key);

create table teaching_services (
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  key text not null,
  subject_key text not null,
  audience_key text not null,
  teacher_keys text[] not null,
  weekly_minutes integer not null,
  primary key (site_id, year, key)
);

create table closure_periods (
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  first_day date not null,
  last_day date not null,
  source text not null,
  primary key (site_id, year, establishment, first_day, last_day)
);

-- The last applied file's courses: content only, for they have no other identity.
create table courses (
  id bigint generated always as identity primary key,
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  digest text not null,
  content jsonb not null
);
create index on courses (site_id, year);

-- What sessions say, once for all sessions that say the same.
create table session_contents (
  id bigint generated always as identity primary key,
  site_id integer not null,
  year integer not null,
  digest text not null,
  -- Establishment, subject and audience: with date and start time it makes the session key (RULES.md 3.5).
  series text not null,
  subject_code text not null,
  subject_label text not null,
  divisions text[] not null,
  groups text[] not null,
  teachers jsonb not null,
  rooms text[] not null,
  -- Normalised names of divisions, groups and teachers, for filters.
  division_names text[] not null,
  group_names text[] not null,
  teacher_names text[] not null,
  unique (site_id, year, digest)
);

create table sessions (
  id bigint generated always as identity primary key,
  site_id integer not null,
  year integer not null,
  establishment integer not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  content_id bigint not null,
  cancelled boolean not null default false
);
create index sessions_by_time on sessions (site_id, starts_at);

-- Telling people.

-- A trouble is told once when it begins and once when it is over.
create table troubles (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  key text not null,
  run_id bigint,
  opened_at timestamptz not null,
  last_seen_at timestamptz not null,
  closed_at timestamptz
);
create unique index troubles_open on troubles (site_id, key) where closed_at is null;

create table messages (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  run_id bigint,
  kind text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null,
  -- Companion files: a rejection waits for the sibling that may follow.
  not_before timestamptz not null,
  withdrawn_at timestamptz,
  read_at timestamptz
);
create index on messages (site_id, id desc);

create table outbox (
  id bigint generated always as identity primary key,
  message_id bigint not null references messages on delete cascade,
  channel text not null,
  recipient text not null,
  tries integer not null default 0,
  due_at timestamptz not null,
  sent_at timestamptz,
  given_up_at timestamptz,
  last_error text,
  -- Stands for {{secret}} in the body, and is wiped when the mail has gone.
  secret text,
  unique (message_id, channel, recipient)
);
create index outbox_due on outbox (due_at) where sent_at is null and given_up_at is null;
