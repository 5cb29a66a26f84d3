-- The day of the newest file of a source that listed people: an older one would bring those back who have left since. Files of
-- other days may say the closures or the groups. Null: no such file has said its day.
alter table directory_sources add column people_on date;
