-- How many of the first steps of an action are over that only prepared it, as a document on an instance before its stop: an action
-- has begun once another step is over.
alter table action add column prepared integer not null default 0;
drop index action_one_begun_a_target;
create unique index action_one_begun_a_target on action (target)
  where step > prepared and state in ('claimed', 'intent', 'called');
