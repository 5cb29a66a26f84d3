-- Which access account a letter is about: the history of the account tells when it was sent, and to whom.
alter table messages add column account_id bigint references access_accounts on delete set null;
create index messages_of_account on messages (account_id) where account_id is not null;
-- Letters from before were written in the moment that the account notes as its last notification, or in that of its opening.
update messages m set account_id = a.id
  from access_accounts a
    join directory_entries p on p.site_id = a.site_id and p.id = a.person_id
  where m.kind = 'account' and m.site_id = a.site_id and m.created_at in (a.created_at, a.notified_at)
    and exists (select from outbox o where o.message_id = m.id and lower(o.recipient) = lower(p.email));
