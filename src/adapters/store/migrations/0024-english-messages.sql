-- Messages are kept in French and in English: who reads one, and when, is not known when it is written. Older ones have French alone.
alter table messages add column subject_en text, add column body_en text,
  add column subject_others_en text, add column body_others_en text;
-- The language that the recipient had chosen when the letter was written; French for whoever chose none.
alter table outbox add column language text not null default 'fr' check (language in ('fr', 'en'));
