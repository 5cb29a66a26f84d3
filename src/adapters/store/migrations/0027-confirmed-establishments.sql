-- A code alone must not open a directory: the academy's feed goes to establishments that an operator wrote down or confirmed.
alter table establishments add column is_confirmed boolean not null default true;
