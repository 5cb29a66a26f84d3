-- The last valid deposit of each site's timetable software, without going through refused files, imports by hand and replays.

drop index runs_good;
create index runs_good on runs (site_id, id desc) include (received_at)
  where trigger = 'automatic' and replay_of is null and scope is not null;
