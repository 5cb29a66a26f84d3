-- Which sites operators have open in supervision, until they leave them or their login ends: the audit log tells of both.
create table supervisions (
  login_hash bytea not null,
  site_id integer not null references sites on delete cascade,
  -- Stays readable when the person is gone.
  actor text not null,
  opened_at timestamptz not null,
  primary key (login_hash, site_id)
);
