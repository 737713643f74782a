-- The largest number of a command for the kill switch that is recorded of each process: whether a transaction whose result was lost
-- has been committed.
create table kill_switch_command (
  actuator text primary key,
  number bigint not null,
  recorded_at timestamptz not null
);
