-- Directory imports as runs of their own (docs/decisions/directory-runs.md).

alter table runs add column kind text not null default 'timetable' check (kind in ('timetable', 'directory'));
-- What a person asked of a directory import.
alter table runs add column asked jsonb not null default '{}';
-- What a directory import is about: a later one of the same scope and part takes its place. Null: a timetable, or a delta.
alter table runs add column part text;

drop index runs_good;
create index runs_good on runs (site_id, id desc) include (received_at)
  where kind = 'timetable' and trigger = 'automatic' and replay_of is null and scope is not null;

-- The last file that said something about an entry: csv, aaf, siecle, sts, export. Null: from before sources were noted.
alter table directory_entries add column source text;
-- School year of the entries that are there, as far as a file has said it.
alter table sites add column directory_year integer;

-- Entries of a coming school year: they take the place of those that are there when that year is opened.
create table directory_coming (
  site_id integer not null references sites on delete cascade,
  year integer not null,
  id text not null,
  kind text not null check (kind in ('teacher', 'student', 'staff', 'division', 'group')),
  last_name text not null,
  first_name text not null default '',
  birth_date date,
  email text,
  division text,
  groups text[] not null default '{}',
  establishment integer,
  ids jsonb not null default '{}',
  source text,
  primary key (site_id, year, id)
);

-- The last applied file of each source. Year 0: of no particular one.
create table directory_sources (
  site_id integer not null references sites on delete cascade,
  year integer not null,
  establishment integer not null,
  source text not null,
  exported_on date,
  -- The establishment's number in the academy's feed.
  aaf text,
  run_id bigint not null,
  primary key (site_id, year, establishment, source)
);

-- Closures and teaching services as ministry files say them, no names of people among them. Null: none was read.
create table directory_schools (
  site_id integer not null references sites on delete cascade,
  year integer not null,
  establishment integer not null,
  closures jsonb,
  services jsonb,
  primary key (site_id, year, establishment)
);

-- Entries before and after each import. Year 0: those that are there, else the coming ones of that year.
create table directory_changes (
  run_id bigint not null references runs on delete cascade,
  site_id integer not null,
  year integer not null,
  entry_id text not null,
  before jsonb,
  after jsonb,
  primary key (run_id, year, entry_id)
);
create index on directory_changes (site_id);

-- One for each directory import that can still be undone: everything beside the entries that it replaced.
create table directory_undo (
  run_id bigint primary key references runs on delete cascade,
  site_id integer not null,
  replaced jsonb not null
);
create index on directory_undo (site_id, run_id);
