-- When AWS showed last that it is at the step, and when that was said to take longer than usual.
alter table intent add column seen_under_way_at timestamptz;
alter table intent add column overdue_at timestamptz;
