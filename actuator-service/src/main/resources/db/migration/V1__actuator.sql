-- Findings as they came in. Every version is kept.
create table finding_version (
  finding_id text not null,
  version integer not null,
  document text not null,
  received_at timestamptz not null default now(),
  primary key (finding_id, version)
);

-- The newest version of each finding; plan is the hash of what is shown for a decision, absent while it is worked out.
create table finding (
  id text primary key,
  version integer not null,
  rule text not null,
  step integer not null,
  status text not null,
  target text not null,
  resource text not null,
  opened_at timestamptz not null,
  monthly numeric,
  effort_minutes integer not null,
  document text not null,
  plan text
);
create index finding_by_target on finding (target);
create index finding_work_list on finding (status, step);

create table confirmation (
  finding_id text primary key,
  through timestamptz not null
);

-- A record that comes again is known by its place and content (content too: a topic may have been made anew).
create table consumed_record (
  topic text not null,
  partition_number integer not null,
  record_offset bigint not null,
  sha256 text not null,
  primary key (topic, partition_number, record_offset, sha256)
);

-- The standing question about a target. There is one a target; asking again is a new round.
create table proposal (
  target text primary key,
  id text not null unique,
  round integer not null,
  state text not null check (state in
    ('unplanned', 'open', 'approved', 'rejected', 'snoozed', 'kept', 'expired', 'closed', 'done')),
  planned text,
  problem text,
  expires_at timestamptz,
  until timestamptz,
  not_before timestamptz not null
);
create index proposal_unplanned on proposal (not_before) where state = 'unplanned';
create index proposal_expiring on proposal (expires_at) where state = 'open';
create index proposal_resting on proposal (until) where state in ('snoozed', 'kept', 'expired');

create table action (
  id text primary key,
  name text not null,
  target text not null,
  finding_id text not null,
  finding_version integer not null,
  plan text not null,
  round integer not null,
  state text not null check (state in
    ('approved', 'claimed', 'intent', 'called', 'observed', 'undone', 'refused', 'failed', 'dry-run')),
  reason text,
  dry_run boolean not null,
  decided_by text not null,
  undo_of text references action,
  planned text not null,
  valid_until timestamptz not null,
  attempts integer not null default 0,
  token bigint not null default 0,
  lease_owner text,
  lease_until timestamptz,
  not_before timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- Whatever happens above, the same yes cannot become two actions, nor the same action be undone twice.
create unique index action_one_a_plan on action (finding_id, plan) where undo_of is null;
create unique index action_one_undo on action (undo_of) where state not in ('refused', 'failed', 'dry-run');
create index action_due on action (not_before) where state in ('approved', 'claimed', 'intent', 'called');
create index action_by_target on action (target, created_at);

-- What is about to be done, written before it is done. There is at most one a target that is not over.
create table intent (
  id text primary key,
  action_id text not null references action,
  target text not null,
  token bigint not null,
  state text not null check (state in ('open', 'called', 'closed')),
  before text not null,
  request_id text,
  outcome text,
  created_at timestamptz not null,
  under_way_until timestamptz not null,
  called_at timestamptz,
  closed_at timestamptz
);
create unique index intent_one_a_target on intent (target) where state <> 'closed';
create index intent_by_action on intent (action_id);

create table decision (
  id bigint generated always as identity primary key,
  finding_id text not null,
  plan_key text not null,
  identity text not null,
  content text not null,
  action_id text references action,
  decided_at timestamptz not null default now(),
  unique (finding_id, plan_key, identity, content)
);

create table kill_switch (
  id integer primary key check (id = 1),
  engaged boolean not null,
  changed_by text not null,
  changed_at timestamptz not null default now()
);
insert into kill_switch values (1, false, 'gleaner');

-- The audit chain, and its end, whose row lock gives out the sequence numbers.
create table audit_entry (
  sequence bigint primary key,
  previous text not null,
  hash text not null,
  at timestamptz not null,
  actor text not null,
  kind text not null,
  finding text,
  resource text,
  detail text not null,
  published_at timestamptz
);
create index audit_unpublished on audit_entry (sequence) where published_at is null;

create table audit_head (
  id integer primary key check (id = 1),
  sequence bigint not null,
  hash text not null
);
insert into audit_head values (1, 0, 'sha256:' || repeat('0', 64));

create table audit_publisher (
  id integer primary key check (id = 1),
  owner text not null,
  until timestamptz not null
);
insert into audit_publisher values (1, '', now());

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
    and (new.sequence, new.previous, new.hash, new.at, new.actor, new.kind, new.detail)
      is not distinct from (old.sequence, old.previous, old.hash, old.at, old.actor, old.kind, old.detail)
    and (new.finding, new.resource) is not distinct from (old.finding, old.resource) then
    return new;
  end if;
  raise exception 'the audit is append-only';
end
$$;
create trigger audit_append_only before update or delete on audit_entry
  for each row execute function refuse_audit_change();
create trigger audit_never_truncated before truncate on audit_entry
  for each statement execute function refuse_audit_change();
