-- What was said provisionally of a version of a finding, counted from 1; the final verdict itself is revision 0.
alter table finding add column revision integer not null default 0;
alter table finding_version add column revision integer not null default 0;
alter table finding_version drop constraint finding_version_pkey;
alter table finding_version add primary key (finding_id, version, revision);

-- Whether an action that was observed since a finding was opened, and is in force as far as was seen, leaves nothing to do
-- about it: its own, one that is among its remedies, or one that ended the use of its resource. So does one that is begun and
-- rests between its steps.
create function is_acted_on(found finding) returns boolean language sql stable as $$
  select exists (
    select from action a left join ledger_entry l on l.action_id = a.id
     where a.target = found.target and a.undo_of is null and a.schedule is null
       and (a.state = 'observed' or (a.step > 0 and a.state in ('claimed', 'intent', 'called')))
       and a.updated_at >= found.opened_at and l.ended_at is null
       and (a.finding_id = found.id
         or a.name in (select remedy ->> 'action'
                         from jsonb_array_elements(cast(found.document as jsonb) -> 'remedies') remedy)
         or (a.target = found.resource and a.name in ('stop-instance', 'terminate-instance'))))
$$;

-- Where a finding stands for people: what was acted on is not open, whatever the analyzer has heard of it so far.
create function finding_state(found finding) returns text language sql stable as $$
  select case when found.status in ('open', 'in-doubt') and is_acted_on(found) then 'acted-on' else found.status end
$$;
