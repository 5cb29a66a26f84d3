-- Why a held import was approved: the report keeps it when the run goes on.

alter table runs add column approved_why text;
