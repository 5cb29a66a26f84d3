-- One row once everything has been moved to another database: nobody works on this one any more.
create table moved (
  only_one boolean primary key default true check (only_one),
  moved_at timestamptz not null,
  -- Host and database, without login and password.
  moved_to text not null
);
