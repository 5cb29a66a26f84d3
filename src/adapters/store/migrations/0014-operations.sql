-- Operations: when the last backup was made, found without reading the whole audit log.

create index audit_backups on audit (at) where action = 'backed-up';
