-- Matches for people: everything the last file lists, so that what is open is known anew whenever directory or decisions change.

create table listed (
  site_id integer not null references sites on delete cascade,
  run_id bigint not null,
  scope integer[] not null,
  kind text not null check (kind in ('teacher', 'student', 'division', 'group')),
  key text not null,
  -- Divisions and groups: the name.
  last_name text not null,
  first_name text not null default '',
  birth_date date,
  ids jsonb not null default '{}',
  establishment integer,
  divisions text[] not null default '{}',
  -- Where a person looks for it in the timetable; never names of people.
  places text[] not null default '{}',
  sessions integer not null default 0,
  -- A group that the stored timetable knew when the file was compared.
  is_stored boolean not null default false,
  directory_id text,
  primary key (site_id, kind, key)
);
create index listed_of_entry on listed (site_id, directory_id) where directory_id is not null;

-- Directory ids with their scores; names are looked up, so that they are nowhere twice.
alter table unmatched add column suggestions jsonb not null default '[]';

-- Decisions of one click on many: undone together.
alter table matches add column batch text;

-- Who added an entry by hand, and when; null: it came with a directory file.
alter table directory_entries add column added_by text, add column added_at timestamptz;

-- What is written to those who may not decide, where it differs.
alter table messages add column subject_others text, add column body_others text;
alter table outbox add column for_others boolean not null default false;
