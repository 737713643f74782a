-- What the evaluation of the newest confirmation found: window, evidence and saving. They take the place of those of the finding's version.
alter table confirmation add column observed jsonb;
-- The saving that was shown when the action was approved; null: that of the approved version of the finding.
alter table action add column saving text;

-- The end of the evaluated time of a finding, or of what a confirmation found.
create function observed_through(finding jsonb) returns timestamptz language sql stable as
$$ select cast(finding -> 'window' ->> 'to' as timestamptz) $$;
