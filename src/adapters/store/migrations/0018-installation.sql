-- What tells this database from others: several may share a Redis, and a restored copy is another one. Never copied.

create table installation (
  only_one boolean primary key default true check (only_one),
  id uuid not null default gen_random_uuid()
);
insert into installation default values;
