-- Signed requests of Slack that were answered, in the transaction of the decision: a redelivery gets the same answer.
create table slack_request (
  signature text primary key,
  answer text,
  seen_at timestamptz not null default now()
);
create index slack_request_by_age on slack_request (seen_at);

-- The message about each round of each question; shown is what it was made from last, so that it follows what happens.
create table slack_message (
  target text not null references proposal,
  round integer not null,
  state text not null default 'due' check (state in ('due', 'posted', 'over')),
  channel text,
  ts text,
  asks boolean not null default false,
  shown text,
  response_url text,
  response_until timestamptz,
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  primary key (target, round)
);
create index slack_message_followed on slack_message (not_before) where state <> 'over';

-- One actuator talks to Slack at a time, and none while Slack asked to wait.
create table slack_sender (
  id integer primary key check (id = 1),
  owner text not null,
  until timestamptz not null,
  not_before timestamptz not null
);
insert into slack_sender values (1, '', now(), now());
