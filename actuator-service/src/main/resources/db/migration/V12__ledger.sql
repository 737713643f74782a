-- What an action promised, USD per month of 730 hours (null where no price is known), and how long it was seen in force.
create table ledger_entry (
  action_id text primary key references action,
  target text not null,
  monthly numeric,
  low numeric,
  basis text not null,
  since timestamptz not null,
  through timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  next_look timestamptz not null,
  check (through >= since and (ended_at is null or ended_at >= since)),
  check ((monthly is null) = (low is null))
);
create index ledger_due on ledger_entry (next_look) where ended_at is null;
