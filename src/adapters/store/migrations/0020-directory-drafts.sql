-- Directory files that somebody looks at before they are imported: kept for less than a day, and never among the deposits.

create table directory_drafts (
  id bigint generated always as identity primary key,
  site_id integer not null references sites on delete cascade,
  -- Of the bundle in the spool, which no other bytes can equal.
  sha256 text not null,
  size bigint not null,
  name text not null,
  folder integer,
  -- What was asked for beside the files: fromExport, year.
  asked jsonb not null default '{}',
  made_by text not null,
  made_at timestamptz not null
);
create index directory_drafts_of_site on directory_drafts (site_id);
