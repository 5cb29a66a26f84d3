-- Bytes that were read and are what is applied: the same bytes again need not be read (docs/decisions/same-bytes.md).

create table known_bytes (
  site_id integer not null references sites on delete cascade,
  -- Digest of the bytes and of everything that reading and checking them depends on.
  key text not null,
  run_id bigint not null references runs on delete cascade,
  gist jsonb not null,
  primary key (site_id, key)
);

-- Digests by series of what was generated and stored: a series with the digest of the file's is the file's from that moment on.
create table stored_series (
  site_id integer not null references sites on delete cascade,
  year integer not null,
  establishment integer not null,
  from_moment timestamptz not null,
  digests jsonb not null,
  primary key (site_id, year, establishment)
);
