-- What the guards would object to the remedies of a finding as of a time, for people who have not decided yet, and when the
-- guards of an open proposal are evaluated again.
alter table finding add column guard_preview text;
alter table proposal add column guards_due_at timestamptz;
update proposal set guards_due_at = now() where state = 'open';
create index proposal_guards_due on proposal (guards_due_at) where state = 'open';
