-- Digests of parts of what was written: lists by kind and memberships, as files of a scope left them. A part with the digest of the
-- file's need be neither read nor written (docs/decisions/same-bytes.md).
create table stored_parts (
  site_id integer not null references sites on delete cascade,
  year integer not null,
  part text not null,
  scope integer[] not null,
  digest text not null,
  primary key (site_id, year, part, scope)
);
