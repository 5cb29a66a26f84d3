-- A spool bears the number of the installation whose files it keeps. From the moment it does, a folder without that mark is another one:
-- a share that is not mounted, or a host's own. A database that was moved here takes its predecessor's spool over.
alter table installation
  add column spool_claimed boolean not null default false,
  add column moved_from uuid;
