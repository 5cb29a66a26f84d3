-- People invite one another: when somebody signed in last, from which browsers, and how the letter with the first password fared.

alter table people add column last_signed_in_at timestamptz;
update people p set last_signed_in_at = a.at
  from (select substring(actor from '[0-9]+$')::bigint as person_id, max(at) as at from audit
        where action in ('signed-in', 'password-chosen') and actor ~ '^(manager|operator):[0-9]+$' group by 1) a
  where a.person_id = p.id;

-- The letter that carries the link.
alter table password_links add column message_id bigint references messages on delete set null;

-- Browsers from which somebody has signed in: guesses of others do not hold these up.
create table known_browsers (
  token_hash bytea not null,
  person_id bigint not null references people on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (person_id, token_hash)
);
