-- A deposit that is one of two files of a timetable: which one and of what, until when its run waits for the other, and
-- the run whose file it was read together with.
alter table runs add column half jsonb;
alter table runs add column waits_until timestamptz;
alter table runs add column with_run bigint references runs on delete set null;
create index runs_halves on runs (site_id, id desc) where half is not null;
create index runs_joined on runs (with_run) where with_run is not null;
