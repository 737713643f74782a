-- The last report of each process of the other services.
create table service_status (
  service text not null,
  instance text not null,
  reported_at timestamptz not null,
  problem text,
  primary key (service, instance)
);
