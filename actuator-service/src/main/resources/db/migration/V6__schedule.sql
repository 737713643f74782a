-- Hours of the week at which an instance runs, as a person approved them: begun by an action that was observed, ended when its
-- tag is not there any more, when it is taken back, or when another schedule takes its place.
create table schedule (
  action_id text primary key references action,
  target text not null,
  tag text not null,
  state text not null check (state in ('active', 'ended')),
  ended text,
  turns_on boolean not null,
  due_at timestamptz not null,
  next_look timestamptz not null
);
create unique index schedule_one_a_target on schedule (target) where state = 'active';
create index schedule_due on schedule (next_look) where state = 'active';

-- Whose hours it is that made an action; each time of them is a plan of its own.
alter table action add column schedule text references schedule;
create index action_by_schedule on action (schedule, created_at) where schedule is not null;
