-- Who asked for a run, and who decided about one: actors, whose names are looked up, so that an erasure reaches them.

alter table runs add column asked_by text;
update runs r set asked_by = a.actor from audit a
  where a.action = 'run-replayed' and a.details->>'as' = r.id::text or a.action = 'run-entered' and a.details->>'run' = r.id::text;
update runs r set reason_values = r.reason_values || jsonb_build_object('by', a.actor) from audit a
  where a.action = case r.reason when 'rejected-by-manager' then 'run-rejected' when 'undone' then 'run-undone' end
    and a.details->>'run' = r.id::text;
