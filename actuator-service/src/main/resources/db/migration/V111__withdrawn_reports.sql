-- When the broker appended the report: a withdrawal ends the reports before it.
alter table work_report add column appended timestamptz not null default 'epoch';
-- Whether the next switch is a stop that waits for the end of a report of work.
alter table schedule add column postponed boolean not null default false;
