-- What must still hold of the target when an action begins, as the approved remedy has it; null: the limits of the configuration.
alter table action add column idleness text;
