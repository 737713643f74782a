-- What was told to people, and would be done if nobody says no. It counts from when the message was really posted; a plan
-- that changes is another one, and needs a notice of its own.
create table policy_notice (
  finding_id text not null,
  plan text not null,
  remedy integer not null,
  rule text not null,
  seconds bigint not null,
  given_at timestamptz not null default now(),
  state text not null default 'given' check (state in ('given', 'taken', 'over')),
  primary key (finding_id, plan)
);
create index policy_notice_given on policy_notice (given_at) where state = 'given';

-- Resources that are kept as they are, for a reason and until a time; version counts what has to be published.
create table exemption (
  id bigint generated always as identity primary key,
  resource text not null,
  rule text not null,
  finding_id text not null,
  reason text not null,
  identity text not null,
  from_time timestamptz not null,
  until_time timestamptz not null,
  version integer not null default 1,
  published integer not null default 0,
  unique (resource, rule, from_time)
);
create index exemption_unpublished on exemption (id) where published < version;
-- What the analyzer said to be kept, until that is over here.
alter table finding add column exempt boolean not null default false;
create index finding_exempt on finding (resource) where exempt;
create index exemption_by_resource on exemption (resource, rule, until_time);
