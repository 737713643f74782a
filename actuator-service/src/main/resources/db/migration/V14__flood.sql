-- When the kill switch was known to be on last. What was decided before is refused, also when it is off again by the time that a
-- long queue is looked at.
alter table kill_switch add column last_on timestamptz;
update kill_switch set last_on = clock_timestamp() where engaged;

-- How many wait for a guard is counted at each look.
create index action_waiting on action (waits_for) where state = 'claimed';
