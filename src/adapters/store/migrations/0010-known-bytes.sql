-- Bytes that were read and are what is applied: the same bytes again need not be read (docs/decisions/same-bytes.md).

create table known_bytes (
  site_id integer not null references sites on delete cascade,
  -- Digest of the bytes and of everything that reading and checking them depends on.
  key text not null,
  run_id bigint not null references runs on delete cascade,
  gist jsonb not null,
  primary key (site_id, key)
);
