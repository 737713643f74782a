-- The records of gleaner.spend. A record of the topic replaces all rows of its key. Amounts are in USD and exact.
create table spend_bill (
  topic_key text primary key,
  bill text not null,
  period date not null,
  stated timestamptz not null,
  lines bigint not null,
  unreadable_lines bigint not null,
  billed numeric not null,
  effective numeric not null
);
create index spend_bill_period on spend_bill (period);

-- What a bill says of a value of a dimension on a day.
create table spend_amount (
  topic_key text not null,
  bill text not null,
  dimension text not null,
  value text not null,
  shared text,
  day date not null,
  billed numeric not null,
  effective numeric not null,
  idle numeric not null,
  primary key (topic_key, day)
);
create index spend_amount_day on spend_amount (dimension, day);
create index spend_amount_bill on spend_amount (dimension, bill);

-- Charges of resources with findings.
create table spend_charge (
  topic_key text not null,
  resource text not null,
  bill text not null,
  stated timestamptz not null,
  from_day date not null,
  until_day date not null,
  service text not null,
  usage_type text not null,
  billed numeric not null,
  effective numeric not null
);
create index spend_charge_key on spend_charge (topic_key);
create index spend_charge_resource on spend_charge (resource);

-- Predictions and tokens of a service on a day, by the source that counted them; what was not counted is null.
create table spend_prediction (
  topic_key text not null,
  service text not null,
  source text not null,
  day date not null,
  predictions bigint,
  input_tokens bigint,
  output_tokens bigint,
  primary key (topic_key, day)
);
create index spend_prediction_day on spend_prediction (day);

-- What a prediction of a service may cost at most, USD.
create table spend_target (
  topic_key text primary key,
  service text not null,
  per_prediction numeric not null
);

-- Cost of the calls that collectors made on a day.
create table spend_own_cost (
  topic_key text primary key,
  collector text not null,
  day date not null,
  amount numeric not null
);
