-- What an import would do or did, as one digest, and what it was made of: `carillon run replay --verify` compares.
alter table runs add column plan_digest text, add column plan_inputs jsonb;
