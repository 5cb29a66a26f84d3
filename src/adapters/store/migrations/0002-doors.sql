-- Doors: the audit log, certificates that accounts are paired with, and what quotas and retention need.

-- Who did what, when and from where: rows are only ever added, each with the hash of the one before.
create table audit (
  id bigint primary key,
  site_id integer,
  at timestamptz not null,
  -- `command`, `manager:12`, `token:3`, `account:5`, `daemon`, `nobody`.
  actor text not null,
  action text not null,
  -- Ids and figures only: names, logins and addresses of people would outlive their erasure.
  details jsonb not null default '{}',
  address text,
  previous bytea not null,
  hash bytea not null
);
create index audit_of_site on audit (site_id, id desc);
create index audit_by_time on audit (at);

-- What the hash of a row covers, beside the hash before it.
create function audit_text(entry audit) returns text language sql stable as $$
  select jsonb_build_array(entry.id, entry.site_id,
    to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    entry.actor, entry.action, entry.details, entry.address)::text
$$;

-- One writer at a time until its commit, and each statement of this function sees what was committed before it.
create function audit_chain() returns trigger language plpgsql as $$
declare
  last record;
begin
  perform pg_advisory_xact_lock(4819);
  select id, hash into last from audit order by id desc limit 1;
  new.id := coalesce(last.id, 0) + 1;
  new.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  new.hash := sha256(new.previous || convert_to(audit_text(new), 'UTF8'));
  return new;
end $$;
create trigger audit_chain before insert on audit for each row execute function audit_chain();

create function audit_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('carillon.audit_shortens', true) = 'yes' then return old; end if;
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_guard before update or delete on audit for each row execute function audit_guard();
create trigger audit_guard_all before truncate on audit for each statement execute function audit_guard();

-- Retention: takes the oldest entries away and leaves their last hash in a new one, so that the rest stays verifiable.
create function audit_shorten(before timestamptz, noted_at timestamptz) returns bigint language plpgsql as $$
declare
  last record;
  removed bigint;
begin
  perform pg_advisory_xact_lock(4819);
  select id, hash into last from audit
    where id < coalesce((select min(id) from audit where at >= before), 9223372036854775807) order by id desc limit 1;
  if last.id is null then return 0; end if;
  insert into audit (at, actor, action, details) values
    (noted_at, 'daemon', 'audit-shortened', jsonb_build_object('through', last.id, 'hash', encode(last.hash, 'hex')));
  perform set_config('carillon.audit_shortens', 'yes', true);
  delete from audit where id <= last.id;
  get diagnostics removed = row_count;
  perform set_config('carillon.audit_shortens', '', true);
  return removed;
end $$;

-- The password of an account that has any works only together with one of them.
create table account_certificates (
  account_id bigint not null references access_accounts on delete cascade,
  -- SHA-256 of the certificate, lower-case hex.
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  paired_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, fingerprint)
);

-- Retention took its bytes away: only the journal's row is left.
alter table deposits add column forgotten_at timestamptz;
create index deposits_lately on deposits (site_id, received_at);
