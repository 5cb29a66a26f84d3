-- Signs of life: one row for each worker, renewed every few seconds, so that one that stands still can be told from one that has
-- nothing to do. Never copied.
create table workers (
  id uuid primary key,
  host text not null,
  process int not null,
  seen_at timestamptz not null
);
