-- The last good deposit of each site, without going through what was refused since.

create index runs_good on runs (site_id, id desc) include (received_at)
  where status in ('integrated', 'integrated-with-alerts') or status = 'unchanged' and reason = 'same-as-last';
