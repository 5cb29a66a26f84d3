-- Which request started a run: X-Request-Id, as the log and the client's side know it.
alter table runs add column request_id text;
