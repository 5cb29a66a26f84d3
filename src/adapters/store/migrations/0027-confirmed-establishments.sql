-- A code alone must not open a directory: the academy's feed goes to establishments that an operator wrote down or confirmed.
-- Null: the code is confirmed as it is. Else the one that was, before a manager wrote another; '' where there was none.
alter table establishments add column confirmed_uai text;
