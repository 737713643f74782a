-- Until when someone is said to be at work on an instance: of all reports about it the one that ends last.
create table work_report (
  target text primary key,
  until timestamptz not null,
  what text not null
);
create index work_report_until on work_report (until);
