-- Calls that CloudTrail is to tell of, each made by an entry of the audit.
create table aws_call (
  sequence bigint primary key,
  request_id text not null,
  trail text not null,
  at timestamptz not null,
  echo text unique,
  alarmed boolean not null default false
);
create index aws_call_open on aws_call (request_id) where echo is null;

-- What CloudTrail told of calls with our mark that changed something. Kept, so that a repeat is known.
create table echo (
  event_id text primary key,
  request_id text not null,
  document text not null,
  received_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'known', 'unknown', 'refused'))
);
create index echo_waiting on echo (received_at) where state = 'waiting';

-- The accounts and regions ("ACCOUNT REGION") of which a trail is known to tell of us, and until when it did.
create table echo_trail (
  trail text primary key,
  through timestamptz not null
);

-- Calls before this carried no mark, so nobody waits for their echo.
create table echo_start (
  id integer primary key check (id = 1),
  after_sequence bigint not null
);
insert into echo_start select 1, coalesce(max(sequence), 0) from audit_entry;

-- To find the intent whose answer was lost, and the key that signs.
create index audit_intent on audit_entry (resource, at) where kind = 'intent';
create index audit_heads on audit_entry (sequence) where kind = 'head';
