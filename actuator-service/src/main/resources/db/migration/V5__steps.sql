-- How many steps of an action are over; each step has its own intent.
alter table action add column step integer not null default 0;
alter table intent add column step integer not null default 0;
create unique index intent_one_a_step on intent (action_id, step) where state <> 'closed' or outcome = 'observed';
-- Between its steps an action has no open intent, and still nobody else may begin on its target.
create unique index action_one_begun_a_target on action (target)
  where step > 0 and state in ('claimed', 'intent', 'called');
-- How often in a row AWS asked to come back later, which says nothing of the action itself.
alter table action add column throttles integer not null default 0;
