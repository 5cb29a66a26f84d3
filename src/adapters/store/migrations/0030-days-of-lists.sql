-- The days of the newest files of a source that listed divisions and groups, and closures: they come in files of their own, and an
-- older one would bring back what has been taken out since. Null: no such file has said its day.
alter table directory_sources add column structures_on date, add column closures_on date;
