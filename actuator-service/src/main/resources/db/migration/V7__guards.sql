-- When the cards of the host that a finding is about worked last, and when a process was last seen on one.
alter table confirmation add column last_work timestamptz;
alter table confirmation add column last_process timestamptz;

-- Name of the guard for which an approved action waits.
alter table action add column waits_for text;

-- What was left of a budget of so much an hour at that time. The scope is an account, or * for all.
create table budget (
  id text primary key,
  scope text not null,
  unit text not null check (unit in ('actions', 'dollars')),
  left_over numeric not null,
  at timestamptz not null
);

-- The wave in which an action of this name may go in this account, and what went in each wave.
create table canary (
  id text primary key,
  action text not null,
  account text not null,
  wave integer not null,
  size integer not null
);
create table canary_action (
  action_id text primary key references action,
  action text not null,
  account text not null,
  wave integer not null,
  begun_at timestamptz not null
);
create index canary_action_by_wave on canary_action (action, account, wave);
