-- One living message a resource instead of one a round; the newest round of each is the one that lives on.
create table slack_message_of_round as select * from slack_message;
drop table slack_message;

-- What is known in Slack of each resource. changed is the last audit entry about it, told the last one that is told.
create table slack_message (
  target text primary key references proposal,
  -- The round that it tells about, 0 before the first.
  round integer not null default 0,
  state text not null default 'due' check (state in ('due', 'posted')),
  -- Where its owner is asked: the id of a channel, or 'webhook'; absent while nobody knows. Ordered by what it saves.
  room text,
  monthly numeric,
  small boolean not null default false,
  wanted boolean not null default false,
  channel text,
  ts text,
  -- Since when this message is there, and since when it shows this question: a silent person was asked at that time.
  made_at timestamptz,
  posted_at timestamptz,
  asks boolean not null default false,
  asked text,
  shown text,
  changed bigint not null default 1,
  routed bigint not null default 0,
  told bigint not null default 0,
  -- Counts clicks, which have it shown anew although nothing changed.
  nudges integer not null default 0,
  -- Set before it is posted and cleared after: whoever finds it looks in Slack first.
  posting text,
  posting_at timestamptz,
  response_url text,
  response_until timestamptz,
  attempts integer not null default 0,
  not_before timestamptz not null default now()
);
create index slack_message_changed on slack_message (not_before) where changed > told;
create index slack_message_unrouted on slack_message (target) where changed > routed;
create index slack_message_asking on slack_message (room, posted_at);

insert into slack_message (target, round, state, channel, ts, made_at, posted_at, asks, shown,
                           response_url, response_until, attempts, not_before)
select distinct on (target) target, round, case when state = 'due' then 'due' else 'posted' end, channel, ts,
       case when state = 'due' then null else now() end, case when state = 'due' then null else now() end,
       asks, null, response_url, response_until, attempts, not_before
  from slack_message_of_round order by target, round desc;
insert into slack_message (target) select target from proposal where state = 'open' on conflict do nothing;
drop table slack_message_of_round;

-- What is said once in the thread of a message, by the audit entry that it says; or where a message that was left is told
-- where the new one is (without an entry).
create table slack_note (
  id bigint generated always as identity primary key,
  target text not null references slack_message,
  entry bigint unique,
  -- Says "asked again" in this round, to the whole channel if loud.
  again integer,
  loud boolean not null default false,
  left_channel text,
  left_ts text,
  state text not null default 'due' check (state in ('due', 'said', 'dropped')),
  posting text,
  posting_at timestamptz,
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (target, again)
);
create index slack_note_due on slack_note (target, id) where state = 'due';

-- What is small, or has to wait, once a day and channel.
create table slack_digest (
  room text not null,
  day date not null,
  state text not null default 'due' check (state in ('due', 'posted', 'empty')),
  channel text,
  ts text,
  posting text,
  posting_at timestamptz,
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (room, day)
);

-- Slack takes about one message a second and channel, or says how long to wait.
create table slack_room (
  room text primary key,
  not_before timestamptz not null
);

-- How far the audit was read for Slack; entries have their places under a lock, so none comes in before another later.
create table slack_feed (
  id integer primary key check (id = 1),
  sequence bigint not null
);
insert into slack_feed select 1, sequence from audit_head where id = 1;

alter table slack_sender add column succeeded_at timestamptz;
alter table slack_sender add column failed_at timestamptz;
alter table slack_sender add column failure text;
