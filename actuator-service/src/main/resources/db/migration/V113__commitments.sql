-- The usage of an account on a day of a bill that commitments may cover, as the record says it.
create table spend_eligible_day (
  topic_key text primary key,
  bill text not null,
  day date not null,
  document jsonb not null,
  stored timestamptz not null default clock_timestamp()
);
create index spend_eligible_day_bill on spend_eligible_day (bill, day);

-- The same of a resource with a finding.
create table spend_resource_hours (
  topic_key text primary key,
  resource text not null,
  bill text not null,
  last_day date not null,
  document jsonb not null,
  stored timestamptz not null default clock_timestamp()
);
create index spend_resource_hours_resource on spend_resource_hours (resource);

-- What was committed to by reservations and savings plans.
create table spend_commitment (
  topic_key text primary key,
  document jsonb not null,
  stored timestamptz not null default clock_timestamp()
);

-- Of what commitments cover of a finding's saving: the part, 0 to 1, that they would cover of other usage, and why; a part that is not known is null, and both are before they were computed.
-- overlap: USD a month of the saving that are not counted, since other findings save them by the same commitments.
-- covered: USD a month of it, from the document, whoever writes that.
alter table finding
  add column reused numeric, add column reuse_reason text, add column overlap numeric not null default 0,
  add column covered numeric generated always as (cast(cast(document as jsonb) #>> '{saving,covered,amount}' as numeric)) stored;

-- A saving with this part of what commitments cover, as Saving.withReuse of the contracts has it.
create function saving_with_reuse(saving jsonb, part numeric, reason text) returns jsonb language sql immutable as $$
  select case when saving -> 'covered' is null then saving else saving || jsonb_build_object(
           'monthly', cast(round(cast(saving ->> 'high' as numeric)
                                 - (1 - coalesce(part, 0)) * cast(saving #>> '{covered,amount}' as numeric), 2) as text),
           'covered', jsonb_strip_nulls(saving -> 'covered' || jsonb_build_object('reused', cast(part as text), 'reason', reason)))
         end
$$;

-- The document of a finding with this part in its saving and in those of its remedies; without a reason the same text.
create function with_reuse(document text, part numeric, reason text) returns text language sql immutable as $$
  select case when reason is null then document
         else (select cast(found || jsonb_build_object(
                        'saving', saving_with_reuse(found -> 'saving', part, reason),
                        'remedies', (select coalesce(jsonb_agg(remedy || case when remedy -> 'saving' is null then '{}'
                                              else jsonb_build_object('saving', saving_with_reuse(remedy -> 'saving', part, reason)) end
                                              order by place), '[]')
                                       from jsonb_array_elements(found -> 'remedies') with ordinality as listed (remedy, place))) as text)
                 from (select cast(document as jsonb) as found) parsed)
         end
$$;

-- What the commitments were last allocated for.
create table commitment_allocation (
  id integer primary key check (id = 1),
  inputs text not null
);
insert into commitment_allocation values (1, '');
