-- Decisions and lists belong to a school year: those of the year before are forgotten when the next one opens, and are there again when that is undone.

-- 0: made before any year was known; the first year that opens takes them over.
alter table matches add column year integer;
update matches m set year = coalesce(s.current_year, 0) from sites s where s.id = m.site_id;
alter table matches alter column year set not null, drop constraint matches_pkey, add primary key (site_id, year, kind, key);

alter table listed add column year integer;
update listed l set year = coalesce(r.year, s.current_year, 0) from sites s, runs r where s.id = l.site_id and r.id = l.run_id;
delete from listed where year is null;
alter table listed alter column year set not null, drop constraint listed_pkey, add primary key (site_id, year, kind, key);

alter table unmatched add column year integer;
update unmatched u set year = coalesce(r.year, s.current_year, 0) from sites s, runs r where s.id = u.site_id and r.id = u.run_id;
delete from unmatched where year is null;
alter table unmatched alter column year set not null, drop constraint unmatched_pkey, add primary key (site_id, year, kind, key);

-- Whose decisions and lists are shown: the open year's; before any is open, the newest that a file or a decision is of.
create function shown_year(site integer) returns integer language sql stable as $$
  select coalesce((select current_year from sites where id = site), (select max(year) from listed where site_id = site),
    (select max(year) from matches where site_id = site), 0)
$$;

-- Grows with decisions for a year that is not open yet: they concern the drafts of its first import, and nothing that is applied.
alter table sites add column coming_match_version bigint not null default 0;

create or replace function draft_basis(site sites) returns text language sql stable as $$
  select concat_ws('.', site.directory_version, site.match_version, site.coming_match_version, site.applied_version,
    coalesce(site.current_year, 0), md5(concat(site.thresholds, site.settings, site.timezone)))
$$;
