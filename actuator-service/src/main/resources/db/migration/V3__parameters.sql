-- What an action needs besides its target, as the remedy named it.
alter table action add column parameters text not null default '{}';
