-- Which deposit a trouble is about, so that an older one that is applied later does not end it; and whether its end was told.

alter table troubles add column last_run_id bigint, add column last_deposit_id bigint,
  -- Closed without a word, by a person or beside another trouble: the next import that works says so.
  add column is_owed boolean not null default false;
update troubles t set last_run_id = t.run_id, last_deposit_id = r.deposit_id from runs r where r.id = t.run_id;
create index troubles_owed on troubles (site_id) where is_owed;
