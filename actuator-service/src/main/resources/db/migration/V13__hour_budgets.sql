-- A budget is what may begin within any hour, so what counts is what was begun and when; a bucket that fills evenly lets twice
-- as much through in the first hour. Rows that no longer count are deleted.
drop table budget;
create table budget_spent (
  action_id text primary key references action,
  account text not null,
  dollars numeric not null,
  at timestamptz not null
);
create index budget_spent_at on budget_spent (at);
-- What an action moved was not kept before: it counts as one of unknown price.
insert into budget_spent
  select action_id, account, 1000, begun_at from canary_action where begun_at > now() - interval '2 hours';

-- Its lock is what makes two actuators not spend the same.
create table budget_lock (id integer primary key check (id = 1));
insert into budget_lock values (1);

create index canary_action_by_time on canary_action (action, account, begun_at);
