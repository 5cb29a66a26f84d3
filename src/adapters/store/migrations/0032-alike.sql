-- What a worker works with, each part as a short digest ({"rules": "3fa1…", "mail.from": "…"}): hosts that are not set up alike find one
-- another. Null: of an older version.
alter table workers add column alike jsonb;
