-- What the readings of the GPUs of each instance show: up to when each of them was read, and when one of them worked last.
create table gpu_activity (
  target text primary key,
  through timestamptz not null,
  gpus integer not null,
  last_work timestamptz,
  last_process timestamptz,
  last_unknown timestamptz
);
